"""A frame holds ids and characteristics, and nobody's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from cairn.errors import EvidenceError
from cairn.sampling.frame import Frame
from cairn.sampling.frame_file import read_frame, read_sizes


def frame_file(folder: Path, text: str) -> Path:
    path = folder / "frame.csv"
    path.write_text(text)
    return path


def refusal(path: Path, *strata: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(EvidenceError) as caught:
        read_frame(path, strata)
    return [(p.code, p.row, p.field) for p in caught.value.problems]


def test_a_frame_is_read_by_its_columns(tmp_path: Path) -> None:
    found = read_frame(frame_file(tmp_path, "care_group,unit_id\nfoster,R1\nkinship,R2\n"), ["care_group"])
    assert (found.units, found.characteristics) == (("R1", "R2"), ("care_group",))
    assert found.strata(["care_group"]) == {("foster",): ["R1"], ("kinship",): ["R2"]}


def test_everything_wrong_is_told_by_row_and_column(tmp_path: Path) -> None:
    path = frame_file(
        tmp_path, "unit_id,care_group\nR1,foster\nR1,kinship\n0101105678,foster\nJo Smith,foster\nR5,\n"
    )
    assert refusal(path, "care_group") == [
        ("unit-twice", 3, "unit_id"),
        ("unit-id", 4, "unit_id"),
        ("unit-id", 5, "unit_id"),
        ("unit-no-stratum", 6, "care_group"),
    ]


def test_a_personal_id_is_never_repeated_in_the_refusal(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as caught:
        read_frame(frame_file(tmp_path, "unit_id,care_group\n0101105678,jo@example.org\n"))
    assert "0101105678" not in str(caught.value)
    assert "jo@example.org" not in str(caught.value)
    assert [p.code for p in caught.value.problems] == ["unit-id", "value-personal"]


def test_a_column_of_names_is_refused_by_its_heading(tmp_path: Path) -> None:
    assert refusal(frame_file(tmp_path, "unit_id,First name,care_group\nR1,Jo,foster\n")) == [
        ("column-personal", 1, "First name")
    ]


@pytest.mark.parametrize("heading", ["Child's surname", "Mother's name", "Candidate number", "Home postcode"])
def test_a_heading_that_speaks_of_a_person_is_refused(tmp_path: Path, heading: str) -> None:
    assert refusal(frame_file(tmp_path, f"unit_id,{heading},care_group\nR1,x,foster\n")) == [
        ("column-personal", 1, heading)
    ]


def test_names_are_seen_in_a_short_frame_whatever_their_column_is_called(tmp_path: Path) -> None:
    rows = "R1,Jane Smith,foster\nR2,John Brown,foster\nR3,Ann O'Neill,kinship\n"
    assert refusal(frame_file(tmp_path, f"unit_id,child,care_group\n{rows}")) == [
        ("column-personal", 1, "child")
    ]


def test_places_that_make_the_strata_are_not_taken_for_names(tmp_path: Path) -> None:
    path = frame_file(tmp_path, "unit_id,area\nR1,Aberdeen City\nR2,East Lothian\nR3,Argyll Bute\n")
    assert read_frame(path, ["area"]).units == ("R1", "R2", "R3")


def test_a_column_that_is_different_for_nearly_everybody_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"R{i},child {chr(65 + i)},foster\n" for i in range(20))
    assert refusal(frame_file(tmp_path, f"unit_id,who,care_group\n{rows}")) == [
        ("column-nearly-unique", 1, "who")
    ]


def test_a_frame_without_ids_is_refused(tmp_path: Path) -> None:
    assert refusal(frame_file(tmp_path, "care_group\nfoster\n")) == [("column-missing", 1, "")]


def test_a_characteristic_that_the_design_needs_must_be_there(tmp_path: Path) -> None:
    assert refusal(frame_file(tmp_path, "unit_id,caregroup\nR1,foster\n"), "care_group") == [
        ("column-missing", 1, "care_group")
    ]


def test_the_digest_is_that_of_the_sorted_list() -> None:
    one = Frame(characteristics=("b", "a"), units=("R2", "R1"), values=(("x", "1"), ("y", "2")))
    two = Frame(characteristics=("a", "b"), units=("R1", "R2"), values=(("2", "y"), ("1", "x")))
    assert one.digest == two.digest
    changed = Frame(characteristics=("a", "b"), units=("R1", "R2"), values=(("2", "y"), ("1", "z")))
    assert one.digest != changed.digest


def test_sizes_are_counted_from_units_or_taken_from_a_column(tmp_path: Path) -> None:
    units = frame_file(tmp_path, "unit_id,care_group\nR1,foster\nR2,foster\nR3,kinship\n")
    assert read_sizes(units, ["care_group"]).sizes == {("foster",): 2, ("kinship",): 1}
    sizes = frame_file(
        tmp_path, "area,care_group,pop_size\nA,foster,7\nB,foster,5\nA,kinship,4\nB,kinship,0\n"
    )
    assert read_sizes(sizes, ["care_group"]).sizes == {("foster",): 12, ("kinship",): 4}


def test_a_size_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="row 2, column pop_size"):
        read_sizes(frame_file(tmp_path, "care_group,pop_size\nfoster,-3\n"), ["care_group"])
