"""Which cells to withhold besides the small ones, when the tables are too large for the fewest: one count at
a time, along the cheapest way to move it, and back over what turned out not to be needed."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, hstack

from cairn.analysis.disclosure.cuts import NEAR, Case, Mask, Openings
from cairn.analysis.disclosure.linear import Polytope, Vector, least

_MOST_CHECKS = 1_500  # linear programs spent on taking cells back


def enough(case: Case, start: Mask | None = None) -> Mask | None:
    """A pattern that protects all targets and all it withholds; None when even withholding all would not."""
    openings = Openings(case, case.must.copy() if start is None else start | case.must)
    waiting = [int(i) for i in case.targets]
    while waiting:
        openings.stir()
        for at in waiting:
            if not openings.opened(at) and openings.weights(at) is not None:
                way = _cheapest_way(case, openings.pattern, at)
                if way is None:
                    return None
                openings = openings.widened(way)
        waiting = _unprotected(openings)
    return _without_needless(case, openings.pattern)


def _cheapest_way(case: Case, pattern: Mask, at: int) -> Mask | None:
    """The cells that change where the count at `at` is moved by the width at the least price.

    Cells that are withheld already may move for nothing, or nearly so.
    """
    size = len(pattern)
    price = np.where(pattern, 1e-4, case.price)
    goal = np.concatenate([price, price])  # moved up by so much, moved down by so much
    equations = csr_array(hstack([case.equations, -case.equations]))
    high = np.concatenate([np.where(case.may, case.up, 0.0), np.where(case.may, case.down, 0.0)])
    for up in (True, False):
        low, top = np.zeros(2 * size), high.copy()
        here, there = (at, at + size) if up else (at + size, at)
        low[here], top[there] = case.width[at], 0.0
        if high[here] >= case.width[at] - NEAR:
            corner = least(goal, Polytope(equations, np.zeros(equations.shape[0]), low, top))
            if corner is not None:
                return np.asarray(corner.x[:size] + corner.x[size:] > NEAR, dtype=np.bool_)
    return _all_the_way(case, at)


def _all_the_way(case: Case, at: int) -> Mask | None:
    """Up and down together, when neither alone reaches the width: whatever all the cells allow."""
    openings = Openings(case, case.may.copy())
    if openings.weights(at) is not None:
        return None
    moved: Vector = np.abs(openings.highest) + np.abs(openings.lowest)
    return np.asarray(moved > NEAR, dtype=np.bool_)


def _unprotected(openings: Openings) -> list[int]:
    openings.stir()
    wanted = map(int, np.flatnonzero(openings.pattern & ~openings.case.loose))
    return [at for at in wanted if not openings.opened(at) and openings.weights(at) is not None]


def _all_protected(openings: Openings) -> bool:
    openings.stir()
    wanted = map(int, np.flatnonzero(openings.pattern & ~openings.case.loose))
    return all(openings.opened(at) or openings.weights(at) is None for at in wanted)


def _without_needless(case: Case, pattern: Mask) -> Mask:
    extra = [int(i) for i in np.flatnonzero(pattern & ~case.must)]
    spent = 0
    for at in sorted(extra, key=lambda i: -float(case.price[i])):
        if spent > _MOST_CHECKS:
            break
        fewer = pattern.copy()
        fewer[at] = False
        openings = Openings(case, fewer)
        if _all_protected(openings):
            pattern = fewer
        spent += openings.programs
    return pattern
