"""Counting in the process gives what a query engine gives: the same cells in the same order, same integers.

Ibis on DuckDB is the slow, obvious twin: one sum for every answer, written as SQL.
"""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.analysis.tallies import local_engine, packed_histogram
from cairn.analysis.tallies.grouped import Asked, Grouped
from cairn.analysis.tallies.ibis_engine import IbisEngine
from cairn.analysis.tallies.local_engine import LOCAL

TEXTS = st.text(alphabet="aBbÓé ☂", min_size=0, max_size=2)


@pytest.fixture(scope="module")
def twin() -> Iterator[IbisEngine]:
    backend = ibis.duckdb.connect()
    yield IbisEngine(backend=backend)
    backend.disconnect()


@st.composite
def evidence(draw: st.DrawFn) -> tuple[pa.Table, list[str], list[Asked]]:
    rows = draw(st.integers(0, 40))
    columns: dict[str, pa.Array] = {}
    by = [f"k{i}" for i in range(draw(st.integers(0, 4)))]
    for name in by:
        numbers = draw(st.booleans())
        values = st.integers(0, 3) if numbers else TEXTS
        column = pa.array(
            draw(st.lists(values, min_size=rows, max_size=rows)), pa.int8() if numbers else pa.string()
        )
        columns[name] = column if numbers or draw(st.booleans()) else column.dictionary_encode()
    asked = [Asked(item=f"q{i}", answers=draw(st.integers(1, 8))) for i in range(draw(st.integers(0, 9)))]
    for one in asked:
        codes = st.lists(st.integers(0, one.answers), min_size=rows, max_size=rows)
        columns[one.item] = pa.array(draw(codes), draw(st.sampled_from([pa.int8(), pa.int16(), pa.int64()])))
    columns["unit"] = pa.array([str(i) for i in range(rows)], pa.string())
    return pa.table(columns), by, asked


def plain(grouped: Grouped) -> tuple[object, ...]:
    counts = {name: table.tolist() for name, table in grouped.counts.items()}
    return grouped.keys, grouped.rows.tolist(), counts


@settings(max_examples=60, deadline=None)
@given(evidence(), st.sampled_from([1, 7, 1 << 17]), st.sampled_from([1, 50, 1 << 15]))
def test_the_process_counts_what_a_query_engine_counts(
    twin: IbisEngine, asked_of: tuple[pa.Table, list[str], list[Asked]], part: int, bins: int
) -> None:
    table, by, asked = asked_of
    with pytest.MonkeyPatch.context() as patch:
        # Parts of one row, and passes over one item, must come to the same.
        patch.setattr(local_engine, "ROWS_OF_A_PART", part)
        patch.setattr(packed_histogram, "MOST_BINS", bins)
        found = LOCAL.group(table, by, asked)
    assert plain(found) == plain(twin.group(table, by, asked))


def test_many_keys_of_many_values_are_told_apart(twin: IbisEngine) -> None:
    # 11 × 13 × 17 × 19 possible cells are more than are laid out in memory: those that occur are sought.
    sizes = {"k0": 11, "k1": 13, "k2": 17, "k3": 19}
    columns = {name: pa.array([i % size for i in range(2_000)], pa.int16()) for name, size in sizes.items()}
    columns["q0"] = pa.array([i % 3 for i in range(2_000)], pa.int8())
    asked = [Asked(item="q0", answers=2)]
    found = LOCAL.group(pa.table(columns), list(sizes), asked)
    assert plain(found) == plain(twin.group(pa.table(columns), list(sizes), asked))
    assert found.rows.tolist() == [1] * 2_000  # 11 × 13 × 17 × 19 = 46,189: no cell has two of the rows
