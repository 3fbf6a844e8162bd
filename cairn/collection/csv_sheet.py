"""A form filled in as CSV. Comma, semicolon or tab; UTF-8, with or without a mark at its start."""

from __future__ import annotations

from collections.abc import Iterator

from cairn.collection.filled_sheet import RawRow
from cairn.collection.refusals import Refusals
from cairn.errors import Problem
from cairn.utils.csv_text import CsvFault, rows_of_csv


def csv_rows(data: bytes, file: str, refusals: Refusals, delimiter: str = "") -> Iterator[RawRow]:
    """The rows, numbered as a spreadsheet shows them. What cannot be read is noted, and ends the rows."""
    try:
        yield from rows_of_csv(data, delimiter)
    except CsvFault as fault:
        refusals.add(
            Problem(code=fault.code, message=fault.message, remedy=fault.remedy, file=file, row=fault.row)
        )
