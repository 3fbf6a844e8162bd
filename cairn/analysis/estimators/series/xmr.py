"""An XmR chart: limits for single values from how far each lies from the one before.

Source: W. A. Shewhart's chart for individual values; D. J. Wheeler, Understanding Variation (2nd ed., 2000):
mean ± 2.66 times the mean moving range, 2.66 being 3 divided by d2 = 1.128.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

REACH = Fraction(266, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class XmR:
    """`outside` are the places, from 0, of values beyond a limit."""

    mean: Fraction
    moving_range: Fraction
    low: Fraction
    high: Fraction
    outside: tuple[int, ...]


def xmr_chart(values: Sequence[Fraction]) -> XmR:
    """Limits from two values or more. Raises `ValueError` for fewer."""
    if len(values) < 2:
        raise ValueError("a moving range needs two values")
    mean = Fraction(sum(values)) / len(values)
    moving = Fraction(sum(abs(b - a) for a, b in pairwise(values))) / (len(values) - 1)
    low, high = mean - REACH * moving, mean + REACH * moving
    outside = tuple(i for i, value in enumerate(values) if not low <= value <= high)
    return XmR(mean=mean, moving_range=moving, low=low, high=high, outside=outside)
