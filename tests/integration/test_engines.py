"""The same tallies in the process, on DuckDB, PostgreSQL and Spark: identical integers, in the same order.

PostgreSQL is the one that `CAIRN_TEST_POSTGRES` names, or the run's embedded server. Spark, in
`make test-spark`, is in local mode.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cairn.analysis.tallies import tally_source
from cairn.analysis.tallies.engine import Engine
from cairn.analysis.tallies.grouped import Asked, Grouped
from cairn.analysis.tallies.ibis_engine import MOST_ITEMS, IbisEngine
from cairn.analysis.tallies.local_engine import LOCAL
from cairn.collection.bundle import write_bundle
from cairn.collection.descriptor import About
from cairn.errors import EvidenceError
from cairn.utils.postgres import EmbeddedServer
from tests.lib.postgres_fixture import fresh_database, worker
from tests.lib.small_instruments import BOOK, INSTRUMENTS, record_columns

ROWS = 300
ITEMS = [Asked(item=f"q{i:02}", answers=6) for i in range(MOST_ITEMS + 3)]  # two queries
# Sorted by code point, not as a dictionary of any language would sort them.
AREAS = ["B", "a", "b", "Ó", "é"]
SMALL_SPARK = (
    "--master local[2] --conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false "
    "--conf spark.ui.showConsoleProgress=false --conf spark.driver.bindAddress=127.0.0.1 pyspark-shell"
)


@pytest.fixture(
    scope="module",
    params=[
        # Ibis calls what DuckDB 2 will give up: its affair.
        pytest.param("duckdb", marks=pytest.mark.filterwarnings("ignore:fetch_arrow_table")),
        pytest.param("postgres", marks=pytest.mark.xdist_group("postgres")),
        # Spark leaves sockets open and uses what pandas will give up: its affair, not a fault of ours.
        pytest.param("spark", marks=[pytest.mark.xdist_group("spark"), pytest.mark.filterwarnings("ignore")]),
    ],
)
def engine(request: pytest.FixtureRequest) -> Iterator[IbisEngine]:
    yield from {"duckdb": _duckdb, "postgres": _postgres, "spark": _spark}[request.param](request)


def _duckdb(request: pytest.FixtureRequest) -> Iterator[IbisEngine]:
    backend = ibis.duckdb.connect()
    yield IbisEngine(backend=backend)
    backend.disconnect()


def _postgres(request: pytest.FixtureRequest) -> Iterator[IbisEngine]:
    named = os.environ.get("CAIRN_TEST_POSTGRES")
    if named:
        backend = ibis.connect(named)
        yield IbisEngine(backend=backend)
        backend.disconnect()
        return
    server: EmbeddedServer = request.getfixturevalue("postgres_server")
    with fresh_database(server, f"cairn_engines_{worker()}") as prepared:
        login, place = prepared.owner, str(server.layout.sockets)
        backend = ibis.postgres.connect(
            host=place, user=login.user, password=login.password, database=prepared.database
        )
        yield IbisEngine(backend=backend)
        backend.disconnect()


def _spark(request: pytest.FixtureRequest) -> Iterator[IbisEngine]:
    if not os.environ.get("CAIRN_TEST_SPARK"):
        pytest.skip("NOT RUN: Spark is tested by `make test-spark`")
    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", SMALL_SPARK)
    backend = ibis.pyspark.connect()
    yield IbisEngine(backend=backend)
    backend.disconnect()


def test_an_overview_imports_no_query_engine() -> None:
    heavy = "{'ibis', 'duckdb', 'pandas', 'sqlglot'}"
    program = f"import sys, cairn.pipeline.overview; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def evidence() -> pa.Table:
    """Answers that run through all codes at different speeds, so that no two columns are alike."""
    row = np.arange(ROWS)
    columns: dict[str, pa.Array] = {
        "area": pa.array([AREAS[i] for i in row % 5]).dictionary_encode(),
        "seen": pa.array((row // 7 % 3).astype(np.int8)),
    }
    for i, one in enumerate(ITEMS):
        columns[one.item] = pa.array((row * (i + 1) // 3 % 7).astype(np.int8))
    return pa.table(columns)


def same(left: Grouped, right: Grouped) -> None:
    assert left.keys == right.keys
    assert left.rows.tolist() == right.rows.tolist()
    assert {n: t.tolist() for n, t in left.counts.items()} == {n: t.tolist() for n, t in right.counts.items()}


@pytest.mark.parametrize("by", [["area"], ["area", "seen"], []], ids=["one", "crossed", "none"])
def test_every_engine_gives_the_same_integers(engine: IbisEngine, by: list[str]) -> None:
    same(engine.group(evidence(), by, ITEMS), LOCAL.group(evidence(), by, ITEMS))


def test_cells_are_in_the_order_of_code_points(engine: IbisEngine) -> None:
    grouped = engine.group(evidence(), ["area"], [])
    assert grouped.keys == (("B",), ("a",), ("b",), ("Ó",), ("é",))
    assert grouped.rows.tolist() == [ROWS // 5] * 5


def test_a_table_without_rows_has_no_cells(engine: IbisEngine) -> None:
    for by in ([], ["area"]):
        assert engine.group(evidence().slice(0, 0), by, ITEMS[:1]).keys == ()


def test_a_table_that_lies_there_is_counted_there(engine: IbisEngine, tmp_path: Path) -> None:
    name = "cairn_test_evidence"
    _lay_down(engine, name, pa.table({"area": ["B", "A", "A"], "seen": [1, 2, 2]}), tmp_path)
    grouped = engine.group_there(name, ["area"], [Asked(item="seen", answers=2)])
    assert grouped.keys == (("A",), ("B",))
    assert grouped.counts["seen"].tolist() == [[0, 0, 2], [0, 1, 0]]
    with pytest.raises(EvidenceError, match="no column care_group, sene"):
        engine.group_there(name, ["care_group"], [Asked(item="sene", answers=2)])


def _lay_down(engine: IbisEngine, name: str, table: pa.Table, folder: Path) -> None:
    if engine.backend.name in ("pyspark", "duckdb"):
        pq.write_table(table, folder / "evidence.parquet")
        engine.backend.read_parquet(folder / "evidence.parquet", table_name=name)
    else:
        engine.backend.create_table(name, table, temp=True)


def test_the_tally_of_a_source_does_not_depend_on_the_engine(engine: IbisEngine, tmp_path: Path) -> None:
    bundle = write_bundle(
        tmp_path / "e", {"records": record_columns()}, INSTRUMENTS, About(name="e", title="E")
    )
    asked = ["plan_present", "plan_quality", "child_seen"]

    def tally(by: list[str], where: Engine) -> tuple[object, ...]:
        found = tally_source(bundle, "records", by, asked, BOOK, where)
        return found.cells, found.rows.tolist(), {n: t.tolist() for n, t in found.counts.items()}

    for by in ([], ["area"], ["care_group", "plan_quality"]):
        assert tally(by, engine) == tally(by, LOCAL)
