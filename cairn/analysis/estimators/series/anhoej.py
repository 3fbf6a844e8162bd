"""Limits for the longest run and for the crossings of the median.

Source: J. Anhøj and A. V. Olesen, "Run charts revisited", PLoS ONE 9 (2014), e113825; J. Anhøj,
"Diagnostic value of run chart analysis", PLoS ONE 10 (2015), e0121349. The longest run after M. F. Schilling
(2012); crossings are binomial. R package qicharts2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from math import comb


@dataclass(frozen=True, slots=True)
class AnhoejLimits:
    """A longer run than `longest`, or fewer crossings than `fewest_crossings`, is a signal."""

    longest: int
    fewest_crossings: int


def anhoej_limits(useful: int) -> AnhoejLimits | None:
    """Limits for so many useful points; None for no points."""
    if useful < 1:
        return None
    return AnhoejLimits(round(math.log2(useful) + 3), _fifth_percentile(useful - 1))


def _fifth_percentile(trials: int) -> int:
    """The smallest number of crossings k with P(X ≤ k) ≥ 5 %, X binomial with chance one half."""
    total = 0
    for k in range(trials + 1):
        total += comb(trials, k)
        if Fraction(total, 2**trials) >= Fraction(1, 20):
            return k
    return trials
