"""Mean ratings with their errors.

Source: R's survey package, `svymean` and `svyby`; the interval uses t on the group's own degrees of freedom,
answers less strata with one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.analysis.estimators.population.domain_scores import GroupAnswers, means_and_covariance
from cairn.analysis.estimators.population.quantiles import t_quantile
from cairn.analysis.estimators.population.sample import Lonely


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean code of n answers. The limits are NaN without degrees of freedom."""

    group: str
    n: int
    mean: float
    se: float
    df: int
    low: float
    high: float


def means(answers: GroupAnswers, level: float = 0.95, lonely: Lonely = "adjust") -> tuple[Mean, ...]:
    """The mean of the codes, 1 to n, in every group."""
    codes = np.arange(1.0, answers.counts.shape[2] + 1)
    found, spread = means_and_covariance(answers, codes, lonely)
    errors = np.sqrt(np.diag(spread))
    per_stratum = answers.counts.sum(axis=2)
    df = answers.n - (per_stratum > 0).sum(axis=0)
    reach = t_quantile(level, df) * errors
    return tuple(
        Mean(
            group=group,
            n=int(answers.n[g]),
            mean=float(found[g]),
            se=float(errors[g]),
            df=int(df[g]),
            low=float(found[g] - reach[g]),
            high=float(found[g] + reach[g]),
        )
        for g, group in enumerate(answers.groups)
    )
