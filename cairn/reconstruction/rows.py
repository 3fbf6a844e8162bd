"""The rows being built: one table of columns, several tables seen together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cairn.analysis.estimators import resolve_where
from cairn.analysis.estimators.group import UNION_CHARACTERISTICS
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
        for name, values in resolve_where(where, source, self.book):
            column = self.column(table, name)
            if column is not None:
                found &= np.isin(column, values)
            else:  # a source of several tables names the table itself as a characteristic
                found &= name in UNION_CHARACTERISTICS and table in values
        return found
