"""`cairn estimate --table`: a table and a frame as any analyst has them, from the shell to the figures."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cairn.cli.estimate import command as estimate
from cairn.errors import CairnError, Problem
from tests.lib.stats_reference import FOLDER, table, unlike

STRATA = ("--strata", "partnership,care_group")
REFERENCE = ("--table", FOLDER / "case_records.csv", "--frame", FOLDER / "case_frame.csv", *STRATA)
SHOWN = ("--no-disclosure-control", "--format", "json")
COLUMNS = {"by", "level", "n", "k", "share", "se", "df", "low", "high", "method", "withheld", "notes"}


def run(*words: str | Path) -> Result:
    command: click.Command = estimate
    return CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)


def rows(*words: str | Path) -> list[dict[str, object]]:
    done = run(*words)
    assert done.exception is None, done.exception
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def refused(*words: str | Path) -> tuple[Problem, ...]:
    error = run(*words).exception
    assert isinstance(error, CairnError), error
    return error.problems


@pytest.mark.parametrize(
    ("interval", "column"), [("wald", "wald"), ("xlogit", "logit"), ("beta", "beta"), ("wilson", "wilson")]
)
@pytest.mark.parametrize("missing", ["domain", "respondents"])
@pytest.mark.parametrize("by", ["overall", "care_group", "disability"])
def test_a_published_sample_gives_the_figures_of_r(interval: str, column: str, missing: str, by: str) -> None:
    grouped = () if by == "overall" else ("--by", by)
    asked = ("--item", "q01", "--at-least", "4", "--missing", missing, "--interval", interval, *grouped)
    found = {str(row["level"]): row for row in rows(*REFERENCE, *asked, *SHOWN)}
    expected = [
        r for r in table("case_props") if (r["measure"], r["missing"], r["by"]) == ("q01", missing, by)
    ]
    assert expected
    for row in expected:
        ours = found[row["level"]]
        assert set(ours) == COLUMNS
        names = {"n": "n", "k": "k", "share": "est", "se": "se", "df": "df"}
        names |= {"low": f"{column}_l", "high": f"{column}_u"}
        plain = {theirs: float(str(ours[name])) for name, theirs in names.items() if ours[name] is not None}
        assert unlike(plain, row) == {}


def test_yes_and_no_are_found_by_themselves() -> None:
    (row,) = rows(*REFERENCE, "--item", "b1", "--at-least", "1", "--missing", "domain", *SHOWN)
    expected = next(r for r in table("case_props") if (r["measure"], r["by"]) == ("b1", "overall"))
    assert unlike({"est": float(str(row["share"])), "n": float(str(row["n"]))}, expected) == {}


def test_the_house_s_interval_is_exact_where_it_can_be_and_says_its_name() -> None:
    (row,) = rows(*REFERENCE, "--item", "q01", "--at-least", "4", *SHOWN)
    assert row["method"] == "korn-graubard"
    by_stratum = rows(*REFERENCE, "--item", "q01", "--at-least", "4", "--by", "care_group", *SHOWN)
    assert {r["method"] for r in by_stratum} <= {"korn-graubard", "exact", "all-read", "no-answer"}


def test_on_the_read_basis_a_share_is_a_fact() -> None:
    read = rows(*REFERENCE, "--item", "q01", "--at-least", "4", "--basis", "read", *SHOWN)
    answers = [int(r["q01"]) for r in table("case_records") if r["q01"]]
    (row,) = read
    k = sum(answer >= 4 for answer in answers)
    assert (row["k"], row["n"], row["share"]) == (k, len(answers), k / len(answers))
    assert (row["se"], row["low"], row["high"], row["method"]) == (None, None, None, "counted")


def test_those_read_are_broken_down_by_partnership_as_the_table_names_it() -> None:
    read = rows(
        *REFERENCE, "--item", "q01", "--at-least", "4", "--basis", "read", "--by", "partnership", *SHOWN
    )
    answers = [(r["partnership"], int(r["q01"])) for r in table("case_records") if r["q01"]]
    expected = {p: sum(q >= 4 for other, q in answers if other == p) for p in dict(answers)}
    assert {row["level"]: row["k"] for row in read} == expected


def test_a_narrower_level_gives_a_narrower_interval() -> None:
    asked = (*REFERENCE, "--item", "q01", "--at-least", "4")
    (wide,) = rows(*asked, "--level", "0.99", *SHOWN)
    (narrow,) = rows(*asked, "--level", "0.8", *SHOWN)
    assert float(str(wide["low"])) < float(str(narrow["low"])) < float(str(narrow["high"]))


@pytest.mark.parametrize("option", ["remove", "certainty", "adjust", "average"])
def test_strata_of_one_record_follow_the_option_asked_for(option: str) -> None:
    files = ("--table", FOLDER / "awkward_records.csv", "--frame", FOLDER / "awkward_frame.csv", *STRATA)
    asked = ("--item", "q01", "--at-least", "4", "--missing", "domain", "--single", option)
    (row,) = rows(*files, *asked, *SHOWN)
    keys = ("lonely", "missing", "measure", "by")
    expected = next(
        r
        for r in table("awkward_lonely")
        if tuple(r[k] for k in keys) == (option, "domain", "q01", "overall")
    )
    assert unlike({"est": float(str(row["share"])), "se": float(str(row["se"]))}, expected) == {}
    assert any("represented" in str(note) for note in row["notes"])  # type: ignore[attr-defined]


def test_what_is_too_small_is_withheld_unless_somebody_says_otherwise() -> None:
    asked = (*REFERENCE, "--item", "b1", "--at-least", "1", "--by", "care_group")
    safe = rows(*asked, "--format", "json")
    plain = rows(*asked, *SHOWN)
    small = {r["level"] for r in plain if 0 < min(int(str(r["k"])), int(str(r["n"])) - int(str(r["k"]))) < 5}
    hidden = {r["level"] for r in safe if r["withheld"]}
    assert small <= hidden
    for row in safe:
        if row["withheld"]:
            assert {row[c] for c in ("k", "share", "se", "df", "low", "high")} == {None}
    assert not any(r["withheld"] for r in plain)


def test_the_text_names_value_limits_and_method() -> None:
    done = run(*REFERENCE, "--item", "q01", "--at-least", "4")
    assert done.stdout.split()[0] == "all" and "korn-graubard" in done.stdout and "%" in done.stdout


FRAME = "area,group,children\nA,x,40\nB,x,30\n"
TABLE = "case,area,group,q\n" + "".join(f"R{i},{'AB'[i % 2]},x,{1 + i % 6}\n" for i in range(24))
MINE = (
    "--strata",
    "area,group",
    "--item",
    "q",
    "--at-least",
    "4",
    "--population-size",
    "children",
    "--id",
    "case",
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str | Path, ...]:
    (tmp_path / "t.csv").write_text(TABLE)
    (tmp_path / "f.csv").write_text(FRAME)
    return ("--table", tmp_path / "t.csv", "--frame", tmp_path / "f.csv", *MINE)


def test_columns_may_have_any_name(files: tuple[str | Path, ...]) -> None:
    (row,) = rows(*files, *SHOWN)
    # 3 of 6 ratings are 4 or better among the even rows (1, 3, 5) and the odd (2, 4, 6): 1 and 2 of each 3
    assert row["share"] == pytest.approx((40 * 4 / 12 + 30 * 8 / 12) / 70)


def test_answers_may_go_as_far_as_one_says(files: tuple[str | Path, ...], tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE.replace(",6\n", ",7\n"))
    assert {p.code for p in refused(*files)} == {"answer-wrong"}
    (row,) = rows(*files, "--answers", "1-7", *SHOWN)
    assert row["n"] == 24
    assert refused(*files, "--answers", "7-1")[0].code == "answers-range"


def changed(folder: Path, row: int, text: str) -> None:
    lines = (folder / "t.csv").read_text().splitlines()
    lines[row - 1] = text
    (folder / "t.csv").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("R0,A,x,4", "id-twice", "case"),
        (",A,x,4", "id-wrong", "case"),
        ("R99,C,x,4", "record-no-stratum", "group"),
        ("R99,,x,4", "record-no-stratum", "area"),
        ("R99,A,x,0", "answer-wrong", "q"),
        ("R99,A,x,7", "answer-wrong", "q"),
        ("R99,A,x,4.5", "answer-wrong", "q"),
        ("R99,A,x,=2+2", "cell-formula", "q"),
        ("=A1,A,x,4", "cell-formula", "case"),
        ("R99,=A1,x,4", "cell-formula", "area"),
        ("0101011234,A,x,4", "id-wrong", "case"),
        ("R99,A,x,4,stray", "cell-stray", ""),
    ],
)
def test_a_row_that_is_wrong_is_told_by_row_and_column_and_nothing_is_estimated(
    files: tuple[str | Path, ...], tmp_path: Path, line: str, code: str, column: str
) -> None:
    changed(tmp_path, 10, line)
    done = run(*files)
    assert done.stdout == ""
    found = refused(*files)
    assert [(p.code, p.row, p.field) for p in found] == [(code, 10, column)]
    assert found[0].file.endswith("t.csv") and "0101011234" not in found[0].message


def test_more_records_than_children_are_refused(files: tuple[str | Path, ...], tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(FRAME.replace("40", "11"))
    (problem,) = refused(*files)
    assert (problem.code, problem.row, problem.field) == ("more-read-than-frame", 2, "children")


def test_more_records_than_drawn_are_refused(files: tuple[str | Path, ...], tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("area,group,children,drawn\nA,x,40,11\nB,x,30,12\n")
    assert [p.code for p in refused(*files)] == ["more-read-than-drawn"]
    (tmp_path / "f.csv").write_text("area,group,children,drawn\nA,x,40,41\nB,x,30,12\n")
    assert "more-drawn-than-frame" in [p.code for p in refused(*files)]


@pytest.mark.parametrize("odd", [b"\xe9", b"\xff\xfe", b"\x00"])
def test_two_encodings_in_one_file_are_refused(
    files: tuple[str | Path, ...], tmp_path: Path, odd: bytes
) -> None:
    text = TABLE.replace("R9,", "Ré9,").encode()
    (tmp_path / "t.csv").write_bytes(text.replace(b"R11,", b"R11" + odd + b","))
    assert refused(*files)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(
    files: tuple[str | Path, ...], tmp_path: Path
) -> None:
    plain = rows(*files, *SHOWN)
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode())
    assert rows(*files, *SHOWN) == plain


def test_a_frame_with_names_in_it_is_refused_without_repeating_them(
    files: tuple[str | Path, ...], tmp_path: Path
) -> None:
    (tmp_path / "f.csv").write_text("area,group,children,child_name\nA,x,40,Morag Reid\nB,x,30,Iain Bell\n")
    found = refused(*files)
    assert [p.code for p in found] == ["column-personal"]
    assert "Morag" not in str(found)


def test_files_that_are_not_there_and_columns_that_are_missing_are_told(
    files: tuple[str | Path, ...], tmp_path: Path
) -> None:
    (tmp_path / "f.csv").unlink()
    assert [p.code for p in refused(*files)] == ["file-unreadable"]
    (tmp_path / "f.csv").write_text("area,children\nA,40\n")
    assert [p.code for p in refused(*files)] == ["column-missing"]
    (tmp_path / "f.csv").write_text("")
    assert [p.code for p in refused(*files)] == ["file-empty"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--item", "q"), "table-question"),
        (("--item", "q", "--at-least", "4", "--where", "looked_after"), "table-question"),
        (("records/plan_quality", "--item", "q", "--at-least", "4"), "table-question"),
        (("--item", "q", "--at-least", "4", "--id", "case", "--basis", "population"), "frame-missing"),
        (("--item", "q", "--at-least", "9", "--id", "case"), "level-out-of-range"),
        (("--item", "q", "--at-least", "4"), "id-missing"),
        (("--item", "q", "--at-least", "4", "--id", "case", "--by", "area,group"), "by-several"),
        (("--item", "nothing", "--at-least", "4", "--id", "case"), "column-missing"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    files: tuple[str | Path, ...], words: tuple[str, ...], code: str
) -> None:
    assert refused(*files[:2], *words)[0].code == code


def test_a_table_without_ids_is_taken_when_it_is_said_to_have_none(files: tuple[str | Path, ...]) -> None:
    assert rows(*files, "--id", "none", *SHOWN) == rows(*files, "--id", "case", *SHOWN)


def test_nothing_to_count_is_said() -> None:
    assert refused()[0].code == "nothing-asked"


@pytest.mark.parametrize("people", [("Jane Smith", "John Brown", "Ann Lee"), ("Jane Smith",) * 3])
@pytest.mark.parametrize("which", ["table", "frame"])
def test_names_in_a_column_of_any_heading_are_refused(
    tmp_path: Path, which: str, people: tuple[str, ...]
) -> None:
    sheets = {
        "table": ["id,area,q", "R1,A,4", "R2,B,4", "R3,C,4"],
        "frame": ["area,pop_size", "A,9", "B,9", "C,9"],
    }
    sheets[which] = [f"{row},{person}" for row, person in zip(sheets[which], ("who", *people), strict=True)]
    for name, lines in sheets.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n")
    files = ("--table", tmp_path / "table.csv", "--frame", tmp_path / "frame.csv", "--strata", "area")
    problems = refused(*files, "--item", "q", "--at-least", "4")
    assert {(p.code, Path(p.file).stem, p.field) for p in problems} == {("column-personal", which, "who")}


def test_all_that_is_wrong_is_told_at_once(files: tuple[str | Path, ...], tmp_path: Path) -> None:
    for row, text in (
        (3, "R0,A,x,4"),
        (4, "R98,C,x,4"),
        (5, "R97,A,x,0"),
        (6, "R96,A,x,7"),
        (7, "R95,A,x,=1"),
    ):
        changed(tmp_path, row, text)
    codes = ["id-twice", "record-no-stratum", "answer-wrong", "answer-wrong", "cell-formula"]
    assert [(p.code, p.row) for p in refused(*files)] == list(zip(codes, range(3, 8), strict=True))


@pytest.mark.parametrize("none", ["", "NA"])
@pytest.mark.parametrize("numbered", ["", "0", "1"])
def test_what_pandas_and_r_write_is_taken_as_it_is_meant(
    files: tuple[str | Path, ...], tmp_path: Path, none: str, numbered: str
) -> None:
    """Whole numbers among gaps are written 4.0, a gap by R as NA, and row numbers stand in front."""
    head, *lines = TABLE.splitlines()
    plain = [line if i % 5 else line.rpartition(",")[0] + "," for i, line in enumerate(lines)]
    (tmp_path / "t.csv").write_text("\n".join([head, *plain]) + "\n")
    expected = rows(*files, *SHOWN)
    theirs = [line + (none if line.endswith(",") else ".0") for line in plain]
    if numbered:
        head = f",{head}"
        theirs = [f"{i},{line}" for i, line in enumerate(theirs, start=int(numbered))]
    (tmp_path / "t.csv").write_text("\n".join([head, *theirs]) + "\n")
    assert rows(*files, *SHOWN) == expected


def test_na_beside_empty_cells_is_told_in_one_sentence(files: tuple[str | Path, ...], tmp_path: Path) -> None:
    for row, answer in ((4, "NA"), (6, ""), (8, "NA")):
        changed(tmp_path, row, f"R{row + 90},A,x,{answer}")
    (problem,) = refused(*files)
    assert (problem.code, problem.row, problem.field) == ("answer-wrong", 4, "q")
    assert problem.message.startswith("2 cells hold “NA”, and others are empty")
