from __future__ import annotations

from cairn.instruments.model import Condition, Instrument, Item, ItemKind
from cairn.instruments.routing import applicable, applies


def item(name: str, *conditions: Condition) -> Item:
    return Item(
        name=name, text=name, kind=ItemKind.CHOICE, section="s", scale="yes_no", applies_when=conditions
    )


def when(name: str, *answers: str) -> Condition:
    return Condition(item=name, answers=answers)


FIRST = item("plan_present")
SECOND = item("plan_rated", when("plan_present", "yes"))
THIRD = item("plan_followed", when("plan_rated", "good", "weak"))
BOTH = item("plan_shared", when("plan_present", "yes"), when("plan_rated", "good"))
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
    items=(FIRST, SECOND, THIRD, BOTH),
)


def test_an_item_without_conditions_always_applies() -> None:
    assert applies(FIRST, {})


def test_an_item_applies_when_its_condition_was_answered_in_one_of_the_ways_named() -> None:
    assert applies(SECOND, {"plan_present": "yes"})
    assert not applies(SECOND, {"plan_present": "no"})
    assert not applies(SECOND, {"plan_present": None})
    assert applies(THIRD, {"plan_rated": "weak"})


def test_several_conditions_must_all_hold() -> None:
    assert applies(BOTH, {"plan_present": "yes", "plan_rated": "good"})
    assert not applies(BOTH, {"plan_present": "yes", "plan_rated": "weak"})


def test_what_hangs_on_an_item_that_does_not_apply_does_not_apply_either() -> None:
    left_over = {"plan_present": "no", "plan_rated": "good"}
    assert applies(THIRD, left_over)
    assert applicable(FORM, left_over) == {"plan_present"}


def test_all_items_apply_when_every_condition_on_the_way_holds() -> None:
    answers = {"plan_present": "yes", "plan_rated": "good"}
    assert applicable(FORM, answers) == {"plan_present", "plan_rated", "plan_followed", "plan_shared"}
