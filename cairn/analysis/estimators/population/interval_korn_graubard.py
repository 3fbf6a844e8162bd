"""The Korn–Graubard interval, capped: the default for samples of several strata.

Source: interval_beta.py, with the effective sample size held to at most (n − 1)/(1 − f), which is also its
value where the error is 0, and the limits clipped to what was seen: of N children at least the k found have
the property and at least n − k have not. Simulated in benchmarks/coverage.py.
"""

from __future__ import annotations

import numpy as np

from cairn.analysis.estimators.population.interval_beta import df_ratio, limits
from cairn.analysis.estimators.population.interval_wilson import limits as wilson_limits
from cairn.analysis.estimators.population.proportion import Shares
from cairn.analysis.estimators.population.quantiles import t_quantile
from cairn.analysis.estimators.population.stratum_tally import Floats
from cairn.analysis.tally import Counts


def korn_graubard(shares: Shares, most: Counts, level: float = 0.95) -> tuple[Floats, Floats]:
    """Lower and upper limits for every group with an answer; NaN for an empty one.

    `most` is the largest number of children that the group may have: the frame's, for whole strata. Without
    degrees of freedom the effective size is not adjusted for them.
    """
    some = shares.n > 0
    ratio = df_ratio(shares, level)
    ratio = np.where(np.isfinite(ratio), ratio, 1.0)
    size = np.where(shares.se > 0, np.minimum(shares.n_eff * ratio**2, cap(shares)), cap(shares))
    share = np.where(some, shares.share, 0.5)
    low, high = limits(share, np.where(size > 0, size, 1.0), level)
    # A sample of one says nothing by itself.
    return _clipped(np.where(size > 0, low, 0.0), np.where(size > 0, high, 1.0), shares, most)


def capped_wilson(shares: Shares, most: Counts, level: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson's interval with the same cap, fallback and clipping: a little shorter, and covers less."""
    size = np.where(shares.se > 0, np.minimum(shares.n_eff, cap(shares)), cap(shares))
    t = t_quantile(level, np.maximum(shares.df, 1))
    share = np.where(shares.n > 0, shares.share, 0.5)
    low, high = wilson_limits(share, np.where(size > 0, size, 1.0), t)
    return _clipped(np.where(size > 0, low, 0.0), np.where(size > 0, high, 1.0), shares, most)


def cap(shares: Shares) -> Floats:
    """(n − 1)/(1 − f), the effective size of a simple random sample of n; f is n over the group's size."""
    fraction = np.divide(shares.n, shares.children, out=np.zeros(shares.n.shape), where=shares.n > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(shares.n > 0, (shares.n - 1) / np.maximum(1 - fraction, 1e-12), 0.0)


def _clipped(low: Floats, high: Floats, shares: Shares, most: Counts) -> tuple[Floats, Floats]:
    whole = np.maximum(most, 1)
    low, high = np.maximum(low, shares.k / whole), np.minimum(high, 1 - (shares.n - shares.k) / whole)
    some = shares.n > 0
    # Rounding must not put the estimate outside its own interval.
    low, high = np.fmin(low, shares.share), np.fmax(high, shares.share)
    return np.where(some, low, np.nan), np.where(some, high, np.nan)
