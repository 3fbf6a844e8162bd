"""Figures as they are printed, and what they say of counts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cairn.analysis.disclosure.figures import Said, facts_of
from cairn.analysis.disclosure.giveback import counts_given_back
from cairn.analysis.disclosure.published import Figure, Precision
from cairn.analysis.disclosure.puzzle import Hidden, ShareWithin, Shown, Within
from tests.lib.small_releases import at, attacked, found

WEAK = at(rating="weak")


def less_than_half(_words: str) -> Said:
    half = Fraction(1, 2)
    return Said(counts=lambda n: range((n + 1) // 2), share=(Fraction(0), half, True))


def test_a_count_and_its_base_are_facts_and_so_is_the_symbol() -> None:
    figure = Figure(cell=WEAK, whole=at(), count=None, count_said=True, base=40, base_said=True)
    assert facts_of([figure]) == (Hidden(WEAK), Shown(at(), 40))


def test_a_percentage_stands_for_all_that_is_rounded_to_it() -> None:
    (fact,) = facts_of([Figure(cell=WEAK, whole=at(), percentage="37.5")])
    assert isinstance(fact, ShareWithin)
    assert (fact.low, fact.high, fact.high_open) == (Fraction(3745, 10000), Fraction(3755, 10000), True)


def test_a_whole_hundred_per_cent_reaches_one_and_no_further() -> None:
    (fact,) = facts_of([Figure(cell=WEAK, whole=at(), percentage="100")])
    assert isinstance(fact, ShareWithin)
    assert (fact.low, fact.high, fact.high_open) == (Fraction(995, 1000), Fraction(1), False)


def test_words_are_a_range_on_a_base_that_is_printed_anywhere() -> None:
    base = Figure(cell=at(), count=7, count_said=True)
    said = Figure(cell=WEAK, whole=at(), words="less than half")
    assert facts_of([base, said], less_than_half)[1:] == (
        Within(WEAK, 0, 3, "told as “less than half” of 7"),
    )


def test_words_on_an_unknown_base_are_a_share_of_it() -> None:
    said = Figure(cell=WEAK, whole=at(), words="less than half")
    (fact,) = facts_of([said], less_than_half)
    assert isinstance(fact, ShareWithin)
    assert (fact.low, fact.high, fact.high_open) == (0, Fraction(1, 2), True)


def test_words_narrow_what_a_gap_leaves_open() -> None:
    # 18 of 48 between two gaps; the words put one of them at 17 or more, so that the other is 1
    row = {at(): 48, at(rating="good"): 30}
    figures = [Figure(cell=c, count=k, count_said=True) for c, k in row.items()]
    figures += [Figure(cell=c, count_said=True) for c in (WEAK, at(rating="excellent"))]
    assert attacked(facts_of(figures)).safe
    figures.append(Figure(cell=at(rating="excellent"), whole=at(), words="over a third"))
    above = Said(counts=lambda n: range(n // 3 + 1, n + 1))  # over 16 of 48: 17 at the least
    assert found(attacked(facts_of(figures, lambda _: above))) == {
        WEAK: (48 - 30 - 17, 1),
        at(rating="excellent"): (17, 17),
    }


def test_a_printed_range_is_a_range() -> None:
    (fact,) = facts_of([Figure(cell=WEAK, span=(10, None))])
    assert isinstance(fact, Within)
    assert (fact.low, fact.high) == (10, None)


# Clopper and Pearson's limits for 3 of 11, from their definition: the share at which 3 or more of 11 have
# 2.5% is 0.0602, that at which 3 or fewer have it is 0.6097.
THREE_OF_ELEVEN = ("0.060", "0.610")


def tail(k: int, n: int, share: float) -> float:
    choose, total = 1, 0.0
    for i in range(n + 1):
        if i >= k:
            total += choose * share**i * (1 - share) ** (n - i)
        choose = choose * (n - i) // (i + 1)
    return total


def test_the_printed_limits_are_those_of_three_of_eleven() -> None:
    assert tail(3, 11, 0.0602) == pytest.approx(0.025, abs=2e-4)
    assert 1 - tail(4, 11, 0.6097) == pytest.approx(0.025, abs=2e-4)


def test_an_interval_gives_back_count_and_base() -> None:
    low, high = THREE_OF_ELEVEN
    assert counts_given_back(Precision(low=low, high=high)) == [(3, 11)]


def test_an_effective_size_gives_back_the_base_and_with_a_percentage_the_count() -> None:
    assert counts_given_back(Precision(share="0.27", effective_size="11.0", base=11)) == [(3, 11)]
    # a sample of 11 of 60 has (11 − 1)/(1 − 11/60) = 12.24
    assert (3, 11) in counts_given_back(Precision(share="0.27", effective_size="12.24", population=60))


def test_a_standard_error_gives_them_back() -> None:
    # √(3/11 × 8/11 / 11) = 0.1343
    assert (3, 11) in counts_given_back(Precision(share="0.273", standard_error="0.1343"))


def test_a_share_alone_is_left_to_the_percentage() -> None:
    assert counts_given_back(Precision(share="0.27")) == []


def test_an_interval_beside_a_withheld_count_is_a_leak() -> None:
    low, high = THREE_OF_ELEVEN
    whole = at(area="ayr")
    cell = at(area="ayr", rating="weak")
    figure = Figure(
        cell=cell, whole=whole, count_said=True, base_said=True, precision=Precision(low=low, high=high)
    )
    report = attacked(facts_of([figure]))
    assert found(report) == {cell: (3, 3), whole: (11, 11)}
    assert "interval" in report.leaks[0].derivation
