"""The Wald interval, share ± t × error: for comparison only, never for publication.

Source: R's survey package, `confint(svymean(…), df=degf(…))`.
"""

from __future__ import annotations

from cairn.analysis.estimators.population.proportion import Shares
from cairn.analysis.estimators.population.quantiles import t_quantile
from cairn.analysis.estimators.population.stratum_tally import Floats


def wald(shares: Shares, level: float = 0.95) -> tuple[Floats, Floats]:
    """Lower and upper limits; they may lie below 0 or above 1. NaN where df is not positive."""
    reach = t_quantile(level, shares.df) * shares.se
    return shares.share - reach, shares.share + reach
