from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cairn.errors import DefinitionError, Problem
from cairn.framework.model import Certainty, Scale, ScalePoint
from cairn.framework.reading import Fields, raise_all

Opened = Callable[[str], tuple[Fields, list[Problem]]]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def open_text(text: str) -> tuple[Fields, list[Problem]]:
        path = tmp_path / "room" / "file.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        problems: list[Problem] = []
        fields = Fields.open(path, tmp_path, problems)
        assert fields is not None
        return fields, problems

    return open_text


def test_a_sound_file_is_read_by_type_and_leaves_no_problem(opened: Opened) -> None:
    fields, problems = opened(
        "title: ' A '\ncount: 7\nkept: yes\ndated: 2020-08\nkind: stated\nlist: [a, b]\nsets: {x: [a]}\n"
    )
    assert fields.text("title") == "A"
    assert fields.integer("count", 1, 7) == 7
    assert fields.boolean("kept") is True
    assert fields.date("dated") == "2020-08"
    assert fields.member("kind", Certainty) is Certainty.STATED
    assert fields.names("list", ["a", "b"]) == ("a", "b")
    assert fields.names_by_name("sets") == {"x": ("a",)}
    assert fields.optional_text("note", "none") == "none"
    fields.finish()
    assert problems == []


@pytest.mark.parametrize(
    ("text", "ask", "code", "line"),
    [
        ("other: 1\n", lambda f: f.text("title"), "key-missing", 1),
        ("a: 1\ntitle:\n", lambda f: f.text("title"), "value-missing", 2),
        ("a: 1\ntitle: '  '\n", lambda f: f.text("title"), "value-missing", 2),
        ("title: [a]\n", lambda f: f.text("title"), "shape-wrong", 1),
        ("a: 1\nb: Foster Care\n", lambda f: f.name("b"), "name-shape", 2),
        ("a: 1\nn: seven\n", lambda f: f.integer("n"), "value-wrong", 2),
        ("n: 7\n", lambda f: f.integer("n", 1, 6), "value-wrong", 1),
        ("n: 1.5\n", lambda f: f.integer("n"), "value-wrong", 1),
        ("n: 99999999999\n", lambda f: f.integer("n"), "value-wrong", 1),
        ("b: perhaps\n", lambda f: f.boolean("b"), "value-wrong", 1),
        ("d: 2020-13\n", lambda f: f.date("d"), "value-wrong", 1),
        ("d: August\n", lambda f: f.date("d"), "value-wrong", 1),
        ("c: statd\n", lambda f: f.member("c", Certainty), "name-unknown", 1),
        ("l:\n  - a\n  - a\n", lambda f: f.names("l"), "name-twice", 3),
        ("l:\n  - a\n  - {b: c}\n", lambda f: f.texts("l"), "shape-wrong", 3),
        ("l: a\n", lambda f: f.names("l"), "shape-wrong", 1),
        ("l: []\n", lambda f: f.names("l", required=True), "value-missing", 1),
        ("s: text\n", lambda f: f.section("s"), "shape-wrong", 1),
        ("s:\n  - {a: b}\n  - text\n", lambda f: f.sections("s"), "shape-wrong", 3),
        ("s:\n  Bad Name: {a: b}\n", lambda f: f.named_sections("s"), "name-shape", 2),
    ],
)
def test_a_wrong_value_is_one_problem_with_its_line(
    opened: Opened, text: str, ask: Callable[[Fields], object], code: str, line: int
) -> None:
    fields, problems = opened(text)
    ask(fields)
    assert [(p.code, p.file, p.line) for p in problems] == [(code, "room/file.yaml", line)]
    assert fields.broken or code == "name-shape"


def test_a_misspelt_key_is_told_with_the_key_that_is_missing(opened: Opened) -> None:
    fields, problems = opened("title: x\nsuorce: y\n")
    fields.text("title")
    fields.optional_text("source")
    fields.optional_text("summary")
    fields.finish()
    assert [(p.code, p.line, p.column, p.key) for p in problems] == [("key-unknown", 2, 1, "suorce")]
    assert problems[0].remedy == "Did you mean “source”?"


def test_an_unknown_name_is_told_with_the_nearest_right_one(opened: Opened) -> None:
    fields, problems = opened("groups: [foster_care, kinship_car]\n")
    fields.names("groups", ["foster_care", "kinship_care"], what="care group")
    assert problems[0].message == "There is no care group “kinship_car”."
    assert problems[0].remedy == "Did you mean “kinship_care”?"
    assert (problems[0].line, problems[0].column) == (1, 23)


def test_everything_wrong_in_a_file_is_told_at_once(opened: Opened) -> None:
    fields, problems = opened("titel: x\nn: many\nitems:\n  - {name: a}\n  - {name: B}\n")
    fields.text("title")
    fields.integer("n")
    for section in fields.sections("items"):
        section.name("name")
        section.finish()
    fields.finish()
    with pytest.raises(DefinitionError) as error:
        raise_all(problems)
    assert [(p.line, p.code) for p in error.value.problems] == [
        (1, "key-missing"),
        (1, "key-unknown"),
        (2, "value-wrong"),
        (5, "name-shape"),
    ]


def test_a_missing_section_is_one_problem_and_not_one_for_each_of_its_keys(opened: Opened) -> None:
    fields, problems = opened("title: x\n")
    scale = fields.section("scale")
    scale.text("name")
    scale.integer("points")
    assert [p.key for p in problems] == ["scale"]


def test_what_the_model_refuses_is_placed_where_the_value_begins(opened: Opened) -> None:
    fields, problems = opened("title: x\nscale:\n  name: odd\n")
    section = fields.section("scale")
    points = tuple(ScalePoint(value=v, name=f"p{v}", label="", meaning="") for v in (1, 3))
    assert section.build(Scale, name=section.text("name"), points=points) is None
    assert [(p.code, p.file, p.line) for p in problems] == [("scale-gap", "room/file.yaml", 2)]
    assert fields.broken


def test_nothing_is_built_from_a_mapping_with_a_problem_deep_inside(opened: Opened) -> None:
    fields, _ = opened("list:\n  - {n: x}\n")
    for section in fields.sections("list"):
        section.integer("n")
    assert fields.build(dict) is None


def test_a_problem_in_one_entry_does_not_break_its_neighbour(opened: Opened) -> None:
    fields, _ = opened("list:\n  - {n: x}\n  - {n: 2}\n")
    built = [section.build(dict, n=section.integer("n")) for section in fields.sections("list")]
    assert built == [None, {"n": 2}]


@pytest.mark.parametrize("text", ["- a list\n", "a: &x 1\nb: *x\n", "a: 1\na: 2\n", "a: [\n", ""])
def test_a_file_that_is_no_plain_mapping_is_one_problem(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    assert Fields.open(path, tmp_path, problems) is None
    assert [p.file for p in problems] == ["file.yaml"]
