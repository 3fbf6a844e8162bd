"""Dealing the answers out anew, against counting all deals."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

from cairn.analysis.estimators.population.dealing import dealing_p, rank_scores
from cairn.analysis.estimators.population.permutation import permutation_p

YES = np.array([0.0, 1.0])
A, B = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])


def chance_by_counting(strata: list[tuple[list[int], int]], seen: int) -> float:
    """All ways to deal each stratum's answers to its first group: the chance of a number no likelier."""
    ways: dict[int, int] = {}
    deals = [[sum(c) for c in combinations(answers, first)] for answers, first in strata]
    for outcome in product(*deals):
        ways[sum(outcome)] = ways.get(sum(outcome), 0) + 1
    rare = sum(w for w in ways.values() if w <= ways[seen])
    return float(Fraction(rare, sum(ways.values())))


def test_two_strata_are_convolved() -> None:
    # Stratum 1: 3 of 4 against 1 of 3; stratum 2: 2 of 2 against 1 of 4.
    hits, answered = np.array([[3, 1], [2, 1]]), np.array([[4, 3], [2, 4]])
    strata = [([1] * 4 + [0] * 3, 4), ([1] * 3 + [0] * 3, 2)]
    assert permutation_p(hits, answered) == pytest.approx(chance_by_counting(strata, 5))


def test_one_stratum_is_the_mantel_haenszel_statistic() -> None:
    # 60 against 48 of 100, not near the usual limit: z² = 199 (60 · 52 − 48 · 40)² / (100² · 108 · 92).
    table = np.array([[[40, 60], [52, 48]]])
    z2 = 199 * (60 * 52 - 48 * 40) ** 2 / (100**2 * 108 * 92)
    (p,) = dealing_p(table, A, B, YES)
    assert p == pytest.approx(2 * (1 - _normal(z2**0.5)))


def _normal(z: float) -> float:
    steps = np.linspace(-12, z, 400_001)
    heights = np.exp(-(steps**2) / 2) / np.sqrt(2 * np.pi)
    return float(np.sum((heights[1:] + heights[:-1]) / 2) * (steps[1] - steps[0]))


def test_a_difference_that_follows_from_the_strata_is_no_evidence() -> None:
    # Group A stands mostly where all say yes, group B where none does; within strata nothing varies.
    table = np.array([[[0, 90], [0, 10]], [[10, 0], [90, 0]]])
    assert np.isnan(dealing_p(table, A, B, YES)).all()


def test_groups_of_several_values_are_pooled() -> None:
    table = np.array([[[5, 9], [7, 3], [12, 4]]])
    pooled = np.array([[[5 + 7, 9 + 3], [12, 4]]])
    both = dealing_p(table, np.array([[1.0, 1.0, 0.0]]), np.array([[0.0, 0.0, 1.0]]), YES)
    assert both == pytest.approx(dealing_p(pooled, A, B, YES))


def test_equal_ratings_share_their_middle_rank() -> None:
    assert rank_scores(np.array([[2, 4, 2]])).tolist() == [1 / 8, 4 / 8, 7 / 8]
