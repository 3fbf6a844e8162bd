"""How the answers of a group spread over a scale, with the covariance of the shares.

Source: the multinomial ratio estimator; R's survey package, `svymean(~factor(x))`.
"""

from __future__ import annotations

import numpy as np

from cairn.analysis.estimators.population.domain_scores import GroupAnswers, covariance
from cairn.analysis.estimators.population.sample import Lonely
from cairn.analysis.estimators.population.stratum_tally import Floats


def answer_shares(
    answers: GroupAnswers, group: str = "all", lonely: Lonely = "adjust"
) -> tuple[Floats, Floats]:
    """The share of each code, adding up to 1, and their covariance matrix."""
    g = answers.groups.index(group)
    children = answers.weighted[g]
    shares = children / children.sum()
    codes = len(shares)
    scores = np.zeros((len(answers.groups), codes, codes))
    scores[g] = (np.eye(codes) - shares[None, :]) / children.sum()
    return shares, covariance(answers, scores, lonely)
