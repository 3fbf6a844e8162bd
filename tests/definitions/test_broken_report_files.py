"""One broken file at a time, among otherwise sound definitions: told with its file and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cairn.errors import Problem
from cairn.pipeline.definition_check import definition_problems
from cairn.pipeline.places import definitions_root

TEXTS = "reports/scotland/2018-2020"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(definitions_root(), tmp_path / "definitions"))


def problems_after(root: Path, file: str, old: str, new: str) -> list[Problem]:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [p for p in definition_problems(root) if p.code != "frozen-changed"]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "words"),
    [
        ("reports/outlines.yaml", "    title: Overview", "    titel: Overview", "key-unknown", "title"),
        ("reports/outlines.yaml", "level: 2", "level: two", "value-wrong", "level"),
        ("reports/glossary.yaml", "dated:", "date:", "key-unknown", "dated"),
        (f"{TEXTS}/charts.yaml", "    kind: bases", "    kind: pie", "name-unknown", "bases"),
        (f"{TEXTS}/charts.yaml", "[records_read]", "[records_red]", "name-unknown", "records_read"),
        (f"{TEXTS}/overview.md", "## Conclusion", "## In the end", "section-missing", "Conclusion"),
        (
            f"{TEXTS}/overview.md",
            "records/records_read",
            "records/records_reed",
            "measure-unknown",
            "records_read",
        ),
        ("disclosure/default.yaml", "below: 5", "below: five", "value-wrong", "whole number"),
    ],
)
def test_a_broken_file_is_told(root: Path, file: str, old: str, new: str, code: str, words: str) -> None:
    found = problems_after(root, file, old, new)
    mine = [p for p in found if p.code == code and p.file == file]
    assert mine, [str(p) for p in found]
    assert any(words in f"{p.message} {p.remedy}" for p in mine)


def test_several_broken_files_are_told_at_once(root: Path) -> None:
    (root / "reports" / "glossary.yaml").write_text("nonsense: [\n")
    found = problems_after(root, f"{TEXTS}/charts.yaml", "    kind: bases", "    kind: pie")
    assert {"reports/glossary.yaml", f"{TEXTS}/charts.yaml"} <= {p.file for p in found}


def test_sound_definitions_have_no_problem() -> None:
    assert definition_problems(definitions_root()) == ()
