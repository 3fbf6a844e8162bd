"""Whether groups rate higher or lower, by ranks: Wilcoxon for two groups, Kruskal–Wallis for more.

Source: T. Lumley and A. J. Scott, Two-sample rank tests under complex sampling, Biometrika 100 (2013),
831–842; R's survey package, `svyranktest`. Equal ratings share their middle rank in the estimated population.
(R averages the ranks of equal ratings without weights, so its score depends on the order of the rows;
`scores` takes any.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.analysis.estimators.population.domain_scores import GroupAnswers, means_and_covariance
from cairn.analysis.estimators.population.mean_test import wald_of_equality
from cairn.analysis.estimators.population.quantiles import f_p, t_p
from cairn.analysis.estimators.population.sample import Lonely
from cairn.analysis.estimators.population.stratum_tally import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTest:
    """For two groups `statistic` is t, on `df` = the design's degrees of freedom − 1, and positive when the
    second group ranks higher. For more it is Wald’s χ² on `df` = groups − 1; its p value is from F
    on that and the design’s degrees of freedom − `df`."""

    statistic: float
    df: int
    p: float
    groups: int


def middle_ranks(answers: GroupAnswers) -> Floats:
    """Per code the share of children below it and half of those at it: 0 to 1."""
    at = answers.weighted.sum(axis=0)
    middle: Floats = (np.cumsum(at) - at / 2) / at.sum()
    return middle


def rank_test(
    answers: GroupAnswers, scores: Floats | None = None, lonely: Lonely = "adjust"
) -> RankTest | None:
    """Test whether mean ranks are equal. None when there is one group, or nothing left to vary."""
    ranks = middle_ranks(answers) if scores is None else scores
    more = len(answers.groups) - 1
    df = answers.df - more
    if more < 1 or df < 1:
        return None
    means, spread = means_and_covariance(answers, ranks, lonely)
    wald = wald_of_equality(means, spread)
    if wald is None:
        return None
    if more == 1:
        t = float(np.copysign(np.sqrt(wald), means[1] - means[0]))
        return RankTest(statistic=t, df=df, p=float(t_p(t, df)), groups=2)
    return RankTest(statistic=wald, df=more, p=f_p(wald / more, more, df), groups=more + 1)
