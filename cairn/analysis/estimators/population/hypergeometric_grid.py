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
TINY = 1e-300
BISECT_EVERY = 5
CHILDREN_AT_A_TIME = 4
TERMS_AT_A_TIME = 16


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
    """The smallest K with P(X ≥ k) > half, and whether any step was too close to tell.

    A sum is made where the tail, as a normal deviate, would cross: that is almost a straight line in K. From
    there it goes child by child, for which no sum is needed; where that is too far, by another sum.
    """
    found = _Narrowing(population, n, k, half)
    crossing = _about(population, n, k, half)
    step = 0
    while (open_ := found.open()).size:
        step += 1
        low, high = found.low[open_], found.high[open_]
        middle = np.clip(np.ceil(crossing[open_]).astype(np.int64), low, high - 1)
        if step % BISECT_EVERY == 0:
            middle = (low + high) // 2
        tail = _upper_tail(population[open_], n[open_], k[open_], middle)
        found.look(open_, middle, tail)
        found.walk(open_, middle, tail)
        crossing[open_] = middle - _off(population[open_], n[open_], middle, tail, half)
    return found.low, found.unsure


class _Narrowing:
    """Between which numbers each answer lies: `high` would hold, below `low` none does."""

    def __init__(self, population: Counts, n: Counts, k: Counts, half: float) -> None:
        self._population, self._n, self._k, self._half = population, n, k, half
        self.low, self.high = k.copy(), population - n + k
        self.unsure = np.zeros(len(k), dtype=np.bool_)

    def open(self) -> Counts:
        return np.flatnonzero(self.low < self.high)

    def look(self, at: Counts, whole: Counts, tail: Floats) -> None:
        """Take in the tails P(X ≥ k) at the numbers `whole`."""
        self.unsure[at] |= np.abs(tail / self._half - 1) < DOUBTFUL
        holds = tail > self._half
        self.high[at] = np.where(holds, whole, self.high[at])
        self.low[at] = np.where(holds, self.low[at], whole + 1)

    def walk(self, at: Counts, whole: Counts, tail: Floats) -> None:
        """On from a known tail towards the answer, child by child.

        With one child more among the K, the k-th is reached by those samples that had k - 1 and hold this
        child: P(X ≥ k | K+1) = P(X ≥ k | K) + P(X = k-1 | K) (n-k+1) / (N-K).
        """
        for _ in range(CHILDREN_AT_A_TIME):
            still = self.low[at] < self.high[at]
            at, whole, tail = at[still], whole[still], tail[still]
            if not at.size:
                return
            up = tail <= self._half
            fewer = np.where(up, whole, whole - 1)
            gained = self._gained(at, fewer)
            tail = np.where(up, tail + gained, tail - gained)
            whole = np.where(up, whole + 1, whole - 1)
            self.look(at, whole, tail)

    def _gained(self, at: Counts, whole: Counts) -> Floats:
        given = self._population[at], self._n[at], self._k[at] - 1, whole
        N, m, x, K = (a.astype(float) for a in given)  # noqa: N806
        fewest = np.maximum(0, m - (N - K))
        possible = (x >= fewest) & (x <= np.minimum(m, K))
        chance = _probability(N, m, np.where(possible, x, fewest), K)
        return np.where(possible, chance * (m - x) / np.maximum(N - K, 1), 0.0)


def _about(population: Counts, n: Counts, k: Counts, half: float) -> Floats:
    """Where the tail of the normal distribution with the same mean and variance would be `half`."""
    share = np.maximum(k - 0.5, 0) / np.maximum(n, 1)
    spread = special.ndtri(half) ** 2 * (1 - n / np.maximum(population, 1)) / np.maximum(n, 1)
    root = np.sqrt(spread * share * (1 - share) + spread**2 / 4)
    return np.asarray(population * (share + spread / 2 - root) / (1 + spread))


def _off(population: Counts, n: Counts, whole: Counts, tail: Floats, half: float) -> Floats:
    """How far K is beyond the crossing: the normal deviates between, over those that one more child makes."""
    share = np.clip(whole / population, 0.5 / population, 1 - 0.5 / population)
    one = (
        np.sqrt(np.maximum(n, 1) / (share * (1 - share) * np.maximum(1 - n / population, 0.5 / population)))
        / population
    )
    between = special.ndtri(np.clip(tail, TINY, 1 - NEGLIGIBLE)) - special.ndtri(half)
    return np.asarray(between / one)


def _upper_tail(population: Counts, n: Counts, k: Counts, whole: Counts) -> Floats:
    """P(X ≥ k). Summed from k away from the mean, where terms only shrink; else from the other side."""
    above = k * population > n * whole
    up = _sum_up(population, n, np.where(above, k, n - k + 1), np.where(above, whole, population - whole))
    return np.where(above, up, 1 - up)


def _sum_up(population: Counts, n: Counts, k: Counts, whole: Counts) -> Floats:
    N, m, x, K = (a.astype(float) for a in (population, n, k, whole))  # noqa: N806
    fewest = np.maximum(0, m - (N - K))
    possible = (x <= np.minimum(m, K)) & (x >= fewest)
    x = np.where(possible, x, fewest)
    first = np.where(possible, _probability(N, m, x, K), np.where(k > np.minimum(n, whole), 0.0, 1.0))
    term, total = np.where(possible, first, 0.0), first.copy()
    left, right, up, down = K - x, m - x, x + 1, N - K - m + x + 1
    # Each term is the one before × left × right ÷ (up × down), and the next has left and right one less, up
    # and down one more. The products follow by addition, exactly as long as N² is below 2⁵³.
    above, below, less, more = left * right, up * down, left + right - 1, up + down + 1
    while True:
        # In place, and looked at only now and then: most of the time of a large table goes by here.
        for _ in range(TERMS_AT_A_TIME):
            term *= above
            term /= below
            total += term
            above -= less
            below += more
            less -= 2
            more += 2
        if not (term > NEGLIGIBLE * total).any():
            return total


def _probability(N: Floats, m: Floats, x: Floats, K: Floats) -> Floats:  # noqa: N803
    """P(X = x): of a sample of m from N, so many are of the K."""
    return np.asarray(np.exp(_log_comb(K, x) + _log_comb(N - K, m - x) - _log_comb(N, m)))


def _log_comb(n: Floats, k: Floats) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))
