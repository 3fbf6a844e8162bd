"""Answers to one item for many rows at once, so that every bound on their counts holds exactly.

Rows that no bound tells apart form a cell; an integer program (HiGHS through SciPy) chooses how many rows
of each cell give each answer, as close as it can to the usual spread of the item's answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array

from cairn.reconstruction.spread import whole_shares
from cairn.utils.integer_program import integer_program

Mask = npt.NDArray[np.bool_]

# One row away from a bound's aim weighs as much as this many rows away from the usual spread.
AIM_WEIGHT = 20.0
# Good enough: which data set is chosen does not matter, only that it is allowed, and soon found.
RELATIVE_GAP = 0.2
ROUNDS = 12  # of proportional fitting; more change nothing that rounding does not undo


@dataclass(frozen=True, slots=True)
class Term:
    """`weight` × the number of rows in `members` whose answer is one of `codes`."""

    members: Mask
    codes: frozenset[int]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Bound:
    """low ≤ sum of the terms ≤ high, best at `aim`. `why` names the statement it comes from."""

    terms: tuple[Term, ...]
    low: int | None
    high: int | None
    why: str
    aim: int | None = None


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows grouped by the bounds they count in: `cell_of[row]`, and the rows' masks per cell."""

    cell_of: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    first_row: npt.NDArray[np.int64]


def cells_of(rows: int, bounds: Sequence[Bound], apart: Sequence[Mask] = ()) -> Cells:
    """Group rows that lie in the same members of every term, and in the same of the masks in `apart`."""
    masks = [term.members for bound in bounds for term in bound.terms] + list(apart)
    matrix = np.stack(masks, axis=1) if masks else np.zeros((rows, 1), dtype=np.bool_)
    _, first, cell_of, sizes = np.unique(
        np.packbits(matrix, axis=1), axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    return Cells(cell_of.reshape(-1).astype(np.int64), sizes.astype(np.int64), first.astype(np.int64))


def allot(
    cells: Cells, usual: Sequence[Sequence[float]], bounds: Sequence[Bound]
) -> npt.NDArray[np.int64] | None:
    """Rows per cell and answer code (column 0 is code 1), or None when no whole numbers satisfy the bounds.

    `usual[cell]` is the usual share of each answer in that cell.
    """
    if not bounds:
        return _in_proportion(cells, usual)
    n_cells, n_codes = len(cells.sizes), len(usual[0])
    n = n_cells * n_codes
    aims = [i for i, b in enumerate(bounds) if b.aim is not None]
    matrix = _bound_matrix(cells, bounds, n_codes)
    target = _usual_counts(cells, np.asarray(usual, dtype=np.float64), bounds).reshape(-1)
    # Variables: counts, their distance from the usual spread, each aimed bound's distance from its aim.
    width = 2 * n + len(aims)
    cost = np.concatenate([np.zeros(n), np.ones(n), np.full(len(aims), AIM_WEIGHT)])
    constraints = [_totals(cells, n_codes, width), *_distances(n, target, width)]
    low = np.array([-np.inf if b.low is None else b.low for b in bounds])
    high = np.array([np.inf if b.high is None else b.high for b in bounds])
    constraints.append(LinearConstraint(_widened(matrix, width), low, high))
    constraints += _aim_distances(matrix, bounds, aims, n, width)
    largest = np.concatenate([np.repeat(cells.sizes, n_codes), np.full(n + len(aims), np.inf)])
    integrality = np.concatenate([np.ones(n), np.zeros(n + len(aims))])
    answer = integer_program(
        cost,
        integrality=integrality,
        bounds=Bounds(np.zeros(width), largest),
        constraints=constraints,
        options={"mip_rel_gap": RELATIVE_GAP},
    )
    if answer.x is None:
        return None
    counts: npt.NDArray[np.int64] = np.rint(answer.x[:n]).astype(np.int64).reshape(n_cells, n_codes)
    return counts


def _in_proportion(cells: Cells, usual: Sequence[Sequence[float]]) -> npt.NDArray[np.int64]:
    """With nothing to keep to, the usual shares in whole numbers."""
    counts = []
    for size, shares in zip(cells.sizes, usual, strict=True):
        weights = {str(i): round(share * 1_000_000) for i, share in enumerate(shares)}
        counts.append(list(whole_shares(int(size), weights).values()))
    return np.array(counts, dtype=np.int64)


def _usual_counts(
    cells: Cells, usual: npt.NDArray[np.float64], bounds: Sequence[Bound]
) -> npt.NDArray[np.float64]:
    """Usual counts, scaled so that single shares come near their aims and cells differ no more than needed.

    Iterative proportional fitting (Deming and Stephan 1940), a few rounds; exactness is the program's task.
    """
    counts: npt.NDArray[np.float64] = np.maximum(cells.sizes[:, None] * usual, 1e-6)
    aimed = [(b.terms[0], b.aim) for b in bounds if b.aim is not None and len(b.terms) == 1]
    for _ in range(ROUNDS if len(aimed) > 1 else 1):
        for term, aim in aimed:
            inside = term.members[cells.first_row][:, None] & np.isin(
                np.arange(1, counts.shape[1] + 1), sorted(term.codes)
            )
            outside = term.members[cells.first_row][:, None] & ~inside
            now, rest = counts[inside].sum(), counts[outside].sum()
            if now > 0 and rest > 0:
                counts[inside] *= max(aim, 1e-6) / now
                counts[outside] *= max(now + rest - aim, 1e-6) / rest
    return counts


def _bound_matrix(cells: Cells, bounds: Sequence[Bound], n_codes: int) -> csr_array:
    entries = [
        (i, int(cell) * n_codes + code - 1, term.weight)
        for i, bound in enumerate(bounds)
        for term in bound.terms
        for cell in np.flatnonzero(term.members[cells.first_row])
        for code in term.codes
    ]
    # Entries at the same place are added up: two terms may count the same rows.
    rows, columns, weights = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    return csr_array((weights.astype(float), (rows, columns)), (len(bounds), len(cells.sizes) * n_codes))


def _widened(matrix: csr_array, width: int) -> csr_array:
    return csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], width))


def _totals(cells: Cells, n_codes: int, width: int) -> LinearConstraint:
    n_cells = len(cells.sizes)
    rows = np.repeat(np.arange(n_cells), n_codes)
    matrix = csr_array((np.ones(len(rows)), (rows, np.arange(len(rows)))), (n_cells, width))
    return LinearConstraint(matrix, cells.sizes, cells.sizes)


def _distances(n: int, target: npt.NDArray[np.float64], width: int) -> list[LinearConstraint]:
    rows = np.arange(n)
    ones = np.ones(n)
    above = csr_array(
        (np.concatenate([ones, ones]), (np.tile(rows, 2), np.concatenate([rows, rows + n]))), (n, width)
    )
    below = csr_array(
        (np.concatenate([ones, -ones]), (np.tile(rows, 2), np.concatenate([rows, rows + n]))), (n, width)
    )
    return [LinearConstraint(above, target, np.inf), LinearConstraint(below, -np.inf, target)]


def _aim_distances(
    matrix: csr_array, bounds: Sequence[Bound], aims: Sequence[int], n: int, width: int
) -> list[LinearConstraint]:
    if not aims:
        return []
    picked = matrix[aims].tocoo()
    targets = np.array([bounds[i].aim for i in aims], dtype=float)
    positions = np.arange(len(aims))
    found = []
    for sign, low, high in ((1.0, targets, np.inf), (-1.0, -np.inf, targets)):
        data = np.concatenate([picked.data, np.full(len(aims), sign)])
        rows = np.concatenate([picked.coords[0], positions])
        columns = np.concatenate([picked.coords[1], 2 * n + positions])
        both = csr_array((data, (rows, columns)), (len(aims), width))
        found.append(LinearConstraint(both, low, high))
    return found
