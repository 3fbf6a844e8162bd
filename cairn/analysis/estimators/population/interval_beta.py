"""The Korn–Graubard interval without any cap.

Source: E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998), 193–201, as R's survey package has it:
`svyciprop(method="beta")`, with n_eff adjusted for degrees of freedom.
"""

from __future__ import annotations

import numpy as np

from cairn.analysis.estimators.population.proportion import Shares
from cairn.analysis.estimators.population.quantiles import beta_quantile, t_quantile
from cairn.analysis.estimators.population.stratum_tally import Floats


def beta(shares: Shares, level: float = 0.95) -> tuple[Floats, Floats]:
    """Lower and upper limits; NaN where the error or df is 0."""
    defined = (shares.se > 0) & (shares.df > 0)
    size = np.where(defined, shares.n_eff, 1.0) * df_ratio(shares, level) ** 2
    low, high = limits(np.where(defined, shares.share, 0.5), np.where(defined, size, 1.0), level)
    return np.where(defined, low, np.nan), np.where(defined, high, np.nan)


def df_ratio(shares: Shares, level: float) -> Floats:
    """t on n − 1 degrees of freedom over t on the design's: NaN where either has none."""
    return t_quantile(level, shares.n - 1) / t_quantile(level, shares.df)


def limits(share: Floats, size: Floats, level: float) -> tuple[Floats, Floats]:
    """Clopper and Pearson's limits for a share of an effective sample `size`, which need not be whole."""
    alpha = (1 - level) / 2
    k = share * size
    low = beta_quantile(alpha, k, size - k + 1)
    return low, beta_quantile(1 - alpha, k + 1, np.maximum(size - k, 0.0))
