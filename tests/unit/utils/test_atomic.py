"""Files that are written together: all of them, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from cairn.utils.atomic import files_written_whole, write_whole


def held(folder: Path) -> dict[str, str]:
    """What the folder holds by name, scratch files and all; of a folder in it nothing."""
    return {p.name: "" if p.is_dir() else p.read_text() for p in folder.iterdir()}


def test_all_take_the_place_of_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    files_written_whole({tmp_path / "a": "new", tmp_path / "b": b"more"})
    assert held(tmp_path) == {"a": "new", "b": "more"}
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


def test_a_folder_in_the_place_of_one_leaves_all_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "c").mkdir()
    with pytest.raises(IsADirectoryError) as refused:
        files_written_whole({tmp_path / "a": "new", tmp_path / "b": "more", tmp_path / "c": "last"})
    assert refused.value.filename == str(tmp_path / "c")
    assert held(tmp_path) == {"a": "old", "c": ""}


def test_what_was_moved_is_put_back_when_one_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third of three cannot be moved: the first is the old one again, the second is gone."""
    (tmp_path / "a").write_text("old")
    replace = Path.replace

    def until_the_third(scratch: Path, target: Path) -> Path:
        if target.name == "c":
            raise PermissionError(1, "Operation not permitted", str(scratch))
        return replace(scratch, target)

    monkeypatch.setattr(Path, "replace", until_the_third)
    with pytest.raises(PermissionError) as refused:
        files_written_whole({tmp_path / "a": "new", tmp_path / "b": "more", tmp_path / "c": "last"})
    assert refused.value.filename == str(tmp_path / "c")
    assert held(tmp_path) == {"a": "old"}


def test_a_folder_made_for_files_that_did_not_come_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    with pytest.raises(IsADirectoryError):
        files_written_whole({tmp_path / "new" / "deep" / "a": "1", tmp_path / "c": "2"})
    assert held(tmp_path) == {"c": ""}


def test_a_link_is_replaced_and_what_it_points_to_is_not(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("kept")
    (tmp_path / "a").symlink_to(tmp_path / "there")
    write_whole(tmp_path / "a", "new")
    assert held(tmp_path) == {"there": "kept", "a": "new"}


def test_an_error_names_the_file_that_was_wanted(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(IsADirectoryError) as refused:
        write_whole(tmp_path / "a", "new")
    assert refused.value.filename == str(tmp_path / "a")
