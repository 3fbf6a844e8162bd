"""Clusters against the two-stage formula written out."""

from __future__ import annotations

from statistics import variance

import numpy as np
import pytest

from cairn.analysis.estimators.population.clusters import ClusterTally, cluster_mean

YES = np.array([0.0, 1.0])


def test_one_stage_is_a_sample_of_cluster_totals() -> None:
    # 3 of 12 schools, all their pupils: 6 of 10, 4 of 8, 9 of 12 say yes.
    tally = ClusterTally(
        stratum_of=np.zeros(3, dtype=np.int64),
        clusters=np.array([12]),
        size=np.array([10, 8, 12]),
        taken=np.array([10, 8, 12]),
    )
    found = cluster_mean(tally, np.array([[4, 6], [4, 4], [3, 9]]), YES)
    share = 19 / 30
    totals = [6 - 10 * share, 4 - 8 * share, 9 - 12 * share]
    expected = 12**2 * (1 - 3 / 12) * variance(totals) / 3 / (12 / 3 * 30) ** 2
    assert (found.n, found.clusters, found.df, found.children) == (30, 3, 2, 120)
    assert found.mean == pytest.approx(share) and found.se == pytest.approx(expected**0.5)


def test_two_stages_add_the_spread_within_clusters() -> None:
    # 2 of 6 schools, 4 of 10 and 5 of 20 pupils of them: 3 and 1 say yes.
    tally = ClusterTally(
        stratum_of=np.zeros(2, dtype=np.int64),
        clusters=np.array([6]),
        size=np.array([10, 20]),
        taken=np.array([4, 5]),
    )
    found = cluster_mean(tally, np.array([[1, 3], [4, 1]]), YES)
    top, bottom = 10 * 3 / 4 + 20 * 1 / 5, 30.0
    share = top / bottom
    totals = [10 * 3 / 4 - 10 * share, 20 / 5 - 20 * share]
    between = 6**2 * (1 - 2 / 6) * variance(totals) / 2
    inside = [(10, 4, variance([1, 1, 1, 0])), (20, 5, variance([1, 0, 0, 0, 0]))]
    within = 6 / 2 * sum(M**2 * (1 - m / M) * s2 / m for M, m, s2 in inside)
    expected = (between + within) / (6 / 2 * bottom) ** 2
    assert found.mean == pytest.approx(share) and found.se == pytest.approx(expected**0.5)


def test_a_group_that_nobody_belongs_to_has_no_mean() -> None:
    tally = ClusterTally(
        stratum_of=np.zeros(2, dtype=np.int64),
        clusters=np.array([6]),
        size=np.array([3, 3]),
        taken=np.array([3, 3]),
    )
    found = cluster_mean(tally, np.zeros((2, 2), dtype=np.int64), YES)
    assert (found.n, found.mean, found.se) == (0, None, None)
