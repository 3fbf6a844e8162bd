"""What a sample of n from N units will be able to say, before it is drawn.

Source: the number with a property among n drawn without replacement is hypergeometric (W. G. Cochran,
Sampling Techniques, 3rd ed., 1977, sections 3.4 and 3.6); limits are the exact ones of
interval_hypergeometric.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

import numpy as np
import numpy.typing as npt
from scipy import special

from cairn.analysis.estimators.population.interval_hypergeometric import hypergeometric_limits

Numbers = npt.NDArray[np.float64]

LARGEST_SEARCHED = 2_000
_REACH = 12  # standard deviations beyond which a chance is nothing


def margin_of_error(population: int, with_it: int, n: int, level: float = 0.95) -> float | None:
    """Half the width of the exact interval, as a share, when the sample comes out as expected.

    `with_it` of the population have the property. None when nothing is drawn.
    """
    if not n:
        return None
    k = round(n * with_it / population)
    low, high = hypergeometric_limits(population, n, k, level)
    return (high - low) / population / 2


def chance_of(population: int, with_it: int, n: int, counts: Collection[int]) -> float:
    """The chance that one of `counts` is the number found among n drawn."""
    first, chances = _chances(population, with_it, n)
    return float(sum(p for k, p in enumerate(chances, start=first) if k in counts))


def firm_counts(population: int, n: int, within: range, level: float = 0.95) -> range:
    """The counts among n whose exact interval lies inside `within`, a range of counts of the population."""
    if not within:
        return range(0)
    half = (1 - level) / 2
    low, high = 0, n
    if within.start > 0:  # too many to come from one fewer than the words allow
        low = _first_surprising(population, within.start - 1, n, half)
    if within.stop - 1 < population:  # too few to come from one more
        high = n - _first_surprising(population, population - within.stop, n, half)
    return range(low, high + 1)


def fewest_needed(population: int, chance: Callable[[int], float], target: float) -> int | None:
    """The smallest n from which on, up to the population, `chance(n)` is `target` or more; None when there is
    none up to two thousand. Chances of words go up and down with n, because counts are whole."""
    most = min(population, LARGEST_SEARCHED)
    found = None
    for n in range(most, 0, -1):
        if chance(n) < target:
            break
        found = n
    return found


def _first_surprising(population: int, with_it: int, n: int, half: float) -> int:
    """The smallest k with P(X ≥ k) ≤ half; n + 1 when there is none."""
    first, chances = _chances(population, with_it, n)
    upper = np.cumsum(chances[::-1])[::-1]
    surprising = np.flatnonzero(upper <= half)
    return first + (int(surprising[0]) if surprising.size else len(chances))


def _chances(population: int, with_it: int, n: int) -> tuple[int, Numbers]:
    """The first count that is not practically impossible, and the chances from it on."""
    share = with_it / population
    spread = math.sqrt(n * share * (1 - share)) * _REACH + 5
    first = max(0, n - (population - with_it), math.floor(n * share - spread))
    last = min(n, with_it, math.ceil(n * share + spread))
    k = np.arange(first, last + 1, dtype=np.float64)
    logs = _log_comb(with_it, k) + _log_comb(population - with_it, n - k) - _log_comb(population, k * 0 + n)
    return first, np.exp(logs)


def _log_comb(n: int, k: Numbers) -> Numbers:
    return np.asarray(special.gammaln(n + 1.0) - special.gammaln(k + 1) - special.gammaln(n - k + 1))
