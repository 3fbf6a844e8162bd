"""Exact limits for many groups at once.

Source: interval_hypergeometric.py, whose doubtful cases are decided there in whole numbers.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from cairn.analysis.estimators.population.interval_hypergeometric import (
    DOUBTFUL,
    LARGEST_EXACT,
    hypergeometric_limits,
)
from cairn.analysis.estimators.population.stratum_tally import Floats, Mask
from cairn.analysis.tally import Counts

NEGLIGIBLE = 1e-14


def hypergeometric_grid(
    population: Counts, n: Counts, k: Counts, level: float = 0.95
) -> tuple[Counts, Counts]:
    """The lowest and highest number possible, for flat arrays with 0 ≤ k ≤ n ≤ N."""
    half = (1 - level) / 2
    low, unsure_low = _search(population, n, k, half)
    mirrored, unsure_high = _search(population, n, n - k, half)
    high = population - mirrored
    for i in np.flatnonzero((unsure_low | unsure_high) & (population <= LARGEST_EXACT)):
        low[i], high[i] = hypergeometric_limits(int(population[i]), int(n[i]), int(k[i]), level)
    return low, high


def _search(population: Counts, n: Counts, k: Counts, half: float) -> tuple[Counts, Mask]:
    """The smallest K with P(X ≥ k) > half, and whether any step was too close to tell."""
    low, high = k.copy(), population - n + k
    unsure = np.zeros(len(k), dtype=np.bool_)
    while (open_ := np.flatnonzero(low < high)).size:
        middle = (low[open_] + high[open_]) // 2
        tail = _upper_tail(population[open_], n[open_], k[open_], middle)
        unsure[open_] |= np.abs(tail / half - 1) < DOUBTFUL
        holds = tail > half
        high[open_] = np.where(holds, middle, high[open_])
        low[open_] = np.where(holds, low[open_], middle + 1)
    return low, unsure


def _upper_tail(population: Counts, n: Counts, k: Counts, whole: Counts) -> Floats:
    """P(X ≥ k). Summed from k away from the mean, where terms only shrink; else from the other side."""
    above = k * population > n * whole
    up = _sum_up(population, n, np.where(above, k, n - k + 1), np.where(above, whole, population - whole))
    return np.where(above, up, 1 - up)


def _sum_up(population: Counts, n: Counts, k: Counts, whole: Counts) -> Floats:
    N, m, x, K = (a.astype(float) for a in (population, n, k, whole))  # noqa: N806
    possible = (x <= np.minimum(m, K)) & (x >= np.maximum(0, m - (N - K)))
    x = np.where(possible, x, np.maximum(0, m - (N - K)))
    log = _log_comb(K, x) + _log_comb(N - K, m - x) - _log_comb(N, m)
    first = np.where(possible, np.exp(log), np.where(k > np.minimum(n, whole), 0.0, 1.0))
    term, total = np.where(possible, first, 0.0), first.copy()
    while True:
        term = term * (K - x) * (m - x) / np.maximum((x + 1) * (N - K - m + x + 1), 1)
        total += term
        x += 1
        if not (term > NEGLIGIBLE * total).any():
            return total


def _log_comb(n: Floats, k: Floats) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))
