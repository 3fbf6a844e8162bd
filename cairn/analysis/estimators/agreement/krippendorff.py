"""Krippendorff's alpha: one minus the disagreement observed over the disagreement that chance would bring.

Source: K. Krippendorff, Content Analysis (3rd ed., 2013), chapter 12, and "Computing Krippendorff's
alpha-reliability" (2011): coincidence matrix, and the nominal, ordinal, interval and ratio metrics. R:
irr::kripp.alpha.
"""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np

from cairn.analysis.estimators.agreement.linearised import Coefficient, sampled_part, undefined
from cairn.analysis.estimators.agreement.ratings import Numbers, Ratings

NAME = "Krippendorff alpha"


class Metric(StrEnum):
    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def krippendorff_alpha(
    ratings: Ratings, metric: Metric = Metric.ORDINAL, population: int | None = None
) -> Coefficient:
    """Alpha over the records that two or more rated.

    Its standard error is the jackknife over records (B. Efron and C. Stein, Annals of Statistics 9 (1981),
    586–596), because the ordinal metric itself depends on the ratings. `observed` and `by_chance` are
    disagreements in the metric's own unit. `population`: the records that those rated were drawn from.
    """
    paired = ratings.rated_twice()
    found = _disagreements(paired, metric)
    if found is None:
        return undefined(NAME, metric.value, paired)
    seen, expected = found
    return Coefficient(
        name=NAME,
        weights=metric.value,
        value=1 - seen / expected,
        se=_jackknife(paired, metric, population),
        observed=seen,
        by_chance=expected,
        records=paired.records,
    )


def _disagreements(ratings: Ratings, metric: Metric) -> tuple[float, float] | None:
    """The mean squared distance of pairs within records, and of all pairs of ratings; None when either
    has no pairs, or all ratings are the same."""
    counts = ratings.counts
    each = ratings.ratings_each
    within = ratings.times / np.maximum(each - 1, 1)
    coincidences = np.einsum("m,mk,ml->kl", within, counts, counts) - np.diag(within @ counts)
    totals = (ratings.times @ counts).astype(np.float64)
    n = float(totals.sum())
    if n < 2:
        return None
    apart = _squared_distances(metric, totals)
    seen = float((coincidences * apart).sum()) / n
    expected = float(totals @ apart @ totals) / (n * (n - 1))
    return (seen, expected) if expected > 0 else None


def _squared_distances(metric: Metric, totals: Numbers) -> Numbers:
    codes = np.arange(1, len(totals) + 1, dtype=np.float64)
    first, second = codes[:, None], codes[None, :]
    match metric:
        case Metric.NOMINAL:
            return np.asarray(first != second, dtype=np.float64)
        case Metric.INTERVAL:
            return np.asarray((first - second) ** 2)
        case Metric.RATIO:
            return np.asarray(((first - second) / (first + second)) ** 2)
        case Metric.ORDINAL:
            # ratings from the one code to the other, the two ends counted by half
            middle = np.cumsum(totals) - totals / 2
            return np.asarray((middle[:, None] - middle[None, :]) ** 2)


def _jackknife(ratings: Ratings, metric: Metric, population: int | None) -> float | None:
    n = ratings.records
    values = []
    for pattern in range(len(ratings.times)):
        found = _disagreements(ratings.without_one_of(pattern), metric)
        if found is None:
            return None
        values.append(1 - found[0] / found[1])
    spread = np.array(values)
    mean = float(ratings.times @ spread) / n
    variance = (n - 1) / n * float(ratings.times @ (spread - mean) ** 2)
    return math.sqrt((1 - sampled_part(n, population)) * variance)
