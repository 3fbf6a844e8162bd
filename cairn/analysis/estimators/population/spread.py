"""The variance of estimates from stratified simple random sampling without replacement, by linearisation.

Source: C.-E. Särndal, B. Swensson and J. Wretman, Model Assisted Survey Sampling (1992), result 3.7.1 for a
total in a stratified design and section 5.5 for linearised variables; R's survey package, `svyrecvar`, and
its option `survey.lonely.psu` for strata of which one unit of several was taken.
"""

from __future__ import annotations

import numpy as np

from cairn.analysis.estimators.population.sample import Lonely, Sample
from cairn.analysis.estimators.population.stratum_tally import Floats, Mask
from cairn.analysis.tally import Counts


def spread(sample: Sample, counts: Counts, scores: Floats, lonely: Lonely = "adjust") -> Floats:
    """The covariance matrix, estimates × estimates, of Σ N/n × score.

    `counts[h, c]` units of stratum h have the scores `scores[c, :]` (or `scores[h, c, :]`), one per estimate;
    the rest of the sample has scores of 0.
    """
    strata, cells = counts.shape
    wide = np.broadcast_to(scores, (strata, cells, scores.shape[-1])) * sample.weight[:, None, None]
    stratum_of = np.repeat(np.arange(strata), cells)
    return spread_of_cells(
        sample, stratum_of, counts.ravel(), wide.reshape(strata * cells, wide.shape[2]), lonely
    )


def spread_of_cells(
    sample: Sample, stratum_of: Counts, counts: Counts, scores: Floats, lonely: Lonely = "adjust"
) -> Floats:
    """The covariance matrix of Σ score over all units, the scores holding the weights already.

    `counts[i]` units of stratum `stratum_of[i]` have the scores `scores[i, :]`; the rest of the stratum's
    sample has scores of 0. A stratum without differences adds exactly 0.

    `adjust` centres single-record strata at the mean of all scores, `remove` and `certainty` leave them out,
    `average` gives them the mean variance of the other strata that have a counted unit.
    """
    strata, size = len(sample.size), sample.size.astype(float)
    some = counts > 0
    stratum_of, counts, scores = stratum_of[some], counts[some], scores[some]
    counted = np.bincount(stratum_of, weights=counts, minlength=strata)
    # Measured from one of the stratum's own scores, a stratum of equal scores leaves no rounding behind.
    base = np.zeros((strata, scores.shape[1]))
    whole = counted >= size
    base[stratum_of[::-1]] = scores[::-1]
    base[~whole] = 0.0
    shifted = scores - base[stratum_of]
    centre = _sums(stratum_of, counts[:, None] * shifted, strata) / np.maximum(size, 1)[:, None]
    scale = sample.unread * np.where(size > 1, size / np.maximum(size - 1, 1), 0.0)
    off = shifted - centre[stratum_of]
    total: Floats = (off * (counts * scale[stratum_of])[:, None]).T @ off
    total += (centre * (scale * np.maximum(size - counted, 0))[:, None]).T @ centre
    total += _singles(sample, counted > 0, _sums(stratum_of, counts[:, None] * scores, strata), total, lonely)
    return total


def _singles(sample: Sample, there: Mask, sums: Floats, total: Floats, lonely: Lonely) -> Floats:
    alone = sample.single
    none = np.zeros_like(total)
    if not alone.any() or lonely in ("remove", "certainty"):
        return none
    if lonely == "average":
        known = int((there & ~alone).sum())
        return total * (int((there & alone).sum()) / known) if known else none * np.nan
    centre = sums.sum(axis=0) / sample.size.sum()
    off = sums[alone] - centre
    result: Floats = (off * sample.unread[alone][:, None]).T @ off
    return result


def _sums(stratum_of: Counts, values: Floats, strata: int) -> Floats:
    total = np.zeros((strata, values.shape[1]))
    np.add.at(total, stratum_of, values)
    return total
