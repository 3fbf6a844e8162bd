"""Gwet's AC1, and AC2 when it is weighted: agreement beyond chance that holds up when agreement is high.

Source: K. L. Gwet, British Journal of Mathematical and Statistical Psychology 61 (2008), 29–48 (AC1);
Handbook of Inter-Rater Reliability (4th ed., 2014), section 4.3 and chapter 5 (AC2, missing ratings).
R: irrCAC::gwet.ac1.raw. It overstates agreement where there is none (Tran and others 2018), which is why
Krippendorff's alpha stands beside it.
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


def gwet_ac(ratings: Ratings, weights: str = "quadratic", population: int | None = None) -> Coefficient:
    """AC1 for the weights "unweighted", else AC2.

    `population` is the number of records that those rated were drawn from.
    """
    name = "AC1" if weights == "unweighted" else "AC2"
    w = weights_of(weights, ratings.categories)
    observed = observed_agreement(ratings, w)
    if observed is None or ratings.categories < 2:
        return undefined(name, weights, ratings)
    shares = mean_shares(ratings)
    scale = float(w.sum()) / (ratings.categories * (ratings.categories - 1))
    chance = scale * float((shares * (1 - shares)).sum())
    by_pattern = scale * (ratings.counts @ (1 - shares)) / ratings.ratings_each
    return corrected_for_chance(ratings, observed, chance, by_pattern, population, (name, weights))
