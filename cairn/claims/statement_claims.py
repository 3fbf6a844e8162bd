"""Published statements as claims, by a table of forms in `definitions/claims/statement-forms.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Claim
from cairn.claims.grammar import parse_claim
from cairn.claims.statements import Statement
from cairn.errors import ClaimError, Problem
from cairn.framework.reading import Fields, raise_all

FILE = "claims/statement-forms.yaml"
COUNT_OF = "count_of"  # stands for count_of_8, count_of_16 and so on
PLACES = ("source", "measure", "level", "where", "by")

_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementForm:
    """How statements of one statistic (and one level or measure, unless it is empty) are spelled as claims.

    `claim` is a claim with `{source}`, `{measure}`, `{level}`, `{where}`, `{by}`.
    """

    statistic: str
    claim: str
    level: str = ""
    measure: str = ""
    note: str = ""

    def fits(self, statement: Statement) -> bool:
        statistic = COUNT_OF if statement.count_base else statement.statistic
        own = (self.level in ("", statement.level), self.measure in ("", statement.measure))
        return statistic == self.statistic and all(own)

    def spelled(self, parts: Mapping[str, str]) -> str:
        """The claim with the parts in their places, each taken as plain text."""
        return _PLACE.sub(lambda found: parts[found[1]], self.claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementForms:
    """The forms, in the order in which they are tried, and how parts of populations are called in claims."""

    forms: tuple[StatementForm, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementClaim:
    """A statement, the claim it makes, its words, and in `note` what of it is our reading."""

    statement: Statement
    claim: Claim
    words: str
    note: str = ""


def load_statement_forms(root: Path) -> StatementForms:
    """The forms under a folder of definitions. Raises `DefinitionError` with everything that is wrong."""
    problems: list[Problem] = []
    fields = Fields.open(root / FILE, root, problems)
    if fields is None:
        raise_all(problems)
        return StatementForms(forms=(), names={})
    for key in ("title", "source", "dated"):
        fields.text(key)
    names = fields.text_by_name("names")
    forms = [_read_form(entry) for entry in fields.sections("forms")]
    fields.finish()
    raise_all(problems)
    return StatementForms(forms=tuple(f for f in forms if f is not None), names=names)


def _read_form(fields: Fields) -> StatementForm | None:
    claim = fields.text("claim")
    strange = [name for name in _PLACE.findall(claim) if name not in PLACES]
    if strange or set("{}") & set(_PLACE.sub("", claim)):
        remedy = f"Only {', '.join('{' + p + '}' for p in PLACES)} are put in."
        fields.problem("form-place", f"“{claim}” cannot be filled.", "claim", remedy=remedy)
    return fields.build(
        StatementForm,
        statistic=fields.text("statistic"),
        level=fields.optional_text("level"),
        measure=fields.optional_text("measure"),
        note=fields.optional_text("note"),
        claim=claim,
    )


def claims_of_statements(
    statements: Iterable[Statement], forms: StatementForms, book: MeasureBook
) -> tuple[StatementClaim, ...]:
    """One claim for each statement, in order.

    Raises `ClaimError` with every statement that has no form, or a claim that the book cannot serve.
    """
    found: list[StatementClaim] = []
    problems: list[Problem] = []
    for statement in statements:
        try:
            found.append(statement_claim(statement, forms, book))
        except ClaimError as error:
            problems += [replace(p, key=f"statement {statement.id}", column=None) for p in error.problems]
    if problems:
        raise ClaimError(problems)
    return tuple(found)


def unknown_names(
    statements: Iterable[Statement], forms: StatementForms, book: MeasureBook
) -> dict[str, tuple[Problem, ...]]:
    """By id, the statements that name a source, measure, level or group that the book does not have, with
    the nearest name that it has. Nothing else would tell a misspelt name from another programme's."""
    found: dict[str, tuple[Problem, ...]] = {}
    for statement in statements:
        try:
            statement_claim(statement, forms, book)
        except ClaimError as error:
            found[statement.id] = tuple(p for p in error.problems if p.code.endswith("-unknown"))
    return {name: problems for name, problems in found.items() if problems}


def claims_where_known(
    statements: Iterable[Statement], forms: StatementForms, book: MeasureBook
) -> dict[str, Claim]:
    """The claim of every statement, by its id, that a form spells and the book can serve; no others.

    For files of statements whose names need not be ours.
    """
    found: dict[str, Claim] = {}
    for statement in statements:
        try:
            found[statement.id] = statement_claim(statement, forms, book).claim
        except ClaimError:
            continue  # read from its own names instead
    return found


def statement_claim(statement: Statement, forms: StatementForms, book: MeasureBook) -> StatementClaim:
    """The claim that a statement makes. Raises `ClaimError`."""
    form = next((f for f in forms.forms if f.fits(statement)), None)
    if form is None:
        message = f"No form spells “{statement.statistic}” of “{statement.level}” as a claim."
        raise ClaimError(Problem(code="form-missing", message=message, remedy=f"Add one to {FILE}."))
    parts = {
        "source": statement.source,
        "measure": statement.measure,
        "level": statement.level,
        "where": _where(statement, forms.names),
        "by": _by(statement, forms.names),
    }
    claim = parse_claim(_without_empty(form.spelled(parts)), book)
    return StatementClaim(statement=statement, claim=claim, words=statement.phrase, note=form.note)


def _where(statement: Statement, names: Mapping[str, str]) -> str:
    parts = []
    for name, values in statement.conditions:
        if name != "by":
            parts.append(f"{names.get(name, name)}:{'|'.join(values)}" if values else name)
    return ",".join(parts)


def _by(statement: Statement, names: Mapping[str, str]) -> str:
    found = next((values for name, values in statement.conditions if name == "by"), ())
    return names.get(found[0], found[0]) if found else ""


def _without_empty(spelled: str) -> str:
    """Without options that came out empty."""
    path, _, query = spelled.partition("?")
    kept = [option for option in query.split("&") if option and not option.endswith("=")]
    return f"{path}?{'&'.join(kept)}" if kept else path
