"""Conger's kappa (Cohen's for two readers): chance is each reader drawing from their own spread of ratings.

Source: A. J. Conger, Psychological Bulletin 88 (1980), 322–328; weighted, with missing ratings and its
variance, in K. L. Gwet, Handbook of Inter-Rater Reliability (4th ed., 2014), chapter 5. R:
irrCAC::conger.kappa.raw.
"""

from __future__ import annotations

import numpy as np

from cairn.analysis.estimators.agreement.linearised import (
    Coefficient,
    corrected_for_chance,
    observed_agreement,
    undefined,
)
from cairn.analysis.estimators.agreement.ratings import Numbers, Ratings
from cairn.analysis.estimators.agreement.weights import Weights, weights_of

NAME = "Conger kappa"


def conger_kappa(ratings: Ratings, weights: str = "unweighted", population: int | None = None) -> Coefficient:
    """`population` is the number of records that those rated were drawn from. Undefined when a reader
    rated nothing."""
    w = weights_of(weights, ratings.categories)
    observed = observed_agreement(ratings, w)
    if observed is None or ratings.readers < 2 or not _rated(ratings).all():
        return undefined(NAME, weights, ratings)
    shares = _shares_by_reader(ratings)
    chance = _chance(shares, w)
    by_pattern = _chance_by_pattern(ratings, shares, w)
    return corrected_for_chance(ratings, observed, chance, by_pattern, population, (NAME, weights))


def _rated(ratings: Ratings) -> Numbers:
    """How many records each reader rated."""
    return np.asarray(ratings.times @ (ratings.patterns > 0), dtype=np.float64)


def _shares_by_reader(ratings: Ratings) -> Numbers:
    """The share of each code among a reader's own ratings: shape (readers, categories)."""
    codes = np.arange(1, ratings.categories + 1)
    given = np.einsum("m,mgk->gk", ratings.times, (ratings.patterns[:, :, None] == codes).astype(np.float64))
    return np.asarray(given / _rated(ratings)[:, None], dtype=np.float64)


def _chance(shares: Numbers, w: Weights) -> float:
    """The weighted agreement of two different readers who draw independently, over all pairs of readers."""
    readers = len(shares)
    total = shares.sum(axis=0)
    own = np.einsum("gk,kl,gl->", shares, w, shares)
    return float((total @ w @ total - own) / (readers * (readers - 1)))


def _chance_by_pattern(ratings: Ratings, shares: Numbers, w: Weights) -> Numbers:
    """What one record of each pattern adds to the chance agreement (Gwet's lambda, summed over readers)."""
    n, readers = ratings.records, ratings.readers
    rated = _rated(ratings)
    codes = np.arange(1, ratings.categories + 1)
    chose = (ratings.patterns[:, :, None] == codes).astype(np.float64)
    here = (ratings.patterns > 0) - rated / n
    own = (chose - here[:, :, None] * shares) * (n / rated)[None, :, None]
    others = shares.sum(axis=0) - shares
    return np.asarray(np.einsum("mgl,kl,gk->m", own, w, others) / (readers * (readers - 1)))
