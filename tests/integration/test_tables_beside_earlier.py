"""Tables beside what is out already: earlier tables and earlier reports, whatever part of the people they
speak of."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import Result

from cairn.analysis.disclosure.audit import AuditReport
from cairn.analysis.disclosure.digests import without_digests
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.release import audit_release
from cairn.cli import audit_release as audit_command
from cairn.cli import render as render_command
from cairn.cli import tables as tables_command
from cairn.errors import EvidenceError
from tests.lib.programme import evidence_folder
from tests.lib.running import refused, run

pytestmark = pytest.mark.xdist_group("programme")

RULE = Limits(alike_below=10)
# In the stand-in evidence wellbeing improved for 344 of 424 looked after children; eight of them were in
# secure care, of whom 6 improved and 2 did not.
IMPROVED = "records/wellbeing_improvement=at_least_some"
OTHERS = "care_group:foster_care|kinship_care|residential_care|looked_after_at_home"


def words(measure: str, out: Path, *more: str | Path) -> list[str | Path]:
    return [measure, "--evidence", evidence_folder(), "--out", out, "--date", "2026-11-22", *more]


def made(measure: str, out: Path, *more: str | Path) -> Result:
    done = run(tables_command.command, *words(measure, out, *more))
    assert done.return_value == 0, done.exception
    return done


def attacked(folder: Path, *earlier: Path) -> AuditReport:
    return audit_release(folder, earlier, limits=RULE)


def test_what_earlier_tables_printed_is_known(tmp_path: Path) -> None:
    """A level by area is out; with it every answer by area, withheld for itself alone, can be told."""
    level, every, beside = (tmp_path / name for name in ("level", "every", "beside"))
    made("records/plan_quality=good_or_better", level, "--by", "area")
    made("records/plan_quality", every, "--by", "area")
    assert attacked(every).safe and not attacked(every, level).safe
    made("records/plan_quality", beside, "--by", "area", "--earlier", level)
    assert attacked(beside).safe and attacked(beside, level).safe


def counts(folder: Path) -> list[str]:
    (table,) = folder.glob("*.csv")
    with table.open() as file:
        return [row["count"] for row in csv.DictReader(file)]


def test_a_part_of_the_people_would_give_the_others_away(tmp_path: Path) -> None:
    """344 of all less those of all but secure care are the 6 who improved there, and 2 did not."""
    made(IMPROVED, tmp_path / "all", "--where", "looked_after")
    made(IMPROVED, tmp_path / "part", "--where", OTHERS)
    assert counts(tmp_path / "all") == ["344", "80", "424"]
    assert counts(tmp_path / "part") == ["338", "78", "416"]
    found = attacked(tmp_path / "part", tmp_path / "all")
    assert any("care_group secure_care" in str(leak.cell) for leak in found.leaks)
    told = run(audit_command.command, tmp_path / "part", "--earlier", tmp_path / "all")
    assert told.return_value == 1
    assert "cairn tables or cairn render and tell it what is out, with --earlier for each" in told.output
    made(IMPROVED, tmp_path / "beside", "--where", OTHERS, "--earlier", tmp_path / "all")
    assert counts(tmp_path / "beside") == ["[c]", "[c]", "416"]
    assert attacked(tmp_path / "beside", tmp_path / "all").safe
    notes = json.loads((tmp_path / "beside" / "datapackage.json").read_text())["notes"]
    assert "Where a figure is withheld it may also be none." in notes


def test_tables_and_reports_are_known_together(tmp_path: Path) -> None:
    for name, where in (("all", "looked_after"), ("part", OTHERS)):
        claim = f"[four fifths](claim:{IMPROVED}?where={where})"
        (tmp_path / f"{name}.md").write_text(f"# A report\n\nImproved: {claim}.\n")
    render = ["--evidence", evidence_folder(), "--to", "html", "--out"]
    assert run(render_command.command, tmp_path / "all.md", *render, tmp_path / "report").return_value == 0
    made(IMPROVED, tmp_path / "beside", "--where", OTHERS, "--earlier", tmp_path / "report")
    assert counts(tmp_path / "beside") == ["[c]", "[c]", "416"]
    made(IMPROVED, tmp_path / "tables", "--where", "looked_after")
    again = ["--earlier", tmp_path / "tables"]
    error = refused(render_command.command, tmp_path / "part.md", *render, tmp_path / "later", *again)
    assert "care_group secure_care" in str(error)


def test_what_is_out_and_cannot_be_taken_back_is_named(tmp_path: Path) -> None:
    """With both of these out, secure care is known: no table about it can withhold it any more."""
    earlier: list[str | Path] = []
    for name, where in (("all", "looked_after"), ("part", OTHERS)):
        made(IMPROVED, tmp_path / name, "--where", where)
        earlier += ["--earlier", tmp_path / name]
    error = refused(
        tables_command.command, *words(IMPROVED, tmp_path / "new", "--by", "care_group", *earlier)
    )
    assert isinstance(error, EvidenceError)
    (problem,) = error.problems
    assert problem.code == "release-unsafe"
    assert "care_group secure_care" in problem.message and "“Tables: " in problem.message
    assert "cannot be taken back" in problem.remedy
    assert not (tmp_path / "new").exists()


def test_a_workbook_alone_can_be_attacked_and_linked(tmp_path: Path) -> None:
    for formats in ("xlsx", "xlsx,csv"):
        made("records/plan_quality", tmp_path / formats, "--by", "area", "--to", formats)
    assert sorted(p.name for p in (tmp_path / "xlsx").iterdir()) == ["release.json", "tables.xlsx"]
    alone, both = ((tmp_path / formats / "release.json").read_text() for formats in ("xlsx", "xlsx,csv"))
    assert without_digests(alone) == without_digests(both)  # of the same counts, in other files
    assert attacked(tmp_path / "xlsx").safe and attacked(tmp_path / "xlsx").withheld > 0


def test_where_nobody_is_spoken_of_there_is_a_release_all_the_same(tmp_path: Path) -> None:
    made("partnerships/girfec_embedded_and_shared_language", tmp_path)
    kept = json.loads((tmp_path / "release.json").read_text())
    assert kept["release"].startswith("Tables: ") and kept["figures"] == []
    assert attacked(tmp_path).cells == 0


def test_areas_that_were_not_inspected_have_no_row_and_the_release_says_that_nobody_is_there(
    tmp_path: Path,
) -> None:
    """The vocabulary has 40 areas, the programme eight: each and all, at the level, not at it, and both."""
    made("records/plan_quality=good_or_better", tmp_path, "--by", "area", "--to", "csv")
    with (tmp_path / "records_plan_quality_good_or_better_by_area.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [r["area"] for r in rows[::3]] == [*"ABCDEFGH", "all"]
    assert len(rows) == 9 * 3
    release = json.loads((tmp_path / "release.json").read_text())
    (nobody,) = {f["where"]["area"] for f in release["figures"] if f["count"] == 0}
    assert "glasgow_city" in nobody.split("|") and len(nobody.split("|")) == 40 - 8
