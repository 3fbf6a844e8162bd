"""Sizes divided among strata: worked examples and refusals."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cairn.errors import UsageError
from cairn.sampling.allocate import neyman, proportional


def test_proportional_parts_follow_the_largest_remainders() -> None:
    # 10 of 100: 6.2, 2.7 and 1.1 give 6, 2 and 1; the one left goes to the remainder of 0.7
    assert proportional(10, [62, 27, 11], [0, 0, 0], [62, 27, 11]) == [6, 3, 1]


def test_a_stratum_at_its_minimum_leaves_the_rest_to_share() -> None:
    # 2 are set aside for the smallest; 18 on 90 and 90 are 9 each
    assert proportional(20, [90, 90, 4], [2, 2, 2], [90, 90, 4]) == [9, 9, 2]


def test_a_stratum_never_gives_more_than_it_has() -> None:
    assert proportional(9, [2, 100], [2, 0], [2, 5 + 2]) == [2, 7]


def test_nothing_to_draw_is_nothing_from_each() -> None:
    assert proportional(0, [5, 5], [0, 0], [5, 5]) == [0, 0]


def test_neyman_gives_more_to_the_stratum_that_varies_more() -> None:
    # N·S is 100·0.5 and 100·0.3 (shares 1/2 and 1/10): 16 in the proportion 5 to 3
    assert neyman(16, [100, 100], [Fraction(1, 4), Fraction(9, 100)], [0, 0], [100, 100]) == [10, 6]


def test_neyman_gives_a_stratum_that_does_not_vary_its_minimum() -> None:
    assert neyman(12, [100, 100], [Fraction(1, 4), Fraction(0)], [2, 2], [100, 100]) == [10, 2]


def test_fewer_units_than_strata_go_to_the_largest_that_vary() -> None:
    assert neyman(1, [10, 90, 50], [Fraction(1, 4)] * 3, [0] * 3, [10, 90, 50]) == [0, 1, 0]


def test_minimums_that_exceed_the_sample_are_refused() -> None:
    with pytest.raises(UsageError, match="add up to 6, more than the sample of 5"):
        proportional(5, [9, 9], [3, 3], [9, 9])


def test_a_sample_larger_than_the_frame_is_refused() -> None:
    with pytest.raises(UsageError, match="At most 18"):
        neyman(19, [9, 9], [Fraction(1, 4)] * 2, [0, 0], [9, 9])
