"""CSV as people save it: comma, semicolon or tab; UTF-8, with or without a mark at its start."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterator

MOST_CELLS = 1_000

_DELIMITERS = ",;\t"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE = "Save it again as “CSV UTF-8”."
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx and .xls begin
WORKBOOK = "This is a workbook of a spreadsheet program, not CSV."
SAVE_SHEET = "Open it, save the one sheet that is meant as “CSV UTF-8”, and name that file."


class CsvFault(ValueError):
    """Why a file cannot be read as CSV: a stable code, a sentence, what to do, and the row if it is one."""

    def __init__(self, code: str, message: str, remedy: str = "", row: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.row = row


def rows_of_csv(data: bytes, delimiter: str = "") -> Iterator[tuple[int, list[str]]]:
    """The rows, numbered as a spreadsheet shows them, the first being 1. Raises `CsvFault` on the way.

    Without a `delimiter` it is the one that stands most often in the first line.
    """
    text = _text(data)
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = delimiter or max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if len(cells) > MOST_CELLS:
                message = f"The row has {len(cells):,} cells; at most {MOST_CELLS:,} are read."
                remedy = "Bring the columns in as several files, or delete those that are no evidence."
                raise CsvFault("row-too-wide", message, remedy, row=number)
            yield number, cells
    except csv.Error as error:
        message = f"From this row on the file cannot be read as CSV: {error}."
        remedy = "Look for a quotation mark that is opened and not closed."
        raise CsvFault("csv-syntax", message, remedy, number + 1) from None


def csv_of_rows(rows: Iterator[list[object]] | list[list[object]]) -> str:
    """Rows as CSV with line feeds. A cell that a spreadsheet would take for a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are an Excel or OpenDocument workbook, whatever the file is called."""
    return data.startswith(_WORKBOOKS)


def _text(data: bytes) -> str:
    if is_workbook(data):
        raise CsvFault("workbook-not-csv", WORKBOOK, SAVE_SHEET)
    if data.startswith(_UTF16):
        raise CsvFault("not-utf8", "The file is UTF-16 (“Unicode text”), not UTF-8.", _SAVE)
    if b"\0" in data:
        raise CsvFault("not-utf8", "The file holds zero bytes: it is not a text file.", _SAVE)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if not data[: error.start].removeprefix(BOM_UTF8).isascii():
            message = f"Line {line:,} is not UTF-8, but lines above it are: the file holds two encodings."
            remedy = "Open each part by itself, save it as “CSV UTF-8”, and join them again."
            raise CsvFault("encodings-mixed", message, remedy, line) from None
        if data.startswith(BOM_UTF8):
            message = f"Line {line:,} is not UTF-8, as the rest of the file is by the mark at its start."
            remedy = "Type its letters again, and save the file as “CSV UTF-8”."
            raise CsvFault("encodings-mixed", message, remedy, line) from None
        message = f"Line {line:,} is not UTF-8; the file may have been saved in an older Windows encoding."
        raise CsvFault("not-utf8", message, _SAVE, line) from None
