from pathlib import Path

import pytest

from cairn.errors import DefinitionError
from cairn.framework.yaml_source import DEEPEST, LARGEST_FILE, read_yaml


def refusal(tmp_path: Path, data: bytes) -> tuple[str, int | None]:
    path = tmp_path / "file.yaml"
    path.write_bytes(data)
    with pytest.raises(DefinitionError) as caught:
        read_yaml(path)
    (problem,) = caught.value.problems
    return problem.code, problem.line


def test_a_billion_laughs_are_refused_at_the_first_echo(tmp_path: Path) -> None:
    bomb = b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert refusal(tmp_path, bomb)[0] == "yaml-reference"


def test_a_tag_cannot_ask_for_an_object(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"a: 1\nb: !!python/object/apply:os.system [ls]\n") == ("yaml-reference", 2)


def test_nesting_has_an_end(tmp_path: Path) -> None:
    deep = b"[" * (DEEPEST + 5) + b"]" * (DEEPEST + 5)
    assert refusal(tmp_path, b"a: " + deep)[0] == "yaml-too-deep"


def test_nesting_deeper_than_the_parser_itself_can_bear_is_refused_all_the_same(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"a: " + b"[" * 100_000)[0] in ("yaml-too-deep", "yaml-syntax")


def test_a_key_that_stands_twice_is_placed(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"a: 1\nb: 2\na: 3\n") == ("yaml-key", 3)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "title: café".encode("latin-1"))[0] == "not-utf8"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"")[0] == "yaml-empty"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"#" * (LARGEST_FILE + 1))[0] == "yaml-too-large"
