"""A form filled in as CSV. Comma, semicolon or tab; UTF-8, with or without a mark at its start."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from cairn.collection.filled_sheet import MOST_COLUMNS, RawRow
from cairn.collection.refusals import Refusals
from cairn.errors import Problem

_DELIMITERS = ",;\t"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE = "Save it again as “CSV UTF-8”."


def csv_rows(data: bytes, file: str, refusals: Refusals) -> Iterator[RawRow]:
    """The rows, numbered as a spreadsheet shows them. What cannot be read is noted, and ends the rows."""
    text = _text(data, file, refusals)
    if text is None:
        return
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if len(cells) > MOST_COLUMNS:
                message = f"The row has {len(cells):,} cells; at most {MOST_COLUMNS:,} are read."
                refusals.add(Problem(code="row-too-wide", message=message, file=file, row=number))
                return
            yield number, cells
    except csv.Error as error:
        message = f"From this row on the file cannot be read as CSV: {error}."
        remedy = "Look for a quotation mark that is opened and not closed."
        refusals.add(Problem(code="csv-syntax", message=message, remedy=remedy, file=file, row=number + 1))


def _text(data: bytes, file: str, refusals: Refusals) -> str | None:
    if data.startswith(_UTF16):
        fault = "The file is UTF-16 (“Unicode text”), not UTF-8."
    elif b"\0" in data:
        fault = "The file holds zero bytes: it is not a text file."
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            fault = f"Line {line:,} is not UTF-8; the file may have been saved in an older Windows encoding."
    refusals.add(Problem(code="not-utf8", message=fault, remedy=_SAVE, file=file))
    return None
