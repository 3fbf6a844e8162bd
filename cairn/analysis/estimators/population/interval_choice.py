"""Which interval a share of a population gets.

Source: coverage compared in benchmarks/coverage.py. Nothing when all were read; exact limits for one stratum,
or several read at the same rate; the capped Korn–Graubard interval for the rest. The others are options.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cairn.analysis.estimators.population.interval_beta import beta
from cairn.analysis.estimators.population.interval_hypergeometric import hypergeometric_limits
from cairn.analysis.estimators.population.interval_korn_graubard import capped_wilson, korn_graubard
from cairn.analysis.estimators.population.interval_logit import xlogit
from cairn.analysis.estimators.population.interval_wald import wald
from cairn.analysis.estimators.population.interval_wilson import wilson
from cairn.analysis.estimators.population.proportion import Shares
from cairn.analysis.estimators.population.sample import Sample
from cairn.analysis.estimators.population.stratum_tally import Floats, Mask
from cairn.analysis.tally import Counts

Interval = Literal["auto", "exact", "korn-graubard", "capped-wilson", "beta", "xlogit", "wilson", "wald"]

INTERVALS: tuple[Interval, ...] = (
    "auto",
    "exact",
    "korn-graubard",
    "capped-wilson",
    "beta",
    "xlogit",
    "wilson",
    "wald",
)
ALL_READ = "all-read"
NO_ANSWER = "no-answer"
UNDEFINED = "undefined"

_PLAIN: Mapping[str, Callable[[Shares, float], tuple[Floats, Floats]]] = {
    "beta": beta,
    "xlogit": xlogit,
    "wilson": wilson,
    "wald": wald,
}


@dataclass(frozen=True, slots=True)
class Group:
    """What the frame knows of a group: `eligible[h]`, whether it may stand in stratum h; `whole`, whether it
    is made of whole strata; and its answers by stratum."""

    sample: Sample
    eligible: Mask
    whole: bool
    answered: Counts

    @property
    def _read(self) -> Mask:
        return np.asarray(self.eligible & (self.sample.size > 0) & (self.sample.population > 0))

    @property
    def all_read(self) -> bool:
        """Whether every child of the strata that were read at all is in the sample."""
        read = self._read
        return bool(read.any() and np.all(self.sample.size[read] == self.sample.population[read]))

    @property
    def one_rate(self) -> bool:
        """Whether the group is a simple random sample of whole strata: one of them, or several at the same
        rate, in which all who are in the sample answered."""
        read = self._read
        size, population = self.sample.size[read], self.sample.population[read]
        if not self.whole or not len(size) or bool(np.any(self.answered[read] != size)):
            return False
        return bool(np.all(size * population[0] == size[0] * population))

    @property
    def most(self) -> int:
        """The largest number of children that the group may have, in the strata read."""
        read = self._read
        others = self.sample.size[read] - self.answered[read]
        return int((self.sample.population[read] - others).sum())


def interval_of(
    shares: Shares, group: Group, wanted: Interval = "auto", level: float = 0.95
) -> tuple[float | None, float | None, str]:
    """Limits and the method that gave them: `all-read` and `no-answer` have none, and `undefined` is what a
    method says that has no answer for a share of 0 or 1 or an error of 0."""
    if not shares.n:
        return None, None, NO_ANSWER
    if group.all_read:
        return None, None, ALL_READ
    if wanted == "exact" or (wanted == "auto" and group.one_rate):
        return _exact(shares, group, level)
    method = "korn-graubard" if wanted == "auto" else wanted
    if method in ("korn-graubard", "capped-wilson"):
        capped = korn_graubard if method == "korn-graubard" else capped_wilson
        low, high = capped(shares, np.asarray(group.most), level)
    else:
        low, high = _PLAIN[method](shares, level)
    if not (np.isfinite(low) and np.isfinite(high)):
        return None, None, UNDEFINED
    return float(low), float(high), method


def _exact(shares: Shares, group: Group, level: float) -> tuple[float | None, float | None, str]:
    if not group.one_rate:
        return None, None, UNDEFINED
    n, k, whole = int(shares.n), int(shares.k), group.most
    low, high = hypergeometric_limits(whole, n, k, level)
    return low / whole, high / whole, "exact"
