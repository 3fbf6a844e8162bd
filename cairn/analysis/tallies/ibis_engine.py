"""Tallies on a database or a cluster through Ibis: PostgreSQL, Spark or DuckDB, with the same integers.

What moves: a table that is held here is sent there, only the columns that are asked for, into a temporary
table of that connection. A table that lies there already stays there. Back come counts, never rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
from ibis.backends import BaseBackend

from cairn.analysis.tallies.grouped import Asked, Grouped, nothing
from cairn.analysis.tallies.table_query import ROWS, cells_of, grouped_of, joined, parts_of
from cairn.errors import EvidenceError, Problem

MOST_SUMS = 400
MOST_ITEMS = 20  # Spark writes a program for each query, and its compiler gives up on longer ones


@dataclass(frozen=True, slots=True, kw_only=True)
class IbisEngine:
    """An engine on a connection that Ibis made. The connection remains its maker's, who closes it."""

    backend: BaseBackend

    def group(self, table: pa.Table, by: Sequence[str], asked: Sequence[Asked]) -> Grouped:
        if not table.num_rows:
            return nothing(asked)
        return self._counted(ibis.memtable(plain_columns(table, by, asked)), by, asked)

    def group_there(self, name: str, by: Sequence[str], asked: Sequence[Asked]) -> Grouped:
        """The same of the table or view `name` that lies there already; its rows do not move.

        Raises `EvidenceError` when a column that is asked for is not there.
        """
        table = self.backend.table(name)
        lacking = sorted({*by, *(one.item for one in asked)} - set(table.columns))
        if lacking:
            message = f"The table “{name}” has no column {', '.join(lacking)}."
            raise EvidenceError(Problem(code="column-missing", message=message))
        return self._counted(table, by, asked)

    def _counted(self, table: ibis.Table, by: Sequence[str], asked: Sequence[Asked]) -> Grouped:
        return joined([self._run(table, by, part) for part in parts_of(asked, MOST_SUMS, MOST_ITEMS)])

    def _run(self, table: ibis.Table, by: Sequence[str], asked: Sequence[Asked]) -> Grouped:
        query = cells_of(table, by, asked)
        answer = self.backend.to_pyarrow(query)
        if not by and not answer.column(ROWS)[0].as_py():
            return nothing(asked)
        return _by_key(grouped_of(answer, len(by), asked))


def plain_columns(rows: pa.Table, by: Sequence[str], asked: Sequence[Asked]) -> pa.Table:
    """Only the columns that are asked for (or the first, when only rows are counted), texts as texts."""
    names = list(dict.fromkeys((*by, *(a.item for a in asked)))) or rows.column_names[:1]
    found = rows.select(names)
    for i, field in enumerate(found.schema):
        if pa.types.is_dictionary(field.type):
            found = found.set_column(i, field.name, found.column(i).cast(pa.string()))
    return found


def _by_key(grouped: Grouped) -> Grouped:
    """The cells in the order of their keys by code point: databases sort texts by the rules of a language."""
    order = np.array(sorted(range(len(grouped.keys)), key=lambda i: grouped.keys[i]), dtype=np.int64)
    return Grouped(
        keys=tuple(grouped.keys[i] for i in order),
        rows=grouped.rows[order],
        counts={item: table[order] for item, table in grouped.counts.items()},
    )
