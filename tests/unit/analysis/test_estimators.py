"""The estimators against a hand-made tally, with expectations written as sums."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from cairn.analysis.estimators import (
    distribution,
    in_group,
    resolve_where,
    share,
    share_outside,
    shares_by,
    units,
)
from cairn.analysis.measures import Measure, MeasureBook, Population, Source
from cairn.analysis.tally import NOT_GIVEN, Tally
from cairn.errors import ClaimError
from cairn.instruments.model import Answer, AnswerScale

YES_NO = AnswerScale(
    name="yes_no",
    title="Yes or no",
    ordered=False,
    answers=(Answer(code=1, name="yes", label="Yes"), Answer(code=2, name="no", label="No")),
)
RATING = AnswerScale(
    name="rating",
    title="Rating",
    ordered=True,
    answers=tuple(Answer(code=i, name=n, label=n) for i, n in enumerate(("weak", "good", "excellent"), 1)),
    sets=(("good_or_better", ("good", "excellent")),),
)


def measure(name: str, scale: AnswerScale, *items: str) -> Measure:
    return Measure(name=name, label=name, sources=("records",), items=items or (name,), scale=scale)


PLAN = measure("plan", YES_NO)
QUALITY = measure("plan_quality", RATING)
BOTH = measure("risk_or_plan", YES_NO, "plan", "risk")

#   care group, area, plan          records   plan: -, yes, no   quality: -, weak, good, excellent
CELLS = (
    ("foster_care", "area_a", "yes"),
    ("foster_care", "area_b", "no"),
    ("kinship_care", "area_a", "yes"),
    ("kinship_care", "area_b", NOT_GIVEN),
)
TALLY = Tally(
    source="records",
    characteristics=("care_group", "area", "plan"),
    cells=CELLS,
    rows=np.array([10, 4, 6, 3]),
    counts={
        "plan": np.array([[0, 10, 0], [0, 0, 4], [0, 6, 0], [3, 0, 0]]),
        "plan_quality": np.array([[1, 2, 3, 4], [4, 0, 0, 0], [0, 5, 1, 0], [3, 0, 0, 0]]),
        "risk": np.array([[0, 7, 3], [0, 1, 3], [0, 0, 0], [0, 0, 0]]),  # not asked of kinship care
    },
)


def k_of_n(estimate: object) -> tuple[int, int]:
    return estimate.k, estimate.n  # type: ignore[attr-defined]


def test_units_are_counted_whether_or_not_they_answered() -> None:
    assert units(TALLY) == 10 + 4 + 6 + 3
    assert units(TALLY, (("care_group", ("kinship_care",)),)) == 6 + 3


def test_a_share_is_of_those_who_answered() -> None:
    assert k_of_n(share(TALLY, PLAN, "yes")) == (10 + 6, 10 + 4 + 6)
    assert share(TALLY, PLAN, "yes").share == Fraction(16, 20)


def test_a_named_set_counts_each_of_its_answers() -> None:
    assert k_of_n(share(TALLY, QUALITY, "good_or_better")) == ((3 + 4) + 1, (2 + 3 + 4) + (5 + 1))


def test_conditions_on_several_characteristics_must_all_hold() -> None:
    where = (("care_group", ("foster_care", "kinship_care")), ("area", ("area_a",)))
    assert k_of_n(share(TALLY, PLAN, "yes", where)) == (16, 16)


def test_a_group_may_be_named_by_an_answer() -> None:
    assert k_of_n(share(TALLY, QUALITY, "weak", (("plan", ("yes",)),))) == (2 + 5, 9 + 6)


def test_several_items_count_every_answer_once() -> None:
    assert k_of_n(share(TALLY, BOTH, "yes")) == ((10 + 6) + (7 + 1), 20 + 14)


def test_a_table_that_does_not_ask_an_item_adds_nothing_to_its_base() -> None:
    risk = measure("risk", YES_NO)
    assert k_of_n(share(TALLY, risk, "yes", (("care_group", ("kinship_care",)),))) == (0, 0)
    assert share(TALLY, risk, "yes", (("care_group", ("kinship_care",)),)).share is None


def test_a_share_of_the_rest_leaves_out_those_who_have_it_and_those_who_did_not_say() -> None:
    risk = measure("risk", YES_NO)
    assert k_of_n(share(TALLY, risk, "yes", rest=("plan", ("yes",)))) == (1, 1 + 3)


def test_the_rest_of_a_group_is_everyone_else_for_whom_it_is_known() -> None:
    assert k_of_n(share_outside(TALLY, PLAN, "yes", (("care_group", ("foster_care",)),))) == (6, 6)
    outside = share_outside(TALLY, QUALITY, "weak", (("plan", ("yes",)),))
    assert k_of_n(outside) == (0, 0)  # the four without a plan have no rating; three did not say


def test_the_rest_may_be_sought_within_a_group() -> None:
    within = (("area", ("area_b",)),)
    assert k_of_n(share_outside(TALLY, PLAN, "no", (("care_group", ("kinship_care",)),), within)) == (4, 4)


def test_groups_come_in_the_order_of_the_cells() -> None:
    found = shares_by(TALLY, PLAN, "yes", (), "care_group")
    assert {name: k_of_n(e) for name, e in found.items()} == {"foster_care": (10, 14), "kinship_care": (6, 6)}
    assert list(found) == ["foster_care", "kinship_care"]


def test_units_without_the_characteristic_make_no_group() -> None:
    assert list(shares_by(TALLY, PLAN, "yes", (), "plan")) == ["yes", "no"]


def test_partnership_is_another_word_for_area() -> None:
    assert k_of_n(shares_by(TALLY, PLAN, "no", (), "partnership")["area_b"]) == (4, 4)


def test_a_distribution_adds_up_to_the_base() -> None:
    assert distribution(TALLY, QUALITY) == {"weak": 2 + 5, "good": 3 + 1, "excellent": 4}


def test_a_figure_carries_the_claim_that_computes_it() -> None:
    where = (("care_group", ("foster_care", "kinship_care")), ("plan", ("yes",)))
    expected = "claim:records/plan_quality=weak?where=care_group:foster_care|kinship_care,plan:yes"
    assert share(TALLY, QUALITY, "weak", where).recipe == expected


def test_no_value_of_a_characteristic_means_no_cell() -> None:
    assert not in_group(TALLY, (("area", ("area_z",)),)).any()


@pytest.mark.parametrize(
    ("call", "code", "near"),
    [
        (lambda: share(TALLY, PLAN, "yess"), "level-unknown", "yes"),
        (lambda: units(TALLY, (("care_grp", ("x",)),)), "characteristic-not-tallied", "care_group"),
        (lambda: share(TALLY, measure("risks", YES_NO), "yes"), "item-not-tallied", "risk"),
    ],
)
def test_a_wrong_name_is_refused_with_the_nearest_right_one(call, code: str, near: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ClaimError) as caught:
        call()
    assert caught.value.code == code
    assert f"“{near}”" in caught.value.problems[0].remedy


BOOK = MeasureBook(
    sources=(Source(name="records", label="Records", unit="record", unit_plural="records"),),
    measures=(PLAN, QUALITY, BOTH),
    populations=(
        Population(
            name="looked_after",
            label="looked after",
            sources=("records",),
            where=(("care_group", ("foster_care", "kinship_care")),),
        ),
    ),
)


def test_populations_measures_and_sets_become_values_of_cells() -> None:
    where = (("looked_after", ()), ("plan_quality", ("good_or_better",)), ("partnership", ("area_a",)))
    assert resolve_where(where, "records", BOOK) == (
        ("care_group", ("foster_care", "kinship_care")),
        ("plan_quality", ("good", "excellent")),
        ("area", ("area_a",)),
    )


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ((("looked_afer", ()),), "population-unknown"),
        ((("plan_quality", ("god",)),), "level-unknown"),
        ((("risk_or_plan", ("yes",)),), "where-pooled"),
    ],
)
def test_a_group_that_cannot_be_named_so_is_refused(where: object, code: str) -> None:
    with pytest.raises(ClaimError) as caught:
        resolve_where(where, "records", BOOK)  # type: ignore[arg-type]
    assert caught.value.code == code
