"""The share of pairs of readings that agree, exactly or nearly, uncorrected for chance.

Source: K. L. Gwet, Handbook of Inter-Rater Reliability (4th ed., 2014), section 2.2 (percent agreement; with
the weights "within_one" a pair that lies one step apart agrees too). R: irrCAC::pa.coeff.raw.
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

NAME = "percent agreement"


def percent_agreement(
    ratings: Ratings, weights: str = "unweighted", population: int | None = None
) -> Coefficient:
    """A share from 0 to 1. `population` is the number of records that those rated were drawn from."""
    observed = observed_agreement(ratings, weights_of(weights, ratings.categories))
    if observed is None:
        return undefined(NAME, weights, ratings)
    return corrected_for_chance(ratings, observed, 0.0, 0.0, population, (NAME, weights))
