"""Means and shares of a weighted survey, with errors that know what the weights were fitted to.

Source: Deville and Särndal (1992), equation 3.4: the linearised scores are replaced by what the calibration
columns leave unexplained, times the calibrated weight; R's survey package, `svymean` on a calibrated design.
Design effect of weighting: L. Kish, Journal of Official Statistics 8 (1992), 183–200.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.analysis.estimators.population.calibrated_sample import CalibratedSample
from cairn.analysis.estimators.population.sample import Lonely
from cairn.analysis.estimators.population.spread import spread_of_cells
from cairn.analysis.estimators.population.stratum_tally import Floats, Where
from cairn.analysis.tally import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedMean:
    """The weighted mean of n answers in a group; a share is the mean of 0 and 1. `weights` is the sum of
    their weights, `design_effect` how many times more people the same precision took than equal weights
    would, and `df` the answers less the strata with one, in the group. An empty group has no mean."""

    n: int
    mean: float | None
    se: float | None
    df: int
    weights: float
    design_effect: float | None
    method: str


def weighted_mean(
    sample: CalibratedSample, item: str, values: Floats, where: Where = (), lonely: Lonely = "adjust"
) -> WeightedMean:
    """The mean of `values[c]`, one number per code of the item, over those of a group who answered it."""
    tally = sample.tally
    counts = tally.counts[item]
    inside = tally.in_group(where)
    answered = counts[:, 1:] * inside[:, None]
    per_cell = answered.sum(axis=1)
    n, size = int(per_cell.sum()), float((per_cell * sample.weight).sum())
    df = n - len(np.unique(tally.stratum_of[per_cell > 0]))
    if not n:
        return WeightedMean(
            n=0, mean=None, se=None, df=0, weights=0.0, design_effect=None, method=sample.method
        )
    mean = float(sample.weight @ answered @ values) / size
    scores = np.zeros(counts.shape)
    scores[:, 1:] = inside[:, None] * (values - mean)[None, :] / size
    left = unexplained(sample, scores, counts) * sample.weight[:, None]
    where_from = np.repeat(tally.stratum_of, counts.shape[1])
    variance = spread_of_cells(sample.sample, where_from, counts.ravel(), left.reshape(-1, 1), lonely)
    squares = float((per_cell * sample.weight**2).sum())
    return WeightedMean(
        n=n,
        mean=mean,
        se=float(np.sqrt(variance[0, 0])),
        df=df,
        weights=size,
        design_effect=n * squares / size**2,
        method=sample.method,
    )


def unexplained(sample: CalibratedSample, scores: Floats, counts: Counts) -> Floats:
    """What is left of `scores[cell, code]` after a regression on the calibration columns, everybody weighted
    as before the calibration."""
    if sample.model is None:
        return scores
    model, before = sample.model, sample.before
    cross = (model * (before * counts.sum(axis=1))[:, None]).T @ model
    slope, *_ = np.linalg.lstsq(cross, model.T @ (before * (counts * scores).sum(axis=1)), rcond=None)
    result: Floats = scores - (model @ slope)[:, None]
    return result
