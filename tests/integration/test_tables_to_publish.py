"""Tables to publish: withheld together, attacked before they leave, and what was withheld in no file."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.release import audit_release
from cairn.claims.evidence import Evidence
from cairn.cli import audit_release as audit_command
from cairn.cli import render as render_command
from cairn.cli import tables as tables_command
from cairn.errors import EvidenceError, UsageError
from cairn.pipeline.estimates import parse_measure
from cairn.pipeline.figure_tables import Published, safe_tables
from cairn.reporting.data_tables import DataTable, Mark, Publication
from cairn.reporting.open_data import package_files
from tests.lib.programme import evidence_folder
from tests.lib.small_evidence import EVIDENCE

RULE = Limits(alike_below=10)
IMPRINT = Publication(title="Tables", programme="A programme", day=date(2020, 9, 15), tables=())


def published(*claims: str, by: str = "care_group", evidence: Evidence = EVIDENCE) -> Published:
    parsed = [parse_measure(c, by, "", evidence.book) for c in claims]
    return safe_tables(parsed, evidence, RULE, IMPRINT)


def only(found: Publication) -> DataTable:
    (table,) = found.tables
    return table


def test_a_small_group_goes_and_others_with_it() -> None:
    """Of secure care two were at risk, both with a good response; 109 were, 62 of them with a good one."""
    found = {r[0]: r[1:] for r in only(published("records/response=good").short).rows}
    assert found["Secure care"] == (Mark.WITHHELD,) * 3
    assert found["All"] == (62, 109, found["All"][2])
    hidden = [name for name, (_, base, _) in found.items() if base is Mark.WITHHELD]
    assert len(hidden) >= 2


def test_without_a_level_every_answer_is_counted() -> None:
    table = only(published("records/response", by="").short)
    assert [r[:3] for r in table.rows] == [("weak", 20, 109), ("adequate", 27, 109), ("good", 62, 109)]


def test_units_are_counted_without_a_base() -> None:
    table = only(published("records/records_read").short)
    assert [c.label for c in table.columns] == ["Care group", "Number"]
    assert ("Foster care", 100) in table.rows and ("All", 258) in table.rows


def test_a_group_that_does_not_occur_is_in_the_tidy_table_only() -> None:
    """Nobody’s group is not stated; an attacker can see that there is none."""
    found = published("records/records_read")
    assert "Not stated" not in [r[0] for r in only(found.short).rows]
    assert ("not_stated", "Not stated", 0) in only(found.tidy).rows


def test_findings_about_partnerships_are_not_withheld() -> None:
    table = only(published("partnerships/finding=yes", by="").short)
    assert table.rows[0][:3] == ("yes", 7, 8)


def test_two_levels_of_one_measure_are_withheld_as_one() -> None:
    """Adequate or better less good is adequate: where that may not be had, one of the two goes."""
    found = published("records/response=good", "records/response=adequate_or_better")
    for table in found.short.tables:
        rows = {r[0]: r for r in table.rows}
        assert rows["Secure care"][1] is Mark.WITHHELD


def test_what_is_written_stands_up_to_an_attack_and_holds_nothing_withheld(tmp_path: Path) -> None:
    found = published("records/response=good", "records/response", "records/advocacy=yes")
    for name, data in package_files(found.tidy).items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "release.json").write_text(found.manifest)
    report = audit_release(tmp_path, limits=RULE)
    assert report.safe and report.withheld > 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "records_response_by_care_group.csv").read_text())))
    small = [r for r in rows if r["count"].isdigit() and 0 < int(r["count"]) < 5]
    assert small == []
    assert any(r["count"] == "[c]" for r in rows)


def test_a_characteristic_that_there_is_not_is_refused() -> None:
    with pytest.raises(UsageError, match="care_group"):
        published("records/at_risk=yes", by="care_grup")


@pytest.mark.xdist_group("programme")
def test_an_analyst_takes_tables_away_and_has_them_attacked(tmp_path: Path) -> None:
    run = CliRunner().invoke(
        tables_command.command,
        [
            *("records/plan_quality=good_or_better", "records/records_read", "--by", "care_group"),
            *("--evidence", str(evidence_folder()), "--out", str(tmp_path), "--date", "2026-11-22"),
        ],
        standalone_mode=False,
    )
    assert run.return_value == 0, run.output
    assert "Stand-in data built from the published words" in run.output
    name = "records_plan_quality_good_or_better_by_care_group.csv"
    assert {"tables.xlsx", "datapackage.json", "release.json", name} <= {p.name for p in tmp_path.iterdir()}
    with zipfile.ZipFile(tmp_path / "tables.xlsx") as book:
        sheets = [n for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3 + 2  # cover, contents, notes; two tables
    attacked = CliRunner().invoke(audit_command.command, [str(tmp_path)], standalone_mode=False)
    assert attacked.return_value == 0
    assert "nothing can be worked out" in attacked.output


@pytest.mark.xdist_group("programme")
def test_tables_are_not_mixed_with_others(tmp_path: Path) -> None:
    def made(measure: str) -> Result:
        words = [measure, "--evidence", str(evidence_folder()), "--out", str(tmp_path), "--to", "csv"]
        return CliRunner().invoke(tables_command.command, words, standalone_mode=False)

    assert made("records/plan_quality=good_or_better").return_value == 0
    assert made("records/plan_quality=good_or_better").return_value == 0  # once more, in place of the same
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    refused = made("records/records_read").exception
    assert isinstance(refused, EvidenceError) and refused.problems[0].code == "folder-in-use"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_formats_that_there_are_not_are_named(tmp_path: Path) -> None:
    run = CliRunner().invoke(
        tables_command.command,
        ["records/plan_quality", "--evidence", str(tmp_path), "--out", str(tmp_path), "--to", "ods"],
        standalone_mode=False,
    )
    assert isinstance(run.exception, UsageError)
    assert "It may be: xlsx, csv." in str(run.exception.problems[0])


@pytest.mark.xdist_group("programme")
def test_an_author_has_a_report_as_document_workbook_and_open_data(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text("# A report\n\nWe read [754](claim:records/records_read?stat=count) records.\n")
    run = CliRunner().invoke(
        render_command.command,
        [str(report), "--evidence", str(evidence_folder()), "--to", "docx,xlsx,zip", "--date", "2026-11-22"],
        standalone_mode=False,
    )
    assert run.return_value == 0, run.output
    with zipfile.ZipFile(tmp_path / "report.docx") as document:
        assert "Stand-in data" in document.read("word/header1.xml").decode()
    with zipfile.ZipFile(tmp_path / "report.zip") as package:
        statements = package.read("statements.csv").decode().splitlines()
    assert len(statements) == 1 + 201  # every published statement under its header
    assert (tmp_path / "report.xlsx").stat().st_size > 10_000
