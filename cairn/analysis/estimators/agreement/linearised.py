"""An agreement coefficient with its standard error over records, and a t interval.

Source: K. L. Gwet, "Computing inter-rater reliability and its variance in the presence of high agreement",
British Journal of Mathematical and Statistical Psychology 61 (2008), 29–48, and Handbook of Inter-Rater
Reliability (4th ed., 2014), chapter 5: the coefficient is linearised record by record; records, not
readers, are the sample. R package irrCAC is the reference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from cairn.analysis.estimators.agreement.ratings import Numbers, Ratings
from cairn.analysis.estimators.agreement.weights import Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """An agreement coefficient. `observed` and `by_chance` are the shares it compares.

    `value` is None when chance alone would make every reader agree (all ratings the same), so that
    nothing can be said. `se` is None when it is not defined. `records` is the number that counts.
    """

    name: str
    weights: str
    value: float | None
    se: float | None
    observed: float | None
    by_chance: float | None
    records: int

    def interval(self, level: float = 0.95) -> tuple[float, float] | None:
        """A t interval on records − 1 degrees of freedom, kept within −1 and 1; None when undefined."""
        if self.value is None or self.se is None or self.records < 2:
            return None
        reach = float(stdtrit(self.records - 1, 0.5 + level / 2)) * self.se
        return max(-1.0, self.value - reach), min(1.0, self.value + reach)


def sampled_part(records: int, population: int | None) -> float:
    """The sampling fraction: the records rated of the records they were drawn from, 0 without a population.

    Raises `ValueError` when the population is smaller than the records rated.
    """
    if population is None:
        return 0.0
    if population < records:
        raise ValueError(f"{records} records were rated, more than the {population} they were drawn from")
    return records / population


@dataclass(frozen=True, slots=True)
class Observed:
    """Agreement between readers: overall, and by pattern (0 where fewer than two rated)."""

    share: float
    by_pattern: Numbers


def observed_agreement(ratings: Ratings, weights: Weights) -> Observed | None:
    """The mean, over records that two or more rated, of the weighted share of pairs of ratings that agree.
    None when no record was rated twice."""
    twice = ratings.records_rated_twice
    if not twice:
        return None
    counts, each = ratings.counts.astype(np.float64), ratings.ratings_each
    agreeing = (counts * (counts @ weights.T - 1)).sum(axis=1)
    pairs = each * (each - 1)
    by_pattern = np.where(pairs > 0, agreeing / np.maximum(pairs, 1), 0.0)
    return Observed(float((ratings.times * by_pattern).sum() / twice), by_pattern)


def mean_shares(ratings: Ratings) -> Numbers:
    """The share of each code, averaged over records: every record counts once."""
    shares = ratings.counts / ratings.ratings_each[:, None]
    return np.asarray(ratings.times @ shares / ratings.records, dtype=np.float64)


def undefined(name: str, weights: str, ratings: Ratings) -> Coefficient:
    """A coefficient about which nothing can be said."""
    return Coefficient(
        name=name,
        weights=weights,
        value=None,
        se=None,
        observed=None,
        by_chance=None,
        records=ratings.records,
    )


def corrected_for_chance(
    ratings: Ratings,
    observed: Observed,
    chance: float,
    chance_by_pattern: Numbers | float,
    population: int | None,
    names: tuple[str, str],
) -> Coefficient:
    """(observed − chance) / (1 − chance), with the variance of its linear form over records.

    `chance_by_pattern` is what a record of each pattern adds to the chance agreement; `names` are those of
    the coefficient and of its weights.
    """
    n, twice = ratings.records, ratings.records_rated_twice
    if math.isclose(chance, 1.0, rel_tol=0, abs_tol=1e-12):
        return undefined(*names, ratings)
    value = (observed.share - chance) / (1 - chance)
    had_pairs = ratings.ratings_each >= 2
    own = (n / twice) * (observed.by_pattern - chance * had_pairs) / (1 - chance)
    linear = own - 2 * (1 - value) * (chance_by_pattern - chance) / (1 - chance)
    return Coefficient(
        name=names[0],
        weights=names[1],
        value=value,
        se=standard_error(linear, value, ratings, sampled_part(n, population)),
        observed=observed.share,
        by_chance=chance,
        records=n,
    )


def standard_error(linear: Numbers, value: float, ratings: Ratings, sampled: float) -> float | None:
    """The standard error of a mean over records of `linear`; `sampled` is the sampling fraction."""
    n = ratings.records
    if n < 2:
        return None
    spread = float((ratings.times * (linear - value) ** 2).sum())
    return math.sqrt((1 - sampled) * spread / (n * (n - 1)))
