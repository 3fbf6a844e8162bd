"""A thousand random linked releases: is anything withheld narrowed below the interval?

    .venv/bin/python -m benchmarks.soak_disclosure [HOW_MANY] [FIRST_SEED]

Each release is protected, published and attacked, and so is what is released of the same people a year later.
Ends with 1 when anything could be worked out. Takes about five minutes.
"""

from __future__ import annotations

import sys
import time

from cairn.analysis.disclosure.limits import Limits
from tests.lib.random_releases import random_releases, released


def soak(seeds: range) -> int:
    """How many of the releases gave something away."""
    broken, exposed, slowest = 0, 0, (0.0, 0)
    begun = time.perf_counter()
    for seed in seeds:
        started = time.perf_counter()
        # Every other one also hides small groups that are all alike, which withholds zeros.
        reports, lost = released(random_releases(seed), Limits(alike_below=10 if seed % 2 else 0))
        leaks = [leak for report in reports for leak in report.leaks]
        broken += bool(leaks)
        exposed += bool(lost)
        slowest = max(slowest, (time.perf_counter() - started, seed))
        if lost:
            print(f"seed {seed}: {lost} could not be hidden whatever was withheld")
        for leak in leaks[:3]:
            print(f"seed {seed}: {leak} [{leak.kind.value}]")
    took = time.perf_counter() - begun
    print(f"{len(seeds)} random linked releases in {took:.0f} s; slowest {slowest[0]:.1f} s ({slowest[1]}).")
    print(f"{broken} gave something away; in {exposed} something could not be hidden whatever was withheld.")
    return broken + exposed


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    how_many, first = (*numbers, *(1000, 0)[len(numbers) :])
    sys.exit(1 if soak(range(first, first + how_many)) else 0)
