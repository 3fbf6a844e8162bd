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


def dealing_p(counts: Counts, scores: Floats) -> float | None:
    """The two-sided p value for two groups: `counts[h, g, c]` answers with score `scores[c]` in stratum h and
    group g. None when no stratum has both groups and different answers."""
    n = counts.sum(axis=2).astype(float)
    size = n.sum(axis=1)
    every = counts.sum(axis=1)
    useful = (n > 0).all(axis=1) & (size > 1)
    if not useful.any():
        return None
    n, size, every, first = n[useful], size[useful], every[useful].astype(float), counts[useful, 0]
    middle = every @ scores / size
    spread = (every * (scores[None, :] - middle[:, None]) ** 2).sum(axis=1) / (size - 1)
    variance = float((n[:, 0] * n[:, 1] / size * spread).sum())
    if variance <= 1e-12:
        return None
    excess = float((first @ scores - n[:, 0] * middle).sum())
    p = float(2 * special.ndtr(-abs(excess) / np.sqrt(variance)))
    if p < LOOK_CLOSER and set(scores.tolist()) == {0.0, 1.0}:
        hits = counts[useful][:, :, scores == 1].sum(axis=2)
        exact = permutation_p(hits, counts[useful].sum(axis=2))
        return p if exact is None else exact
    return p


def rank_scores(counts: Counts) -> Floats:
    """Middle ranks of ordered codes, from 0 to 1, over all answers `counts[…, c]`."""
    at = counts.reshape(-1, counts.shape[-1]).sum(axis=0).astype(float)
    ranks: Floats = (np.cumsum(at) - at / 2) / max(at.sum(), 1.0)
    return ranks
