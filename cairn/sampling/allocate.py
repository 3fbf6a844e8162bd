"""A sample size divided among strata, in whole numbers that add up.

Exact throughout: fractions, never floats, so that the same numbers come out on every machine.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction

from cairn.errors import Problem, UsageError


def proportional(n: int, sizes: Sequence[int], low: Sequence[int], high: Sequence[int]) -> list[int]:
    """n divided in proportion to `sizes`, each part from low to high, by largest remainders.

    Source: proportional allocation, W. G. Cochran, Sampling Techniques (3rd ed., 1977), section 5.5; parts at
    a bound are held there and the others share what is left in proportion. Each part is its exact share
    rounded down or up; of equal remainders the earlier goes first.
    Raises `UsageError` when it cannot be done.
    """
    check_bounds(n, low, high)
    shares = _bounded_shares(n, sizes, low, high)
    parts = [share.numerator // share.denominator for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for i in by_remainder[: n - sum(parts)]:
        parts[i] += 1
    return parts


def neyman(
    n: int, sizes: Sequence[int], variances: Sequence[Fraction], low: Sequence[int], high: Sequence[int]
) -> list[int]:
    """n divided so that the variance of the estimated mean over all strata is as small as it can be.

    `variances` are those within strata. Source: J. Neyman, Journal of the Royal Statistical Society 97
    (1934), 558–625; in whole numbers T. Wright, "A simple method of exact optimal sample allocation under
    stratification with any mixed constraint patterns", US Census Bureau Research Report 2014-07: units are
    given one by one to the stratum with the largest N²S²/(m(m+1)). Strata that vary get one unit
    at least. Raises `UsageError` when it cannot be done.
    """
    check_bounds(n, low, high)
    weights = [size * size * variance for size, variance in zip(sizes, variances, strict=True)]
    least = [max(a, min(1, b)) if w else a for a, b, w in zip(low, high, weights, strict=True)]
    parts = least if sum(least) <= n else list(low)
    heap = [_claim(i, parts[i], weights[i]) for i in range(len(parts)) if parts[i] < high[i]]
    heapq.heapify(heap)
    for _ in range(n - sum(parts)):
        i = heapq.heappop(heap)[-1]
        parts[i] += 1
        if parts[i] < high[i]:
            heapq.heappush(heap, _claim(i, parts[i], weights[i]))
    return parts


def check_bounds(n: int, low: Sequence[int], high: Sequence[int]) -> None:
    """Raise `UsageError` when no parts between the bounds add up to n."""
    assert all(0 <= a <= b for a, b in zip(low, high, strict=True))
    if sum(low) > n:
        message = f"The minimums of the strata add up to {sum(low):,}, more than the sample of {n:,}."
        raise UsageError(
            Problem(code="sample-too-small", message=message, remedy="Lower the minimums, or draw more.")
        )
    if sum(high) < n:
        message = f"At most {sum(high):,} can be drawn from these strata; the design asks for {n:,}."
        raise UsageError(
            Problem(code="sample-too-large", message=message, remedy="Draw fewer, or raise the maximums.")
        )


def _claim(i: int, have: int, weight: Fraction) -> tuple[bool, Fraction, int]:
    """The place of a stratum in the queue for one more unit: one that varies and has none yet before all
    others, then the one whose next unit takes most off the variance."""
    first = have == 0 and weight > 0
    return not first, -weight / max(have * (have + 1), 1), i


def _bounded_shares(n: int, sizes: Sequence[int], low: Sequence[int], high: Sequence[int]) -> list[Fraction]:
    """The shares λ·size, held within their bounds, for the λ at which they add up to n."""

    def shares(scale: Fraction) -> list[Fraction]:
        return [
            min(max(scale * size, Fraction(a)), Fraction(b))
            for size, a, b in zip(sizes, low, high, strict=True)
        ]

    # The sum rises with λ and bends only where a share meets a bound: find the stretch, then the place in it.
    bends = sorted(
        {
            Fraction(bound, size)
            for size, *both in zip(sizes, low, high, strict=True)
            if size
            for bound in both
        }
    )
    reached = bisect_left(bends, Fraction(n), key=lambda bend: sum(shares(bend), Fraction(0)))
    if reached == 0 or not bends:
        return shares(bends[0] if bends else Fraction(0))
    before, after = bends[reached - 1], bends[min(reached, len(bends) - 1)]
    start, end = sum(shares(before)), sum(shares(after))
    scale = after if end == start else before + (n - start) * (after - before) / (end - start)
    return shares(scale)
