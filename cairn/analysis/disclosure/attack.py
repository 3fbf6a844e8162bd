"""Between which numbers a withheld count must lie, for a reader who uses everything that is printed.

Linear programming first (the bounds of each cell over the polytope of all tables that fit what is printed:
Fischetti and Salazar, Management Science 47, 2001, section 2). Where that leaves room, whole tables are shown
that take it up, or an integer program looks for them: counts are whole, and fractions protect nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint

from cairn.analysis.disclosure.linear import Corner, Vector, least
from cairn.analysis.disclosure.puzzle import Puzzle
from cairn.utils.integer_program import integer_program

NEAR = 1e-6
_MOST_NODES = 5_000


@dataclass(frozen=True, slots=True)
class Reach:
    """A count is from `low` to `high` at least (`exact`: and nothing else). `floor` and `ceiling` prove it;
    they are None when only whole numbers tell."""

    low: int
    high: int
    exact: bool
    floor: Corner | None = None
    ceiling: Corner | None = None

    @property
    def width(self) -> int:
        return self.high - self.low


class Impossible(Exception):
    """No counts at all fit what is printed."""


@dataclass(slots=True)
class Attack:
    """An attack on one puzzle. Every table that fits what is printed is remembered: it may settle others."""

    puzzle: Puzzle
    lowest: Vector = field(init=False)
    highest: Vector = field(init=False)
    whole_least: Vector = field(init=False)
    whole_most: Vector = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.puzzle.columns)
        self.lowest, self.highest = np.full(size, np.inf), np.full(size, -np.inf)
        self.whole_least, self.whole_most = np.full(size, np.inf), np.full(size, -np.inf)

    def probe(self, wanted: npt.NDArray[np.bool_]) -> None:
        """Tables that take the wanted cells down and up together. Raises `Impossible` if there is none."""
        for sign in (1.0, -1.0):
            self._extreme(np.where(wanted, sign, 0.0))

    def settled(self, at: int, width: int) -> bool:
        """Whether the tables seen so far already leave the cell that much room, in whole numbers."""
        return bool(self.whole_most[at] - self.whole_least[at] >= width - NEAR)

    def reach(self, at: int, width: int) -> Reach:
        """The range of the cell; only as much of it is looked for as shows whether it is `width` wide."""
        goal = np.zeros(len(self.puzzle.columns))
        goal[at] = 1.0
        down, up = self._extreme(goal), self._extreme(-goal)
        low, high = int(np.ceil(down.value - NEAR)), int(np.floor(-up.value + NEAR))
        if high - low >= width and self.settled(at, width):
            return Reach(low, high, False)
        if self.whole_least[at] > low or self.whole_most[at] < high:
            whole_low, whole_high = self._whole(goal, low), self._whole(-goal, -high)
            if whole_low is None or whole_high is None:
                raise Impossible
            if (whole_low, -whole_high) != (low, high):
                return Reach(whole_low, -whole_high, True)
        return Reach(low, high, True, down, up)

    def _extreme(self, goal: Vector) -> Corner:
        found = least(goal, self.puzzle.polytope)
        if found is None:
            raise Impossible
        self._remember(found.x)
        return found

    def _whole(self, goal: Vector, bound: int) -> int | None:
        """The least whole value of the goal; it cannot be under `bound`. None when no whole table fits.

        Within the work allowed: otherwise the least that was seen, which makes the range narrower, not wider.
        """
        p = self.puzzle.polytope
        constraints = []
        if p.equal.shape[0]:
            constraints.append(LinearConstraint(p.equal, p.right, p.right))
        if p.below is not None and p.limit is not None and p.below.shape[0]:
            constraints.append(LinearConstraint(p.below, -np.inf, p.limit))
        found = integer_program(
            goal,
            integrality=np.ones(len(goal)),
            bounds=Bounds(p.low, p.high),
            constraints=constraints,
            options={"node_limit": _MOST_NODES, "mip_rel_gap": 0.0},
        )
        if found.x is None:
            return None
        self._remember(found.x)
        return max(round(float(goal @ np.rint(found.x))), bound)

    def _remember(self, x: Vector) -> None:
        self.lowest, self.highest = np.minimum(self.lowest, x), np.maximum(self.highest, x)
        rounded = np.rint(x)
        if np.abs(x - rounded).max(initial=0.0) < NEAR:
            self.whole_least = np.minimum(self.whole_least, rounded)
            self.whole_most = np.maximum(self.whole_most, rounded)
