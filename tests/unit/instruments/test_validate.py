from __future__ import annotations

import pytest

from cairn.errors import Problem
from cairn.framework.vocabulary import Term, Vocabulary
from cairn.instruments.model import (
    Answer,
    AnswerScale,
    Condition,
    Instrument,
    Item,
    ItemKind,
    Missing,
)
from cairn.instruments.validate import (
    LONGEST_TEXT,
    GivenAnswer,
    accepted_answers,
    read_answer,
    read_row,
)


def scale(name: str, *answers: str, numbered: bool = False) -> AnswerScale:
    labelled = tuple(
        Answer(code=i, name=a, label=a.replace("_", " ").capitalize()) for i, a in enumerate(answers, 1)
    )
    return AnswerScale(name=name, title=name, ordered=numbered, answers=labelled, numbered=numbered)


SCALES = {
    "yes_no": scale("yes_no", "no", "yes"),
    "six_point": scale(
        "six_point", "unsatisfactory", "weak", "adequate", "good", "very_good", "excellent", numbered=True
    ),
}


def vocabulary(name: str, *terms: Term) -> Vocabulary:
    return Vocabulary(name=name, title=name, source="tests", dated="2020", terms=terms)


FIFE = Term(name="fife", label="Fife", code="S12000047", superseded_codes=("S12000015",))
VOCABULARIES = {
    "area": vocabulary("area", Term(name="A", label="area A")),
    "partnership": vocabulary("partnership", FIFE),
}
SKIP = (Missing.NOT_RECORDED, Missing.NOT_APPLICABLE)


def item(name: str, scale: str = "yes_no", *, when: str = "", allows: tuple[Missing, ...] = ()) -> Item:
    conditions = (Condition(item=when, answers=("yes",)),) if when else ()
    return Item(
        name=name,
        text=name,
        kind=ItemKind.CHOICE,
        section="s",
        scale=scale,
        applies_when=conditions,
        allows=allows,
    )


FORM = Instrument(
    name="form",
    edition="1",
    title="Form",
    table="records",
    unit="record",
    unit_plural="records",
    source="tests",
    dated="2020",
    notes=(),
    items=(
        Item(name="area", text="Where?", kind=ItemKind.CHARACTERISTIC, section="s", scale="area"),
        item("plan_present"),
        item("plan_quality", "six_point", when="plan_present"),
        item("review_held", when="plan_present", allows=SKIP),
        item("review_on_time", when="review_held"),
        Item(name="notes", text="Anything else?", kind=ItemKind.TEXT, section="s"),
    ),
)
ACCEPTED = accepted_answers(FORM, SCALES, VOCABULARIES)


def read(name: str, text: str, applies: bool | None = True) -> GivenAnswer:
    found = read_answer(ACCEPTED[name], text, applies=applies)
    assert isinstance(found, GivenAnswer), found
    return found


def refused(name: str, text: str, applies: bool | None = True) -> Problem:
    found = read_answer(ACCEPTED[name], text, applies=applies)
    assert isinstance(found, Problem)
    return found


@pytest.mark.parametrize("text", ["very_good", "Very good", "VERY GOOD", "  very   good ", "5"])
def test_an_answer_may_be_written_by_name_label_or_number_in_any_case(text: str) -> None:
    assert read("plan_quality", text) == ("very_good", 5, Missing.ANSWERED)


def test_only_a_numbered_scale_may_be_answered_by_number() -> None:
    assert refused("plan_present", "1").code == "answer-unknown"


@pytest.mark.parametrize("text", ["fife", "Fife", "S12000047", "S12000015"])
def test_a_place_may_be_written_by_name_or_by_a_code_that_is_or_was_in_force(text: str) -> None:
    assert read("area", text) == ("fife", 2, Missing.ANSWERED)


def test_a_misspelt_answer_is_refused_with_the_nearest_right_one() -> None:
    problem = refused("plan_quality", "exellent")
    assert (problem.code, problem.field) == ("answer-unknown", "plan_quality")
    assert problem.remedy == "Did you mean “excellent”?"


def test_an_empty_answer_is_refused_where_one_is_required() -> None:
    assert refused("plan_present", " ").code == "answer-missing"


def test_an_empty_answer_is_not_recorded_where_the_item_allows_that() -> None:
    assert read("review_held", "").missing is Missing.NOT_RECORDED


def test_only_the_kinds_of_missing_an_item_allows_may_be_chosen() -> None:
    assert read("review_held", "Not applicable").missing is Missing.NOT_APPLICABLE
    problem = refused("review_held", "cannot tell")
    assert problem.code == "missing-not-allowed"
    assert "“not recorded” or “not applicable”" in problem.remedy


def test_not_applicable_is_refused_where_the_item_applies_and_does_not_allow_it() -> None:
    assert refused("plan_quality", "not applicable").code == "missing-not-allowed"


@pytest.mark.parametrize("text", ["", "not applicable", "not_applicable"])
def test_where_an_item_does_not_apply_its_answer_is_not_applicable(text: str) -> None:
    assert read("plan_quality", text, False) == (None, 0, Missing.NOT_APPLICABLE)


@pytest.mark.parametrize("text", ["good", "not recorded", "nonsense"])
def test_where_an_item_does_not_apply_any_other_answer_is_refused(text: str) -> None:
    problem = refused("plan_quality", text, False)
    assert problem.code == "answer-not-applicable"
    assert "“plan_present” is yes" in problem.message


def test_free_text_may_be_empty_but_not_endless() -> None:
    assert read("notes", "").missing is Missing.NOT_RECORDED
    assert read("notes", "It went well.") == (None, 0, Missing.ANSWERED)
    assert refused("notes", "x" * (LONGEST_TEXT + 1)).code == "text-too-long"


def test_a_refusal_never_repeats_more_than_a_little_of_what_was_written() -> None:
    assert len(refused("plan_quality", "x" * 5000).message) < 200


def test_a_row_is_read_item_by_item_with_its_routing() -> None:
    answers, problems = read_row(
        FORM, ACCEPTED, {"area": "A", "plan_present": "yes", "plan_quality": "4", "review_held": "no"}
    )
    assert problems == []
    assert {name: given.name for name, given in answers.items()} == {
        "area": "A",
        "plan_present": "yes",
        "plan_quality": "good",
        "review_held": "no",
        "review_on_time": None,
        "notes": None,
    }
    assert answers["review_on_time"].missing is Missing.NOT_APPLICABLE


def test_not_applicable_travels_down_a_chain_of_conditions() -> None:
    answers, problems = read_row(FORM, ACCEPTED, {"area": "A", "plan_present": "no"})
    assert problems == []
    for name in ("plan_quality", "review_held", "review_on_time"):
        assert answers[name].missing is Missing.NOT_APPLICABLE


def test_a_row_tells_every_problem_once_and_blames_nothing_on_a_misspelt_condition() -> None:
    row = {"area": "Fyfe", "plan_present": "perhaps", "plan_quality": "good", "review_held": "maybe"}
    _, problems = read_row(FORM, ACCEPTED, row)
    assert [(p.field, p.code) for p in problems] == [
        ("area", "answer-unknown"),
        ("plan_present", "answer-unknown"),
        ("review_held", "answer-unknown"),
    ]
