"""One linear program, solved by HiGHS through SciPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array

Vector: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Polytope:
    """The x with `equal @ x = right`, `below @ x ≤ limit` (if any) and low ≤ x ≤ high."""

    equal: csr_array
    right: Vector
    low: Vector
    high: Vector
    below: csr_array | None = None
    limit: Vector | None = None


@dataclass(frozen=True, slots=True)
class Corner:
    """Where a goal is least, how little it is there, and the multipliers that prove it:
    value = equations·right + shares·limit + low·(lower bounds) + high·(upper bounds)."""

    x: Vector
    value: float
    equations: Vector
    shares: Vector
    low: Vector
    high: Vector


def least(goal: Vector, polytope: Polytope) -> Corner | None:
    """The least of goal·x over the polytope; None when there is no such x."""
    p = polytope
    under = p.below is not None and p.below.shape[0] > 0
    found = linprog(  # type: ignore[call-overload]  # the stubs know dense matrices only
        goal,
        A_ub=p.below if under else None,
        b_ub=p.limit if under else None,
        A_eq=p.equal if p.equal.shape[0] else None,
        b_eq=p.right if p.equal.shape[0] else None,
        bounds=np.column_stack([p.low, p.high]),
        method="highs",
    )
    if found.status != 0:
        return None
    return Corner(
        x=found.x,
        value=float(found.fun),
        equations=found.eqlin.marginals,
        shares=found.ineqlin.marginals,
        low=found.lower.marginals,
        high=found.upper.marginals,
    )
