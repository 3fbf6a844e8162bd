"""Reading a table of published statements."""

from __future__ import annotations

from pathlib import Path

import pytest

from cairn.claims.statements import LARGEST_FILE, Statement, read_statements
from cairn.errors import EvidenceError

HEADING = "id,line,source,population,measure,level,phrase,statistic,note\n"
ROW = "S1,10,records,all,plan_quality,good,half,share,\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "statements.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def problems(folder: Path, text: str | bytes) -> list[tuple[str, int | None, str]]:
    with pytest.raises(EvidenceError) as caught:
        read_statements(written(folder, text))
    return [(p.code, p.row, p.field) for p in caught.value.problems]


def test_a_row_becomes_a_statement(tmp_path: Path) -> None:
    found = read_statements(
        written(tmp_path, HEADING + 'S1,10,records,all,plan_quality,good,half,share,"a, b"\n')
    )

    assert found == (
        Statement(
            id="S1",
            line=10,
            source="records",
            population="all",
            measure="plan_quality",
            level="good",
            phrase="half",
            statistic="share",
            note="a, b",
        ),
    )


def test_a_byte_order_mark_other_columns_and_empty_rows_do_no_harm(tmp_path: Path) -> None:
    heading = HEADING.strip() + ",page\n"
    found = read_statements(
        written(tmp_path, ("\ufeff" + heading + "\n" + ROW.strip() + ",7\n,,,\n").encode())
    )

    assert [s.id for s in found] == ["S1"]


def test_the_note_and_the_line_may_be_left_out(tmp_path: Path) -> None:
    found = read_statements(
        written(tmp_path, HEADING.replace(",note", "") + "S1,,records,all,m,yes,half,share\n")
    )

    assert (found[0].line, found[0].note) == (0, "")


def test_a_formula_is_a_text(tmp_path: Path) -> None:
    found = read_statements(
        written(tmp_path, HEADING + "S1,1,records,all,=1+1,yes,half,share,=cmd|'/c calc'!A0\n")
    )

    assert (found[0].measure, found[0].note) == ("=1+1", "=cmd|'/c calc'!A0")


def test_everything_wrong_is_told_at_once_with_row_and_column(tmp_path: Path) -> None:
    text = (
        HEADING + ROW + "S1,x,records,all,m,yes,,shares,\n" + "S2,1,records,care_group=,m,yes,half,share,\n"
    )

    assert problems(tmp_path, text) == [
        ("cell-empty", 3, "phrase"),
        ("id-twice", 3, "id"),
        ("statistic-unknown", 3, "statistic"),
        ("line-not-number", 3, "line"),
        ("population-form", 4, "population"),
    ]


def test_a_misspelt_statistic_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="Did you mean “range_low”"):
        read_statements(written(tmp_path, HEADING + "S1,1,records,all,m,yes,half,range_lo,\n"))


def test_a_missing_column_names_the_column_that_may_be_meant(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"no column “phrase”.*Did you mean “phrases”"):
        read_statements(written(tmp_path, HEADING.replace("phrase", "phrases") + ROW))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "statements-empty"),
        (HEADING, "statements-none"),
        (HEADING + "S1,1,r,all,m,yes,half,share,a,b,c\n", "row-too-long"),
        (HEADING + 'S1,1,r,all,m,yes,"half,share,\n', "statements-not-csv"),
        (HEADING + "S1,1,r,all,m,yes,half\0,share,\n", "statements-not-text"),
        (HEADING.encode() + b"S1,1,r,all,m,yes,caf\xe9,share,\n", "not-utf8"),
        ((HEADING + ROW).encode("utf-16"), "not-utf8"),
        (b"x" * (LARGEST_FILE + 1), "statements-too-large"),
    ],
)
def test_a_file_that_is_no_table_of_statements_is_refused(
    tmp_path: Path, text: str | bytes, code: str
) -> None:
    assert [c for c, _, _ in problems(tmp_path, text)] == [code]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no such file"):
        read_statements(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("population", "expected"),
    [
        ("all", ()),
        ("looked_after", (("looked_after", ()),)),
        ("care=foster&plan=yes", (("care", ("foster",)), ("plan", ("yes",)))),
        ("qi=2.1+2.2", (("qi", ("2.1", "2.2")),)),
        ("age=16+", (("age", ("16+",)),)),
    ],
)
def test_a_population_is_taken_apart(
    tmp_path: Path, population: str, expected: tuple[tuple[str, tuple[str, ...]], ...]
) -> None:
    found = read_statements(written(tmp_path, HEADING + f"S1,1,r,{population},m,yes,half,share,\n"))

    assert found[0].conditions == expected


def test_the_base_of_a_count_stands_in_its_statistic(tmp_path: Path) -> None:
    found = read_statements(
        written(tmp_path, HEADING + "S1,1,r,all,m,yes,six,count_of_16,\n" + ROW.replace("S1", "S2"))
    )

    assert [s.count_base for s in found] == [16, None]
