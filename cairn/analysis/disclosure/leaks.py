"""What can be worked out of a release."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cairn.analysis.disclosure.cells import Cell


class LeakKind(StrEnum):
    WITHHELD = "withheld"  # a withheld count lies in too narrow a range
    SMALL = "small"  # a small count that is printed nowhere can be worked out
    PRINTED = "printed"  # withheld in one place, printed in another
    TOO_SMALL = "too_small"  # a small count is simply printed
    ALIKE = "alike"  # all of a small group share a value
    CONTRADICTION = "contradiction"  # the figures cannot all be so


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """What a reader can work out about a cell: a count from `low` to `high`, and how (`derivation`), from
    what is printed of the cells `used`."""

    kind: LeakKind
    cell: Cell
    low: int | None = None
    high: int | None = None
    derivation: str = ""
    used: tuple[Cell, ...] = ()

    def __str__(self) -> str:
        found = "" if self.low is None else f": {_range_text(self.low, self.high)}"
        return f"{self.cell}{found}. {self.derivation}".strip()


def _range_text(low: int, high: int | None) -> str:
    return str(low) if low == high else f"{low} or more" if high is None else f"{low} to {high}"
