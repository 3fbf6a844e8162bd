"""Tables as a workbook that people and machines can read.

After “Releasing statistics in spreadsheets” of the Government Analysis Function: a cover, contents and notes;
one table on a worksheet, marked up as one, from column A under its title and what is to be known about it;
one header row; no merged, hidden or empty cells, no frozen panes; shorthand in square brackets, explained;
nothing told by colour alone.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, time
from fractions import Fraction
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from cairn.reporting.data_tables import (
    SHORTHAND,
    Column,
    DataTable,
    Kind,
    Mark,
    Publication,
    Value,
    unique_names,
)
from cairn.reporting.letters import without_controls
from cairn.reporting.packing import packed

COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
LONGEST = 32_000  # letters of a cell; Excel refuses some more
SHEET_NAME = 31  # letters
DRAFT = "Draft. Not for publication."
FONT = "Arial"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_WHOLE_PER_CENT = 2  # decimals of a share
_NARROW, _WIDE = 11, 60  # widths of columns in letters


def workbook_of(publication: Publication) -> bytes:
    """The workbook as bytes; the same publication always gives the same bytes."""
    book = Workbook()
    _properties(book, publication)
    ours = [COVER, CONTENTS, NOTES]
    names = unique_names([*ours, *(_sheet_name(t.name) for t in publication.tables)], SHEET_NAME)[len(ours) :]
    notes = _numbered_notes(publication)
    _cover(book.active, publication)
    _contents(book.create_sheet(CONTENTS), publication, [NOTES, *names] if notes else names)
    if notes:
        _notes(book.create_sheet(NOTES), publication, notes)
    for name, table in zip(names, publication.tables, strict=True):
        told = [f"[note {notes[note]}]" for note in table.notes]
        _table(book.create_sheet(name), table, _about(table, told), publication.draft)
    for sheet in book.worksheets:
        _print_setup(sheet, publication)
    out = io.BytesIO()
    book.save(out)
    return _fixed(out.getvalue(), publication)


def _sheet_name(name: str) -> str:
    return name[:1].upper() + name[1:]


def _properties(book: Workbook, publication: Publication) -> None:
    found = book.properties
    found.title = without_controls(publication.title)[:255]
    found.subject = without_controls(publication.programme)[:255]
    found.description = without_controls(publication.stand_in)[:255]
    found.creator = found.lastModifiedBy = "Cairn"
    found.language = publication.language
    found.created = datetime.combine(publication.day, time(), UTC).replace(tzinfo=None)


def _numbered_notes(publication: Publication) -> dict[str, int]:
    """Every note of a table once, with its number."""
    every = dict.fromkeys(note for table in publication.tables for note in table.notes)
    return {note: number for number, note in enumerate(every, 1)}


def _cover(sheet: Worksheet, publication: Publication) -> None:
    sheet.title = COVER
    lines = [publication.title, publication.programme, publication.date_text]
    lines += [DRAFT] if publication.draft else []
    lines += [publication.stand_in] if publication.stand_in else []
    lines += publication.notes
    lines.append("Some cells hold shorthand instead of a figure.")
    lines += [f"{mark}: {meaning}." for mark, meaning in SHORTHAND.items()]
    lines.append("Each worksheet holds one table. The worksheet “Contents” lists them with links.")
    for row, words in enumerate((line for line in lines if line), 1):
        _put(sheet, row, 1, words).alignment = Alignment(wrap_text=True, vertical="top")
    _title(sheet)
    sheet.column_dimensions["A"].width = 90


def _contents(sheet: Worksheet, publication: Publication, names: Sequence[str]) -> None:
    titles = [t.title for t in publication.tables]
    told = [*(["Notes on the tables"] if len(names) > len(titles) else []), *titles]
    rows = tuple(zip(names, told, strict=True))
    columns = (Column(name="worksheet", label="Worksheet"), Column(name="title", label="What it shows"))
    table = DataTable(
        name="contents",
        title="Contents",
        columns=columns,
        rows=rows or ((COVER, "What this is"),),
        label=publication.stand_in,
    )
    first = _table(sheet, table, _about(table, []), publication.draft)
    for row, cells in enumerate(table.rows, first):
        cell = sheet.cell(row=row, column=1)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{cells[0]}'!A1")
        cell.font = Font(name=FONT, color="FF1D5C63", underline="single")


def _notes(sheet: Worksheet, publication: Publication, notes: dict[str, int]) -> None:
    table = DataTable(
        name="notes",
        title="Notes",
        columns=(Column(name="note", label="Note"), Column(name="text", label="What it says")),
        rows=tuple((f"[note {number}]", words) for words, number in notes.items()),
        label=publication.stand_in,
    )
    _table(sheet, table, _about(table, []), publication.draft)


def _about(table: DataTable, notes: Sequence[str]) -> tuple[str, ...]:
    """The lines between the title and the table."""
    lines = ["This worksheet contains one table."]
    lines += [table.label] if table.label else []
    lines += [f"It is explained in the worksheet “Notes”: {', '.join(notes)}."] if notes else []
    if table.marks:
        lines.append("; ".join(f"{mark} means {SHORTHAND[mark]}" for mark in table.marks) + ".")
    return tuple(lines)


def _table(sheet: Worksheet, table: DataTable, about: Sequence[str], draft: bool) -> int:
    """Writes title, lines and table, and returns the number of the first row of values."""
    lines = [table.title, *([DRAFT] if draft else []), *about]
    for row, words in enumerate(lines, 1):
        _put(sheet, row, 1, words)
    _title(sheet)
    head = len(lines) + 1
    labels = [without_controls(c.label).strip()[:255] or c.name for c in table.columns]
    for number, (words, column) in enumerate(zip(labels, table.columns, strict=True), 1):
        cell = _put(sheet, head, number, words)
        cell.font = Font(name=FONT, bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=_side(column))
    for row, values in enumerate(table.rows, head + 1):
        for number, (column, value) in enumerate(zip(table.columns, values, strict=True), 1):
            _value(sheet.cell(row=row, column=number), column, value, table.places)
    last = f"{get_column_letter(len(labels))}{head + len(table.rows)}"
    marked = Table(displayName=f"table_{table.name}"[:250], ref=f"A{head}:{last}")
    marked.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(marked)
    _widths(sheet, table)
    return head + 1


def _value(cell: Any, column: Column, value: Value, places: int) -> None:
    if isinstance(value, str):
        _write(cell, str(value))
    elif isinstance(value, Fraction):
        cell.value = round(float(value), places)
        cell.number_format = "0.0%" if places > _WHOLE_PER_CENT else "0%"
    else:
        cell.value = value
        cell.number_format = "#,##0"
    cell.font = Font(name=FONT)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=_side(column))


def _side(column: Column) -> str:
    return "left" if column.kind is Kind.TEXT else "right"


def _put(sheet: Worksheet, row: int, column: int, words: str) -> Any:
    cell = sheet.cell(row=row, column=column)
    _write(cell, words)
    return cell


def _write(cell: Any, words: str) -> None:
    """Text and never a formula, whatever its first letter is, even when somebody edits it."""
    cell.value = without_controls(words)[:LONGEST]
    cell.data_type = "s"
    cell.quotePrefix = words[:1] in ("=", "+", "-", "@", "'")
    cell.font = Font(name=FONT)


def _title(sheet: Worksheet) -> None:
    sheet["A1"].font = Font(name=FONT, bold=True, size=15)


def _widths(sheet: Worksheet, table: DataTable) -> None:
    for number, column in enumerate(table.columns):
        longest = max([len(column.label) + 2, *(_letters(row[number]) for row in table.rows)])
        width = min(_WIDE, max(_NARROW, longest + 2))
        sheet.column_dimensions[get_column_letter(number + 1)].width = width


def _letters(value: Value) -> int:
    return len(str(value)) if isinstance(value, str | Mark | int) else 6


def _print_setup(sheet: Worksheet, publication: Publication) -> None:
    """On paper, too, every page says whose evidence it shows."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    label = without_controls(publication.stand_in or publication.programme).replace("&", "&&")
    sheet.oddHeader.left.text = f"{DRAFT} {label}" if publication.draft else label
    sheet.oddFooter.right.text = "Page &P of &N"


def _fixed(data: bytes, publication: Publication) -> bytes:
    """The same workbook without the time at which it was written."""
    stamp = f"{publication.day.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        parts = [(name, read.read(name)) for name in read.namelist()]
    return packed([(n, _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", c)) for n, c in parts], publication.day)
