"""The variance of estimates from stratified simple random sampling without replacement, by linearisation.

Source: C.-E. Särndal, B. Swensson and J. Wretman, Model Assisted Survey Sampling (1992), result 3.7.1 for a
total in a stratified design and section 5.5 for linearised variables; R's survey package, `svyrecvar`, and
its option `survey.lonely.psu` for strata of which one unit of several was taken.
"""

from __future__ import annotations

import numpy as np

from cairn.analysis.estimators.population.sample import Lonely, Sample
from cairn.analysis.estimators.population.stratum_tally import Floats
from cairn.analysis.tally import Counts


def spread(sample: Sample, counts: Counts, scores: Floats, lonely: Lonely = "adjust") -> Floats:
    """The covariance matrix, estimates × estimates, of Σ weight × score.

    `counts[h, c]` units of stratum h have the scores `scores[c, :]` (or `scores[h, c, :]`), one per estimate;
    the rest of the sample has scores of 0. A stratum without differences adds exactly 0.

    `adjust` centres single-record strata at the mean of all scores, `remove` and `certainty` leave them out,
    `average` gives them the mean variance of the other strata that have a counted unit.
    """
    size = sample.size.astype(float)
    scores = np.broadcast_to(scores, (*counts.shape, scores.shape[-1]))
    rest = sample.size - counts.sum(axis=1)
    every = np.concatenate([counts, rest[:, None]], axis=1).astype(float)
    wide = np.concatenate([scores, np.zeros((len(counts), 1, scores.shape[-1]))], axis=1)
    some = np.maximum(size, 1)
    # Measured from one of the stratum's own scores, a stratum of equal scores leaves no rounding behind.
    base = np.take_along_axis(wide, (every > 0).argmax(axis=1)[:, None, None], axis=1)
    shifted = wide - base
    off = shifted - np.einsum("hc,hcp->hp", every, shifted)[:, None, :] / some[:, None, None]
    within = np.einsum("hc,hcp,hcq->hpq", every, off, off)
    scale = sample.weight**2 * sample.unread * np.where(size > 1, size / np.maximum(size - 1, 1), 0.0)
    total: Floats = np.einsum("h,hpq->pq", scale, within)
    total += _singles(sample, counts, every, wide, total, lonely)
    return total


def _singles(
    sample: Sample, counts: Counts, every: Floats, wide: Floats, total: Floats, lonely: Lonely
) -> Floats:
    alone = sample.single
    none = np.zeros_like(total)
    if not alone.any() or lonely in ("remove", "certainty"):
        return none
    if lonely == "average":
        counted = counts.sum(axis=1) > 0
        known = (counted & ~alone).sum()
        return total * ((counted & alone).sum() / known) if known else none * np.nan
    weighted = sample.weight[:, None] * np.einsum("hc,hcp->hp", every, wide)
    centre = weighted.sum(axis=0) / sample.size.sum()
    scale = sample.unread[alone]
    off = weighted[alone] - centre
    result: Floats = np.einsum("h,hp,hq->pq", scale, off, off)
    return result
