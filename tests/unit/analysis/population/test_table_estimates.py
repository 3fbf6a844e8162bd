"""A table and a frame on the disk: estimated, or refused with everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from cairn.analysis.estimators.population.population_share import Method
from cairn.errors import EvidenceError, UsageError
from cairn.pipeline.table_estimates import TableQuestion, estimate_table
from cairn.pipeline.table_evidence import TableShape
from cairn.pipeline.table_row import TableRow

FRAME = "area,care_group,pop_size\nA,home,40\nB,home,10\n"


def records(*answers: tuple[str, str, int]) -> str:
    lines = [f"{area},home,{answer}" for area, answer, times in answers for _ in range(times)]
    return "record_id,area,care_group,q1\n" + "".join(f"R{i},{line}\n" for i, line in enumerate(lines))


TABLE = records(("A", "5", 12), ("A", "2", 8), ("A", "", 2), ("B", "4", 2), ("B", "3", 6))


def ask(
    folder: Path, table: str | bytes, frame: str | None = FRAME, by: str = "", **more: object
) -> list[TableRow]:
    (folder / "t.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    if frame is not None:
        (folder / "f.csv").write_text(frame)
    question = TableQuestion(
        table=folder / "t.csv",
        frame=folder / "f.csv" if frame is not None else None,
        shape=TableShape(strata=("area", "care_group"), item="q1", by=by),
        at_least=4,
        **more,  # type: ignore[arg-type]
    )
    return estimate_table(question)


def refused(folder: Path, table: str | bytes, frame: str | None = FRAME) -> list[tuple[str, int | None, str]]:
    with pytest.raises(EvidenceError) as caught:
        ask(folder, table, frame)
    return [(p.code, p.row, p.field) for p in caught.value.problems]


def test_a_frame_makes_it_an_estimate_of_the_children(tmp_path: Path) -> None:
    (row,) = ask(tmp_path, TABLE, limits=None)
    assert (row.level, row.k, row.n, row.df) == ("all", 14, 28, 26)
    assert row.share == pytest.approx((40 * 12 / 20 + 10 * 2 / 8) / 50)
    assert row.method == "korn-graubard" and row.low is not None and row.high is not None


def test_limits_that_are_not_to_be_had_are_said_to_be_so(tmp_path: Path) -> None:
    (row,) = ask(tmp_path, TABLE, limits=None, method=Method(interval="exact"))
    assert (row.method, row.low) == ("undefined", None)
    assert "whole strata read at one rate" in row.notes[0]


def test_without_a_frame_it_is_a_fact_about_those_read(tmp_path: Path) -> None:
    (row,) = ask(tmp_path, TABLE, None)
    assert (row.k, row.n, row.share, row.se, row.low, row.method) == (14, 28, 0.5, None, None, "counted")


def test_a_withheld_figure_takes_its_limits_and_its_neighbour_with_it(tmp_path: Path) -> None:
    rows = ask(tmp_path, TABLE, by="area")
    assert all(r.withheld and (r.k, r.share, r.se, r.low, r.df) == (None,) * 5 for r in rows)
    assert [r.k for r in ask(tmp_path, TABLE, by="area", limits=None)] == [12, 2]


def test_no_more_groups_go_than_must(tmp_path: Path) -> None:
    """2 of 8 in B: with the total, 34 of 68, the least other group goes with it."""
    table = records(
        ("A", "5", 12), ("A", "2", 8), ("B", "4", 2), ("B", "3", 6), ("C", "4", 20), ("C", "3", 20)
    )
    rows = {r.level: r for r in ask(tmp_path, table, None, by="area")}
    assert [level for level, row in rows.items() if row.withheld] == ["A", "B"]
    assert (rows["C"].k, rows["C"].n) == (20, 40)


def test_two_small_groups_can_look_after_each_other(tmp_path: Path) -> None:
    """2 of 10 and 3 of 10 make 5 of 20: each may be 1 to 4."""
    table = records(("A", "5", 2), ("A", "1", 8), ("B", "5", 3), ("B", "1", 7), ("C", "5", 20), ("C", "1", 9))
    assert [r.level for r in ask(tmp_path, table, None, by="area") if r.withheld] == ["A", "B"]


def test_two_small_groups_that_leave_no_room_take_another_along(tmp_path: Path) -> None:
    """1 and 1 of 10 make 2: who knows that neither is none knows both."""
    table = records(("A", "5", 1), ("A", "1", 9), ("B", "5", 1), ("B", "1", 9), ("C", "5", 20), ("C", "1", 9))
    assert [r.level for r in ask(tmp_path, table, None, by="area") if r.withheld] == ["A", "B", "C"]


def test_a_small_group_that_is_all_alike_is_withheld(tmp_path: Path) -> None:
    """All seven of B: nobody there answered otherwise."""
    table = records(("A", "5", 12), ("A", "2", 8), ("B", "5", 7), ("C", "4", 20), ("C", "3", 20))
    assert "B" in [r.level for r in ask(tmp_path, table, None, by="area") if r.withheld]


def test_everything_wrong_in_both_files_is_told_at_once(tmp_path: Path) -> None:
    table = (
        "record_id,area,care_group,q1\nR1,A,home,7\nR1,A,home,0\nR3,A,,3\nR4,C,home,3\nR5,B,home,good\n"
        "R6,A,home,5\n"
    )
    assert refused(tmp_path, table, "area,care_group,pop_size\nA,home,2\nB,home,9\n") == [
        ("more-read-than-frame", 2, "pop_size"),
        ("answer-wrong", 2, "q1"),
        ("id-twice", 3, "record_id"),
        ("answer-wrong", 3, "q1"),
        ("record-no-stratum", 4, "care_group"),
        ("record-no-stratum", 5, "care_group"),
        ("answer-wrong", 6, "q1"),
    ]


def test_a_frame_with_people_in_it_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, TABLE, "name,area,care_group,pop_size\nJo,A,home,40\n") == [
        ("column-personal", 1, "name")
    ]
    lines = (
        "".join(f"A{i},home,40,Jo Smith{i}\n" for i in range(12)).replace("A0,", "A,").replace("A1,", "B,")
    )
    assert ("column-nearly-unique", 1, "child") in refused(
        tmp_path, TABLE, "area,care_group,pop_size,child\n" + lines
    )


def test_two_encodings_in_one_file_are_refused(tmp_path: Path) -> None:
    mixed = TABLE.encode() + b"R90,A,home,5\n".replace(b"home", b"h\xf4me")
    assert refused(tmp_path, mixed)[0][0] == "not-utf8"


def test_a_stratum_twice_and_a_size_that_is_no_number_are_refused(tmp_path: Path) -> None:
    frame = FRAME + "A,home,4\nC,home,many\n"
    assert refused(tmp_path, TABLE, frame) == [("stratum-twice", 4, ""), ("size-wrong", 5, "pop_size")]


def test_a_level_outside_the_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="divides nothing"):
        ask(tmp_path, records(("A", "1", 5), ("B", "0", 5)))
