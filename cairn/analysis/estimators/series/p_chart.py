"""A p-chart: limits for shares whose bases differ; a point with a small base has wide limits.

Source: D. C. Montgomery, Introduction to Statistical Quality Control (6th ed., 2009), section 7.2: the pooled
share ± 3 √(p(1 − p)/n), kept within 0 and 1. The limits are rough where fewer than five units are expected
at, or not at, the level.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

EXPECTED_AT_LEAST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PLimits:
    """Limits for one point. `rough` where its base is too small for the normal approximation."""

    low: float
    high: float
    outside: bool
    rough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PChart:
    share: Fraction
    points: tuple[PLimits, ...]

    @property
    def outside(self) -> tuple[int, ...]:
        """The places, from 0, of points beyond a limit."""
        return tuple(i for i, point in enumerate(self.points) if point.outside)


def p_chart(counts: Sequence[tuple[int, int]]) -> PChart:
    """Limits for points (k, n). Raises `ValueError` when a base is 0 or smaller than its count."""
    if not counts or any(not 0 <= k <= n or n < 1 for k, n in counts):
        raise ValueError("every point needs a base of 1 or more, and no more at the level than in the base")
    pooled = Fraction(sum(k for k, _ in counts), sum(n for _, n in counts))
    return PChart(share=pooled, points=tuple(_limits(k, n, pooled) for k, n in counts))


def _limits(k: int, n: int, pooled: Fraction) -> PLimits:
    reach = 3 * math.sqrt(pooled * (1 - pooled) / n)
    # on integers: whether (k/n − p)² exceeds 9 p(1 − p)/n
    outside = (Fraction(k, n) - pooled) ** 2 > 9 * pooled * (1 - pooled) / n
    return PLimits(
        low=max(0.0, float(pooled) - reach),
        high=min(1.0, float(pooled) + reach),
        outside=outside,
        rough=n * min(pooled, 1 - pooled) < EXPECTED_AT_LEAST,
    )
