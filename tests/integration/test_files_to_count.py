"""A Parquet file too long for memory is counted a part at a time, as if it lay in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cairn.analysis.tallies import local_engine
from cairn.analysis.tallies.grouped import Asked
from cairn.analysis.tallies.local_engine import LOCAL
from cairn.errors import EvidenceError

SEEN = Asked(item="seen", answers=2)
ROWS = 3 * (1 << 17) + 5  # four parts, the last of five rows


def laid(folder: Path, **columns: pa.Array) -> Path:
    pq.write_table(pa.table(columns), folder / "evidence.parquet")
    return folder / "evidence.parquet"


def test_a_file_of_several_parts_is_counted_whole(tmp_path: Path) -> None:
    # Rows 0, 1, 2 … in areas A, B, A, B …; every third row answers 0, 1, 2 in turn. "Z" comes last, once.
    area = np.where(np.arange(ROWS) % 2, "B", "A").astype(object)
    area[-1] = "Z"
    path = laid(tmp_path, area=pa.array(area), seen=pa.array((np.arange(ROWS) % 3).astype(np.int8)))
    found = LOCAL.group_file(path, ["area"], [SEEN])
    assert found.keys == (("A",), ("B",), ("Z",))
    assert found.rows.tolist() == [ROWS // 2, ROWS // 2, 1]
    assert found.counts["seen"].sum(axis=0).tolist() == [-(-ROWS // 3), -(-(ROWS - 1) // 3), ROWS // 3]
    # Of every six rows, A has the answers 0, 2, 1 (rows 0, 2, 4); the last row, number 393,220, has answer 1.
    assert found.counts["seen"][2].tolist() == [0, 1, 0]


def test_parts_and_the_whole_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    area = pa.array(["B", "A", "C", "A", "B", "D", "A"])
    path = laid(tmp_path, area=area, seen=pa.array([1, 2, 0, 2, 2, 1, 0], pa.int8()))
    monkeypatch.setattr(local_engine, "ROWS_OF_A_PART", 2)
    found = LOCAL.group_file(path, ["area"], [SEEN])
    assert found.keys == (("A",), ("B",), ("C",), ("D",))
    assert found.counts["seen"].tolist() == [[1, 0, 2], [0, 1, 1], [1, 0, 0], [0, 1, 0]]
    assert LOCAL.group_file(path, [], []).rows.tolist() == [7]


@pytest.mark.parametrize("answers", [1, 127, 255, 256, 300])
def test_scales_that_fill_their_bytes_are_counted(tmp_path: Path, answers: int) -> None:
    # Every code once, 0 for none included: a scale of 255 answers has 256 codes, one more than a byte holds.
    path = laid(tmp_path, seen=pa.array(np.arange(answers + 1, dtype=np.int16)))
    found = LOCAL.group_file(path, [], [Asked(item="seen", answers=answers)])
    assert found.counts["seen"].tolist() == [[1] * (answers + 1)]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (pa.array([0, 3], pa.int8()), "numbers outside 0 to 2"),
        (pa.array([0, -1], pa.int8()), "numbers outside 0 to 2"),
        (pa.array([0, -1], pa.int32()), "numbers outside 0 to 2"),
        (pa.array([0, None], pa.int8()), "something other than whole numbers"),
        (pa.array(["0", "1"]), "something other than whole numbers"),
    ],
    ids=["beyond", "below", "below-wide", "null", "texts"],
)
def test_what_is_no_answer_is_refused(tmp_path: Path, seen: pa.Array, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        LOCAL.group_file(laid(tmp_path, seen=seen), [], [SEEN])


def test_a_group_without_a_value_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="“area” is empty in 1 row"):
        LOCAL.group_file(laid(tmp_path, area=pa.array(["A", None])), ["area"], [])


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no column aera, sene"):
        LOCAL.group_file(laid(tmp_path, area=pa.array(["A"])), ["aera"], [Asked(item="sene", answers=2)])


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "e.parquet").write_text("area,seen\nA,1\n")
    with pytest.raises(EvidenceError, match="cannot be read as Parquet"):
        LOCAL.group_file(tmp_path / "e.parquet", ["area"], [])
