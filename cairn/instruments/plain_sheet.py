"""A CSV of named columns as text: a frame, pairs of readings, a series. Who reads it says what it means.

Everything that is wrong is gathered with its file, row and column, and raised at once by `finish`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cairn.errors import EvidenceError, Problem
from cairn.instruments.personal import names_of_people, one_name, personal_header
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
    white space. `unread` are cells, by row and column, of which it is noted that they hold no value at all:
    nothing else is said of them.
    """

    file: str
    columns: Mapping[str, int]
    rows: Sequence[tuple[int, Sequence[str]]]
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    unread: set[tuple[int, str]] = field(default_factory=set)

    def column(self, name: str) -> list[str]:
        """The cells of a column, from the first row to the last."""
        place = self.columns[name]
        return [cells[place] for _, cells in self.rows]

    def require(self, names: Iterable[str], remedy: str = "") -> None:
        """Raise at once when a column is missing: nothing can be read without it."""
        missing = [name for name in names if name not in self.columns]
        for name in missing:
            hint = remedy or did_you_mean(name, self.columns)
            self.refuse("column-missing", f"There is no column “{name}”.", hint, row=1, column=name)
        if missing:
            self.finish()

    def refuse(
        self, code: str, message: str, remedy: str = "", *, row: int | None = None, column: str = ""
    ) -> None:
        """Note something that is wrong at a row and column."""
        if (row, column) in self.unread:
            return
        if len(self.problems) >= MOST_PROBLEMS:
            self.more += 1
            return
        self.problems.append(
            Problem(code=code, message=message, remedy=remedy, file=self.file, row=row, field=column)
        )

    def refuse_names(self, used: Iterable[str]) -> None:
        """Note every column, but those that are `used` as groups, in which people's names stand."""
        for name in self.columns.keys() - set(used):
            cells = self.column(name)
            why = names_of_people(cells) or one_name(cells)
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
    column that would identify people, without a name, or named twice. What is wrong in single cells is noted,
    for `finish` to raise with what the reader finds.

    A first column without a name that counts the rows, as pandas and R write it, is passed over.
    """
    raw = _raw_rows(path)
    header = raw[0][1] if raw else []
    if not any(cell.strip() for cell in header):
        message = "There is no header: the first row must name the columns."
        raise _error(path, "file-empty", message, "Is it the right file, and saved with its rows?")
    sheet = PlainSheet(file=str(path), columns=_columns(header), rows=[])
    _check_header(sheet, header)
    rows = [(n, stripped) for n, cells in raw[1:] if any(stripped := [cell.strip() for cell in cells])]
    if not rows and not sheet.problems:
        message = "There is a header and no row beneath it."
        sheet.refuse("file-header-only", message, "Is it the right file, and saved with its rows?")
    unnamed = _check_unnamed(sheet, rows, header)
    sheet.finish()
    _check_cells(sheet, rows, unnamed, len(header))
    width = len(header)
    sheet.rows = [(number, cells[:width] + [""] * (width - len(cells))) for number, cells in rows]
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


_Rows = Sequence[tuple[int, list[str]]]


def _check_unnamed(sheet: PlainSheet, rows: _Rows, header: Sequence[str]) -> list[int]:
    """Note once a column of values without a name. Returns the places of no name where no cell should be."""
    places = [i for i, cell in enumerate(header) if not cell.strip()]
    if places[:1] == [0] and _count_rows([cells[0] for _, cells in rows]):
        del places[0]
    for place in list(places):
        filled = sum(place < len(cells) and cells[place] != "" for _, cells in rows)
        if 2 * filled > len(rows):
            places.remove(place)
            which, remedy = f"Column {place + 1}", "Name it, or delete it."
            if place == 0:
                which = "The first column"
                remedy = (
                    "Are they row numbers? Save without them (pandas: index=False, R: row.names = FALSE)."
                )
            sheet.refuse("column-unnamed", f"{which} has no name.", remedy, row=1)
    beyond = sum(len(cells) == len(header) + 1 and cells[-1] != "" for _, cells in rows)
    if len(rows) > 1 and 2 * beyond > len(rows):
        message = "The rows have one cell more than the header."
        remedy = "Is a name missing in the header, or are there row names in front?"
        sheet.refuse("column-unnamed", message, remedy, row=1)
    return places


def _count_rows(cells: Sequence[str]) -> bool:
    """Whether the cells are 0, 1, 2 … or 1, 2, 3 …"""
    return cells[:1] in (["0"], ["1"]) and all(
        cell == str(i) for i, cell in enumerate(cells, start=int(cells[0]))
    )


def _check_cells(sheet: PlainSheet, rows: _Rows, unnamed: Sequence[int], width: int) -> None:
    for number, cells in rows:
        if any(cells[width:]) or any(cells[i] for i in unnamed if i < len(cells)):
            message = "A cell of the row stands under no column name."
            sheet.refuse("cell-stray", message, "Is there a comma too many?", row=number)
        for name, place in sheet.columns.items():
            if place < len(cells) and cells[place].startswith(_FORMULA):
                message = "The cell holds a formula, not what it comes to."
                remedy = "Paste it as a value in the spreadsheet, and save the file again."
                sheet.refuse("cell-formula", message, remedy, row=number, column=name)
                sheet.unread.add((number, name))
