"""Pairs of readings from a CSV: read whole or refused by row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from cairn.errors import EvidenceError, UsageError
from cairn.pipeline.agreement import agreements, read_pairs


def pairs_file(folder: Path, rows: str) -> Path:
    path = folder / "pairs.csv"
    path.write_text("record,item,first,second\n" + rows)
    return path


def test_items_are_told_apart_and_empty_cells_are_no_rating(tmp_path: Path) -> None:
    rows = "".join(f"R{i},q1,4,{4 + i % 2}\n" for i in range(12)) + "R1,q2,3,\nR2,q2,3,3\n"
    found = {row.item: row.found for row in agreements(read_pairs(pairs_file(tmp_path, rows), 6), None)}
    assert (found["q1"].records, found["q1"].too_few, found["q1"].higher) == (12, False, 6)
    assert (found["q2"].records, found["q2"].too_few) == (1, True)


def test_ratings_off_the_scale_and_rows_given_twice_are_refused(tmp_path: Path) -> None:
    rows = "R1,q1,0,4\nR2,q1,4,7\nR3,q1,4,4\nR3,q1,4,5\nAnn Smith,q1,4,4\nR5,,4,4\n"
    with pytest.raises(EvidenceError) as caught:
        read_pairs(pairs_file(tmp_path, rows), 6)
    assert [(p.code, p.row, p.field) for p in caught.value.problems] == [
        ("rating-wrong", 2, "first"),
        ("rating-wrong", 3, "second"),
        ("pair-twice", 5, "record"),
        ("unit-id", 6, "record"),
        ("item-missing", 7, "item"),
    ]


def test_a_population_smaller_than_the_sample_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"R{i},q1,4,4\n" for i in range(12))
    with pytest.raises(UsageError, match="cannot be a sample of 11"):
        agreements(read_pairs(pairs_file(tmp_path, rows), 6), 11)
