"""Tables of values, as workbooks and data packages hold them: what may not be shown is not in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from cairn.errors import Problem, ReportError
from cairn.framework.programme import Licence
from cairn.reporting.document import MONTHS


class Mark(StrEnum):
    """Shorthand in place of a figure, in the spelling the Analysis Function recommends."""

    WITHHELD = "[c]"
    NONE = "[z]"


SHORTHAND = {
    Mark.WITHHELD: "withheld, because the figure is too small to publish safely",
    Mark.NONE: "not applicable: there is no such figure",
}


class Kind(StrEnum):
    """What the cells of a column hold, as a data package names it. A `number` is a share from 0 to 1."""

    TEXT = "string"
    WHOLE = "integer"
    SHARE = "number"


Value = str | int | Fraction | Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`name` is for programs, `label` for people; both are unique in a table."""

    name: str
    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """A table of values under one header row. `name` has small letters, digits and _ only. `label` is that
    of stand-in evidence."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    label: str = ""

    def __post_init__(self) -> None:
        heads = {c.label.casefold() for c in self.columns}
        fits = all(len(row) == len(self.columns) for row in self.rows)
        if len(heads) != len(self.columns) or not fits:
            message = (
                f"The table “{self.title}” has two columns of one name, or a row that does not fit them."
            )
            raise ReportError(Problem(code="data-table", message=message))

    @property
    def places(self) -> int:
        """Decimals of a share: stand-in evidence carries whole per cents and nothing finer."""
        return 2 if self.label else 6

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The shorthand that occurs in it."""
        found = {cell for row in self.rows for cell in row if isinstance(cell, Mark)}
        return tuple(mark for mark in Mark if mark in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Tables that are published together, with what is to be said of them all. Open data have a `licence`."""

    title: str
    programme: str
    day: date
    tables: tuple[DataTable, ...]
    stand_in: str = ""
    draft: bool = False
    language: str = "en-GB"
    notes: tuple[str, ...] = ()
    licence: Licence | None = None

    @property
    def date_text(self) -> str:
        return f"{self.day.day} {MONTHS[self.day.month - 1]} {self.day.year}"


def unique_names(wanted: Sequence[str], longest: int) -> tuple[str, ...]:
    """The names cut to a length, each different from the others whatever its capitals."""
    found: list[str] = []
    taken: set[str] = set()
    for name in wanted:
        cut, count = name[:longest], 1
        while cut.casefold() in taken:
            count += 1
            end = f"_{count}"
            cut = name[: longest - len(end)] + end
        taken.add(cut.casefold())
        found.append(cut)
    return tuple(found)
