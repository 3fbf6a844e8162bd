"""Fleiss' kappa (Scott's pi for two readers): chance is readers drawing from one common spread of ratings.

Source: J. L. Fleiss, Psychological Bulletin 76 (1971), 378–382; weighted and with missing ratings in
K. L. Gwet, Handbook of Inter-Rater Reliability (4th ed., 2014), chapter 5. R: irrCAC::fleiss.kappa.raw.
"""

from __future__ import annotations

from cairn.analysis.estimators.agreement.linearised import (
    Coefficient,
    corrected_for_chance,
    mean_shares,
    observed_agreement,
    undefined,
)
from cairn.analysis.estimators.agreement.ratings import Ratings
from cairn.analysis.estimators.agreement.weights import weights_of

NAME = "Fleiss kappa"


def fleiss_kappa(ratings: Ratings, weights: str = "unweighted", population: int | None = None) -> Coefficient:
    """`population` is the number of records that those rated were drawn from."""
    w = weights_of(weights, ratings.categories)
    observed = observed_agreement(ratings, w)
    if observed is None:
        return undefined(NAME, weights, ratings)
    shares = mean_shares(ratings)
    chance = float(shares @ w @ shares)
    by_pattern = ratings.counts @ (w @ shares) / ratings.ratings_each
    return corrected_for_chance(ratings, observed, chance, by_pattern, population, (NAME, weights))
