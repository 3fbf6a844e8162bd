"""The mapping of a sheet to an instrument: which column is which item, which cell which answer.

A file in YAML that `cairn import --draft` writes and a person puts right. Every column of the sheet stands in
it: read, or left out. What is wrong is told by line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cairn.collection.instrument_set import InstrumentSet
from cairn.collection.kept_sheet import LAST_HEADER, Layout
from cairn.collection.text_encoding import ENCODINGS, UTF_8
from cairn.errors import EvidenceError, Problem
from cairn.framework.reading import Fields
from cairn.instruments.model import Instrument, Item, ItemKind, Missing

OPEN = "?"  # stands in a draft where a person must decide
NUMBERED = re.compile(r"[A-Za-z]{1,10}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnName:
    """A column by its header, and by its letter where the header stands twice or is blank."""

    header: str
    at: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRule:
    """`answers` maps what stands in cells (in `plain` spelling) to names of answers or kinds of missing."""

    column: ColumnName
    item: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMapping:
    """`ids` is the column of ids; when None rows are numbered behind the letters `number_rows`.

    `everywhere` gives items one answer in every row; `not_asked` are items the sheet does not have, taken
    as not recorded.
    """

    file: str
    instrument: Instrument
    layout: Layout
    ids: ColumnName | None
    number_rows: str
    columns: tuple[ColumnRule, ...]
    everywhere: Mapping[str, str]
    not_asked: tuple[str, ...]
    leave_out: tuple[str, ...]


def plain(text: str) -> str:
    """A cell without regard to capitals, underscores and spaces around or between words."""
    return " ".join(text.replace("_", " ").casefold().split())


def read_mapping(path: Path, instrument: Instrument, instruments: InstrumentSet) -> SheetMapping:
    """The mapping in a file. Raises `EvidenceError` with everything that is wrong in it, by line."""
    problems: list[Problem] = []
    fields = Fields.open(path, path.parent, problems)
    if fields is not None and not _is_for_another(fields, instrument, instruments):
        mapping = _read(fields, path.name, instrument, instruments)
    else:
        mapping = None
    if problems or mapping is None:
        raise EvidenceError(sorted(problems, key=lambda p: (p.line or 0, p.column or 0)))
    return mapping


def _is_for_another(fields: Fields, instrument: Instrument, instruments: InstrumentSet) -> bool:
    """Whether the mapping names another instrument that there is. That is told, and nothing else."""
    named = fields.optional_text("instrument")
    if named == instrument.name or named not in {i.name for i in instruments.instruments.values()}:
        return False
    message = f"The mapping is for “{named}”, and not for “{instrument.name}”."
    remedy = "Name the instrument the file answers, or take the mapping that is for it."
    fields.problem("mapping-of-another", message, "instrument", remedy=remedy)
    return True


def read_own_mapping(path: Path, instruments: InstrumentSet) -> SheetMapping:
    """The mapping in a file that says itself which instrument it is for, and with `table: second_readings`
    that it is for second readings."""
    problems: list[Problem] = []
    fields = Fields.open(path, path.parent, problems)
    mapping = None
    if fields is not None:
        by_name: dict[str, Instrument] = {}
        for one in instruments.instruments.values():
            by_name.setdefault(one.name, one)
        instrument = by_name.get(fields.choice("instrument", sorted(by_name)))
        mapping = _read(fields, path.name, instrument, instruments) if instrument is not None else None
    if problems or mapping is None:
        raise EvidenceError(sorted(problems, key=lambda p: (p.line or 0, p.column or 0)))
    return mapping


def _read(
    fields: Fields, file: str, instrument: Instrument, instruments: InstrumentSet
) -> SheetMapping | None:
    fields.choice("instrument", [instrument.name])
    fields.choice("edition", [instrument.edition])
    tables = [t for t, i in instruments.instruments.items() if i.name == instrument.name]
    instrument = instruments.instruments.get(
        fields.choice("table", tables or [instrument.table], instrument.table), instrument
    )
    layout = Layout(
        sheet=fields.optional_text("sheet"),
        encoding=fields.choice("encoding", ENCODINGS, UTF_8),
        header_row=fields.optional_integer("header_row", 1, LAST_HEADER) or 1,
        header_rows=fields.optional_integer("header_rows", 1, 5) or 1,
    )
    ids, number_rows = _ids(fields)
    parts = fields.sections("columns")
    columns = [_rule(part, instrument, instruments) for part in parts]
    everywhere = _everywhere(fields, instrument, instruments)
    not_asked = fields.names("not_asked", [i.name for i in instrument.items], what="question")
    leave_out = fields.texts("leave_out")
    mapped = [part.optional_text("item") for part in parts]
    _require_each_once(fields, instrument, mapped, everywhere, not_asked)
    return fields.build(
        SheetMapping,
        file=file,
        instrument=instrument,
        layout=layout,
        ids=ids,
        number_rows=number_rows,
        columns=tuple(rule for rule in columns if rule is not None),
        everywhere=everywhere,
        not_asked=not_asked,
        leave_out=leave_out,
    )


def _ids(fields: Fields) -> tuple[ColumnName | None, str]:
    part = fields.section("id")
    if part.has("number_rows"):
        letters = part.text("number_rows")
        if not NUMBERED.match(letters):
            message = "“number_rows” must be up to ten letters: S numbers the rows S00001, S00002 …"
            part.problem("value-wrong", message, "number_rows")
        part.finish()
        return None, letters
    column = _column(part)
    part.finish()
    return column, ""


def _column(part: Fields) -> ColumnName:
    at = part.optional_text("at").upper()
    header = part.optional_text("column") if at else part.text("column")
    return ColumnName(header=" ".join(header.split()), at=at, line=part.node.line)


def _rule(part: Fields, instrument: Instrument, instruments: InstrumentSet) -> ColumnRule | None:
    column = _column(part)
    name = part.text("item")
    item = instrument.item(name)
    if name == OPEN:
        message = "Which question does this column answer?"
        remedy = "Write the item's name, or put the column under `leave_out`."
        part.problem("item-open", message, "item", remedy=remedy)
    elif item is None:
        part.check_known(name, [i.name for i in instrument.items], "item", "question")
    elif item.kind is ItemKind.TEXT:
        message = f"“{name}” is free text, which no bundle holds."
        part.problem("item-text", message, "item", remedy="Put the column under `leave_out`.")
    answers = part.optional_section("answers")
    known = _allowed(item, instruments) if item is not None else ()
    found = _answers(answers, known) if answers is not None else {}
    return part.build(ColumnRule, column=column, item=name, answers=found)


def _answers(fields: Fields, allowed: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for cell in fields.key_names:
        answer = fields.text(cell)
        if answer == OPEN:
            message = "Which answer does this cell stand for?"
            remedy = f"It may be: {', '.join(allowed)}." if len(allowed) <= 12 else "Write the answer's name."
            remedy += " If it can be none, put the file right."
            fields.problem("answer-open", message, cell, remedy=remedy)
        elif allowed:
            fields.check_known(answer, allowed, cell, "answer")
        if found.setdefault(plain(cell), answer) != answer:
            message = "The same cell, but for capitals or spaces, stands for two answers."
            fields.problem("answer-twice", message, cell)
    fields.finish()
    return found


def _allowed(item: Item, instruments: InstrumentSet) -> tuple[str, ...]:
    """Answers, and the kinds of missing that may stand for a cell."""
    reasons = [m.word for m in item.allows]
    if item.applies_when and Missing.NOT_APPLICABLE not in item.allows:
        reasons.append(Missing.NOT_APPLICABLE.word)
    return (*instruments.level_names(item), *reasons)


def _everywhere(fields: Fields, instrument: Instrument, instruments: InstrumentSet) -> dict[str, str]:
    part = fields.optional_section("same_in_every_row")
    if part is None:
        return {}
    found: dict[str, str] = {}
    for name in part.key_names:
        answer = part.text(name)
        item = instrument.item(name)
        if item is None or item.kind is ItemKind.TEXT:
            known = [i.name for i in (*instrument.characteristics, *instrument.choices)]
            part.check_known(name, known, name, "question")
        elif answer == OPEN:
            message = f"Which “{name}” is it in every row?"
            part.problem("answer-open", message, name, remedy="Write it, or give it a column.")
        else:
            part.check_known(answer, _allowed(item, instruments), name, "answer")
        found[name] = answer
    part.finish()
    return found


def _require_each_once(
    fields: Fields,
    instrument: Instrument,
    mapped: list[str],
    everywhere: Mapping[str, str],
    not_asked: tuple[str, ...],
) -> None:
    """Every item of the instrument has one place in the mapping, and only one."""
    given = [*mapped, *everywhere, *not_asked]
    for item in (*instrument.characteristics, *instrument.choices):
        times = given.count(item.name)
        if times > 1:
            message = f"“{item.name}” is given {times} times."
            fields.problem("item-twice", message, "columns", remedy="Keep one of them.")
        elif not times:
            message = f"Nothing says where “{item.name}” comes from."
            remedy = "Give it a column, one answer under `same_in_every_row`, or name it under `not_asked`."
            fields.problem("item-unmapped", message, "columns", remedy=remedy)
        elif item.name in not_asked and Missing.NOT_RECORDED not in item.allows:
            message = f"“{item.name}” must be answered: it cannot be “not recorded”."
            remedy = "Give it a column, or one answer under `same_in_every_row`."
            fields.problem("item-needed", message, "not_asked", remedy=remedy)
