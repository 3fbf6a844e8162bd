"""`cairn import` and `cairn export` from end to end, with the instruments of the product."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cairn.cli.bring_in import command as bring_in
from cairn.cli.take_out import command as take_out
from cairn.collection.instrument_set import InstrumentSet
from cairn.instruments.model import ItemKind
from cairn.pipeline.shelf import load_shelf
from tests.lib.running import refused, run

STAFF = ("--instrument", "staff_survey")
SMALL = 3  # of twelve who answer otherwise than the rest


@pytest.fixture(scope="module")
def instruments() -> InstrumentSet:
    return load_shelf().instrument_set


@pytest.fixture
def export(tmp_path: Path, instruments: InstrumentSet) -> Path:
    """What a survey tool gives: twelve answers in area A, all alike but for three to the last question."""
    items = [i for i in instruments.instruments["staff"].items if i.kind is not ItemKind.TEXT]
    firsts = [
        (instruments.answers(i) if i.kind is ItemKind.CHOICE else instruments.terms(i))[:2] for i in items
    ]
    with (tmp_path / "export.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["Respondent ID", "End Date", "Email Address", *(i.text for i in items), "Comments"])
        for n in range(12):
            answers = [two[0].label for two in firsts[:-1]] + [firsts[-1][n < SMALL].label]
            rows.writerow([f"S{n}", "01/03/2027 10:00:00", f"x{n}@example.org", *answers, "Thank you"])
    return tmp_path / "export.csv"


@pytest.fixture
def mapping(export: Path) -> Path:
    path = export.parent / "m.yaml"
    assert run(bring_in, export, *STAFF, "--draft", path).exception is None
    return path


def test_a_draft_is_never_written_over(export: Path, mapping: Path) -> None:
    assert refused(bring_in, export, *STAFF, "--draft", mapping).code == "file-there"


def test_a_preview_withholds_small_counts_and_writes_nothing(export: Path, mapping: Path) -> None:
    before = sorted(export.parent.iterdir())
    shown = run(bring_in, export, *STAFF, "--mapping", mapping, "--preview").output
    assert "12 rows would be taken" in shown
    last = next(line for line in shown.splitlines() if line.startswith("  change_managed_well:"))
    assert "[c]" in last
    assert not any(character.isdigit() for character in last)
    assert "Left out, and never read: End Date, Email Address, Comments." in shown
    assert "example.org" not in shown
    assert sorted(export.parent.iterdir()) == before


def test_an_import_becomes_a_bundle_and_an_export_leaves_it(export: Path, mapping: Path) -> None:
    out = export.parent / "evidence"
    made = run(bring_in, export, *STAFF, "--mapping", mapping, "--name", "ours", "--out", out)
    assert made.exception is None
    assert "staff: 12 rows" in made.output
    assert refused(bring_in, export, *STAFF, "--mapping", mapping, "--name", "ours", "--out", out).code == (
        "bundle-there"
    )
    files = run(take_out, out, "--to", "csv, SAV", "--out", export.parent / "rows")
    assert files.exception is None
    assert "Not for publication" in files.output
    names = {path.name for path in (export.parent / "rows").iterdir()}
    assert names == {"staff.csv", "staff.sav", "codebook.csv", "codebook.md", "CONFIDENTIAL.txt"}


def test_what_is_missing_from_the_command_is_named(export: Path, mapping: Path) -> None:
    assert refused(bring_in, export, *STAFF).code == "option-missing"
    assert refused(bring_in, export, *STAFF, "--mapping", mapping).code == "option-missing"
    assert (
        refused(bring_in, export, "--instrument", "staf", "--mapping", mapping).code == "instrument-unknown"
    )


def test_an_unknown_instrument_comes_with_those_there_are(export: Path) -> None:
    error = refused(bring_in, export, "--instrument", "nothere", "--draft", export.parent / "d.yaml")
    assert error.code == "instrument-unknown"
    assert "staff_survey" in str(error) and "record_reading" in str(error)


def test_a_mapping_for_another_instrument_is_told_in_one_sentence(export: Path, mapping: Path) -> None:
    error = refused(bring_in, export, "--instrument", "record_reading", "--mapping", mapping, "--preview")
    (problem,) = error.problems
    assert problem.code == "mapping-of-another" and problem.line
    assert "“staff_survey”" in problem.message and "“record_reading”" in problem.message


def test_an_export_that_cannot_be_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """The evidence that is named here is not even there."""
    error = refused(take_out, tmp_path / "none", "--to", "sav,xyz", "--out", tmp_path)
    assert [p.code for p in error.problems] == ["format-unknown", "folder-in-use"]
