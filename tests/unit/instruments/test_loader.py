from __future__ import annotations

from pathlib import Path

import pytest

from cairn.errors import DefinitionError, Problem
from cairn.framework.vocabulary import Term, Vocabulary
from cairn.instruments.loader import load_answer_scales, load_instruments
from cairn.instruments.model import Condition, Instrument, ItemKind, Missing

SCALES = """\
source: tests
dated: 2020
scales:
  yes_no:
    title: Yes or no
    ordered: no
    answers: {"no": "No", "yes": "Yes"}
  rating:
    title: Rating
    ordered: yes
    numbered: yes
    answers: {weak: Weak, good: Good, very_good: Very good}
    sets:
      good_or_better: {label: Good or better, answers: [good, very_good]}
"""
FORM = """\
name: form
edition: 2020
title: Form
table: records
unit: record
unit_plural: records
source: tests
dated: 2020
sections:
  - title: Plan
    items:
      - {name: care_group, text: Which group?, characteristic: care_group}
      - {name: plan_present, text: Is there a plan?, scale: yes_no, indicators: ["5.3"]}
      - name: plan_quality
        text: How good is it?
        scale: rating
        applies_when: {plan_present: ["yes"], care_group: [foster_care]}
        allows: [cannot_tell]
      - {name: notes, text: Anything else?, kind: text}
"""
CARE_GROUPS = Vocabulary(
    name="care_group",
    title="Care groups",
    source="tests",
    dated="2020",
    terms=(Term(name="foster_care", label="foster care"), Term(name="aftercare", label="aftercare")),
)


def write(root: Path, form: str = FORM, scales: str = SCALES) -> Path:
    (root / "measures").mkdir(exist_ok=True)
    (root / "measures" / "answer-scales.yaml").write_text(scales)
    folder = root / "instruments" / "form"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "2020.yaml").write_text(form)
    return root


def load(root: Path) -> dict[str, Instrument]:
    return load_instruments(root, {"care_group": CARE_GROUPS}, load_answer_scales(root))


def problems(root: Path) -> tuple[Problem, ...]:
    with pytest.raises(DefinitionError) as caught:
        load(root)
    return caught.value.problems


def test_an_instrument_is_found_by_the_name_of_its_table(tmp_path: Path) -> None:
    form = load(write(tmp_path))["records"]
    assert [i.name for i in form.items] == ["care_group", "plan_present", "plan_quality", "notes"]
    rated = form.item("plan_quality")
    assert rated is not None
    assert rated.kind is ItemKind.CHOICE
    assert rated.section == "Plan"
    assert rated.allows == (Missing.CANNOT_TELL,)
    assert rated.applies_when == (
        Condition(item="plan_present", answers=("yes",)),
        Condition(item="care_group", answers=("foster_care",)),
    )


def test_answers_are_coded_from_one_in_the_order_of_the_file(tmp_path: Path) -> None:
    rating = load_answer_scales(write(tmp_path))["rating"]
    assert [(a.code, a.name) for a in rating.answers] == [(1, "weak"), (2, "good"), (3, "very_good")]
    assert rating.codes_of("good_or_better") == {2, 3}
    assert rating.label_of("good_or_better") == "Good or better"
    assert rating.numbered


def test_of_several_editions_the_newest_is_used(tmp_path: Path) -> None:
    root = write(tmp_path)
    newer = FORM.replace("edition: 2020", "edition: 2025").replace("title: Form", "title: New form")
    (root / "instruments" / "form" / "2025.yaml").write_text(newer)
    assert load(root)["records"].title == "New form"


def test_all_problems_of_a_file_are_told_at_once_with_line_and_nearest_name(tmp_path: Path) -> None:
    broken = (
        FORM.replace("scale: yes_no", "scale: yes_or_no")
        .replace("[foster_care]", "[foster]")
        .replace("allows:", "alows:")
        .replace('["5.3"]', '["five"]')
        .replace("unit: record\n", "")
    )
    found = problems(write(tmp_path, broken))
    assert {p.file for p in found} == {"instruments/form/2020.yaml"}
    assert [(p.code, p.line, p.remedy) for p in found if p.line and p.line > 5] == [
        ("name-unknown", 12, "Did you mean “yes_no”?"),
        ("indicator-shape", 12, 'Write a code such as "2.1", in quotation marks.'),
        ("name-unknown", 16, "Did you mean “foster_care”?"),
        ("key-unknown", 17, "Did you mean “allows”?"),
    ]
    assert [p.key for p in found if p.code == "key-missing"] == ["unit"]


def test_a_condition_must_name_an_item_that_stands_before(tmp_path: Path) -> None:
    [problem] = problems(write(tmp_path, FORM.replace("{plan_present:", "{plan_presnt:")))
    assert problem.code == "condition-order"
    assert problem.remedy == "Did you mean “plan_present”?"


def test_an_item_may_not_stand_twice(tmp_path: Path) -> None:
    codes = [p.code for p in problems(write(tmp_path, FORM.replace("name: notes", "name: plan_present")))]
    assert codes == ["item-twice"]


def test_an_item_is_one_of_three_kinds(tmp_path: Path) -> None:
    both = FORM.replace("kind: text", "kind: text, scale: yes_no")
    neither = FORM.replace(", kind: text", "")
    assert [p.code for p in problems(write(tmp_path, both))] == ["item-kind"]
    assert [p.code for p in problems(write(tmp_path, neither))] == ["item-kind"]


def test_two_instruments_may_not_fill_one_table(tmp_path: Path) -> None:
    root = write(tmp_path)
    (root / "instruments" / "survey").mkdir()
    (root / "instruments" / "survey" / "2020.yaml").write_text(FORM.replace("name: form", "name: survey"))
    [problem] = problems(root)
    assert (problem.code, problem.file) == ("table-twice", "instruments/survey/2020.yaml")


def test_a_file_is_named_after_its_edition(tmp_path: Path) -> None:
    [problem] = problems(write(tmp_path, FORM.replace("edition: 2020", "edition: 2021")))
    assert (problem.code, problem.line) == ("edition-file", 2)


def test_a_set_may_hold_only_answers_of_its_scale(tmp_path: Path) -> None:
    root = write(tmp_path, scales=SCALES.replace("[good, very_good]", "[good, verygood]"))
    with pytest.raises(DefinitionError) as caught:
        load_answer_scales(root)
    [problem] = caught.value.problems
    assert (problem.line, problem.remedy) == (14, "Did you mean “very_good”?")
