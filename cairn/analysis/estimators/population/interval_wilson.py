"""Wilson's interval with the effective sample size and t.

Source: R's survey package from version 4.5, `svyciprop(method="wilson")`: n_eff is not adjusted for degrees
of freedom.
"""

from __future__ import annotations

import numpy as np

from cairn.analysis.estimators.population.proportion import Shares
from cairn.analysis.estimators.population.quantiles import t_quantile
from cairn.analysis.estimators.population.stratum_tally import Floats


def wilson(shares: Shares, level: float = 0.95) -> tuple[Floats, Floats]:
    """Lower and upper limits; NaN where the error or df is 0."""
    n = np.where(shares.se > 0, shares.n_eff, np.nan)
    return limits(shares.share, n, t_quantile(level, shares.df))


def limits(share: Floats, size: Floats, t: Floats) -> tuple[Floats, Floats]:
    """Wilson's limits for a share of a sample of `size`."""
    spread = 1 + t**2 / size
    centre = (share + t**2 / (2 * size)) / spread
    reach = t / spread * np.sqrt(share * (1 - share) / size + t**2 / (4 * size**2))
    return centre - reach, centre + reach
