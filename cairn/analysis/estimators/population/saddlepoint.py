"""The tail of Pearson's statistic on an estimated table, a sum of squares that weigh unequally.

Source: D. Kuonen, Saddlepoint approximations for distributions of quadratic forms in normal variables,
Biometrika 86 (1999), 929–935, with the estimated variance as a chi-square on the design's degrees of freedom;
R's survey package, `svychisq(statistic="saddlepoint")`, and `"lincom"` where its exact integration is not
installed. R seeks the saddlepoint to 1e-8, which its p values show in the seventh digit; here it is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from scipy.optimize import brentq
from scipy.special import ndtr

from cairn.analysis.estimators.population.quantiles import f_p

EDGE = 0.99999  # how near to its poles the saddlepoint is looked for, as R does
FLAT = 1e-4  # nearer to 0 the approximation has no value


Slope = Callable[[float], float]


def exact_root(slope: Slope, low: float, high: float) -> float:
    """Where an increasing function is 0, as exactly as numbers are."""
    return float(brentq(slope, low, high, xtol=1e-15, rtol=1e-15, maxiter=500))


def saddlepoint_p(
    statistic: float,
    effects: Sequence[float],
    df: float,
    root: Callable[[Slope, float, float], float] = exact_root,
) -> float:
    """The chance that Σ effect × χ²₁ exceeds the statistic, when its scale was estimated on `df` degrees of
    freedom (of which, as in R, the whole part counts). `effects` are positive: the design effects of a
    `TableTest`. Where the approximation has no value, Satterthwaite's is given."""
    scale = max(effects)
    terms = [(effect / scale, 1) for effect in effects] + [(-statistic / df / scale, math.floor(df))]

    def slope(z: float) -> float:
        return sum(times * a / (1 - 2 * z * a) for a, times in terms)

    negative, largest = terms[-1][0], max(a for a, _ in terms)
    low, high = EDGE / (2 * negative) if negative < 0 else -1.0, EDGE / (2 * largest)
    if slope(low) > 0 or slope(high) < 0:
        return _satterthwaite(statistic, effects, df)
    z = root(slope, low, high)
    if abs(z) < FLAT:
        return _satterthwaite(statistic, effects, df)
    cumulant = -sum(times * math.log(1 - 2 * z * a) for a, times in terms) / 2
    curve = 2 * sum(times * a**2 / (1 - 2 * z * a) ** 2 for a, times in terms)
    w = math.copysign(math.sqrt(-2 * cumulant), z)
    v = z * math.sqrt(curve)
    return float(ndtr(-(w + math.log(v / w) / w)))


def _satterthwaite(statistic: float, effects: Sequence[float], df: float) -> float:
    mean = sum(effects) / len(effects)
    spread = sum(e**2 for e in effects) / len(effects) / mean**2
    first = len(effects) / spread
    return f_p(statistic / first / (mean * spread), first, df)
