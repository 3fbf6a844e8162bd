"""Cohen's kappa for two readers, over the records that both rated.

Source: J. Cohen, Psychological Bulletin 70 (1968), 213–220; its large-sample variance J. L. Fleiss,
J. Cohen and B. S. Everitt, Psychological Bulletin 72 (1969), 323–327. Python: statsmodels cohens_kappa.
The weights span the whole scale, used or not: indexing the codes that occur gives another, wrong, number.
"""

from __future__ import annotations

import math

import numpy as np

from cairn.analysis.estimators.agreement.linearised import Coefficient, sampled_part, undefined
from cairn.analysis.estimators.agreement.ratings import Numbers, Ratings
from cairn.analysis.estimators.agreement.weights import weights_of

NAME = "Cohen kappa"


def cohen_kappa(ratings: Ratings, weights: str = "quadratic", population: int | None = None) -> Coefficient:
    """`population` is the number of records that those rated were drawn from. Raises `ValueError` unless
    there are two readers."""
    if ratings.readers != 2:
        raise ValueError("Cohen's kappa compares two readers; use Conger's kappa for more")
    both = ratings.rated_twice()
    n = both.records
    if not n:
        return undefined(NAME, weights, both)
    w = weights_of(weights, ratings.categories)
    joint = _joint(both)
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    observed, chance = float((w * joint).sum()), float(rows @ w @ columns)
    if math.isclose(chance, 1.0, rel_tol=0, abs_tol=1e-12):
        return undefined(NAME, weights, both)
    mean_weight = (w @ columns)[:, None] + (w.T @ rows)[None, :]
    own = w * (1 - chance) - mean_weight * (1 - observed)
    centre = observed * chance - 2 * chance + observed
    variance = (float((joint * own**2).sum()) - centre**2) / (n * (1 - chance) ** 4)
    finite = 1 - sampled_part(n, population)
    return Coefficient(
        name=NAME,
        weights=weights,
        value=(observed - chance) / (1 - chance),
        se=math.sqrt(max(variance, 0.0) * finite),
        observed=observed,
        by_chance=chance,
        records=n,
    )


def _joint(ratings: Ratings) -> Numbers:
    """The share of records by the code of the first and of the second reader."""
    joint = np.zeros((ratings.categories, ratings.categories))
    np.add.at(joint, (ratings.patterns[:, 0] - 1, ratings.patterns[:, 1] - 1), ratings.times)
    return joint / ratings.records
