"""The planner says for each group what its words are worth."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import comb

import pytest

from cairn.claims.wording import Wording, load_wording
from cairn.errors import UsageError
from cairn.pipeline.places import definitions_root
from cairn.pipeline.plan import groups_of, outlooks
from cairn.sampling.design import Allocation, Design
from cairn.sampling.frame_file import StratumSizes

SIZES = StratumSizes(
    by=("area", "care_group"),
    sizes={("A", "foster"): 40, ("A", "secure"): 4, ("B", "foster"): 60},
)
DESIGN = Design(
    name="test",
    title="A test",
    source="none",
    dated="2027",
    strata=("area", "care_group"),
    allocation=Allocation.PROPORTIONAL,
    size=26,
)


@cache
def wording() -> Wording:
    return load_wording(definitions_root())


def test_groups_add_up_their_strata() -> None:
    groups = groups_of(SIZES, DESIGN, "care_group", Fraction(3, 4), {"secure": Fraction(1, 2)})
    assert [(g.name, g.population, g.drawn, g.expected) for g in groups] == [
        ("foster", 100, 25, 75),
        ("secure", 4, 1, 2),
        ("all", 104, 26, 77),
    ]


def test_the_chance_that_most_holds_is_that_of_75_to_90_per_cent_of_those_drawn() -> None:
    (group,) = [g for g in groups_of(SIZES, DESIGN, "care_group", Fraction(4, 5), {}) if g.name == "foster"]
    (row,) = outlooks([group], ["most"], wording(), 0.8)
    # of 25 drawn from 100, of whom 80 have it: 19 to 22 are from 75 % to 90 %
    ways = sum(comb(80, k) * comb(20, 25 - k) for k in range(19, 23))
    assert row.holds == pytest.approx(ways / comb(100, 25))
    assert row.true
    assert row.needed is not None
    assert row.needed_firmly is not None
    assert row.needed < row.needed_firmly <= 100


def test_words_that_are_not_true_need_no_number() -> None:
    groups = groups_of(SIZES, DESIGN, "care_group", Fraction(1, 2), {})
    assert {(row.true, row.needed) for row in outlooks(groups, ["most"], wording(), 0.8)} == {(False, None)}


def test_a_larger_sample_makes_firm_words_likelier() -> None:
    chances = []
    for size in (20, 40, 60, 80, 104):
        groups = groups_of(SIZES, replace(DESIGN, size=size), "care_group", Fraction(4, 5), {})
        chances.append(outlooks(groups, ["most"], wording(), 0.8)[-1].holds_firmly or 0)
    assert chances == sorted(chances)
    assert chances[-1] == pytest.approx(1)


def test_words_without_a_share_and_groups_without_strata_are_refused() -> None:
    groups = groups_of(SIZES, DESIGN, "area", Fraction(3, 4), {})
    with pytest.raises(UsageError, match="says no share"):
        outlooks(groups, ["seven"], wording(), 0.8)
    with pytest.raises(UsageError, match="no strata by"):
        groups_of(SIZES, DESIGN, "age_band", Fraction(3, 4), {})
    with pytest.raises(UsageError, match="Did you mean “secure”"):
        groups_of(SIZES, DESIGN, "care_group", Fraction(3, 4), {"secur": Fraction(1)})
