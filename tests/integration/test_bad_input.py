"""What goes wrong with files that people bring: told by file, row and column, with what to do; code 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cairn.cli.main import main

RECORDS = "record_id,partnership,care_group,q01\n" + "".join(
    f"R{i},{'AB'[i % 2]},foster,{i % 6 + 1}\n" for i in range(40)
)
FRAME = "partnership,care_group,pop_size\nA,foster,50\nB,foster,60\n"
PAIRS = "record,item,first,second\n"
UNITS = "unit_id,area,care_group\n"
TABLE = ("--strata", "partnership,care_group", "--item", "q01", "--at-least", "4")
DRAW = ("--design", "five-from-each", "--seed", "1", "--out", "drawn")


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), BytesIO()
    book.active.append(["record_id", "q01"])
    book.save(out)
    return out.getvalue()


# the content of "it.csv", the command's words, then code, row, column and a piece of what to do
Case = tuple[str | bytes, tuple[str, ...], str, int | None, str, str]
ESTIMATE = ("estimate", "--table", "it.csv", "--frame", "frame.csv", *TABLE)
FRAMED = ("estimate", "--table", "good.csv", "--frame", "it.csv", *TABLE)
CASES: dict[str, Case] = {
    "a workbook": (workbook(), ESTIMATE, "workbook-not-csv", None, "", "save the one sheet"),
    "a workbook as a frame": (workbook(), FRAMED, "workbook-not-csv", None, "", "save the one sheet"),
    "an id twice": (RECORDS + "R1,A,foster,3\n", ESTIMATE, "id-twice", 42, "record_id", "Delete one"),
    "no such stratum": (
        RECORDS + "R99,A,fostr,3\n",
        ESTIMATE,
        "record-no-stratum",
        42,
        "care_group",
        "Did you mean “A, foster”?",
    ),
    "no stratum": (RECORDS + "R99,,foster,3\n", ESTIMATE, "record-no-stratum", 42, "partnership", "Fill it"),
    "more read than there are": (
        FRAME.replace("50", "5"),
        FRAMED,
        "more-read-than-frame",
        2,
        "pop_size",
        "Correct the frame",
    ),
    "a rating of 0": (RECORDS + "R99,A,foster,0\n", ESTIMATE, "answer-wrong", 42, "q01", "cell empty"),
    "a rating of 7": (RECORDS + "R99,A,foster,7\n", ESTIMATE, "answer-wrong", 42, "q01", "cell empty"),
    "two encodings": (
        f"{RECORDS}R98,A,Fostér,3\n".encode() + "R99,A,Fostér,3\n".encode("cp1252"),
        ESTIMATE,
        "encodings-mixed",
        43,
        "",
        "join them again",
    ),
    "an old encoding": (
        RECORDS.encode() + "R99,A,Fostér,3\n".encode("cp1252"),
        ESTIMATE,
        "not-utf8",
        42,
        "",
        "CSV UTF-8",
    ),
    "a formula": (RECORDS + "R99,A,foster,=A1+1\n", ESTIMATE, "cell-formula", 42, "q01", "as a value"),
    "names in a frame": (
        "partnership,care_group,pop_size,name\nA,foster,50,Jo Bloggs\nB,foster,60,Al Smith\n",
        FRAMED,
        "column-personal",
        1,
        "name",
        "Delete it",
    ),
    "an empty file": ("", ESTIMATE, "file-empty", None, "", "right file"),
    "a header alone": (RECORDS.splitlines()[0], ESTIMATE, "file-header-only", None, "", "right file"),
    "no such column": (
        RECORDS.replace("care_group", "care_groop"),
        ESTIMATE,
        "column-missing",
        1,
        "care_group",
        "care_groop",
    ),
    "no such question": (
        RECORDS.replace("q01", "q10"),
        ESTIMATE,
        "column-missing",
        1,
        "q01",
        "Did you mean “q10”?",
    ),
    "a size in words": (FRAME.replace("50", "many"), FRAMED, "size-wrong", 2, "pop_size", "whole number"),
    "a stratum twice": (FRAME + "A,foster,50\n", FRAMED, "stratum-twice", 4, "", "Keep one"),
    "no strata": (
        RECORDS,
        ("estimate", "--table", "it.csv", "--frame", "frame.csv", "--strata", ",", *TABLE[2:]),
        "table-question",
        None,
        "",
        "--help",
    ),
    "at least 0": (
        RECORDS,
        ("estimate", "--table", "it.csv", *TABLE[:-1], "0"),
        "level-out-of-range",
        None,
        "",
        "Choose 2 to 6",
    ),
    "a reading of 7": (PAIRS + "R1,q,3,7\n", ("agreement", "it.csv"), "rating-wrong", 2, "second", "1 to 6"),
    "a reading twice": (
        PAIRS + "R1,q,3,4\nR1,q,3,3\n",
        ("agreement", "it.csv"),
        "pair-twice",
        3,
        "record",
        "Keep one",
    ),
    "fewer records than were read": (
        PAIRS + "R1,q,3,4\nR2,q,3,3\n",
        ("agreement", "it.csv", "--population", "1"),
        "population-too-small",
        None,
        "",
        "2 or more",
    ),
    "no day": ("date,value\n1/2/2020,3\n", ("series", "it.csv"), "date-wrong", 2, "date", "2027-03"),
    "more than all": ("date,k,n\n2020,5,3\n", ("series", "it.csv"), "count-wrong", 2, "k", "n counts all"),
    "a workbook of units": (workbook(), ("draw", "it.csv", *DRAW), "workbook-not-csv", None, "", "sheet"),
    "a unit twice": (
        UNITS + "U1,A,foster\nU1,A,foster\n",
        ("draw", "it.csv", *DRAW),
        "unit-twice",
        3,
        "unit_id",
        "Delete one",
    ),
    "units without a stratum": (
        UNITS.replace("care_group", "kind") + "U1,A,foster\n",
        ("draw", "it.csv", *DRAW),
        "column-missing",
        1,
        "care_group",
        "It may be",
    ),
    "no sizes": (
        "area,care_group,pop_size\nA,foster,x\n",
        ("plan", "it.csv", "--design", "five-from-each"),
        "size-wrong",
        2,
        "pop_size",
        "whole number",
    ),
    "a workbook called CSV": (
        workbook(),
        ("import", "it.csv", "--instrument", "staff_survey", "--draft", "draft.yaml"),
        "encoding",
        None,
        "",
        ".xlsx",
    ),
    "nothing to import": (
        "",
        ("import", "it.csv", "--instrument", "staff_survey", "--draft", "draft.yaml"),
        "file-empty",
        None,
        "",
        "right file",
    ),
    "a folder to import": (
        "",
        ("import", "folder", "--instrument", "staff_survey", "--draft", "draft.yaml"),
        "file-kind",
        None,
        "",
        "Name a file",
    ),
    "no evidence to export": (
        "",
        ("export", "folder", "--to", "csv", "--out", "exported"),
        "descriptor-missing",
        None,
        "",
        "cairn bundle",
    ),
    "no evidence for tables": (
        "",
        ("tables", "records/plan_quality=good_or_better", "--evidence", "folder", "--out", "tables"),
        "descriptor-missing",
        None,
        "",
        "cairn bundle",
    ),
    "no evidence to compare": (
        "",
        ("differences", "--evidence", "folder"),
        "descriptor-missing",
        None,
        "",
        "cairn bundle",
    ),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_text(RECORDS)
    (tmp_path / "frame.csv").write_text(FRAME)
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.fixture
def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[tuple[str, ...]], list[dict[str, object]]]:
    def run(words: tuple[str, ...]) -> list[dict[str, object]]:
        # Problems are told to a program as they are to a person, where that was asked for.
        monkeypatch.setattr("sys.argv", ["cairn", "--format", "json"])
        with pytest.raises(SystemExit) as ended:
            main(words)
        told = capsys.readouterr()
        assert (ended.value.code, told.out) == (2, "")
        found: list[dict[str, object]] = json.loads(told.err)["problems"]
        return found

    return run


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_told_by_place_with_what_to_do(
    case: str, folder: Path, refused: Callable[[tuple[str, ...]], list[dict[str, object]]]
) -> None:
    content, words, code, row, column, remedy = CASES[case]
    (folder / "it.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    before = {p.name for p in folder.iterdir()}
    first, *_ = refused(words)
    assert (first["code"], first.get("row"), first.get("field") or "") == (code, row, column)
    assert remedy in f"{first['message']} {first['remedy']}"
    assert {p.name for p in folder.iterdir()} == before  # nothing is half written


@pytest.mark.parametrize("option", [("--table", "folder"), ("--table", "good.csv", "--frame", "folder")])
def test_a_folder_is_no_file(
    folder: Path, refused: Callable[[tuple[str, ...]], list[dict[str, object]]], option: tuple[str, ...]
) -> None:
    (first,) = refused(("estimate", *option, *TABLE))
    assert (first["code"], "is a directory" in str(first["message"])) == ("usage", True)


def test_more_rows_than_are_read_are_refused_before_any_is_judged(
    folder: Path,
    refused: Callable[[tuple[str, ...]], list[dict[str, object]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cairn.instruments.plain_sheet.MOST_ROWS", 39)
    (first,) = refused(("estimate", "--table", "good.csv", "--frame", "frame.csv", *TABLE))
    assert first["code"] == "file-too-long" and "blank rows" in str(first["remedy"])
