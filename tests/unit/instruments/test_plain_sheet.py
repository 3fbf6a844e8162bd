"""A CSV with named columns: read whole, or refused with the place of everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from cairn.errors import EvidenceError
from cairn.instruments.plain_sheet import PlainSheet, read_plain_sheet


def sheet(folder: Path, content: str | bytes) -> PlainSheet:
    path = folder / "sheet.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_plain_sheet(path)


def refusal(folder: Path, content: str | bytes) -> list[tuple[str, int | None, str]]:
    with pytest.raises(EvidenceError) as caught:
        sheet(folder, content)
    return [(p.code, p.row, p.field) for p in caught.value.problems]


def test_columns_are_found_whatever_their_capitals_and_spaces(tmp_path: Path) -> None:
    found = sheet(tmp_path, "\ufeffUnit ID;Care-Group\nR1; foster \n\nR2\n")
    assert found.column("unit_id") == ["R1", "R2"]
    assert found.column("care_group") == ["foster", ""]
    assert [number for number, _ in found.rows] == [2, 4]


def test_a_column_with_names_in_it_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "unit,Surname,date of birth\nR1,Smith,1\n") == [
        ("column-personal", 1, "Surname"),
        ("column-personal", 1, "date of birth"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "file-empty"),
        (",,\n1,2,3\n", "file-empty"),
        ("a,b\n", "file-header-only"),
        ("a,a\n1,2\n", "column-twice"),
        ('a,b\n1,"2\n', "csv-syntax"),
        ("a,b\n1,é\n".encode("latin-1"), "not-utf8"),
        ("a,b\n1,2\n".encode("utf-16"), "not-utf8"),
        (b"a,b\n1,\x00\n", "not-utf8"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: str | bytes, code: str) -> None:
    assert [c for c, _, _ in refusal(tmp_path, content)] == [code]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="file-unreadable"):
        read_plain_sheet(tmp_path / "none.csv")


def test_a_missing_column_is_named_with_the_nearest_right_one(tmp_path: Path) -> None:
    found = sheet(tmp_path, "unitid,care_group\nR1,foster\n")
    with pytest.raises(EvidenceError, match="Did you mean “unitid”"):
        found.require(["unit_id"])


def test_past_a_hundred_problems_they_are_only_counted(tmp_path: Path) -> None:
    found = sheet(tmp_path, "a\n1\n")
    for row in range(150):
        found.refuse("wrong", "It is wrong.", row=row)
    with pytest.raises(EvidenceError) as caught:
        found.finish()
    assert len(caught.value.problems) == 101
    assert "50 more" in caught.value.problems[-1].message


def noted(folder: Path, content: str) -> list[tuple[str, int | None, str]]:
    found = sheet(folder, content)
    with pytest.raises(EvidenceError) as caught:
        found.finish()
    return [(p.code, p.row, p.field) for p in caught.value.problems]


def test_a_fault_of_one_cell_waits_for_what_else_is_wrong(tmp_path: Path) -> None:
    found = sheet(tmp_path, "a,b\n1,2,3\n=1+1,5\n6,7\n")
    found.require(["a", "b"])
    found.refuse("wrong", "Another word of the cell that holds a formula.", row=3, column="a")
    found.refuse("wrong", "It is wrong.", row=4, column="b")
    with pytest.raises(EvidenceError) as caught:
        found.finish()
    told = [(p.code, p.row, p.field) for p in caught.value.problems]
    assert told == [("cell-stray", 2, ""), ("cell-formula", 3, "a"), ("wrong", 4, "b")]


@pytest.mark.parametrize("first", [0, 1])
def test_row_numbers_without_a_name_are_passed_over(tmp_path: Path, first: int) -> None:
    """`DataFrame.to_csv` counts from 0, `write.csv` from 1 and puts quotation marks round."""
    rows = "".join(f'"{first + i}",x,{i}\n' for i in range(12))
    found = sheet(tmp_path, f'"",a,b\n{rows}')
    assert list(found.columns) == ["a", "b"]
    assert found.column("b") == [str(i) for i in range(12)]
    found.finish()


@pytest.mark.parametrize(
    "content",
    [
        ",a\n0,x\n2,y\n3,z\n",
        ",a\nR1,x\nR2,y\n",
        "a,,b\n1,2,3\n4,5,6\n",
        "a,b\n1,x,2\n2,y,3\n",
    ],
)
def test_a_column_without_a_name_is_told_once(tmp_path: Path, content: str) -> None:
    assert refusal(tmp_path, content) == [("column-unnamed", 1, "")]


def test_a_comma_too_many_is_told_in_its_row(tmp_path: Path) -> None:
    assert noted(tmp_path, "a,b,\n1,2,\n4,5,6\n7,8,\n") == [("cell-stray", 3, "")]


def test_a_comma_at_the_end_of_every_row_does_no_harm(tmp_path: Path) -> None:
    assert sheet(tmp_path, "a,b\n1,2,\n4,5,\n").column("b") == ["2", "5"]
