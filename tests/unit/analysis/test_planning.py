"""What a sample will be able to say, against arithmetic on a handful of units."""

from __future__ import annotations

from math import comb

import pytest

from cairn.analysis.estimators.planning import chance_of, fewest_needed, firm_counts, margin_of_error
from cairn.analysis.estimators.population.interval_hypergeometric import hypergeometric_limits


def test_a_chance_is_the_number_of_ways_over_all_ways() -> None:
    # 3 of 5 drawn from 10 of whom 6 have it, or 4 of 5
    ways = comb(6, 3) * comb(4, 2) + comb(6, 4) * comb(4, 1)
    assert chance_of(10, 6, 5, {3, 4}) == pytest.approx(ways / comb(10, 5))


def test_all_drawn_leaves_no_margin_and_no_doubt() -> None:
    assert margin_of_error(10, 6, 10) == 0
    assert chance_of(10, 6, 10, range(6, 7)) == pytest.approx(1)


def test_nothing_drawn_has_no_margin() -> None:
    assert margin_of_error(10, 6, 0) is None


@pytest.mark.parametrize(
    ("population", "n", "within"),
    [(40, 20, range(20, 36)), (12, 8, range(7)), (30, 25, range(27, 31)), (15, 6, range(3, 4))],
)
def test_counts_are_firm_where_the_exact_interval_lies_within(population: int, n: int, within: range) -> None:
    firm = firm_counts(population, n, within)
    for k in range(n + 1):
        low, high = hypergeometric_limits(population, n, k)
        assert (k in firm) == (within.start <= low and high < within.stop)


def test_the_size_needed_is_the_smallest_from_which_all_larger_ones_do() -> None:
    chances = {1: 0.9, 2: 0.5, 3: 0.85, 4: 0.8, 5: 1.0}
    assert fewest_needed(5, chances.__getitem__, 0.8) == 3
    assert fewest_needed(5, lambda n: 0.0, 0.8) is None
