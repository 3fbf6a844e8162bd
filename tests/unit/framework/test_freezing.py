from __future__ import annotations

from pathlib import Path

import pytest

from cairn.errors import DefinitionError
from cairn.framework.freezing import FILE, check_frozen, freeze, published_files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "bands.yaml").write_text("status: published\nwords: 1\n")
    (tmp_path / "wording" / "other.yaml").write_text("status: draft\nwords: 1\n")
    (tmp_path / "programmes").mkdir()
    (tmp_path / "programmes" / "programme.yaml").write_text("status: published\n")
    (tmp_path / "programmes" / "statements.csv").write_text("id\nS001\n")
    (tmp_path / "programmes" / "README.md").write_text("about\n")
    return tmp_path


def codes(root: Path) -> list[tuple[str, str]]:
    return [(p.code, p.file) for p in check_frozen(root)]


def test_what_is_published_is_frozen_with_the_statements_beside_a_programme(root: Path) -> None:
    assert published_files(root) == (
        "programmes/programme.yaml",
        "programmes/statements.csv",
        "wording/bands.yaml",
    )


def test_freezing_lists_every_published_file_and_then_nothing_is_wrong(root: Path) -> None:
    assert freeze(root) == published_files(root)
    assert codes(root) == []
    assert freeze(root) == ()


def test_a_changed_file_is_named_with_what_to_do(root: Path) -> None:
    freeze(root)
    (root / "wording" / "bands.yaml").write_text("status: published\nwords: 2\n")
    problem = check_frozen(root)[0]
    assert (problem.code, problem.file) == ("frozen-changed", "wording/bands.yaml")
    assert "new edition" in problem.remedy


def test_withdrawing_the_status_does_not_thaw_a_file(root: Path) -> None:
    freeze(root)
    (root / "wording" / "bands.yaml").write_text("status: draft\nwords: 1\n")
    assert codes(root) == [("frozen-changed", "wording/bands.yaml")]


def test_line_ends_of_a_checkout_do_not_matter(root: Path) -> None:
    freeze(root)
    (root / "programmes" / "statements.csv").write_bytes(b"id\r\nS001\r\n")
    assert codes(root) == []


def test_a_new_published_file_must_be_listed(root: Path) -> None:
    freeze(root)
    (root / "wording" / "other.yaml").write_text("status: published\nwords: 1\n")
    assert codes(root) == [("frozen-unlisted", "wording/other.yaml")]
    assert freeze(root) == ("wording/other.yaml",)


def test_a_published_file_that_is_gone_is_told_at_its_line(root: Path) -> None:
    freeze(root)
    (root / "programmes" / "statements.csv").unlink()
    line = 1 + (root / FILE).read_text().split("programmes/statements.csv")[0].count("\n")
    assert [(p.code, p.file, p.line) for p in check_frozen(root)] == [("frozen-missing", FILE, line)]


def test_freezing_refuses_to_hide_a_change_and_leaves_the_file_as_it_was(root: Path) -> None:
    freeze(root)
    before = (root / FILE).read_text()
    (root / "programmes" / "statements.csv").write_text("id\nS002\n")
    with pytest.raises(DefinitionError, match="frozen-changed"):
        freeze(root)
    assert (root / FILE).read_text() == before


@pytest.mark.parametrize("line", ["abc  wording/bands.yaml", "0" * 64 + " wording/bands.yaml", "no digest"])
def test_a_line_that_is_no_digest_is_told(root: Path, line: str) -> None:
    freeze(root)
    text = (root / FILE).read_text()
    (root / FILE).write_text(text + line + "\n")
    assert [(p.code, p.line) for p in check_frozen(root)] == [("digests-line", text.count("\n") + 1)]


def test_a_file_listed_twice_is_told(root: Path) -> None:
    freeze(root)
    text = (root / FILE).read_text()
    (root / FILE).write_text(text + text.splitlines()[-1] + "\n")
    assert [p.message for p in check_frozen(root)] == ["This file is listed twice."]
