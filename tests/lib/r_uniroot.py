"""R's `uniroot`, step for step: it stops within 1e-8, which a p value shows in its seventh digit.

Source: R. P. Brent, Algorithms for Minimization without Derivatives (1973), chapter 4, as R has it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

TOLERANCE = 1e-8


def uniroot(f: Callable[[float], float], low: float, high: float) -> float:
    a, b = low, high
    fa, fb = f(a), f(b)
    c, fc = a, fa
    for _ in range(1001):
        previous = b - a
        if abs(fc) < abs(fb):
            a, b, c = b, c, b
            fa, fb, fc = fb, fc, fb
        enough = 2 * sys.float_info.epsilon * abs(b) + TOLERANCE / 2
        step = (c - b) / 2
        if abs(step) <= enough or fb == 0:
            return b
        if abs(previous) >= enough and abs(fa) > abs(fb):
            step = _interpolated(a, b, c, (fa, fb, fc), enough, previous, step)
        if abs(step) < enough:
            step = enough if step > 0 else -enough
        a, fa = b, fb
        b += step
        fb = f(b)
        if (fb > 0) == (fc > 0):
            c, fc = a, fa
    raise AssertionError("no root in a thousand steps")


def _interpolated(
    a: float,
    b: float,
    c: float,
    values: tuple[float, float, float],
    enough: float,
    previous: float,
    half: float,
) -> float:
    fa, fb, fc = values
    across = c - b
    if a == c:
        t1 = fb / fa
        p, q = across * t1, 1.0 - t1
    else:
        q, t1, t2 = fa / fc, fb / fc, fb / fa
        p = t2 * (across * q * (q - t1) - (b - a) * (t1 - 1.0))
        q = (q - 1.0) * (t1 - 1.0) * (t2 - 1.0)
    p, q = (p, -q) if p > 0 else (-p, q)
    fits = p < 0.75 * across * q - abs(enough * q) / 2 and p < abs(previous * q / 2)
    return p / q if fits else half
