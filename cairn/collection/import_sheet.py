"""A sheet as people keep it made into evidence by its mapping: all of it, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cairn.collection.adding import add_tables
from cairn.collection.bundle import Bundle, write_coded
from cairn.collection.coded import CodedTable
from cairn.collection.coded_check import check_coded
from cairn.collection.descriptor import About
from cairn.collection.evidence_table import id_column
from cairn.collection.filled_in import EMPTY_TAKEN, unread_table
from cairn.collection.instrument_set import InstrumentSet
from cairn.collection.kept_sheet import KeptSheet, cell_of, kept_sheet
from cairn.collection.mapping import SheetMapping, plain
from cairn.collection.placing import Placed, placed
from cairn.collection.refusals import Refusals
from cairn.collection.sheet_look import hidden_notes, merged_problems, named
from cairn.collection.xlsx_sheet import FORMULA
from cairn.errors import EvidenceError, Problem
from cairn.instruments.model import Missing
from cairn.instruments.personal import LEAVE_OUT, personal_cell, shown_cell
from cairn.instruments.validate import Accepted, GivenAnswer, accepted_answers, read_row

REFUSED = "\0refused"  # stands for a cell that was told already; no cell of text holds a zero byte
SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be taken. Small counts are in it: whoever shows them withholds them.

    `rows` are the first few: the id, and the answer to each item by name or kind of missing. `counts` has
    for each item how often each answer and each kind of missing was given; `left_out` the columns that
    are not read.
    """

    size: int
    rows: tuple[tuple[str, Mapping[str, str]], ...]
    counts: Mapping[str, Mapping[str, int]]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]


def preview_sheet(path: Path, mapping: SheetMapping, instruments: InstrumentSet) -> Preview:
    """What the sheet holds, read by its mapping. Raises `EvidenceError` with everything that is wrong."""
    refusals, notes = Refusals(), list[str]()
    table, left_out = _table(path, mapping, instruments, refusals, notes)
    if table is not None:
        refusals.extend(check_coded(table))
    _raise(refusals, mapping)
    assert table is not None  # without one something was refused
    names = {
        i.name: _names(table, i.name)
        for i in (*mapping.instrument.characteristics, *mapping.instrument.choices)
    }
    return Preview(
        size=table.size,
        rows=tuple(
            (table.ids[i], {item: answers[i] for item, answers in names.items()})
            for i in range(min(SHOWN_ROWS, table.size))
        ),
        counts={item: dict(Counter(answers)) for item, answers in names.items()},
        left_out=left_out,
        notes=tuple(notes),
    )


def import_sheet(
    path: Path, mapping: SheetMapping, instruments: InstrumentSet, out: Path, about: About
) -> Bundle:
    """One sheet, as `import_sheets` does it."""
    return import_sheets([(path, mapping)], instruments, out, about)


def import_sheets(
    sheets: Sequence[tuple[Path, SheetMapping]], instruments: InstrumentSet, out: Path, about: About
) -> Bundle:
    """Read each sheet by its mapping and write the bundle `out`, of all of them or not at all.

    Raises `EvidenceError` with everything that is wrong (file, sheet, row, column), and then writes
    nothing. Columns that are left out are never read. What was decided for the reader stands in the notes.
    """
    refusals = Refusals()
    tables, notes = _tables(sheets, instruments, refusals)
    about = replace(about, notes=(*about.notes, *notes))
    try:
        return write_coded(out, tables, instruments, about, refusals)
    except EvidenceError as error:
        raise EvidenceError(_by_header(error.problems, sheets)) from None


def add_sheets(
    sheets: Sequence[tuple[Path, SheetMapping]],
    instruments: InstrumentSet,
    folder: Path,
    *,
    replacing: bool = False,
) -> Bundle:
    """The same, with the tables added to the bundle at `folder`; a table that is there already is refused
    unless it is to be replaced. What is wrong leaves the old bundle as it was."""
    refusals = Refusals()
    tables, notes = _tables(sheets, instruments, refusals)
    try:
        return add_tables(folder, tables, notes, instruments, refusals, replacing=replacing)
    except EvidenceError as error:
        raise EvidenceError(_by_header(error.problems, sheets)) from None


def _tables(
    sheets: Sequence[tuple[Path, SheetMapping]], instruments: InstrumentSet, refusals: Refusals
) -> tuple[list[CodedTable], list[str]]:
    tables: list[CodedTable] = []
    notes: list[str] = []
    for path, mapping in sheets:
        table, left_out = _table(path, mapping, instruments, refusals, notes)
        if left_out:
            notes.append(f"{mapping.instrument.table}: columns left out: {len(left_out)}")
        if table is not None:
            tables.append(table)
    return tables, notes


def _by_header(problems: Sequence[Problem], sheets: Sequence[tuple[Path, SheetMapping]]) -> list[Problem]:
    """Each problem with the header of its column, by the mapping of the file it is in."""
    told = list(problems)
    for path, mapping in sheets:
        here = [p.file in (path.name, str(path)) for p in told]
        renamed = _told_by_header(told, mapping)
        told = [new if own else old for own, old, new in zip(here, told, renamed, strict=True)]
    return told


def _raise(refusals: Refusals, mapping: SheetMapping) -> None:
    try:
        refusals.raise_all()
    except EvidenceError as error:
        raise EvidenceError(_told_by_header(error.problems, mapping)) from None


def _told_by_header(problems: Sequence[Problem], mapping: SheetMapping) -> list[Problem]:
    """The problems with the header of the column in place of the item's name: that is what a person sees."""
    headers = {rule.item: rule.column.header or rule.column.at for rule in mapping.columns}
    if mapping.ids is not None:
        headers[id_column(mapping.instrument.table)] = mapping.ids.header or mapping.ids.at
    return [replace(p, field=headers[p.field][:60]) if p.field in headers else p for p in problems]


def _table(
    path: Path, mapping: SheetMapping, instruments: InstrumentSet, refusals: Refusals, notes: list[str]
) -> tuple[CodedTable | None, tuple[str, ...]]:
    before = refusals.count
    sheet = kept_sheet(path, mapping.layout, refusals)
    if sheet is None:
        return None, ()
    where = placed(sheet, mapping, refusals)
    if refusals.count > before:
        return None, where.left_out
    numbers = [number for number, _ in sheet.rows]
    refusals.extend(merged_problems(sheet.look, numbers, where.read, sheet.file, sheet.sheet))
    table = unread_table(
        CodedTable(
            instrument=mapping.instrument,
            instruments=instruments,
            file=sheet.file,
            sheet=sheet.sheet,
            ids=_ids(sheet, where, mapping),
            row_numbers=numbers,
        )
    )
    empty = _fill(table, sheet, where, mapping, refusals)
    told = (*hidden_notes(sheet.look, numbers, where.read), *_short_rows(sheet))
    notes += [f"{mapping.instrument.table}: {note}" for note in told]
    if empty:
        notes.append(f"{mapping.instrument.table}: {EMPTY_TAKEN}: {empty:,}")
    if mapping.not_asked:
        asked = ", ".join(mapping.not_asked)
        notes.append(f"{mapping.instrument.table}: not asked, taken as “not recorded”: {asked}")
    return table, where.left_out


def _short_rows(sheet: KeptSheet) -> Iterator[str]:
    """Spreadsheet programs leave out blank cells at the end of a CSV row; a comma too few looks the same."""
    width = sheet.width
    short = [f"{number}" for number, cells in sheet.rows if len(cells) < width and not sheet.sheet]
    if short:
        have = f"row {short[0]} has" if len(short) == 1 else f"rows {named(short)} have"
        yield f"{have} fewer cells than the header, and those at the end were taken as empty"


def _ids(sheet: KeptSheet, where: Placed, mapping: SheetMapping) -> list[str]:
    if where.ids is not None:
        return sheet.cells(where.ids)
    return [f"{mapping.number_rows}{n:05}" for n in range(1, len(sheet.rows) + 1)]


def _fill(
    table: CodedTable, sheet: KeptSheet, where: Placed, mapping: SheetMapping, refusals: Refusals
) -> int:
    """Put the codes of every row into the table; returns how many empty cells became *not recorded*."""
    instrument, instruments = table.instrument, table.instruments
    accepted = accepted_answers(instrument, instruments.scales, instruments.vocabularies)
    taken = 0
    for i, (number, cells) in enumerate(sheet.rows):
        given = _given(cells, number, sheet, where, accepted, mapping, refusals)
        found, problems = read_row(instrument, accepted, given)
        for problem in problems:
            if given.get(problem.field) != REFUSED:
                refusals.add(replace(problem, file=sheet.file, sheet=sheet.sheet, row=number))
        for name, answer in found.items():
            taken += _put(table, name, i, answer) and name not in mapping.not_asked and not given.get(name)
        if refusals.enough:
            break
    return taken


def _put(table: CodedTable, name: str, i: int, answer: GivenAnswer) -> bool:
    """Store one answer; returns whether it is that none is recorded."""
    if name not in table.codes:
        return False
    table.codes[name][i] = answer.code
    if name in table.missing:
        table.missing[name][i] = answer.missing
    return answer.missing is Missing.NOT_RECORDED


def _given(
    cells: Sequence[str],
    number: int,
    sheet: KeptSheet,
    where: Placed,
    accepted: Mapping[str, Accepted],
    mapping: SheetMapping,
    refusals: Refusals,
) -> dict[str, str]:
    """What a row says of each item, in the instrument's own words; `REFUSED` where a cell was told."""
    given = dict(mapping.everywhere)
    for rule, place in where.rules:
        text = cell_of(cells, place)
        spelt = plain(text)
        answer = rule.answers.get(spelt)
        if answer is None and (not spelt or spelt in accepted[rule.item].spellings or _is_reason(spelt)):
            answer = text
        if answer is None:
            problem = _cell_problem(text)
            refusals.add(replace(problem, file=sheet.file, sheet=sheet.sheet, row=number, field=rule.item))
            answer = REFUSED
        given[rule.item] = answer
    return given


def _is_reason(spelt: str) -> bool:
    return any(spelt == m.word for m in Missing if m is not Missing.ANSWERED)


def _cell_problem(text: str) -> Problem:
    """Why a cell of a column that is read cannot be taken. Nothing that may identify somebody is repeated."""
    if text.startswith(FORMULA):
        remedy = "Copy the column and paste it as values."
        return Problem(code="cell-formula", message="The cell holds a formula, no answer.", remedy=remedy)
    why = personal_cell(text)
    if why is not None:
        message = f"The cell {why}. Cairn takes nothing that identifies people."
        return Problem(code="cell-personal", message=message, remedy=LEAVE_OUT)
    message = f"The mapping does not say which answer this is: {shown_cell(text)}."
    remedy = "Add it under `answers` of the column, or put the cell right."
    return Problem(code="answer-unmapped", message=message, remedy=remedy)


def _names(table: CodedTable, item: str) -> list[str]:
    """The answers to one item, row by row: a name, or the kind of missing."""
    described = table.instrument.item(item)
    assert described is not None
    levels = table.instruments.level_names(described)
    missing = table.missing.get(item)
    words = {m: m.word for m in Missing}
    return [
        levels[code - 1] if code > 0 else words[Missing(int(missing[i]))] if missing is not None else ""
        for i, code in enumerate(table.codes[item].tolist())
    ]
