"""The tally: counts of answers per cell of crossed characteristics. The only thing that leaves the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]

NOT_GIVEN = "not_given"  # the cell value of a characteristic that has no answer
TABLE = "table"  # the characteristic that says which evidence table a cell was counted from


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts for one source.

    `cells[i]` holds one value name per characteristic; `rows[i]` is the number of units in that cell, and
    `counts[item][i, c]` the number whose answer to `item` has code c (column 0: no answer). An item that a
    table does not ask has zeros everywhere, column 0 included. Itself confidential: it may hold small counts.
    """

    source: str
    characteristics: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    rows: Counts
    counts: Mapping[str, Counts]

    def __post_init__(self) -> None:
        n = len(self.cells)
        assert self.rows.shape == (n,)
        assert all(c.ndim == 2 and c.shape[0] == n for c in self.counts.values())

    def column(self, characteristic: str) -> int:
        return self.characteristics.index(characteristic)

    def mask(self, wanted: Callable[[Mapping[str, str]], bool]) -> npt.NDArray[np.bool_]:
        """The cells for which `wanted` holds."""
        named = (dict(zip(self.characteristics, cell, strict=True)) for cell in self.cells)
        return np.fromiter((wanted(cell) for cell in named), dtype=np.bool_, count=len(self.cells))
