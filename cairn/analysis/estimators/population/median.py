"""Medians and other quantiles of ratings, exact from counts.

Source: the smallest value whose cumulated weighted share reaches p (R's survey package, `svyquantile` with
its mathematical rule). The interval inverts p ± t × error of the share up to the quantile (R. S. Woodruff,
Journal of the American Statistical Association 47 (1952), 635–646). R centres it on that share instead of p,
which shifts it where many ratings are equal. Shares say more than medians: prefer them.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cairn.analysis.estimators.population.domain_scores import GroupAnswers, means_and_covariance
from cairn.analysis.estimators.population.quantiles import t_quantile
from cairn.analysis.estimators.population.sample import Lonely

HALF = Fraction(1, 2)


def quantile(answers: GroupAnswers, group: str, p: Fraction = HALF) -> int:
    """The code at p, decided in exact fractions."""
    shares = cumulated(answers, group)
    return next(code for code, share in enumerate(shares, 1) if share >= p)


def quantile_interval(
    answers: GroupAnswers, group: str, p: Fraction = HALF, level: float = 0.95, lonely: Lonely = "adjust"
) -> tuple[int, int] | None:
    """The lowest and highest code the level leaves possible; None without degrees of freedom."""
    g = answers.groups.index(group)
    here = answers.counts[:, g].sum(axis=1)
    df = int(here.sum() - (here > 0).sum())
    if df < 1:
        return None
    up_to = (np.arange(1, answers.counts.shape[2] + 1) <= quantile(answers, group, p)).astype(float)
    _, spread = means_and_covariance(answers, up_to, lonely)
    reach = Fraction(float(t_quantile(level, df)) * float(np.sqrt(spread[g, g])))
    low, high = max(p - reach, Fraction(0)), min(p + reach, Fraction(1))
    shares = cumulated(answers, group)
    first = next(code for code, share in enumerate(shares, 1) if share >= low and share > 0)
    return first, next(code for code, share in enumerate(shares, 1) if share >= high)


def cumulated(answers: GroupAnswers, group: str) -> tuple[Fraction, ...]:
    """The weighted share of answers up to each code, as exact fractions; the last is 1."""
    counts = answers.counts[:, answers.groups.index(group)]
    sample = answers.sample
    total = [Fraction(0)] * counts.shape[1]
    for h in np.flatnonzero(counts.sum(axis=1)):
        weight = Fraction(int(sample.population[h]), int(sample.size[h]))
        total = [t + weight * int(n) for t, n in zip(total, counts[h], strict=True)]
    whole = sum(total, Fraction(0))
    return tuple(sum(total[: c + 1], Fraction(0)) / whole for c in range(len(total)))
