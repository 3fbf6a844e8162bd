"""The command line as its users meet it: Given, When, Then."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lib.programme import TEXTS, evidence_folder

pytestmark = pytest.mark.xdist_group("programme")

CAIRN = [sys.executable, "-c", "from cairn.cli import main; main()"]


def cairn(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CAIRN, *map(str, words)], capture_output=True, text=True, cwd=cwd, check=False)


def test_an_author_checks_a_report_and_nothing_is_wrong() -> None:
    done = cairn("check", TEXTS / "overview.md", "--evidence", evidence_folder())
    assert done.returncode == 0
    assert "231 number-words checked" in done.stdout
    assert "stand-in data built from the published words" in done.stdout


def test_an_author_is_told_where_a_stale_number_stands(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text("# Report\n\nWe read [745](claim:records/records_read?stat=count) records.\n")
    done = cairn("check", report, "--evidence", evidence_folder(), "--format", "json")
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)
    assert (finding["line"], finding["column"]) == (3, 9)
    assert (finding["words"], finding["verdict"], finding["k"]) == ("745", "fails", 754)
    assert "754" in finding["remedy"]


def test_an_author_lets_cairn_find_the_words(tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("[?](claim:records/records_read?stat=count) records; *as it was*.\n")
    done = cairn("fill", draft, "--evidence", evidence_folder())
    assert done.returncode == 0
    assert done.stdout == "[754](claim:records/records_read?stat=count) records; *as it was*.\n"


def test_a_misspelt_measure_is_refused_with_the_nearest_right_name(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text("[Most](claim:records/plan_qualty=good_or_better) plans.\n")
    done = cairn("check", report, "--evidence", evidence_folder())
    assert done.returncode == 2
    assert "report.md:1:1" in done.stderr
    assert "Did you mean “plan_quality”?" in done.stderr


def test_an_inspectorate_goes_from_blank_form_to_figure(tmp_path: Path) -> None:
    form = tmp_path / "parents.csv"
    assert cairn("template", "parents_and_carers", "--out", form).returncode == 0
    header = form.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    answers = {
        "area": "Fife",
        "commented_on_worker": "No",
        "worker_commented_on_is_social_or_throughcare": "not applicable",
    }
    agree, disagree = "Strongly agree", "Disagree"
    # 15 of 20 answer every question with strongly agree: three quarters.
    lines = [",".join(header)]
    for i in range(20):
        given = answers | {"response_id": f"P{i + 1:03d}"}
        lines.append(",".join(given.get(name, agree if i < 15 else disagree) for name in header))
    form.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = cairn("bundle", form, "--name", "our-audit", "--out", tmp_path / "evidence")
    assert made.returncode == 0, made.stderr
    done = cairn(
        "estimate",
        "felt_supported_and_lives_made_better=agree",
        "--evidence",
        tmp_path / "evidence",
        "--format",
        "json",
    )
    (row,) = json.loads(done.stdout)
    assert (row["k"], row["n"], row["share"]) == (15, 20, 0.75)


def test_a_report_that_does_not_hold_is_not_rendered_but_as_a_draft(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text("# Report\n\n[A few](claim:records/chronology_present=yes) had a chronology.\n")
    refused = cairn("render", report, "--evidence", evidence_folder(), "--to", "html")
    assert refused.returncode == 2
    assert "A few" in refused.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.md"]
    drafted = cairn("render", report, "--evidence", evidence_folder(), "--to", "html", "--draft")
    assert drafted.returncode == 0
    assert "Draft" in (tmp_path / "report-draft.html").read_text()


def test_the_whole_programme_is_built_and_then_opened(tmp_path: Path) -> None:
    out = tmp_path / "overview"
    first = cairn("overview", "scotland/2018-2020", "--out", out, "--date", "2026-11-22", "--format", "json")
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    assert told["statements"]["all"] == 201
    assert told["statements"]["set_aside"] == ["S059", "S064", "S120"]
    assert told["statements"]["contradicted"] == []
    names = {"overview.html", "overview.pdf", "seven-minute-briefing.html", "seven-minute-briefing.pdf"}
    assert names <= {p.name for p in out.iterdir()}
    assert cairn("audit-release", out).returncode == 0
    pdf = (out / "overview.pdf").read_bytes()
    again = cairn("overview", "scotland/2018-2020", "--out", out, "--date", "2026-11-22", "--format", "json")
    steps = [s["name"] for s in json.loads(again.stdout)["steps"]]
    assert steps[0] == "Opening the evidence"
    assert (out / "overview.pdf").read_bytes() == pdf


def test_published_statements_are_compared() -> None:
    statements = TEXTS.parents[2] / "programmes" / "scotland" / "2018-2020" / "statements.csv"
    done = cairn("consistency", statements, "--format", "json")
    assert done.returncode == 1
    found = {tuple(c["statements"]) for c in json.loads(done.stdout)["conflicts"]}
    assert found == {
        tuple(f"S{i:03d}" for i in range(1, 11)),
        ("S059", "S136"),
        ("S059", "S068", "S069"),
        ("S064", "S120"),
        ("S064", "S103", "S104", "S105"),
        ("S103", "S105", "S120"),
    }


def test_number_words_are_listed_for_a_program(tmp_path: Path) -> None:
    text = tmp_path / "text.md"
    text.write_text("Just over half of the records; 754 were read.\n")
    done = cairn("phrases", text, "--format", "json")
    first, second = json.loads(done.stdout)
    assert (first["words"], first["low"], first["high"], first["low_included"]) == (
        "Just over half",
        0.5,
        0.55,
        False,
    )
    assert (second["words"], second["low"], second["high"], second["kind"]) == ("754", 754, 754, "count")


def test_help_shows_every_command_with_an_example() -> None:
    done = cairn("--help")
    assert done.returncode == 0
    assert "cairn overview scotland/2018-2020" in done.stdout


def test_the_definitions_are_sound() -> None:
    done = cairn("definitions", "check")
    assert done.returncode == 0, done.stderr
    assert "all is well" in done.stdout
