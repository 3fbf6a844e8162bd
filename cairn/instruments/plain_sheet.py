"""A CSV of named columns as text: a frame, pairs of readings, a series. Who reads it says what it means.

Everything that is wrong is gathered with its file, row and column, and raised at once by `finish`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cairn.errors import EvidenceError, Problem
from cairn.instruments.personal import names_of_people, personal_header
from cairn.instruments.unit_ids import NO_PERSON
from cairn.utils.counts import counted
from cairn.utils.csv_text import CsvFault, rows_of_csv
from cairn.utils.nearest import did_you_mean

LARGEST_FILE = 200_000_000  # bytes
MOST_ROWS = 1_000_000
MOST_PROBLEMS = 100
_FEWER = "Leave out columns and rows that are not needed, and blank rows beneath the last."
_FORMULA = "="


@dataclass(slots=True, kw_only=True, eq=False)
class PlainSheet:
    """Columns by plain name (lower case, underscores), and rows: the number a spreadsheet shows, and cells.

    Blank rows are left out; a row that is cut short has empty cells at its end. Cells carry no surrounding
    white space.
    """

    file: str
    columns: Mapping[str, int]
    rows: Sequence[tuple[int, Sequence[str]]]
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    def column(self, name: str) -> list[str]:
        """The cells of a column, from the first row to the last."""
        place = self.columns[name]
        return [cells[place] for _, cells in self.rows]

    def require(self, names: Iterable[str], remedy: str = "") -> None:
        """Raise at once when a column is missing: nothing can be read without it."""
        for name in names:
            if name not in self.columns:
                message = f"There is no column “{name}”."
                hint = remedy or did_you_mean(name, self.columns)
                self.refuse("column-missing", message, hint, row=1, column=name)
        self.finish()

    def refuse(
        self, code: str, message: str, remedy: str = "", *, row: int | None = None, column: str = ""
    ) -> None:
        """Note something that is wrong at a row and column."""
        if len(self.problems) >= MOST_PROBLEMS:
            self.more += 1
            return
        self.problems.append(
            Problem(code=code, message=message, remedy=remedy, file=self.file, row=row, field=column)
        )

    def refuse_names(self, used: Iterable[str]) -> None:
        """Note every column, but those that are `used` as groups, in which people's names stand."""
        for name in self.columns.keys() - set(used):
            why = names_of_people(self.column(name))
            if why is not None:
                message, remedy = f"What stands in “{name}” {why}.", "Delete the column from the file."
                self.refuse("column-personal", message, remedy, row=1, column=name)

    def finish(self) -> None:
        """Raise one `EvidenceError` with everything noted; do nothing when that is nothing."""
        if self.more:
            message = f"There {'is' if self.more == 1 else 'are'} {counted(self.more, 'more problem')}."
            self.problems.append(Problem(code="more-problems", message=message, file=self.file))
        if self.problems:
            raise EvidenceError(self.problems)


def read_plain_sheet(path: Path) -> PlainSheet:
    """The sheet in a CSV file. Raises `EvidenceError` when it is missing, too large, no CSV, empty, or has a
    column that would identify people, without a name, or named twice."""
    raw = _raw_rows(path)
    header = raw[0][1] if raw else []
    if not any(cell.strip() for cell in header):
        message = "There is no header: the first row must name the columns."
        raise _error(path, "file-empty", message, "Is it the right file, and saved with its rows?")
    sheet = PlainSheet(file=str(path), columns=_columns(header), rows=[])
    _check_header(sheet, header)
    sheet.rows = list(_rows(sheet, raw[1:], header))
    if not sheet.rows and not sheet.problems:
        message = "There is a header and no row beneath it."
        sheet.refuse("file-header-only", message, "Is it the right file, and saved with its rows?")
    sheet.finish()
    return sheet


def plain_column_name(text: str) -> str:
    """A column's name without regard to capitals, spaces and hyphens."""
    return re.sub(r"[\s\-]+", "_", text.strip().casefold())


def _raw_rows(path: Path) -> list[tuple[int, list[str]]]:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as error:
        raise _error(path, "file-unreadable", f"{error.strerror}.", "Check the file's name.") from None
    if size > LARGEST_FILE:
        raise _error(path, "file-too-large", f"The file is larger than {LARGEST_FILE:,} bytes.", _FEWER)
    rows = []
    try:
        for number, cells in rows_of_csv(data):
            if number > MOST_ROWS + 1:
                raise _error(path, "file-too-long", f"The file has more than {MOST_ROWS:,} rows.", _FEWER)
            rows.append((number, cells))
    except CsvFault as fault:
        raise _error(path, fault.code, fault.message, fault.remedy, fault.row) from None
    return rows


def _error(path: Path, code: str, message: str, remedy: str = "", row: int | None = None) -> EvidenceError:
    return EvidenceError(Problem(code=code, message=message, remedy=remedy, file=str(path), row=row))


def _columns(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        found.setdefault(plain_column_name(cell), place)
    found.pop("", None)
    return found


def _check_header(sheet: PlainSheet, header: Sequence[str]) -> None:
    seen: set[str] = set()
    for cell in header:
        name, shown = plain_column_name(cell), cell.strip()[:60]
        if personal_header(cell):
            message = f"“{shown}” would identify people. Cairn takes no such column."
            remedy = f"Delete it from the file. {NO_PERSON}"
            sheet.refuse("column-personal", message, remedy, row=1, column=shown)
        elif name and name in seen:
            message = f"The column “{shown}” stands twice."
            sheet.refuse("column-twice", message, "Keep one of them.", row=1, column=shown)
        seen.add(name)


def _rows(
    sheet: PlainSheet, raw: Sequence[tuple[int, list[str]]], header: Sequence[str]
) -> Iterable[tuple[int, list[str]]]:
    width = len(header)
    unnamed = [i for i, cell in enumerate(header) if not cell.strip()]
    for number, cells in raw:
        stripped = [cell.strip() for cell in cells]
        if not any(stripped):
            continue
        if any(stripped[width:]) or any(stripped[i] for i in unnamed if i < len(stripped)):
            message = "A cell of the row stands under no column name."
            sheet.refuse("cell-stray", message, "Is there a comma too many?", row=number)
        for name, place in sheet.columns.items():
            if place < len(stripped) and stripped[place].startswith(_FORMULA):
                message = "The cell holds a formula, not what it comes to."
                remedy = "Paste it as a value in the spreadsheet, and save the file again."
                sheet.refuse("cell-formula", message, remedy, row=number, column=name)
        yield number, stripped[:width] + [""] * (width - len(stripped))
