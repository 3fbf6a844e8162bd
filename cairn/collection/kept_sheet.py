"""A sheet as people keep it: titles above, one header row or several, any columns. CSV or XLSX, as text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cairn.collection.csv_sheet import csv_rows
from cairn.collection.filled_in import file_bytes
from cairn.collection.filled_sheet import MOST_ROWS, RawRow
from cairn.collection.refusals import Refusals
from cairn.collection.sheet_look import PLAIN, SheetLook, letter
from cairn.collection.text_encoding import UTF_8, EncodingFault, decoded, likely_encoding
from cairn.collection.xlsx_sheet import xlsx_rows
from cairn.errors import Problem
from cairn.instruments.personal import personal_cell

BETWEEN = " | "  # stands between the parts of a column's name that several header rows give it
LAST_HEADER = 30  # a header does not begin lower down
SHEETS_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the file is laid out. `header_row` counts from 1; an empty `sheet` is the first one."""

    sheet: str = ""
    encoding: str = UTF_8
    header_row: int = 1
    header_rows: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSheet:
    """`headers` has one text for each column, "" where there is none. Blank rows are left out."""

    file: str
    sheet: str
    headers: tuple[str, ...]
    rows: tuple[RawRow, ...]
    look: SheetLook = PLAIN

    def cells(self, place: int) -> list[str]:
        """One column from the first row to the last."""
        return [cell_of(cells, place) for _, cells in self.rows]

    @property
    def width(self) -> int:
        """How many columns the header has, up to the last that it names."""
        return max((i for i, header in enumerate(self.headers, start=1) if header), default=0)

    @property
    def strays(self) -> frozenset[int]:
        """Places beyond the header where fewer than half of the rows hold something: no columns of their own,
        but rows with a cell too many."""
        width = self.width
        beyond = Counter(
            place for _, cells in self.rows for place in range(width, len(cells)) if cells[place].strip()
        )
        return frozenset(place for place, rows in beyond.items() if 2 * rows < len(self.rows))

    def name(self, place: int) -> str:
        """A column's name for a person: its header, or its letter."""
        return self.headers[place][:60] or f"(column {letter(place)})"


def cell_of(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def kept_sheet(path: Path, layout: Layout, refusals: Refusals) -> KeptSheet | None:
    """The sheet as it is laid out. None, with the reasons noted, when it cannot be read."""
    before = refusals.count
    sheet, rows, look = raw_rows(path, layout, refusals)
    raw = list(_at_most(rows, layout, path.name, sheet, refusals))
    if refusals.count > before:
        return None
    return laid_out(raw, layout, path.name, sheet, look, refusals)


def raw_rows(path: Path, layout: Layout, refusals: Refusals) -> tuple[str, Iterator[RawRow], SheetLook]:
    """The name of the sheet, its rows as text, formulas as they are written ("=A1+1"), and its look."""
    data = file_bytes(path, refusals)
    if data is None:
        return "", iter(()), PLAIN
    if path.suffix.casefold() == ".xlsx":
        return xlsx_rows(data, path.name, refusals, layout.sheet, formulas=True)
    try:
        text = decoded(data, layout.encoding)
    except EncodingFault as fault:
        problem = Problem(
            code="encoding", message=fault.message, remedy=fault.remedy, file=path.name, row=fault.line
        )
        refusals.add(problem)
        return "", iter(()), PLAIN
    return "", csv_rows(text.encode(), path.name, refusals, _delimiter(text)), PLAIN


def encoding_of(path: Path, refusals: Refusals) -> str:
    """The encoding to propose for a CSV file; what speaks against every one of them is noted."""
    data = b"" if path.suffix.casefold() == ".xlsx" else (file_bytes(path, refusals) or b"")
    try:
        return likely_encoding(data)
    except EncodingFault as fault:
        problem = Problem(
            code="encoding", message=fault.message, remedy=fault.remedy, file=path.name, row=fault.line
        )
        refusals.add(problem)
        return UTF_8


def laid_out(
    raw: Sequence[RawRow], layout: Layout, file: str, sheet: str, look: SheetLook, refusals: Refusals
) -> KeptSheet | None:
    """Headers and rows of raw rows; None, with the reason noted, when there is none of either."""
    first, last = layout.header_row, layout.header_row + layout.header_rows - 1
    above = [cells for number, cells in raw if first <= number <= last]
    rows = tuple((n, cells) for n, cells in raw if n > last and any(cell.strip() for cell in cells))
    where = {"file": file, "sheet": sheet, "row": first}
    if not any(cell.strip() for _, cells in raw for cell in cells):
        message, remedy = "The file is empty.", "Is it the right file or sheet, and saved with its rows?"
        remedy = _other_sheets(look) or remedy
        refusals.add(Problem(code="file-empty", message=message, remedy=remedy, file=file, sheet=sheet))
        return None
    if not any(cell.strip() for cells in above for cell in cells):
        message = "This row is blank; it must hold the names of the columns."
        remedy = "Write the row that does as `header_row` in the mapping."
        refusals.add(Problem(code="header-missing", message=message, remedy=remedy, **where))  # type: ignore[arg-type]
        return None
    if any(_looks_like_data(cell) for cells in above for cell in cells):
        message = "The header holds what may identify somebody (not repeated here): it is a row of data."
        remedy = "Write the row that names the columns as `header_row` in the mapping, or put one on top."
        refusals.add(Problem(code="header-personal", message=message, remedy=remedy, **where))  # type: ignore[arg-type]
        return None
    if not rows:
        message = "There is no row beneath the header."
        remedy = _other_sheets(look)
        refusals.add(Problem(code="file-header-only", message=message, remedy=remedy, **where))  # type: ignore[arg-type]
        return None
    width = max(len(cells) for cells in (*above, *(cells for _, cells in rows)))
    return KeptSheet(file=file, sheet=sheet, headers=_headers(above, width), rows=rows, look=look)


def _other_sheets(look: SheetLook) -> str:
    if not look.others:
        return ""
    names = ", ".join(f"“{name[:60]}”" for name in look.others[:SHEETS_NAMED])
    more = ", …" if len(look.others) > SHEETS_NAMED else ""
    what = "another sheet" if len(look.others) == 1 else "other sheets"
    return (
        f"The workbook has {what}: {names}{more}. Name the one that is meant: --sheet, in a mapping `sheet:`."
    )


def _looks_like_data(cell: str) -> bool:
    why = personal_cell(cell)
    return why is not None and "date" not in why  # a day may well be the name of a column


def _headers(above: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """The parts over each column, from above to below. A question over several columns stands over the
    first of them only, so in all rows but the last what is blank repeats what is left of it."""
    filled: list[list[str]] = []
    for level, cells in enumerate(above):
        texts = [" ".join(cell_of(cells, i).split()) for i in range(width)]
        if level < len(above) - 1:
            below = above[-1]
            for i in range(1, width):
                if not texts[i] and cell_of(below, i):
                    texts[i] = texts[i - 1]
        filled.append(texts)
    return tuple(BETWEEN.join(dict.fromkeys(texts[i] for texts in filled if texts[i])) for i in range(width))


def most_row(layout: Layout) -> int:
    """The number of the last row that is read."""
    return MOST_ROWS + layout.header_row + layout.header_rows - 1


def too_long(file: str, sheet: str, row: int) -> Problem:
    message = f"The file has more than {MOST_ROWS:,} rows, the most that are read."
    remedy = "Leave out rows that are no evidence, or bring it in several files."
    return Problem(code="file-too-long", message=message, remedy=remedy, file=file, sheet=sheet, row=row)


def _at_most(
    rows: Iterator[RawRow], layout: Layout, file: str, sheet: str, refusals: Refusals
) -> Iterator[RawRow]:
    for number, cells in rows:
        if number > most_row(layout):
            refusals.add(too_long(file, sheet, number))
            return
        yield number, cells


def _delimiter(text: str) -> str:
    """The one that stands most often in the first lines: a title above the header may hold a comma."""
    first = "\n".join(re.split(r"\r?\n", text[:20_000])[:LAST_HEADER])
    return max(",;\t", key=first.count)
