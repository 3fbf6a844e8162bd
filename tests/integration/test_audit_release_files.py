"""What lies in the folder of a release and was not attacked is named."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from click.testing import CliRunner, Result

from cairn.analysis.disclosure.digests import with_digests, without_digests
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.manifest import MANIFEST
from cairn.analysis.disclosure.release_files import write_release
from cairn.analysis.disclosure.suppress import suppress
from cairn.cli.audit_release import command
from tests.integration.test_audit_release import SAFE, folder_of
from tests.lib.small_releases import DIMENSIONS, row_of

TABLE = "ratings.csv"


def released(folder: Path) -> Path:
    """Ratings of 48 records: 3 weak, 30 good, 15 excellent; the first and the last are withheld."""
    table = row_of(3, 30, 15)
    suppression = suppress([table], DIMENSIONS, Limits(alike_below=10))
    write_release(folder, [table], DIMENSIONS, suppression, name="A year")
    return folder


def audited(folder: Path, *more: str) -> Result:
    return CliRunner().invoke(command, [str(folder), *more], standalone_mode=False)


def test_a_release_as_it_was_written_is_what_its_manifest_says(tmp_path: Path) -> None:
    folder = released(tmp_path / "r")
    listed = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
    assert listed == [
        {"file": TABLE, "sha256": hashlib.sha256((folder / TABLE).read_bytes()).hexdigest()},
    ]
    run = audited(folder)
    assert run.return_value == 0
    assert "not known" not in run.output


def test_a_file_that_the_manifest_does_not_know_is_named(tmp_path: Path) -> None:
    folder = released(tmp_path / "r")
    (folder / "notes.txt").write_text("secure care: 2 of 8", "utf-8")
    (folder / "more").mkdir()
    (folder / "more" / "rows.csv").write_text("weak\n", "utf-8")
    run = audited(folder)
    assert run.return_value == 1
    assert "notes.txt: release.json does not know this file" in run.output
    found = json.loads(audited(folder, "--format", "json").output)
    assert found["files"] == [
        {"file": "more/rows.csv", "kind": "unknown"},
        {"file": "notes.txt", "kind": "unknown"},
    ]
    assert (found["safe"], found["leaks"]) == (False, [])


def test_a_file_that_is_not_what_was_written_is_named(tmp_path: Path) -> None:
    folder = released(tmp_path / "r")
    text = (folder / TABLE).read_text("utf-8")
    (folder / TABLE).write_text(text.replace("good,30", "good,31"), "utf-8")
    run = audited(folder)
    assert run.return_value == 1
    assert f"{TABLE}: the file is not what was written with release.json" in run.output


def test_a_file_that_was_left_out_is_no_danger_and_is_told(tmp_path: Path) -> None:
    folder = released(tmp_path / "r")
    told = (folder / MANIFEST).read_text("utf-8")
    table = (folder / TABLE).read_bytes()
    (folder / MANIFEST).write_text(with_digests(told, {TABLE: table, "tables.xlsx": b"a workbook"}), "utf-8")
    run = audited(folder)
    assert run.return_value == 0
    assert "Not in the folder, but in release.json: tables.xlsx." in run.output


def test_a_manifest_of_an_older_version_is_still_read_with_a_remark(tmp_path: Path) -> None:
    run = audited(folder_of(tmp_path / "r", {TABLE: SAFE}))
    assert run.return_value == 0
    assert "does not list the files of the release, as older versions did not" in run.output


def test_an_earlier_release_of_people_by_another_name_is_told(tmp_path: Path) -> None:
    """Ratings of “records” then, of “children” now: 15 excellent, printed then, would give the weak away."""
    before = folder_of(tmp_path / "before", {TABLE: "rating,count\nexcellent,15\n"})
    table = {"file": TABLE, "population": "children", "dimensions": ["rating"]}
    now = folder_of(tmp_path / "now", {TABLE: SAFE}, tables=[table])
    run = audited(now, "--earlier", str(before))
    assert run.return_value == 0
    assert "Nothing links “children” of this release with “records” of the earlier “A year”." in run.output
    same = folder_of(tmp_path / "same", {TABLE: SAFE})
    linked = audited(same, "--earlier", str(before))
    assert linked.return_value == 1
    assert "Nothing links" not in linked.output


def test_files_of_other_reports_stay_known_and_old_ones_of_this_only_with_the_same_figures() -> None:
    def names(text: str) -> list[str]:
        return [entry["file"] for entry in json.loads(text)["files"]]

    def manifest(report: str, attacked: str) -> str:
        return json.dumps({"release": report, "attacked": attacked, "figures": []})

    first = with_digests(manifest("a.md", "1"), {"a.html": b"1", "a.pdf": b"1"})
    second = with_digests(manifest("b.md", "2"), {"b.html": b"2"}, first)
    assert names(second) == ["b.html", "a.html", "a.pdf"]
    # a.md again, with other figures, and as HTML alone: the PDF that still lies there shows the old ones
    third = with_digests(manifest("a.md", "3"), {"a.html": b"3"}, second)
    assert names(third) == ["a.html", "b.html"]
    # with the same figures it may stay
    again = with_digests(manifest("a.md", "3"), {"a.docx": b"3"}, third)
    assert names(again) == ["a.docx", "a.html", "b.html"]
    # tables know of no report, and what lay there before them is none of theirs
    assert names(with_digests(json.dumps({"release": "t"}), {"t.csv": b"4"}, again)) == ["t.csv"]


def test_a_manifest_without_its_digests_is_what_it_was() -> None:
    plain = json.dumps({"release": "a.md", "figures": []}, indent=1) + "\n"
    assert without_digests(with_digests(plain, {"a.html": b"1"})) == plain
    assert without_digests("{") == ""
