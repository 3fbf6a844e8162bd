"""Exact limits for how many of N children have a property when k of n read have it.

Source: inversion of the two tails of the hypergeometric distribution (J. P. Buonaccorsi, The American
Statistician 41 (1987), 215–218; R package samplingbook, `Sprop`): the smallest K with P(X ≥ k) > α/2 and the
largest with P(X ≤ k) > α/2. Its coverage is never below the level.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb

import numpy as np
from scipy import special

DOUBTFUL = 1e-7  # nearer to α/2 than this, relative to it, the tail is added up in whole numbers …
LARGEST_EXACT = 2_000  # … unless the population is so large that one child more or less changes nothing


def hypergeometric_limits(population: int, n: int, k: int, level: float = 0.95) -> tuple[int, int]:
    """The lowest and the highest number of the population that the level leaves possible."""
    assert 0 <= k <= n <= population
    half = (1 - Fraction(str(level))) / 2
    # Of the children not read all, or none, may have it; the tails change one way as K grows.
    low = _first(k, population - n + k, lambda whole: _tail(population, n, whole, range(k, n + 1), half))
    mirrored = _first(
        n - k, population - k, lambda whole: _tail(population, n, whole, range(n - k, n + 1), half)
    )
    return low, population - mirrored


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _tail(population: int, n: int, whole: int, xs: range, half: Fraction) -> bool:
    """Whether P(X in xs) > half when `whole` of the population have the property."""
    xs = range(max(xs.start, n - (population - whole)), min(xs.stop - 1, whole) + 1)
    x = np.arange(xs.start, xs.stop, dtype=float)
    logs = _log_comb(whole, x) + _log_comb(population - whole, n - x) - _log_comb(population, np.float64(n))
    tail = float(np.exp(logs).sum())
    if population > LARGEST_EXACT or abs(tail / float(half) - 1) > DOUBTFUL:
        return tail > half
    ways = sum(comb(whole, i) * comb(population - whole, n - i) for i in xs)
    return Fraction(ways, comb(population, n)) > half


def _log_comb(
    n: int, k: np.float64 | np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(special.gammaln(n + 1.0) - special.gammaln(k + 1) - special.gammaln(n - k + 1))
