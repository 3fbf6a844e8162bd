"""A t interval on the logit scale.

Source: R's survey package, `svyciprop(method="xlogit")`.
"""

from __future__ import annotations

import numpy as np

from cairn.analysis.estimators.population.proportion import Shares
from cairn.analysis.estimators.population.quantiles import t_quantile
from cairn.analysis.estimators.population.stratum_tally import Floats


def xlogit(shares: Shares, level: float = 0.95) -> tuple[Floats, Floats]:
    """Lower and upper limits; NaN where the error or df is 0, which includes shares of 0 and 1."""
    p, se = shares.share, shares.se
    defined = (se > 0) & (p > 0) & (p < 1)
    p, se = np.where(defined, p, 0.5), np.where(defined, se, np.nan)
    centre = np.log(p / (1 - p))
    reach = t_quantile(level, shares.df) * se / (p * (1 - p))
    return 1 / (1 + np.exp(reach - centre)), 1 / (1 + np.exp(-reach - centre))
