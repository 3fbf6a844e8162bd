"""A survey weighted to known numbers of people, by the command line, against the published reference."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cairn.cli.estimate import command as estimate
from cairn.errors import CairnError
from tests.lib.stats_reference import table, unlike

STRATA = ("partnership", "group")


@pytest.fixture
def survey(tmp_path: Path) -> tuple[str | Path, ...]:
    """Those who answered, the frame of those invited, and the known numbers by sex and age band."""
    invited = table("survey_records")
    answered = [r for r in invited if r["responded"] == "1"]
    columns = ["resp_id", *STRATA, "sex", "band", "s1", "s3"]
    write(tmp_path / "answers.csv", columns, [[r[c] for c in columns] for r in answered])
    sizes = {(*(r[c] for c in STRATA), r["pop_size"], r["drawn"]) for r in invited}
    write(tmp_path / "asked.csv", [*STRATA, "pop_size", "drawn"], [list(s) for s in sorted(sizes)])
    known = [r for r in table("survey_margins") if not r["group"]]
    write(
        tmp_path / "known.csv",
        ["margin", "level", "total"],
        [[r["margin"], r["level"], r["total"]] for r in known],
    )
    files = ("--table", tmp_path / "answers.csv", "--frame", tmp_path / "asked.csv")
    asked = ("--strata", ",".join(STRATA), "--answers", "1-5", "--at-least", "4", "--format", "json")
    return (*files, *asked, "--margins", tmp_path / "known.csv", "--no-disclosure-control")


def write(path: Path, columns: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])


def run(*words: str | Path) -> Result:
    command: click.Command = estimate
    return CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)


def refused(*words: str | Path) -> list[tuple[str, int | None]]:
    error = run(*words).exception
    assert isinstance(error, CairnError), error
    return [(problem.code, problem.row) for problem in error.problems]


@pytest.mark.parametrize(("fit", "name"), [("raking", "rake_sex_band"), ("linear", "calib_linear_sex_band")])
@pytest.mark.parametrize("item", ["s1", "s3"])
def test_shares_are_those_of_r(survey: tuple[str | Path, ...], fit: str, name: str, item: str) -> None:
    found = {}
    for by in ((), ("--by", "group")):
        done = run(*survey, "--item", item, "--fit", fit, *by)
        assert done.exception is None, done.exception
        found |= {row["level"]: row for row in json.loads(done.stdout)}
    expected = [r for r in table("survey_results") if (r["weighting"], r["item"]) == (name, item)]
    assert len(expected) == len(found) == 5
    for row in expected:
        ours = found[row["group"]]
        assert unlike({"prop_ge4": ours["share"], "se_prop": ours["se"], "df": ours["df"]}, row) == {}
        assert ours["low"] < ours["share"] < ours["high"]


@pytest.mark.parametrize(
    ("line", "code", "row"),
    [
        ("sex,f,many", "margin-wrong", 7),
        ("sex,f,-3", "margin-wrong", 7),
        ("sex,f,12", "margin-twice", 7),
        ("sex,,12", "margin-wrong", 7),
    ],
)
def test_a_wrong_line_of_known_numbers_is_told(
    survey: tuple[str | Path, ...], tmp_path: Path, line: str, code: str, row: int
) -> None:
    known = tmp_path / "known.csv"
    known.write_text(known.read_text() + line + "\n")
    assert refused(*survey, "--item", "s1")[0] == (code, row)


def test_known_numbers_that_cannot_be_had_are_told(survey: tuple[str | Path, ...], tmp_path: Path) -> None:
    known = tmp_path / "known.csv"
    plain = known.read_text()
    known.write_text(plain.replace("sex,m,", "sex,x,"))
    assert {code for code, _ in refused(*survey, "--item", "s1")} == {
        "margin-class-unknown",
        "margin-class-empty",
    }
    known.write_text("margin,level,total\nsex,f,5\nsex,m,5\nband,a,1\nband,b,1\nband,c,1\n")
    assert refused(*survey, "--item", "s1") == [("margins-disagree", None)]
    known.write_text(plain.replace("sex,", "height,"))
    assert refused(*survey, "--item", "s1")[0][0] == "column-missing"


def test_what_would_be_passed_over_is_refused(survey: tuple[str | Path, ...]) -> None:
    assert refused(*survey, "--item", "s1", "--basis", "read") == [("frame-missing", None)]
    assert refused(*survey, "--item", "s1", "--interval", "beta") == [("interval-fixed", None)]
