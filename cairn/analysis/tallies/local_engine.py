"""DuckDB in the process: the engine unless another is named. Rows stay in memory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import duckdb
import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend

from cairn.analysis.tallies.table_query import (
    EVIDENCE,
    Asked,
    Grouped,
    cells_of,
    grouped_of,
    joined,
    nothing,
    parts_of,
)

# DuckDB takes some hundred sums in one query with ease; other engines' planners slow down past that.
MOST_SUMS = 400


class LocalEngine:
    """Ibis writes the query; DuckDB itself is handed the table and gives the result back. Ibis would
    import pandas for both, which takes longer than all the counting."""

    def group(self, table: pa.Table, by: Sequence[str], asked: Sequence[Asked]) -> Grouped:
        if not table.num_rows:
            return nothing(asked)
        plain = plain_columns(table, by, asked)
        types = {f.name: "string" if f.type == pa.string() else "int8" for f in plain.schema}
        evidence = ibis.table(types, name=EVIDENCE)
        with _engine().con.cursor() as cursor:
            cursor.register(EVIDENCE, plain)
            return joined(
                [_run(cursor, evidence, by, part) for part in parts_of(asked, MOST_SUMS, MOST_SUMS)]
            )


LOCAL = LocalEngine()


def plain_columns(rows: pa.Table, by: Sequence[str], asked: Sequence[Asked]) -> pa.Table:
    """Only the columns that are asked for (or the first, when only rows are counted), texts as texts."""
    names = list(dict.fromkeys((*by, *(a.item for a in asked)))) or rows.column_names[:1]
    found = rows.select(names)
    for i, field in enumerate(found.schema):
        if pa.types.is_dictionary(field.type):
            found = found.set_column(i, field.name, found.column(i).cast(pa.string()))
    return found


@cache
def _engine() -> Backend:
    """One engine in memory for all queries: starting one takes longer than a query. It holds no rows;
    each query sees the table it was handed, through a cursor of its own."""
    return ibis.duckdb.connect()


def _run(
    cursor: duckdb.DuckDBPyConnection, table: ibis.Table, by: Sequence[str], asked: Sequence[Asked]
) -> Grouped:
    found = cursor.sql(_engine().compile(cells_of(table, by, asked))).to_arrow_table()
    return grouped_of(found, len(by), asked)
