"""How few and how many runs chance alone would bring.

Source: F. S. Swed and C. Eisenhart, "Tables for testing randomness of grouping in a sequence of
alternatives", Annals of Mathematical Statistics 14 (1943), 66–87, computed exactly rather than looked up.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

TAIL = Fraction(1, 40)  # 2.5 % on each side


def run_limits(above: int, below: int, tail: Fraction = TAIL) -> tuple[int, int] | None:
    """The fewest and the most runs that are no surprise among so many points above and below the median.

    Fewer than the first, or more than the second, happens by chance with a probability of at most `tail`
    each. None when all points lie on one side.
    """
    if not above or not below:
        return None
    total = comb(above + below, above)
    most = 2 * min(above, below) + (1 if above != below else 0)
    chances = {runs: Fraction(_ways(runs, above, below), total) for runs in range(2, most + 1)}
    low = _first_beyond(sorted(chances), chances, tail)
    high = _first_beyond(sorted(chances, reverse=True), chances, tail)
    return low, high


def _ways(runs: int, above: int, below: int) -> int:
    half, odd = divmod(runs, 2)
    if not odd:
        return 2 * comb(above - 1, half - 1) * comb(below - 1, half - 1)
    return comb(above - 1, half) * comb(below - 1, half - 1) + comb(above - 1, half - 1) * comb(
        below - 1, half
    )


def _first_beyond(order: list[int], chances: dict[int, Fraction], tail: Fraction) -> int:
    """The first number of runs, from the outside in, at which the chance adds up to more than `tail`."""
    total = Fraction(0)
    for runs in order:
        total += chances[runs]
        if total > tail:
            return runs
    return order[-1]
