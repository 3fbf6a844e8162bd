"""Many measures in many groups at once: the same figures as population_share.py, as arrays.

Source: proportion.py, interval_korn_graubard.py and hypergeometric_grid.py.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cairn.analysis.estimators.population.hypergeometric_grid import hypergeometric_grid
from cairn.analysis.estimators.population.interval_korn_graubard import korn_graubard
from cairn.analysis.estimators.population.population_share import HOUSE, Method
from cairn.analysis.estimators.population.proportion import Shares, shares_of
from cairn.analysis.estimators.population.sample import Sample, sample_of
from cairn.analysis.estimators.population.stratum_tally import Floats, Mask, StratumTally, Where
from cairn.analysis.tally import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareGrid:
    """Items × groups. `low` and `high` are NaN where nobody answered and where all were read; `exact` says
    where the limits are hypergeometric, `all_read` where there are none because nothing is unknown."""

    items: tuple[str, ...]
    groups: tuple[Where, ...]
    shares: Shares
    low: Floats
    high: Floats
    exact: Mask
    all_read: Mask


def share_grid(
    tally: StratumTally,
    levels: Mapping[str, Collection[int]],
    groups: Sequence[Where],
    method: Method = HOUSE,
) -> ShareGrid:
    """The share of every item in `levels`, at its codes, in every group, with the house's intervals."""
    everyone = tally.by_stratum(np.stack([tally.settled(item) for item in levels], axis=1)).T
    sample = sample_of(tally.population, tally.drawn, everyone, method.missing)
    eligible = _crossed(groups, tally.eligible)
    # A stratum in which none of a group may stand adds nothing to it: each group is worked out in its own.
    own = np.argsort(~eligible, axis=1, kind="stable")[:, : max(1, eligible.sum(axis=1).max())]
    counts = np.stack([_both(tally, item, codes) for item, codes in levels.items()], axis=1)
    parts = [
        _by_stratum(tally, counts, inside)[its]
        for inside, its in zip(_crossed(groups, tally.in_group), own, strict=True)
    ]
    answered, hits = np.moveaxis(np.stack(parts), (0, 1, 2, 3), (2, 3, 1, 0))
    wide = Sample(tally.population[own], sample.size[:, own])
    shares = shares_of(wide, hits, answered, method.lonely)
    known = np.take_along_axis(eligible, own, axis=1), np.array([tally.whole_strata(w) for w in groups])
    return _with_limits(tuple(levels), tuple(groups), wide, shares, answered, known, method)


def _crossed(groups: Sequence[Where], mask_of: Callable[[Where], Mask]) -> Mask:
    """The mask of every group; a condition that many groups share is looked up once."""
    single = {condition: mask_of((condition,)) for condition in {c for where in groups for c in where}}
    unconditional = mask_of(())
    return np.stack([np.logical_and.reduce([unconditional, *(single[c] for c in w)]) for w in groups])


def _by_stratum(tally: StratumTally, counts: Counts, inside: Mask) -> Counts:
    """The sums over those cells of each stratum that are inside."""
    cells = np.flatnonzero(inside)
    total = np.zeros((len(tally.names), *counts.shape[1:]), dtype=np.int64)
    strata, starts = np.unique(tally.stratum_of[cells], return_index=True)
    if len(strata):
        total[strata] = np.add.reduceat(counts[cells], starts, axis=0)
    return total


def _both(tally: StratumTally, item: str, codes: Collection[int]) -> Counts:
    counts = tally.counts[item]
    return np.stack([counts[:, 1:].sum(axis=1), counts[:, sorted(codes)].sum(axis=1)], axis=1)


def _with_limits(
    items: tuple[str, ...],
    groups: tuple[Where, ...],
    sample: Sample,
    shares: Shares,
    answered: Counts,
    known: tuple[Mask, Mask],
    method: Method,
) -> ShareGrid:
    eligible, whole = known
    read = eligible[None] & (sample.size > 0) & (sample.population > 0)
    complete = sample.size == sample.population
    all_read = np.asarray((read.any(axis=-1)) & (complete | ~read).all(axis=-1) & (shares.n > 0))
    most = np.where(read, sample.population - (sample.size - answered), 0).sum(axis=-1)
    one_rate = whole[None] & ((answered == sample.size) | ~read).all(axis=-1) & _same_rate(sample, read)
    low, high = np.full(shares.n.shape, np.nan), np.full(shares.n.shape, np.nan)
    open_ = np.asarray(~all_read & (shares.n > 0))
    exact = open_ & one_rate
    lowest, highest = hypergeometric_grid(most[exact], shares.n[exact], shares.k[exact], method.level)
    low[exact], high[exact] = lowest / most[exact], highest / most[exact]
    rest = open_ & ~exact
    low[rest], high[rest] = korn_graubard(shares.where(rest), most[rest], method.level)
    return ShareGrid(
        items=items, groups=groups, shares=shares, low=low, high=high, exact=exact, all_read=all_read
    )


def _same_rate(sample: Sample, read: Mask) -> Mask:
    """Whether n/N is the same in all strata read, decided on whole numbers."""
    first = read.argmax(axis=-1)[..., None]
    size = np.broadcast_to(sample.size, read.shape)
    population = np.broadcast_to(sample.population, read.shape)
    n, whole = np.take_along_axis(size, first, -1), np.take_along_axis(population, first, -1)
    return np.asarray(((size * whole == n * population) | ~read).all(axis=-1))
