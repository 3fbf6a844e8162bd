"""The Brennan–Prediger coefficient: chance is every code being as likely as any other.

Source: R. L. Brennan and D. J. Prediger, Educational and Psychological Measurement 41 (1981), 687–699;
weighted in K. L. Gwet, Handbook of Inter-Rater Reliability (4th ed., 2014), section 4.4. R:
irrCAC::bp.coeff.raw.
"""

from __future__ import annotations

from cairn.analysis.estimators.agreement.linearised import (
    Coefficient,
    corrected_for_chance,
    observed_agreement,
    undefined,
)
from cairn.analysis.estimators.agreement.ratings import Ratings
from cairn.analysis.estimators.agreement.weights import weights_of

NAME = "Brennan–Prediger"


def brennan_prediger(
    ratings: Ratings, weights: str = "unweighted", population: int | None = None
) -> Coefficient:
    """`population` is the number of records that those rated were drawn from."""
    w = weights_of(weights, ratings.categories)
    observed = observed_agreement(ratings, w)
    if observed is None:
        return undefined(NAME, weights, ratings)
    chance = float(w.sum()) / ratings.categories**2
    return corrected_for_chance(ratings, observed, chance, chance, population, (NAME, weights))
