"""A form filled in as an Excel workbook. Read as plain cells: formulas, macros and links are not followed."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime

import openpyxl

from cairn.collection.filled_sheet import MOST_COLUMNS, MOST_ROWS, RawRow
from cairn.collection.refusals import Refusals
from cairn.collection.sheet_look import PLAIN, SheetLook
from cairn.collection.xlsx_look import xlsx_look
from cairn.errors import Problem
from cairn.utils.counts import counted
from cairn.utils.nearest import did_you_mean

ANSWERS = "Answers"  # the sheet that is read; the first one when there is none of that name
FORMULA = "="  # how one begins
HEADROOM = 100  # rows above the answers: titles and headers
LARGEST_UNPACKED = 300_000_000  # bytes
MOST_PARTS = 1_000
BESIDE = 50  # columns beyond the last that are looked at, to say that they are not read

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"


def xlsx_rows(
    data: bytes, file: str, refusals: Refusals, wanted: str = "", *, formulas: bool = False
) -> tuple[str, Iterator[RawRow], SheetLook]:
    """The name of the sheet, its rows, and what it looks like beside them. What cannot be read is noted, and
    there are no rows then.

    The sheet is the one `wanted`, else the one for answers, else the first. A formula is refused, or with
    `formulas` given as it is written ("=A1+1").
    """
    fault = _fault(data)
    if fault:
        refusals.add(Problem(code="xlsx-refused", message=fault, file=file, remedy=_SAVE))
        return "", iter(()), PLAIN
    if _is_too_long(data):
        message = f"A sheet of the workbook has more than {MOST_ROWS:,} rows, the most that are read."
        refusals.add(Problem(code="file-too-long", message=message, file=file, remedy=_FEWER))
        return "", iter(()), PLAIN
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that nobody reads here
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        if wanted and wanted not in book.sheetnames:
            refusals.add(_no_sheet(wanted, book.sheetnames, file))
            return "", iter(()), PLAIN
        name = wanted or (ANSWERS if ANSWERS in book.sheetnames else book.worksheets[0].title)
        sheet = book[name]
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
        others = () if wanted else tuple(other for other in book.sheetnames if other != name)
        look = _look(data, sheet, others)
    except Exception:  # whatever the library meets in a broken workbook
        refusals.add(_unreadable(file, ""))
        return "", iter(()), PLAIN
    return name, _rows(sheet, file, name, None if formulas else refusals, refusals), look


_SAVE = "Save it as an Excel workbook (.xlsx) without a password, or as CSV UTF-8."

_FEWER = "Leave out rows that are no evidence (and blank ones beneath), or bring it in several files."


def _is_too_long(data: bytes) -> bool:
    """Whether a sheet has more rows than are read, and as many cells with something in them.

    Found by counting, in a second: the library would take minutes, and gigabytes for the texts.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
            return any(_tags(archive, name) > MOST_ROWS + HEADROOM for name in sheets)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError):
        return False  # a part is damaged: who reads it next says so


def _tags(archive: zipfile.ZipFile, name: str) -> int:
    """How many rows end in the sheet, or how many cells hold a value, whichever is fewer."""
    rows = cells = 0
    kept = b""
    with archive.open(name) as file:
        while chunk := file.read(1 << 20):
            text = kept + chunk
            rows += text.count(b"</row>")
            cells += text.count(b"</v>") + text.count(b"</is>")
            kept = text[-5:]  # shorter than </row>; of the others one may be counted twice, which is harmless
    return min(rows, cells)


def _fault(data: bytes) -> str | None:
    """What is wrong with the file as a zip of XML, found before anything in it is unpacked."""
    if data.startswith(_OLD_OR_LOCKED):
        return "The workbook has a password, or is of the old kind (.xls)."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
                size = f"{unpacked:,} bytes in {counted(len(parts), 'part')}"
                return f"The workbook would unpack to {size}: too much."
            if any(_declares_entities(archive, part) for part in parts):
                return "The workbook declares XML entities, which no spreadsheet program does."
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return "The file is not an Excel workbook, or is damaged."
    return None


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(part) as file:
        return b"<!DOCTYPE" in file.read(4_096)


def _look(data: bytes, sheet: object, others: tuple[str, ...]) -> SheetLook:
    """The library, reading row by row, sees neither merged ranges nor what is hidden."""
    path = sheet._worksheet_path  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(path) as part:
        return xlsx_look(part, MOST_ROWS + HEADROOM, MOST_COLUMNS, others)


def _rows(
    sheet: object, file: str, name: str, formulas: Refusals | None, refusals: Refusals
) -> Iterator[RawRow]:
    most = {"max_row": MOST_ROWS + HEADROOM, "max_col": MOST_COLUMNS + BESIDE}
    cells = sheet.iter_rows(**most)  # type: ignore[attr-defined]
    number = 0
    try:
        for number, row in enumerate(cells, start=1):
            if any(cell.value not in (None, "") for cell in row[MOST_COLUMNS:]):
                refusals.add(_too_wide(file, name, number))
                return
            yield number, _filled([_text(cell, number, file, name, formulas) for cell in row[:MOST_COLUMNS]])
    except Exception:  # the sheet is parsed row by row, so what is broken shows only here
        refusals.add(_unreadable(file, name, number + 1))


def _filled(cells: list[str]) -> list[str]:
    """Without the blank cells at the end: the library gives a thousand cells for every row."""
    last = next((i for i in range(len(cells), 0, -1) if cells[i - 1]), 0)
    return cells[:last]


def _text(cell: object, number: int, file: str, sheet: str, formulas: Refusals | None) -> str:
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if getattr(cell, "data_type", "") == "f":
        if formulas is None:
            return value if isinstance(value, str) else FORMULA
        message = f"Cell {getattr(cell, 'coordinate', '')} holds a formula. A form holds answers only."
        remedy = "Type the answer, or paste it as a value."
        formulas.add(
            Problem(code="cell-formula", message=message, remedy=remedy, file=file, sheet=sheet, row=number)
        )
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


def _no_sheet(wanted: str, names: list[str], file: str) -> Problem:
    message = f"The workbook has no sheet “{wanted[:60]}”."
    return Problem(code="sheet-unknown", message=message, remedy=did_you_mean(wanted, names), file=file)


def _too_wide(file: str, sheet: str, row: int) -> Problem:
    message = f"The row has cells beyond column {MOST_COLUMNS:,}; no more columns are read."
    remedy = "Bring the columns in as several files, or delete those that are no evidence."
    return Problem(code="row-too-wide", message=message, remedy=remedy, file=file, sheet=sheet, row=row)


def _unreadable(file: str, sheet: str, row: int | None = None) -> Problem:
    message = "From here on the workbook cannot be read." if row else "The workbook cannot be read."
    return Problem(code="xlsx-unreadable", message=message, remedy=_SAVE, file=file, sheet=sheet, row=row)
