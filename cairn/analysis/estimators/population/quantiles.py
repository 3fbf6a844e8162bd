"""Quantiles and tails of Student's t, F and χ², without the weight of scipy.stats.

Source: scipy.special (Cephes and Boost), as R's qt, pt, pf and pchisq to about 1e-13.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from cairn.analysis.estimators.population.stratum_tally import Floats
from cairn.analysis.tally import Counts

Numbers = Floats | Counts | float | int


def t_quantile(level: float, df: Numbers) -> Floats:
    """The t that a two-sided interval of this level uses; NaN where `df` is not positive."""
    degrees = np.asarray(df, dtype=float)
    alpha = (1 - level) / 2
    found = -np.asarray(special.stdtrit(np.where(degrees > 0, degrees, 1.0), alpha))
    return np.where(degrees > 0, found, np.nan)


def t_p(t: Numbers, df: Numbers) -> Floats:
    """The two-sided p value of a t statistic."""
    return np.asarray(
        2 * special.stdtr(np.asarray(df, dtype=np.float64), -np.abs(np.asarray(t, dtype=np.float64)))
    )


def f_p(f: float, df1: float, df2: float) -> float:
    """The upper tail of F."""
    return float(special.fdtrc(df1, df2, f))


def chi2_p(x: float, df: float) -> float:
    """The upper tail of χ²."""
    return float(special.chdtrc(df, x))


def beta_quantile(q: float, a: Numbers, b: Numbers) -> Floats:
    """The q quantile of a beta distribution; 0 where a is 0, 1 where b is 0."""
    first, second = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    found: Any = special.betaincinv(np.where(first > 0, first, 1), np.where(second > 0, second, 1), q)
    return np.where(first <= 0, 0.0, np.where(second <= 0, 1.0, found))
