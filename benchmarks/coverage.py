"""How often the intervals hold the truth, and how wide they are.

    python -m benchmarks.coverage [draws]

One stratum: every population and every sample, weighed by its chance (mean over populations, worst, mean
width). Several strata: 40 populations with a true share near 0.92, in the strata of a partnership or a care
group, and 1,500 draws of each. Ends with code 1 when the house's own intervals hold the truth too seldom.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import special

from cairn.analysis.estimators.population.hypergeometric_grid import hypergeometric_grid
from cairn.analysis.estimators.population.interval_beta import beta, limits
from cairn.analysis.estimators.population.interval_korn_graubard import capped_wilson, korn_graubard
from cairn.analysis.estimators.population.interval_logit import xlogit
from cairn.analysis.estimators.population.interval_wald import wald
from cairn.analysis.estimators.population.proportion import Shares, shares_of
from cairn.analysis.estimators.population.sample import Sample
from cairn.analysis.estimators.population.stratum_tally import Floats
from cairn.analysis.tally import Counts

FRAME = Path(__file__).parents[1] / "tests" / "data" / "stats" / "case_frame.csv"
ONE_STRATUM = ((8, 10), (16, 20), (26, 36), (65, 229), (215, 2500))
LEAST = 0.95
POPULATIONS, DRAWS, TRUE_SHARE, SEED = 40, 1_500, 0.92, 20_261_122

Interval = Callable[[Shares, Counts], tuple[Floats, Floats]]


def exact(shares: Shares, most: Counts) -> tuple[Floats, Floats]:
    whole = np.broadcast_to(most, shares.n.shape).ravel()
    low, high = hypergeometric_grid(whole, shares.n.ravel(), shares.k.ravel())
    return (low / whole).reshape(shares.n.shape), (high / whole).reshape(shares.n.shape)


METHODS: dict[str, Interval] = {
    "exact": exact,
    "capped KG": korn_graubard,
    "capped Wilson": capped_wilson,
    "R logit": lambda s, _: xlogit(s),
    "R beta": lambda s, _: beta(s),
    "binomial": lambda s, _: limits(s.share, s.n.astype(float), 0.95),
    "Wald": lambda s, _: wald(s),
}


def one_stratum(n: int, population: int) -> float:
    """Mean and worst coverage over every number of the population that may have the property; returns the
    worst of the exact limits."""
    worst = 1.0
    k = np.arange(n + 1)
    sample = Sample(np.array([population]), np.array([n]))
    shares = shares_of(sample, k[:, None], np.full((n + 1, 1), n))
    whole = np.arange(population + 1)[:, None]
    chance = np.exp(_log_comb(whole, k) + _log_comb(population - whole, n - k) - _log_comb(population, n))
    for name, method in METHODS.items():
        low, high = method(shares, np.asarray(population))
        # Without limits nothing is held: that is what a reader of R's output would meet.
        held = np.where(np.isfinite(low), (low <= whole / population + 1e-12), False)
        held &= np.where(np.isfinite(high), (whole / population <= high + 1e-12), False)
        covered = (chance * held).sum(axis=1)[1:-1]
        worst = min(worst, float(covered.min())) if name == "exact" else worst
        width = np.nansum(chance * (high - low)[None, :], axis=1)[1:-1].mean()
        print(f"{n:>4} of {population:<5} {name:<14} {covered.mean():.3f} / {covered.min():.3f}  {width:.3f}")
    return worst


def _log_comb(n: Counts | int, k: Counts | int) -> Floats:
    size, taken = np.asarray(n, dtype=float), np.asarray(k, dtype=float)
    possible = (taken >= 0) & (taken <= size)
    safe = np.where(possible, taken, 0.0)
    log = special.gammaln(size + 1) - special.gammaln(safe + 1) - special.gammaln(size - safe + 1)
    return np.where(possible, log, -np.inf)


def several_strata(label: str, column: str, value: str, draws: int, rng: np.random.Generator) -> float:
    """Coverage over populations and draws in the strata of a partnership or care group; returns that of the
    capped Korn–Graubard interval."""
    with FRAME.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r[column] == value and int(r["drawn"])]
    population = np.array([int(r["pop_size"]) for r in rows])
    drawn = np.array([int(r["drawn"]) for r in rows])
    sample = Sample(population, drawn)
    held: dict[str, list[float]] = {name: [] for name in METHODS}
    width: dict[str, list[float]] = {name: [] for name in METHODS}
    for _ in range(POPULATIONS):
        chance = np.clip(rng.normal(TRUE_SHARE, 0.04, len(rows)), 0.5, 1.0)
        having = rng.binomial(population, chance)
        truth = having.sum() / population.sum()
        hits = rng.hypergeometric(having, population - having, drawn, (draws, len(rows)))
        shares = shares_of(sample, hits, np.broadcast_to(drawn, hits.shape))
        for name, method in METHODS.items():
            low, high = method(shares, np.asarray(population.sum()))
            found = np.isfinite(low) & np.isfinite(high)
            inside = found & (low <= truth + 1e-12) & (truth <= high + 1e-12)
            held[name].append(float(inside.mean()))
            width[name].append(float(np.mean((high - low)[found])) if found.any() else np.nan)
    size = f"{drawn.sum()} of {population.sum()}"
    for name in METHODS:
        if name not in ("exact", "binomial"):
            print(
                f"{label:<14} {size:<12} {name:<14} {np.mean(held[name]):.3f}  {np.nanmean(width[name]):.3f}"
            )
    return float(np.mean(held["capped KG"]))


def main(draws: int = DRAWS) -> int:
    print("one stratum            interval       mean / worst    width")
    held = [one_stratum(n, population) for n, population in ONE_STRATUM]
    print("\nseveral strata              interval       mean   width")
    rng = np.random.default_rng(SEED)
    for label, column, value in (
        ("partnership A", "partnership", "A"),
        ("partnership B", "partnership", "B"),
        ("secure care", "care_group", "secure"),
    ):
        held.append(several_strata(label, column, value, draws, rng))
    print(f"\nleast coverage of the house's own intervals: {min(held):.4f} (permitted {LEAST})")
    return 0 if min(held) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(*(int(a) for a in sys.argv[1:])))
