"""Where counting is done: here in the process, or in a database or cluster that Ibis speaks to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pyarrow as pa

from cairn.analysis.tallies.grouped import Asked, Grouped


class Engine(Protocol):
    """Whatever can count one evidence table. Every engine gives the same integers."""

    def group(self, table: pa.Table, by: Sequence[str], asked: Sequence[Asked]) -> Grouped:
        """Rows and answers by code in every cell of the columns `by`, the cells in the order of their keys.

        An empty `by` gives one cell, or none for a table without rows. Columns of `by` hold texts or
        integers and those asked for integers, none of them null.
        """
        ...
