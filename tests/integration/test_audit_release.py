"""Releases as folders: written, read again, attacked; and the command that does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.manifest import MANIFEST
from cairn.analysis.disclosure.published import Figure, Precision
from cairn.analysis.disclosure.release import audit_release, read_release
from cairn.analysis.disclosure.release_files import write_release
from cairn.analysis.disclosure.suppress import suppress
from cairn.cli.audit_release import command
from cairn.errors import EvidenceError
from tests.lib.small_releases import DIMENSIONS, at, crossed, row_of

RULE = Limits(alike_below=10)


def manifest(**changed: object) -> dict[str, object]:
    return {
        "release": "A year",
        "dimensions": {
            "area": {"values": ["ayr", "bute", "clyde"], "identifying": True},
            "rating": {"values": ["weak", "good", "excellent"]},
        },
        "tables": [{"file": "ratings.csv", "population": "records", "dimensions": ["rating"]}],
        **changed,
    }


def folder_of(path: Path, files: dict[str, str], **changed: object) -> Path:
    path.mkdir()
    (path / MANIFEST).write_text(json.dumps(manifest(**changed)), "utf-8")
    for name, text in files.items():
        (path / name).write_text(text, "utf-8")
    return path


SAFE = "rating,count\nweak,[c]\ngood,30\nexcellent,[c]\nall,48\n"
LEAKING = "rating,count\nweak,[c]\ngood,30\nexcellent,15\nall,48\n"


def test_what_is_written_is_safe_and_holds_nothing_withheld(tmp_path: Path) -> None:
    tables = [crossed("by-area", {"ayr": (3, 20, 9), "bute": (8, 31, 40), "clyde": (25, 35, 45)})]
    result = suppress(tables, DIMENSIONS, RULE)
    write_release(tmp_path / "out", tables, DIMENSIONS, result, name="A year")
    text = (tmp_path / "out" / "by-area.csv").read_text("utf-8")
    assert text.startswith("area,rating,count\nayr,weak,[c]\nayr,good,20\n")
    assert text.count("[c]") == 4
    assert text.endswith(f"all,all,{3 + 20 + 9 + 8 + 31 + 40 + 25 + 35 + 45}\n")
    assert audit_release(tmp_path / "out", limits=RULE).safe


def test_an_unsafe_release_is_not_written(tmp_path: Path) -> None:
    table = row_of(3, 30, 15)
    result = suppress([table], DIMENSIONS, RULE, read_facts(tmp_path))
    with pytest.raises(EvidenceError) as caught:
        write_release(tmp_path / "out", [table], DIMENSIONS, result, name="A year")
    assert caught.value.code == "release-unsafe"
    assert "records (rating weak)." in str(caught.value)  # the place, and no number
    assert not (tmp_path / "out").exists()


def read_facts(tmp_path: Path) -> tuple[object, ...]:
    """Everything but the small count, printed a year before."""
    before = folder_of(tmp_path / "before", {"ratings.csv": "rating,count\ngood,30\nexcellent,15\nall,48\n"})
    return read_release(before).facts()


def test_a_difference_in_one_table_is_found(tmp_path: Path) -> None:
    report = audit_release(folder_of(tmp_path / "r", {"ratings.csv": LEAKING}), limits=RULE)
    assert [(dict(leak.cell.place), leak.low, leak.high) for leak in report.leaks] == [
        ({"rating": "weak"}, 3, 3)
    ]


def test_a_difference_between_two_releases_is_found(tmp_path: Path) -> None:
    now = folder_of(tmp_path / "now", {"ratings.csv": SAFE})
    before = folder_of(tmp_path / "before", {"ratings.csv": "rating,count\nexcellent,15\n"})
    assert audit_release(now, limits=RULE).safe
    report = audit_release(now, [before], limits=RULE)
    assert {(leak.kind.value, leak.low) for leak in report.leaks} == {
        ("withheld", 48 - 30 - 15),
        ("printed", 15),
    }


def test_a_small_group_all_alike_is_found_without_its_total(tmp_path: Path) -> None:
    """0 + 0 + 6 are the 6 in all, whether or not that is printed."""
    for name, total in (("with", "all,6\n"), ("without", "")):
        text = f"rating,count\nweak,0\ngood,0\nexcellent,6\n{total}"
        report = audit_release(folder_of(tmp_path / name, {"ratings.csv": text}), limits=RULE)
        assert [(leak.kind.value, dict(leak.cell.place)) for leak in report.leaks] == [
            ("alike", {"rating": "excellent"})
        ]


def test_percentages_in_a_table_are_used(tmp_path: Path) -> None:
    text = "rating,count,per_cent\nweak,[c],6.3\ngood,30,\nexcellent,[c],\nall,48,\n"  # 3 of 48 is 6.25%
    table = {"file": "t.csv", "population": "records", "dimensions": ["rating"]}
    table |= {"percentage": {"column": "per_cent", "of": []}}
    report = audit_release(folder_of(tmp_path / "r", {"t.csv": text}, tables=[table]), limits=RULE)
    assert {leak.low for leak in report.leaks} == {3, 15}


def test_tables_in_json_are_read_as_well(tmp_path: Path) -> None:
    rows = [
        {"rating": r, "count": k} for r, k in (("weak", "[c]"), ("good", 30), ("excellent", 15), ("all", 48))
    ]
    table = {"file": "t.json", "population": "records", "dimensions": ["rating"]}
    report = audit_release(
        folder_of(tmp_path / "r", {"t.json": json.dumps(rows)}, tables=[table]), limits=RULE
    )
    assert [leak.low for leak in report.leaks] == [3]


def test_tables_about_partnerships_are_left_alone(tmp_path: Path) -> None:
    table = {"file": "t.csv", "population": "areas", "dimensions": ["rating"], "protected": False}
    folder = folder_of(tmp_path / "r", {"t.csv": "rating,count\nweak,1\n"}, tables=[table])
    assert audit_release(folder, limits=RULE).safe


def test_everything_wrong_in_a_release_is_told_at_once(tmp_path: Path) -> None:
    tables = [
        {"file": "a.csv", "population": "records", "dimensions": ["rating"]},
        {"file": "b.csv", "population": "records", "dimensions": ["rating"]},
        {"file": "../c.csv", "population": "records", "dimensions": ["rating"]},
        {"file": "d.csv", "population": "records", "dimensions": ["shoe_size"]},
        {"file": "missing.csv", "population": "records", "dimensions": ["rating"]},
    ]
    files = {"a.csv": "rating,count\nbad,5\nweak,few\n", "b.csv": "rating,number\nweak,5\n"}
    folder = folder_of(
        tmp_path / "r", files, tables=tables, figures=[{"where": {"rating": "bad"}, "count": -1}]
    )
    with pytest.raises(EvidenceError) as caught:
        audit_release(folder, limits=RULE)
    codes = sorted(p.code for p in caught.value.problems)
    assert codes == sorted(
        ["value-unknown", "count-wrong", "column-missing", "release-unreadable"]
        + ["manifest-wrong"] * 4  # the file outside, the dimension, the figure's population and its place
    )


def test_the_command_tells_what_leaks_and_how(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "r", {"ratings.csv": LEAKING})
    run = CliRunner().invoke(command, [str(folder)], standalone_mode=False)
    assert run.return_value == 1
    assert "records (rating weak): 3. It is 48 records (all) − 30 records (rating good)" in run.output


def test_the_command_reads_words(tmp_path: Path) -> None:
    whole: dict[str, str] = {}
    words = {"population": "records", "where": {"rating": "weak"}, "of": whole, "words": "three"}
    folder = folder_of(tmp_path / "r", {"ratings.csv": SAFE}, figures=[words])
    run = CliRunner().invoke(command, [str(folder), "--format", "json"], standalone_mode=False)
    found = json.loads(run.output)
    assert run.return_value == 1
    assert [leak["low"] for leak in found["leaks"]] == [48 - 30 - 3, 3]


def test_the_command_is_content_with_a_safe_release(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "r", {"ratings.csv": SAFE})
    run = CliRunner().invoke(command, [str(folder), "--format", "json"], standalone_mode=False)
    assert run.return_value == 0
    found = json.loads(run.output)
    assert "is not known" in found.pop("remarks")[0]  # its release.json was written by hand, without digests
    assert found == {"safe": True, "cells": 4, "withheld": 2, "leaks": [], "files": []}


def test_a_figure_of_a_withheld_count_is_written_as_the_symbol_alone(tmp_path: Path) -> None:
    table = row_of(3, 30, 15)
    result = suppress([table], DIMENSIONS, RULE)
    weak = Figure(
        cell=at(rating="weak"),
        whole=at(),
        count=3,
        count_said=True,
        base=48,
        base_said=True,
        percentage="6.3",
        words="few",
        precision=Precision(low="0.013", high="0.172"),
    )
    good = Figure(cell=at(rating="good"), whole=at(), percentage="62.5", words="over half")
    write_release(tmp_path / "out", [table], DIMENSIONS, result, name="A year", figures=[weak, good])
    written = json.loads((tmp_path / "out" / MANIFEST).read_text("utf-8"))["figures"]
    assert written == [
        {"population": "records", "where": {"rating": "weak"}, "of": {}, "count": "[c]", "base": 48},
        {
            "population": "records",
            "where": {"rating": "good"},
            "of": {},
            "percentage": "62.5",
            "words": "over half",
        },
    ]
    assert audit_release(tmp_path / "out", limits=RULE).safe
