"""Krippendorff's alpha with weights and its linearised standard error.

Source: K. L. Gwet, Handbook of Inter-Rater Reliability (4th ed., 2014), sections 4.5 and 5.4. R:
irrCAC::krippen.alpha.raw. With the weights "unweighted" and "quadratic" it is the nominal and the interval
alpha of krippendorff.py; "ordinal" are Gwet's weights, fixed by the scale, not Krippendorff's metric.
"""

from __future__ import annotations

import math

import numpy as np

from cairn.analysis.estimators.agreement.linearised import (
    Coefficient,
    sampled_part,
    standard_error,
    undefined,
)
from cairn.analysis.estimators.agreement.ratings import Ratings
from cairn.analysis.estimators.agreement.weights import weights_of

NAME = "Krippendorff alpha, weighted"


def krippendorff_weighted(
    ratings: Ratings, weights: str = "ordinal", population: int | None = None
) -> Coefficient:
    """Alpha over the records that two or more rated. `population` is the number of records from which all
    that were rated, even once, were drawn, as the reference has it."""
    paired = ratings.rated_twice()
    n = paired.records
    if not n:
        return undefined(NAME, weights, paired)
    w = weights_of(weights, ratings.categories)
    counts, each, times = paired.counts.astype(np.float64), paired.ratings_each, paired.times
    mean_each = float(times @ each) / n
    spare = 1 / float(times @ each)
    own = (counts * (counts @ w.T - 1)).sum(axis=1) / (mean_each * (each - 1))
    plain = float(times @ own) / n
    observed = (1 - spare) * plain + spare
    shares = times @ (counts / mean_each) / n
    chance = float(shares @ w @ shares)
    if math.isclose(chance, 1.0, rel_tol=0, abs_tol=1e-12):
        return undefined(NAME, weights, paired)
    unequal = (each - mean_each) / mean_each
    seen = (own - observed * unequal - chance) / (1 - chance)
    by_chance = counts @ (w @ shares) / mean_each - chance * unequal
    before = (plain - chance) / (1 - chance)
    linear = seen - 2 * (1 - before) * (by_chance - chance) / (1 - chance)
    return Coefficient(
        name=NAME,
        weights=weights,
        value=(observed - chance) / (1 - chance),
        se=standard_error(linear, before, paired, sampled_part(ratings.records, population)),
        observed=observed,
        by_chance=chance,
        records=n,
    )
