"""Which cells to withhold besides the small ones: the fewest, proved, by cuts.

The complete problem asks for two tables for every count to be protected, that agree with all that is shown
and differ there by the width wanted (Fischetti and Salazar, Management Science 47, 2001). It is solved by
cuts: an integer program over which cells to withhold, and for each count the largest difference that its
pattern allows, a linear program. Where that is too small, its multipliers are a new inequality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult
from scipy.sparse import csr_array

from cairn.analysis.disclosure.linear import Polytope, Vector, least
from cairn.utils.integer_program import integer_program

Mask: TypeAlias = npt.NDArray[np.bool_]
NEAR = 1e-6
_MOST_NODES = 20_000  # of one integer program
_MOST_WORK = 12_000  # inequalities, counted again in each round
_ROUGH = 0.04  # how near to the cheapest is good enough while inequalities are still missing


@dataclass(frozen=True, slots=True)
class Case:
    """Cells of a release before anything is withheld.

    `equations @ x = 0` for all tables x. `up` and `down` are how far a withheld cell may differ from its true
    count, for all a reader knows: at most the width, and not below the least it can be. `price` is what
    withholding a cell loses. `must` are withheld in any case (or printed nowhere), `may` are those and the
    others that can be. Each of `targets` needs tables that differ there by its `width`; `loose` cells
    (printed nowhere and no secret) are the only withheld ones that need not.
    """

    equations: csr_array
    up: Vector
    down: Vector
    price: Vector
    must: Mask
    may: Mask
    loose: Mask
    targets: npt.NDArray[np.int64]
    width: Vector


@dataclass(slots=True)
class Openings:
    """How far the counts of one pattern can be moved, up and down; tables found on the way are kept."""

    case: Case
    pattern: Mask
    highest: Vector = field(init=False)
    lowest: Vector = field(init=False)
    programs: int = 0  # linear programs solved

    def __post_init__(self) -> None:
        self.highest = np.zeros(len(self.pattern))
        self.lowest = np.zeros(len(self.pattern))

    def widened(self, more: Mask) -> Openings:
        """The same with more cells withheld: the tables seen so far still fit."""
        wider = Openings(self.case, self.pattern | more)
        wider.highest, wider.lowest = self.highest, self.lowest
        return wider

    def opened(self, at: int) -> bool:
        return bool(self.highest[at] - self.lowest[at] >= self.case.width[at] - NEAR)

    def stir(self) -> None:
        """Move all withheld counts that can be moved, up and then down, to spare looking at each."""
        for sign in (1.0, -1.0):
            self._move(np.where(self.pattern, -sign, 0.0))

    def weights(self, at: int) -> Vector | None:
        """None when the count at `at` can be moved by the width. Else what withholding each cell would add:
        the sum over the withheld cells is an upper bound of the movement, for this pattern and any other."""
        total = np.zeros(len(self.pattern))
        for sign in (1.0, -1.0):
            total += self._moved(at, sign)
            if self.opened(at):
                return None
        return total

    def _moved(self, at: int, sign: float) -> Vector:
        goal = np.zeros(len(self.pattern))
        goal[at] = -sign
        # Any multipliers give a bound: sign·x[at] = gain·x, as the equations add nothing.
        gain = self.case.equations.T @ self._move(goal) - goal
        return np.maximum(gain, 0.0) * self.case.up + np.maximum(-gain, 0.0) * self.case.down

    def _move(self, goal: Vector) -> Vector:
        """The multipliers of the equations where the goal is least."""
        case = self.case
        self.programs += 1
        low, high = np.where(self.pattern, -case.down, 0.0), np.where(self.pattern, case.up, 0.0)
        corner = least(goal, Polytope(case.equations, np.zeros(case.equations.shape[0]), low, high))
        assert corner is not None  # moving nothing is always allowed
        self.highest = np.maximum(self.highest, corner.x)
        self.lowest = np.minimum(self.lowest, corner.x)
        return corner.equations


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern, whether it protects all (`enough`), and whether there is no cheaper one that does."""

    pattern: Mask
    enough: bool
    proved: bool


def fewest(case: Case) -> Found:
    """The cheapest pattern that protects all targets and all that it withholds.

    When the work allowed does not reach that far, the last pattern tried: not enough, but a good start.
    """
    pattern, gap, work = case.must.copy(), _ROUGH, 0
    rows: list[Vector] = []
    sides: list[float] = []
    while work <= _MOST_WORK:
        added = _cuts(case, pattern)
        if not added and (gap == 0.0 or not rows):
            return Found(pattern, True, True)
        if not added:
            gap = 0.0
        rows += [row for row, _ in added]
        sides += [side for _, side in added]
        found = _cheapest(case, rows, sides, gap)
        if found.x is None or found.status != 0:
            return Found(pattern, not added, False)
        pattern = _pattern_of(case, found.x)
        work += len(rows)
    return Found(pattern, False, False)


def _cuts(case: Case, pattern: Mask) -> list[tuple[Vector, float]]:
    """Inequalities row·y ≥ side that the pattern breaks: for the targets, else for what else it withholds."""
    openings = Openings(case, pattern)
    found = []
    for at in map(int, case.targets):
        weights = None if openings.opened(at) else openings.weights(at)
        if weights is not None:
            fixed = float(weights[case.must].sum())
            lacking = float(case.width[at]) - fixed
            found.append((np.where(case.must, 0.0, np.minimum(weights, lacking)), lacking))
    return found or [cut for at in _others(case, pattern) if (cut := _conditional(openings, at)) is not None]


def _others(case: Case, pattern: Mask) -> list[int]:
    mask = pattern & ~case.loose
    mask[case.targets] = False
    return [int(i) for i in np.flatnonzero(mask)]


def _conditional(openings: Openings, at: int) -> tuple[Vector, float] | None:
    """A cell that is withheld must be protected; one that is shown need not."""
    case = openings.case
    weights = None if openings.opened(at) else openings.weights(at)
    if weights is None:
        return None
    fixed = float(weights[case.must].sum())
    width = float(case.width[at])
    row = np.where(case.must, 0.0, np.minimum(weights, width))
    if case.must[at]:
        return row, width - fixed
    row[at] -= width
    return row, -fixed


def _cheapest(case: Case, rows: Sequence[Vector], sides: Sequence[float], gap: float) -> OptimizeResult:
    free = np.flatnonzero(case.may & ~case.must)
    matrix = np.array(rows)[:, free]
    matrix[np.abs(matrix) < NEAR] = 0.0
    return integer_program(
        case.price[free],
        integrality=np.ones(len(free)),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(csr_array(matrix), np.array(sides) - NEAR, np.inf)],
        options={"node_limit": _MOST_NODES, "mip_rel_gap": gap},
    )


def _pattern_of(case: Case, chosen: Vector) -> Mask:
    pattern = case.must.copy()
    pattern[np.flatnonzero(case.may & ~case.must)] = chosen > 0.5
    return pattern
