"""The rows being built: one table of columns, several tables seen together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Where

Mask = npt.NDArray[np.bool_]
Values = npt.NDArray[np.str_]

NONE = ""  # no answer: the item does not apply


@dataclass(slots=True)
class Rows:
    """Columns of value names per table; every column of a table has one value for each of its units."""

    book: MeasureBook
    units: dict[str, list[str]]
    columns: dict[str, dict[str, Values]] = field(default_factory=dict)

    def size(self, table: str) -> int:
        return len(self.units[table])

    def set_column(self, table: str, name: str, values: Sequence[str] | Values) -> None:
        self.columns.setdefault(table, {})[name] = np.asarray(values, dtype=np.str_)

    def column(self, table: str, name: str) -> Values | None:
        return self.columns.get(table, {}).get(name)

    def mask(self, source: str, table: str, where: Where) -> Mask:
        """The rows of `table` for which every part of `where` holds, as `source` understands its names."""
        found = np.ones(self.size(table), dtype=np.bool_)
        for name, values in where:
            if not values:
                population = self.book.population(source, name)
                assert population is not None, f"{source} has no population {name}"
                found &= self.mask(source, table, population.where)
            else:
                found &= self._has(source, table, name, values)
        return found

    def _has(self, source: str, table: str, name: str, values: Sequence[str]) -> Mask:
        characteristic = self.book.characteristic(source, name)
        assert characteristic is not None, f"{source} has no characteristic {name}"
        members = [m for value in values for m in characteristic.members(value)]
        column = self.column(table, name)
        if column is None:
            # A source of several tables may name the table itself as a characteristic.
            return np.full(self.size(table), table in members, dtype=np.bool_)
        return np.isin(column, members)
