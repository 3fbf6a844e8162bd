"""Whether groups of the records read differ more than dealing the answers out anew would part them.

Source: the stratified mean score statistic of J. R. Landis, E. R. Heyman and G. G. Koch, International
Statistical Review 46 (1978), 237–254; with scores of 0 and 1 it is that of N. Mantel and W. Haenszel, Journal
of the National Cancer Institute 22 (1959), 719–748, and near the usual limits it is then exact
(permutation.py). Within every stratum the answers are dealt to the same records in all possible ways: a
difference that only follows from how groups are spread over strata is no evidence.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from cairn.analysis.estimators.population.permutation import permutation_p
from cairn.analysis.estimators.population.stratum_tally import Floats
from cairn.analysis.tally import Counts

LOOK_CLOSER = 0.05
"""Below this, p of answers that are yes or no is computed exactly."""
NOTHING = 1e-9


def dealing_p(table: Counts, in_a: Floats, in_b: Floats, scores: Floats) -> Floats:
    """The two-sided p value of every pair of groups; NaN where no stratum has both groups and different
    answers.

    `table[h, v, c]` answers of stratum h and value v have the score `scores[c]`; `in_a[pair, v]` and
    `in_b[pair, v]` are 1 for the values that make up the two groups of a pair.
    """
    n, total, squares = (table @ power for power in (np.ones(len(scores)), scores, scores**2))
    n_a, n_b, t_a = n @ in_a.T, n @ in_b.T, total @ in_a.T
    both = in_a + in_b
    size, sum_, square = n_a + n_b, total @ both.T, squares @ both.T
    useful = (n_a > 0) & (n_b > 0)
    safe = np.where(useful, size, 2.0)
    spread = np.maximum(square - sum_**2 / safe, 0.0) / (safe - 1)
    variance = np.where(useful, n_a * n_b / safe * spread, 0.0).sum(axis=0)
    excess = np.where(useful, t_a - n_a * sum_ / safe, 0.0).sum(axis=0)
    varies = variance > NOTHING
    p = np.where(varies, 2 * special.ndtr(-np.abs(excess) / np.sqrt(np.where(varies, variance, 1.0))), np.nan)
    if set(scores.tolist()) == {0.0, 1.0}:
        hits = table[:, :, scores == 1].sum(axis=2)
        for i in np.flatnonzero(p < LOOK_CLOSER):
            first, second = in_a[i] > 0, in_b[i] > 0
            pair = [np.stack([x[:, first].sum(axis=1), x[:, second].sum(axis=1)], axis=1) for x in (hits, n)]
            exact = permutation_p(pair[0], pair[1].astype(np.int64))
            p[i] = p[i] if exact is None else exact
    return np.asarray(p)


def rank_scores(counts: Counts) -> Floats:
    """Middle ranks of ordered codes, from 0 to 1, over all answers `counts[…, c]`."""
    at = counts.reshape(-1, counts.shape[-1]).sum(axis=0).astype(float)
    ranks: Floats = (np.cumsum(at) - at / 2) / max(at.sum(), 1.0)
    return ranks
