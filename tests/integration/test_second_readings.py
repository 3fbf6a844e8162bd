"""Tables added to a bundle, several brought in at once, and records that were read twice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cairn.cli.agreement import command as agreement
from cairn.cli.bring_in import command as bring_in
from cairn.cli.bundle import command as bundle
from cairn.cli.differences import command as differences
from cairn.collection.bundle import open_bundle
from tests.lib.filled_forms import rows_of, write_form
from tests.lib.programme import evidence_folder, shelf
from tests.lib.running import refused, run

pytestmark = pytest.mark.xdist_group("programme")

TWICE, SPREAD = 40, 19


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    shutil.copytree(evidence_folder(), folder)
    return folder


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """Forty records read again: every plan rated the same, but for the first ten with one, a point apart."""
    rows = rows_of(evidence_folder(), "records")[::SPREAD]
    planned = [row for row in rows if row["plan_quality"]]
    for row in planned[:10]:
        row["plan_quality"] = int(str(row["plan_quality"])) + (1 if row["plan_quality"] != 6 else -1)
    return write_form(tmp_path / "second_readings.csv", shelf().instrument_set, "second_readings", rows)


def test_second_readings_are_added_and_compared(evidence: Path, second: Path) -> None:
    before = open_bundle(evidence, shelf().instrument_set)
    done = run(bundle, second, "--add-to", evidence)
    assert done.exception is None, done.exception
    assert f"second_readings: {TWICE} rows" in done.stdout
    after = open_bundle(evidence, shelf().instrument_set)
    assert after.digest != before.digest
    assert {name: table for name, table in after.tables.items() if name != "second_readings"} == before.tables
    told = json.loads(
        run(agreement, "--evidence", evidence, "--items", "plan_quality", "--format", "json").stdout
    )
    pairs = sum(1 for row in rows_of(evidence_folder(), "records")[::SPREAD] if row["plan_quality"])
    assert (told[0]["pairs"], told[0]["population"]) == (pairs, 754)
    assert told[0]["exact"]["value"] == pytest.approx((pairs - 10) / pairs)
    assert told[0]["within_one"]["value"] == 1


def test_every_question_is_compared_on_the_whole_of_its_scale(evidence: Path, second: Path) -> None:
    run(bundle, second, "--add-to", evidence)
    done = run(agreement, "--evidence", evidence)
    assert "disability_recorded" in done.stdout and "plan_quality" in done.stdout
    assert "stand-in data" in done.stdout


def test_second_readings_change_no_other_figure(evidence: Path, second: Path) -> None:
    run(bundle, second, "--add-to", evidence)
    asked = ("--by", "age_band", "--format", "json")
    one, two = (run(differences, "--evidence", f, *asked).stdout for f in (evidence, evidence_folder()))
    assert one == two


def test_a_second_reading_without_a_first_leaves_the_old_bundle_as_it_was(
    evidence: Path, second: Path
) -> None:
    kept = files_of(evidence)
    lines = second.read_text().splitlines()
    lines[3] = "X9999," + lines[3].partition(",")[2]
    second.write_text("\n".join(lines) + "\n")
    error = refused(bundle, second, "--add-to", evidence)
    assert [(p.code, p.row, p.field) for p in error.problems] == [("second-without-first", 4, "record_id")]
    assert "X9999" not in str(error)
    assert files_of(evidence) == kept


def test_second_readings_alone_make_no_bundle(tmp_path: Path, second: Path) -> None:
    error = refused(bundle, second, "--name", "alone", "--out", tmp_path / "out")
    assert error.code == "second-alone" and not (tmp_path / "out").exists()


def test_a_table_that_is_there_is_replaced_only_when_that_is_said(evidence: Path, second: Path) -> None:
    run(bundle, second, "--add-to", evidence)
    kept = files_of(evidence)
    assert refused(bundle, second, "--add-to", evidence).code == "table-there"
    assert files_of(evidence) == kept
    second.write_text("\n".join(second.read_text().splitlines()[:21]) + "\n")
    done = run(bundle, second, "--add-to", evidence, "--replace")
    assert "second_readings: 20 rows" in done.stdout


def test_records_cannot_be_replaced_from_under_their_second_readings(evidence: Path, second: Path) -> None:
    run(bundle, second, "--add-to", evidence)
    rows = rows_of(evidence_folder(), "records")[1:]
    records = write_form(second.parent / "records.csv", shelf().instrument_set, "records", rows)
    assert refused(bundle, records, "--add-to", evidence, "--replace").code == "second-without-first"


def test_adding_keeps_name_and_title_and_so_takes_none(evidence: Path, second: Path) -> None:
    assert refused(bundle, second, "--add-to", evidence, "--name", "other").code == "option-unwanted"
    assert refused(bundle, second).code == "option-missing"


def test_nothing_is_added_to_what_is_no_bundle(tmp_path: Path, second: Path) -> None:
    assert refused(bundle, second, "--add-to", tmp_path / "nowhere").code == "bundle-missing"


def test_agreement_without_second_readings_says_how_to_add_them(evidence: Path) -> None:
    error = refused(agreement, "--evidence", evidence)
    assert error.code == "second-readings-missing" and "--add-to" in error.problems[0].remedy
    assert refused(agreement).code == "pairs-question"


@pytest.fixture
def sheets(tmp_path: Path, second: Path) -> list[str]:
    """Records and second readings as people keep them, each with its drafted mapping: FILE=MAPPING."""
    instruments = shelf().instrument_set
    rows = rows_of(evidence_folder(), "records")
    made = []
    for table, path in (
        ("records", write_form(tmp_path / "kept.csv", instruments, "records", rows)),
        ("second_readings", second),
    ):
        mapping = tmp_path / f"{table}.yaml"
        done = run(bring_in, path, "--instrument", table, "--draft", mapping)
        assert done.exception is None, done.exception
        made.append(f"{path}={mapping}")
    return made


def test_several_tables_are_brought_in_at_once(tmp_path: Path, sheets: list[str]) -> None:
    done = run(bring_in, *sheets, "--name", "both", "--out", tmp_path / "out")
    assert done.exception is None, done.exception
    made = open_bundle(tmp_path / "out", shelf().instrument_set)
    assert {name: table.num_rows for name, table in made.tables.items()} == {
        "records": 754,
        "second_readings": TWICE,
    }
    assert made.tables["records"] == open_bundle(evidence_folder(), shelf().instrument_set).tables["records"]


def test_what_is_wrong_in_any_of_several_is_told_and_nothing_is_written(
    tmp_path: Path, sheets: list[str]
) -> None:
    for path, row in ((tmp_path / "kept.csv", 5), (tmp_path / "second_readings.csv", 7)):
        lines = path.read_text().splitlines()
        cells = lines[row - 1].split(",")
        cells[lines[0].split(",").index("age_band")] = "young"
        lines[row - 1] = ",".join(cells)
        path.write_text("\n".join(lines) + "\n")
    error = refused(bring_in, *sheets, "--name", "both", "--out", tmp_path / "out")
    assert {(p.file, p.row) for p in error.problems} == {("kept.csv", 5), ("second_readings.csv", 7)}
    assert not (tmp_path / "out").exists()


def test_a_sheet_is_imported_into_a_bundle_that_is_there(evidence: Path, sheets: list[str]) -> None:
    assert run(bring_in, sheets[1], "--add-to", evidence).exception is None
    assert refused(bring_in, sheets[1], "--add-to", evidence).code == "table-there"
    assert run(bring_in, sheets[1], "--add-to", evidence, "--replace").exception is None


def test_all_broken_mappings_are_told_at_once(tmp_path: Path, sheets: list[str]) -> None:
    for name in ("records", "second_readings"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(path.read_text().replace("record_reading", "record_readin"))
    error = refused(bring_in, *sheets, "--name", "both", "--out", tmp_path / "out")
    assert [p.file for p in error.problems] == ["records.yaml", "second_readings.yaml"]


def test_two_files_do_not_share_one_mapping(tmp_path: Path, sheets: list[str]) -> None:
    files = [text.partition("=")[0] for text in sheets]
    mapping = tmp_path / "records.yaml"
    error = refused(bring_in, *files, "--instrument", "records", "--mapping", mapping, "--preview")
    assert error.code == "files-many"
