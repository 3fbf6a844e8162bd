"""Whatever evidence is written opens the same, and is counted the same by a plainer twin."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.analysis.estimators import share
from cairn.analysis.tallies import tally_source
from cairn.collection.bundle import open_bundle, write_bundle
from cairn.collection.descriptor import About
from tests.lib.evidence_strategies import Row, as_columns, record_rows
from tests.lib.row_oracle import oracle_share, oracle_tally
from tests.lib.small_instruments import BOOK, INSTRUMENTS, RATING

ABOUT = About(name="e", title="E")


@settings(max_examples=25, deadline=None)
@given(record_rows(), st.randoms(use_true_random=False))
def test_what_is_written_opens_the_same_in_whatever_order_it_came(rows: list[Row], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = random.sample(rows, len(rows))
    codes = {None: 0, **{a.name: a.code for a in RATING.answers}}
    with tempfile.TemporaryDirectory() as name:
        write_bundle(Path(name) / "e", {"records": as_columns(shuffled)}, INSTRUMENTS, ABOUT)
        table = open_bundle(Path(name) / "e", INSTRUMENTS).tables["records"]
    found = {row["record_id"]: row for row in table.to_pylist()}
    assert len(found) == len(rows)
    for row in rows:
        read = found[row["record_id"]]
        assert read["plan_quality"] == codes[row["plan_quality"]]  # type: ignore[index]
        for name in ("area", "care_group", "plan_quality__missing", "child_seen__missing"):
            assert read[name] == row[name]


@settings(max_examples=15, deadline=None)
@given(
    record_rows(),
    st.permutations(["area", "care_group", "plan_present", "child_seen"]),
    st.integers(0, 3),
)
def test_the_engine_counts_as_a_loop_over_the_rows_does(
    rows: list[Row], names: list[str], width: int
) -> None:
    by = names[:width]
    with tempfile.TemporaryDirectory() as name:
        bundle = write_bundle(Path(name) / "e", {"records": as_columns(rows)}, INSTRUMENTS, ABOUT)
    tally = tally_source(bundle, "records", by, ["plan_quality", "child_seen"], BOOK)
    found = {cell: int(n) for cell, n in zip(tally.cells, tally.rows, strict=True)}
    expected = oracle_tally(rows, by, {"plan_quality": RATING})
    assert found == {cell: n for cell, (n, _) in expected.items()}
    for i, cell in enumerate(tally.cells):
        assert tally.counts["plan_quality"][i].tolist() == expected[cell][1]["plan_quality"]


@settings(max_examples=15, deadline=None)
@given(
    record_rows(),
    st.sets(st.sampled_from(["A", "B"])),
    st.sets(st.sampled_from(["no", "yes"])),
    st.sampled_from(RATING.level_names),
)
def test_a_share_is_the_one_a_loop_over_the_rows_finds(
    rows: list[Row], areas: set[str], seen: set[str], level: str
) -> None:
    where = (("area", tuple(sorted(areas))), ("child_seen", tuple(sorted(seen))))
    with tempfile.TemporaryDirectory() as name:
        bundle = write_bundle(Path(name) / "e", {"records": as_columns(rows)}, INSTRUMENTS, ABOUT)
    tally = tally_source(bundle, "records", ["area", "child_seen"], ["plan_quality"], BOOK)
    measure = BOOK.measure("records", "plan_quality")
    assert measure is not None
    found = share(tally, measure, level, where)
    assert (found.k, found.n) == oracle_share(rows, "plan_quality", RATING, level, where)
