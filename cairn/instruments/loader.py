"""From the files under `definitions/` to answer scales and instruments.

`read_…` note problems and go on; `load_…` raise one `DefinitionError` with everything that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cairn.errors import Problem
from cairn.framework.reading import Fields, raise_all
from cairn.framework.vocabulary import Vocabulary
from cairn.instruments.model import Answer, AnswerScale, Condition, Instrument, Item, ItemKind, Missing
from cairn.instruments.terms import terms_of
from cairn.utils.nearest import did_you_mean

SCALES_FILE = Path("measures") / "answer-scales.yaml"
FOLDER = "instruments"
STATUSES = ("draft", "published")

_INDICATOR = re.compile(r"\d{1,2}\.\d{1,2}\Z")
_MISSING = {m.name.lower(): m for m in Missing if m is not Missing.ANSWERED}


def load_answer_scales(root: Path) -> dict[str, AnswerScale]:
    """Every answer scale, by name. Raises `DefinitionError` with all problems at once."""
    problems: list[Problem] = []
    found = read_answer_scales(root, problems)
    raise_all(problems)
    return found


def load_instruments(
    root: Path, vocabularies: Mapping[str, Vocabulary], scales: Mapping[str, AnswerScale]
) -> dict[str, Instrument]:
    """The newest edition of every instrument, by the name of its table in an evidence bundle.

    Raises `DefinitionError` with all problems at once. Older editions are checked too.
    """
    problems: list[Problem] = []
    found = read_instruments(root, vocabularies, scales, problems)
    raise_all(problems)
    return found


def read_answer_scales(root: Path, problems: list[Problem]) -> dict[str, AnswerScale]:
    """The sound answer scales; what is wrong with the others is added to `problems`."""
    fields = Fields.open(root / SCALES_FILE, root, problems)
    if fields is None:
        return {}
    fields.text("source")
    fields.date("dated")
    built = [_scale(name, section) for name, section in fields.named_sections("scales")]
    fields.finish()
    return {scale.name: scale for scale in built if scale is not None}


def _scale(name: str, fields: Fields) -> AnswerScale | None:
    labels = fields.text_by_name("answers", required=True)
    for answer in labels:
        fields.check_name(answer, "answers")
    sets = fields.named_sections("sets", required=False)
    members = tuple((n, s.names("answers", labels, required=True, what="answer")) for n, s in sets)
    set_labels = tuple((n, s.text("label")) for n, s in sets)
    for _, section in sets:
        section.finish()
    return fields.build(
        AnswerScale,
        name=name,
        title=fields.text("title"),
        ordered=fields.boolean("ordered"),
        numbered=fields.boolean("numbered", False),
        answers=tuple(Answer(code=i, name=n, label=t) for i, (n, t) in enumerate(labels.items(), 1)),
        sets=members,
        set_labels=set_labels,
    )


def read_instruments(
    root: Path,
    vocabularies: Mapping[str, Vocabulary],
    scales: Mapping[str, AnswerScale],
    problems: list[Problem],
) -> dict[str, Instrument]:
    """The sound instruments by table, newest edition of each; other problems are added to `problems`."""
    found: dict[str, Instrument] = {}
    for folder in sorted(p for p in (root / FOLDER).glob("*") if p.is_dir()):
        newest: Instrument | None = None
        for path in sorted(folder.glob("*.yaml")):
            newest = read_instrument(path, root, vocabularies, scales, problems) or newest
        if newest is not None and newest.table in found:
            problems.append(_table_twice(newest, found[newest.table], folder, root))
        elif newest is not None:
            found[newest.table] = newest
    return found


def _table_twice(one: Instrument, other: Instrument, folder: Path, root: Path) -> Problem:
    return Problem(
        code="table-twice",
        message=f"“{one.name}” fills the table “{one.table}”, which “{other.name}” fills already.",
        remedy="Give each instrument a table of its own.",
        file=(folder / f"{one.edition}.yaml").relative_to(root).as_posix(),
        key="table",
    )


def read_instrument(
    path: Path,
    root: Path,
    vocabularies: Mapping[str, Vocabulary],
    scales: Mapping[str, AnswerScale],
    problems: list[Problem],
) -> Instrument | None:
    """The instrument in `path`; None, with every problem added to `problems`, when it is not sound."""
    fields = Fields.open(path, root, problems)
    if fields is None:
        return None
    edition = fields.text("edition")
    if edition and edition != path.stem:
        remedy = f"Write “{path.stem}”, or rename the file."
        fields.problem("edition-file", f"The file is named after “{path.stem}”.", "edition", remedy=remedy)
    fields.choice("status", STATUSES, "draft")  # published ones are frozen, see framework.freezing
    reader = _ItemReader(vocabularies, scales)
    for section in fields.sections("sections"):
        title = section.text("title")
        for entry in section.sections("items"):
            reader.take(entry, title)
        section.finish()
    return fields.build(
        Instrument,
        name=fields.name("name"),
        edition=edition,
        title=fields.text("title"),
        table=fields.name("table"),
        unit=fields.text("unit"),
        unit_plural=fields.text("unit_plural"),
        source=fields.text("source"),
        dated=fields.date("dated"),
        notes=fields.texts("notes"),
        items=tuple(reader.items),
    )


@dataclass(slots=True)
class _ItemReader:
    """Reads item after item; `answers` holds what each item so far may be answered with, for conditions."""

    vocabularies: Mapping[str, Vocabulary]
    scales: Mapping[str, AnswerScale]
    items: list[Item] = field(default_factory=list)
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def take(self, fields: Fields, section: str) -> None:
        name = fields.name("name")
        if name in self.answers:
            fields.problem(
                "item-twice", f"There is an item “{name}” already.", "name", remedy="Rename one of the two."
            )
        kind, scale = self.kind_and_scale(fields)
        item = fields.build(
            Item,
            name=name,
            text=fields.text("text"),
            kind=kind,
            section=section,
            scale=scale,
            applies_when=self.conditions(fields),
            allows=tuple(_MISSING[m] for m in fields.names("allows", _MISSING) if m in _MISSING),
            indicators=_indicators(fields),
            guidance=fields.optional_text("guidance"),
        )
        self.answers[name] = self.known_answers(item)
        if item is not None:
            self.items.append(item)

    def kind_and_scale(self, fields: Fields) -> tuple[ItemKind, str]:
        """`characteristic: VOCABULARY`, `scale: ANSWER SCALE` or `kind: text`; exactly one of the three."""
        named = [k for k in ("characteristic", "scale", "kind") if fields.has(k)]
        vocabulary = fields.choice("characteristic", self.vocabularies, "")
        scale = fields.choice("scale", self.scales, "")
        fields.choice("kind", [ItemKind.TEXT.value], ItemKind.TEXT.value)
        if len(named) != 1:
            fields.problem(
                "item-kind",
                "An item is either a characteristic, or has a scale, or is free text.",
                named[1] if named else "",
                remedy="Keep exactly one of “characteristic: …”, “scale: …” and “kind: text”.",
            )
        if vocabulary:
            return ItemKind.CHARACTERISTIC, vocabulary
        return (ItemKind.CHOICE, scale) if scale else (ItemKind.TEXT, "")

    def known_answers(self, item: Item | None) -> tuple[str, ...]:
        """Empty for free text and for an item that could not be read: nothing more is said of it."""
        if item is None or item.kind is ItemKind.TEXT:
            return ()
        if item.kind is ItemKind.CHOICE:
            return tuple(a.name for a in self.scales[item.scale].answers)
        return tuple(t.name for t in terms_of(item, self.vocabularies))

    def conditions(self, fields: Fields) -> tuple[Condition, ...]:
        found = fields.names_by_name("applies_when")
        for name, wanted in found.items():
            if name not in self.answers:
                fields.problem(
                    "condition-order",
                    f"No item “{name}” stands before this one.",
                    "applies_when",
                    remedy=did_you_mean(name, self.answers) or "Put the item it depends on before it.",
                )
                continue
            known = self.answers[name]
            for answer in (a for a in wanted if known and a not in known):
                message = f"“{name}” has no answer “{answer}”."
                remedy = did_you_mean(answer, known)
                fields.problem("name-unknown", message, "applies_when", remedy=remedy)
        return tuple(Condition(item=name, answers=wanted) for name, wanted in found.items())


def _indicators(fields: Fields) -> tuple[str, ...]:
    codes = fields.names("indicators", what="indicator")
    for code in codes:
        if not _INDICATOR.match(code):
            remedy = 'Write a code such as "2.1", in quotation marks.'
            fields.problem("indicator-shape", f"“{code}” is no indicator.", "indicators", remedy=remedy)
    return codes
