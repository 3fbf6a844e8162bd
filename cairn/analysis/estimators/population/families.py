"""Allowing for many comparisons at once.

Source: S. Holm, Scandinavian Journal of Statistics 6 (1979), 65–70; Y. Benjamini and Y. Hochberg, Journal of
the Royal Statistical Society B 57 (1995), 289–300; Y. Benjamini and D. Yekutieli, Annals of Statistics 29
(2001), 1165–1188; R, `p.adjust`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cairn.analysis.estimators.population.stratum_tally import Floats


def holm(p: Sequence[float]) -> Floats:
    """For the few comparisons declared beforehand: the chance of any false flag is held."""
    return _stepped(p, down=True)


def benjamini_hochberg(p: Sequence[float]) -> Floats:
    """For an exploratory grid: the share of false flags among the flags is held."""
    return _stepped(p, down=False)


def benjamini_yekutieli(p: Sequence[float]) -> Floats:
    """The same whatever the dependence between the comparisons; the check beside Benjamini–Hochberg."""
    return _stepped(p, down=False, times=float(np.sum(1 / np.arange(1, len(p) + 1))))


def _stepped(p: Sequence[float], *, down: bool, times: float = 1.0) -> Floats:
    values = np.asarray(p, dtype=float)
    m = len(values)
    order = np.argsort(values, kind="stable")
    rank = np.arange(1, m + 1)
    if down:
        ordered = np.maximum.accumulate(values[order] * (m - rank + 1))
    else:
        ordered = np.minimum.accumulate((values[order] * m * times / rank)[::-1])[::-1]
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(ordered, 1.0)
    return adjusted
