"""What cells do not say of their sheet: merged ranges, hidden rows and columns, the other sheets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from cairn.errors import Problem
from cairn.utils.counts import counted

MOST_MERGED = 2_000
NAMED = 10  # hidden rows or columns that are named one by one


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range. Rows count from 1 as the sheet shows them, columns from 0 as cells of a row."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def __str__(self) -> str:
        return f"{letter(self.first_column)}{self.first_row}:{letter(self.last_column)}{self.last_row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLook:
    """`others` are the workbook's other sheets, when nobody said which one to read. `too_many_merged` says
    that there are more ranges than were noted."""

    merged: tuple[Merged, ...] = ()
    too_many_merged: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    others: tuple[str, ...] = ()


PLAIN = SheetLook()


def letter(place: int) -> str:
    """The letter of a column as a spreadsheet shows it; the first is A."""
    return str(get_column_letter(place + 1))


def merged_problems(
    look: SheetLook, rows: Sequence[int], columns: Collection[int], file: str, sheet: str
) -> Iterator[Problem]:
    """One for each merged range over cells that are read: all of them but the first look empty to us.

    `rows` are the numbers of the rows that are read, in order, `columns` the places.
    """
    remedy = "Unmerge them in the spreadsheet, and fill in each cell."
    for merged in look.merged:
        first = bisect_left(rows, merged.first_row)
        inside = first < len(rows) and rows[first] <= merged.last_row
        if inside and any(merged.first_column <= place <= merged.last_column for place in columns):
            message = f"The cells {merged} are merged: all but the first are empty, whatever is seen there."
            yield Problem(
                code="cells-merged", message=message, remedy=remedy, file=file, sheet=sheet, row=rows[first]
            )
    if look.too_many_merged:
        message = f"The sheet has more than {counted(MOST_MERGED, 'merged range')}."
        yield Problem(code="cells-merged", message=message, remedy=remedy, file=file, sheet=sheet)


def hidden_notes(look: SheetLook, rows: Sequence[int], columns: Collection[int]) -> Iterator[str]:
    """What was read although nobody who looks at the sheet sees it, as sentences without a full stop."""
    hidden_rows = [f"{row}" for row in rows if row in look.hidden_rows]
    hidden_columns = [letter(place) for place in sorted(columns) if place in look.hidden_columns]
    for what, hidden in (("row", hidden_rows), ("column", hidden_columns)):
        if hidden:
            are = f"{what} {named(hidden)} is" if len(hidden) == 1 else f"{what}s {named(hidden)} are"
            yield f"{are} hidden in the sheet and {'was' if len(hidden) == 1 else 'were'} read too"


def named(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
