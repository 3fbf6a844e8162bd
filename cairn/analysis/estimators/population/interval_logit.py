"""A t interval on the logit scale.

Source: R's survey package, `svyciprop(method="xlogit")`.
"""

from __future__ import annotations

import numpy as np

from cairn.analysis.estimators.population.proportion import Shares
from cairn.analysis.estimators.population.quantiles import Numbers, t_quantile
from cairn.analysis.estimators.population.stratum_tally import Floats


def xlogit(shares: Shares, level: float = 0.95) -> tuple[Floats, Floats]:
    """Lower and upper limits; NaN where the error or df is 0, which includes shares of 0 and 1."""
    return logit_limits(shares.share, shares.se, shares.df, level)


def logit_limits(share: Floats, se: Floats, df: Numbers, level: float = 0.95) -> tuple[Floats, Floats]:
    """The same of shares with errors however made."""
    defined = (se > 0) & (share > 0) & (share < 1)
    p, se = np.where(defined, share, 0.5), np.where(defined, se, np.nan)
    centre = np.log(p / (1 - p))
    reach = t_quantile(level, df) * se / (p * (1 - p))
    return 1 / (1 + np.exp(reach - centre)), 1 / (1 + np.exp(-reach - centre))
