"""What estimates for a whole frame leave open of a small count.

Whoever has the frame knows how many children one record stands for in every stratum, and multiplies a share
by the number of children it is of. With counts that are printed beside it, that can be solved for a group
that is withheld. No table of cells knows of weights, so such figures are looked at here: an integer program
finds the least and the most that the small count can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint

from cairn.analysis.disclosure.limits import Limits
from cairn.utils.integer_program import integer_program

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_MOST_NODES = 2_000


@dataclass(frozen=True, slots=True)
class ToldShare:
    """An estimate as it is told: `low` to `high` of the children for whom the answers of `cells` stand."""

    cells: Mask
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Weighted:
    """Answers by cell, `hits` of them at the level, one standing for `weight` children. A reader is taken to
    know all answers and weights, and of the hits what is told."""

    answers: Counts
    hits: Counts
    weight: Floats

    def gives_back(
        self, small: Mask, shares: Sequence[ToldShare], sums: Sequence[Mask], limits: Limits
    ) -> bool:
        """Whether the shares, with the hits of each of `sums`, leave less open of those of `small` than must
        stay open of a withheld count. Of a group of two, none to two is all there is."""
        if not any((s.cells & small).any() for s in shares):
            return False
        # Cells of one weight that nothing tells apart are one number to whoever reckons.
        told_apart = np.vstack([self.weight, small, *(s.cells for s in shares), *sums])
        alike, place = np.unique(told_apart, axis=1, return_inverse=True)
        answers, hits = (np.bincount(place.ravel(), n).astype(np.float64) for n in (self.answers, self.hits))
        rows, plain = alike[2 : 2 + len(shares)] * alike[0], alike[2 + len(shares) :]
        children = rows @ answers
        program = [
            LinearConstraint(rows, children * [s.low for s in shares], children * [s.high for s in shares]),
            *([LinearConstraint(plain, plain @ hits, plain @ hits)] if len(sums) else []),
        ]
        low, high = (sign * _least(sign * alike[1], answers, hits, program) for sign in (1, -1))
        whole = int(self.answers[small].sum())
        least = min(limits.least, whole)
        return high - low < min(limits.width, whole) or (
            high - max(low, least) < min(limits.opening, whole - least)
        )


def _least(goal: Floats, most: Floats, read: Floats, program: Sequence[LinearConstraint]) -> int:
    """The least that the goal may be. What was read fits; where not even that is found within the work
    allowed, nothing has been shown to be open."""
    found = integer_program(
        goal,
        integrality=np.ones(len(goal)),
        bounds=Bounds(0, most),
        constraints=program,
        options={"node_limit": _MOST_NODES, "mip_rel_gap": 0.0},
    )
    return round(float(goal @ (read if found.x is None else np.rint(found.x))))
