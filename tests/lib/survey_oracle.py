"""The variance of an estimate straight from the rows, by the textbook formula and nothing clever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """One unit of the sample: its stratum, whether it is in the group, and its answer (None: none given)."""

    stratum: int
    inside: bool
    answer: int | None


def ratio_and_variance(
    units: Sequence[Unit], population: Sequence[int], at_level: Sequence[int]
) -> tuple[float, float] | None:
    """The share of the group's answers at a level, those who answered as a domain of all units, and the
    linearised variance Σ N²(1 − f) s²/n; single-record strata are measured from 0. None without an answer."""
    size = [sum(u.stratum == h for u in units) for h in range(len(population))]
    weight = [N / n if n else 0.0 for N, n in zip(population, size, strict=True)]
    counted = [u for u in units if u.inside and u.answer is not None]
    if not counted:
        return None
    bottom = sum(weight[u.stratum] for u in counted)
    share = sum(weight[u.stratum] for u in counted if u.answer in at_level) / bottom
    variance = 0.0
    for h, (people, n) in enumerate(zip(population, size, strict=True)):
        scores = [_score(u, share, bottom, at_level) for u in units if u.stratum == h]
        if not n or n == people:
            continue
        middle = sum(scores) / n if n > 1 else 0.0
        squares = sum((z - middle) ** 2 for z in scores) / max(n - 1, 1)
        variance += people**2 * (1 - n / people) * squares / n
    return share, variance


def _score(unit: Unit, share: float, bottom: float, at_level: Sequence[int]) -> float:
    if not unit.inside or unit.answer is None:
        return 0.0
    return ((unit.answer in at_level) - share) / bottom
