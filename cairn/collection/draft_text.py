"""A drafted mapping, and its text as YAML with what a person must know beside each line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cairn.collection.kept_sheet import KeptSheet, Layout
from cairn.collection.mapping import OPEN
from cairn.collection.second_readings import SECOND
from cairn.collection.sheet_look import letter
from cairn.instruments.model import Instrument, Item, ItemKind, Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedAnswer:
    """A cell, the answer proposed for it (`?` for none), and why."""

    cell: str
    answer: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedColumn:
    place: int
    item: str
    score: float
    answers: tuple[DraftedAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`left_out` has the place of each column that is not read, and why; `lacking` the items without one, and
    `empty` the place of their columns that hold nothing."""

    instrument: Instrument
    layout: Layout
    sheet: KeptSheet
    ids: int | None
    columns: tuple[DraftedColumn, ...]
    left_out: tuple[tuple[int, str], ...]
    lacking: tuple[Item, ...]
    empty: Mapping[str, int]


def draft_text(draft: Draft) -> str:
    """The mapping. Every text from the sheet stands in quotation marks, so that none is taken for YAML."""
    return "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    layout, instrument = draft.layout, draft.instrument
    yield f"# How “{draft.sheet.file}” answers the questions of “{instrument.title}”, as Cairn guesses it."
    yield "# Beside each guess stands how like the words are, 1.00 being the same. Check every line;"
    yield f"# {OPEN} stands where you must decide. Every column is read, or named under leave_out."
    yield f"instrument: {instrument.name}"
    yield f"edition: {_quoted(instrument.edition)}"
    if instrument.table == SECOND:
        yield f"table: {SECOND}"
    if layout.sheet:
        yield f"sheet: {_quoted(layout.sheet)}"
    yield f"encoding: {layout.encoding}"
    yield f"header_row: {layout.header_row}"
    yield f"header_rows: {layout.header_rows}"
    yield from _id_lines(draft)
    yield "columns:" if draft.columns else "columns: []  # no column is like a question"
    for column in draft.columns:
        yield from _column_lines(draft, column)
    yield from _lacking_lines(draft)
    yield "leave_out:" if draft.left_out else "leave_out: []"
    for place, why in draft.left_out:
        name = draft.sheet.headers[place] or f"(column {letter(place)})"
        yield f"  - {_quoted(name)}  # {why}"


def _id_lines(draft: Draft) -> Iterator[str]:
    yield "id:"
    if draft.ids is None:
        yield "  number_rows: N  # no column of ids was found; the rows are numbered N00001, N00002 …"
    else:
        yield f"  {_column_name(draft, draft.ids)}"


def _column_name(draft: Draft, place: int, indent: str = "  ") -> str:
    header = draft.sheet.headers[place]
    name = f"column: {_quoted(header)}" if header else f"at: {letter(place)}"
    twice = bool(header) and draft.sheet.headers.count(header) > 1
    return f"{name}\n{indent}at: {letter(place)}" if twice else name


def _column_lines(draft: Draft, column: DraftedColumn) -> Iterator[str]:
    yield f"  - {_column_name(draft, column.place, '    ')}"
    yield f"    item: {column.item}  # {column.score:.2f}"
    told = [answer for answer in column.answers if answer.cell]
    if told:
        yield "    answers:"
    for answer in told:
        yield f"      {_quoted(answer.cell)}: {_quoted(answer.answer)}  # {answer.why}"
    untold = len(column.answers) - len(told)
    if untold:
        yield f"    # and {untold} that are not repeated here, for they may identify somebody"


def _lacking_lines(draft: Draft) -> Iterator[str]:
    fixed = [item for item in draft.lacking if item.kind is ItemKind.CHARACTERISTIC]
    if fixed:
        yield "same_in_every_row:  # or give it a column"
    for item in fixed:
        place = draft.empty.get(item.name)
        why = f"  # {_is_empty(draft, place)}" if place is not None else ""
        yield f"  {item.name}: {_quoted(OPEN)}{why}"
    others = [item for item in draft.lacking if item not in fixed]
    yield "not_asked:" if others else "not_asked: []"
    for item in others:
        why = _why_not_asked(draft, item)
        yield f"  - {item.name}{f'  # {why}' if why else ''}"


def _why_not_asked(draft: Draft, item: Item) -> str:
    """What a person must know of an item without answers: nothing is imported that lacks a needed one."""
    must = Missing.NOT_RECORDED not in item.allows
    place = draft.empty.get(item.name)
    if place is None:
        return "must be answered: find its column" if must else ""
    empty = _is_empty(draft, place)
    return f"must be answered, and {empty}: fill it in, or nothing can be taken" if must else empty


def _is_empty(draft: Draft, place: int) -> str:
    return f"its column {_quoted(draft.sheet.headers[place])} is empty"


def _quoted(text: str) -> str:
    """A text as YAML in double quotation marks: what JSON writes is YAML too."""
    return json.dumps(text, ensure_ascii=False).replace("\x85", "\\x85").replace("\u2028", "\\u2028")
