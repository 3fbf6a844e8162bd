"""From the files under `definitions/` to vocabularies and framework editions.

`read_…` note problems and go on; `load_…` raise one `DefinitionError` with everything that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from cairn.errors import Problem
from cairn.framework.model import (
    Area,
    Certainty,
    Domain,
    Edition,
    FormalEvaluation,
    Indicator,
    InspectionQuestion,
    Scale,
    ScalePoint,
)
from cairn.framework.reading import Fields, raise_all
from cairn.framework.vocabulary import Term, Vocabulary

STATUSES = ("draft", "published")

_TERM_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z")
_INDICATOR_CODE = re.compile(r"\d{1,2}\.\d{1,2}\Z")


def load_vocabularies(root: Path) -> dict[str, Vocabulary]:
    """Every vocabulary under `root`, by name (the name of its file). Raises with all problems at once."""
    problems: list[Problem] = []
    found = read_vocabularies(root, problems)
    raise_all(problems)
    return found


def load_editions(root: Path) -> dict[str, Edition]:
    """Every framework edition under `root`, by `framework/edition`. Raises with all problems at once."""
    problems: list[Problem] = []
    found = read_editions(root, problems)
    raise_all(problems)
    return found


def edition_names(root: Path) -> tuple[str, ...]:
    """The editions there are files for, sound or not, as `framework/edition`."""
    return tuple(sorted(f"{p.parent.name}/{p.stem}" for p in (root / "frameworks").glob("*/*.yaml")))


def read_vocabularies(root: Path, problems: list[Problem]) -> dict[str, Vocabulary]:
    """The sound vocabularies under `root`; what is wrong with the others is added to `problems`."""
    opened = _open_all(sorted((root / "vocabularies").glob("*.yaml")), root, problems)
    names = {path.stem for path, _ in opened}
    found: dict[str, Vocabulary] = {}
    # One that others lie within is read before them.
    for path, fields in sorted(opened, key=lambda pair: pair[1].has("within")):
        vocabulary = _vocabulary(fields, path.stem, names, found)
        if vocabulary is not None:
            found[vocabulary.name] = vocabulary
    return dict(sorted(found.items()))


def read_editions(root: Path, problems: list[Problem]) -> dict[str, Edition]:
    """The sound editions under `root`; what is wrong with the others is added to `problems`."""
    editions = [
        load_edition(path, problems, root=root) for path in sorted((root / "frameworks").glob("*/*.yaml"))
    ]
    return {f"{e.framework}/{e.edition}": e for e in editions if e is not None}


def load_edition(path: Path, problems: list[Problem], *, root: Path | None = None) -> Edition | None:
    """The edition in `path`; None, with every problem added to `problems`, when it is not sound.

    Problems show the path from `root` on, by default the folder that holds `frameworks/`.
    """
    fields = Fields.open(path, root or path.parent.parent.parent, problems)
    if fields is None:
        return None
    _same(fields, "edition", path.stem, "the name of the file")
    _same(fields, "framework", path.parent.name, "the name of the folder")
    domains = _domains(fields)
    areas = _areas(fields, {d.number for d in domains})
    indicators = _indicators(fields, {a.number for a in areas})
    codes = tuple(i.code for i in indicators)
    return fields.build(
        Edition,
        framework=fields.text("framework"),
        edition=fields.text("edition"),
        status=fields.choice("status", STATUSES),
        title=fields.text("title"),
        published=fields.date("published"),
        source=fields.text("source"),
        notes=fields.texts("notes"),
        domains=domains,
        areas=areas,
        indicators=indicators,
        scale=_scale(fields.section("scale")),
        questions=_questions(fields, codes),
        evaluations=_evaluations(fields, codes),
    )


def _open_all(paths: Iterable[Path], root: Path, problems: list[Problem]) -> list[tuple[Path, Fields]]:
    opened = ((path, Fields.open(path, root, problems)) for path in paths)
    return [(path, fields) for path, fields in opened if fields is not None]


def _same(fields: Fields, key: str, expected: str, what: str) -> None:
    found = fields.text(key)
    if found and found != expected:
        message = f"“{key}” is “{found}”, but {what} says “{expected}”."
        fields.problem("name-differs", message, key, remedy="Make the two the same.")


# -- vocabularies ----------------------------------------------------------------------------------


def _vocabulary(
    fields: Fields, name: str, names: set[str], others: dict[str, Vocabulary]
) -> Vocabulary | None:
    within = fields.optional_text("within")
    if within:
        fields.check_known(within, names, "within", "vocabulary")
    outer = others.get(within)
    return fields.build(
        Vocabulary,
        name=name,
        title=fields.text("title"),
        source=fields.text("source"),
        dated=fields.date("dated"),
        within=within,
        notes=fields.texts("notes"),
        terms=_terms(fields, outer),
    )


def _terms(fields: Fields, outer: Vocabulary | None) -> tuple[Term, ...]:
    codes: dict[str, str] = {}
    terms = []
    for name, section in fields.named_sections("terms", names=_TERM_NAME):
        term = section.build(
            Term,
            name=name,
            label=section.text("label"),
            plural=section.optional_text("plural"),
            definition=section.optional_text("definition"),
            code=section.optional_text("code"),
            superseded_codes=section.names("superseded_codes"),
            note=section.optional_text("note"),
            within=_within(section, outer),
        )
        if term is not None:
            _note_codes(section, term, codes)
            terms.append(term)
    return tuple(terms)


def _within(section: Fields, outer: Vocabulary | None) -> str:
    if outer is None:
        return section.optional_text("within")
    return section.choice("within", outer.names)


def _note_codes(section: Fields, term: Term, codes: dict[str, str]) -> None:
    """Every outside code, current or superseded, belongs to one term only."""
    for key, code in (("code", term.code), *(("superseded_codes", c) for c in term.superseded_codes)):
        if code and code in codes:
            message = f"The code {code} stands at “{codes[code]}” too."
            section.problem("code-twice", message, key, remedy="A code belongs to one term.")
        codes.setdefault(code, term.name)


# -- framework editions ----------------------------------------------------------------------------


def _domains(fields: Fields) -> tuple[Domain, ...]:
    built = []
    numbers: set[str] = set()
    for section in fields.sections("domains"):
        number = section.integer("number", 1, 99)
        _once(section, "number", str(number), numbers)
        built.append(section.build(Domain, number=number, title=section.text("title")))
    return tuple(d for d in built if d is not None)


def _areas(fields: Fields, domains: set[int]) -> tuple[Area, ...]:
    built = []
    numbers: set[str] = set()
    for section in fields.sections("areas"):
        number = section.integer("number", 1, 99)
        _once(section, "number", str(number), numbers)
        area = section.build(
            Area,
            number=number,
            title=section.text("title"),
            domain=_number_of(section, "domain", domains),
            certainty=section.member("certainty", Certainty),
            domain_certainty=section.member("domain_certainty", Certainty),
        )
        built.append(area)
    return tuple(a for a in built if a is not None)


def _indicators(fields: Fields, areas: set[int]) -> tuple[Indicator, ...]:
    built = []
    codes: set[str] = set()
    for section in fields.sections("indicators"):
        code = section.text("code")
        area = _number_of(section, "area", areas)
        _once(section, "code", code, codes)
        if code and not _INDICATOR_CODE.match(code):
            section.problem("code-shape", f"“{code}” is not a code such as 2.1.", "code")
        elif code and area and int(code.split(".")[0]) != area:
            message = f"Indicator {code} stands in area {area}; its code begins with another number."
            section.problem("area-differs", message, "area")
        indicator = section.build(
            Indicator,
            code=code,
            title=section.text("title"),
            area=area,
            certainty=section.member("certainty", Certainty),
            source=section.text("source"),
        )
        built.append(indicator)
    return tuple(i for i in built if i is not None)


def _scale(fields: Fields) -> Scale | None:
    names: set[str] = set()
    points = []
    for section in fields.sections("points"):
        name = section.name("name")
        _once(section, "name", name, names)
        point = section.build(
            ScalePoint,
            value=section.integer("value", 1, 100),
            name=name,
            label=section.text("label"),
            meaning=section.text("meaning"),
        )
        points.append(point)
    return fields.build(
        Scale, name=fields.name("name"), source=fields.text("source"), points=tuple(p for p in points if p)
    )


def _questions(fields: Fields, codes: tuple[str, ...]) -> tuple[InspectionQuestion, ...]:
    built = []
    numbers: set[str] = set()
    for section in fields.sections("questions"):
        number = section.integer("number", 1, 99)
        _once(section, "number", str(number), numbers)
        question = section.build(
            InspectionQuestion,
            number=number,
            title=section.text("title"),
            text=section.text("text"),
            source=section.text("source"),
            indicators=section.names("indicators", codes, required=True, what="indicator"),
            map_certainty=section.member("map_certainty", Certainty),
        )
        built.append(question)
    return tuple(q for q in built if q is not None)


def _evaluations(fields: Fields, codes: tuple[str, ...]) -> tuple[FormalEvaluation, ...]:
    built = []
    seen: set[str] = set()
    for section in fields.sections("evaluations"):
        code = section.text("code")
        _once(section, "code", code, seen)
        evaluation = section.build(
            FormalEvaluation,
            code=code,
            title=section.text("title"),
            indicators=section.names("indicators", codes, required=True, what="indicator"),
        )
        built.append(evaluation)
    return tuple(e for e in built if e is not None)


def _once(section: Fields, key: str, value: str, seen: set[str]) -> None:
    if value in seen and value not in ("", "0"):
        section.problem("value-twice", f"“{key}” {value} stands twice in this list.", key)
    seen.add(value)


def _number_of(section: Fields, key: str, known: set[int]) -> int:
    number = section.integer(key, 1, 99)
    if number and number not in known:
        listed = ", ".join(str(n) for n in sorted(known))
        section.problem("number-unknown", f"There is no {key} {number}.", key, remedy=f"It may be: {listed}.")
    return number
