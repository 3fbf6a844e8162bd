"""Counts of units over crossed dimensions, as the variables of a linear program.

Statements speak of a few dimensions at a time. The dimensions that are spoken of together form blocks;
the blocks are joined into a tree in which neighbours agree on what they share (a junction tree). Tables that
agree along such a tree can always be put together into one table over all dimensions, in whole numbers too,
so nothing is lost by never writing the whole table down. (Lauritzen, Graphical Models, 1996, section 2.1.)
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from cairn.claims.consistency_forms import Event, Row, in_order
from cairn.utils.integer_program import integer_program

Vector = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]

_LEAST = 1e-9  # a row counts as a reason for infeasibility from this multiplier on
_SECONDS = 10.0  # the longest one search in whole numbers may take


@dataclass(frozen=True, slots=True)
class Solution:
    """Masses that a program chose, and the value of what it made small."""

    masses: Vector
    value: float = 0.0


class Masses:
    """The variables for a set of events, and the mass of each event as a sum of variables."""

    def __init__(self, events: Iterable[Event], domains: Mapping[str, Sequence[str]]) -> None:
        self.domains = domains
        self.events = sorted(set(events), key=in_order)
        self.atoms = _atoms(self.events, domains)
        self.blocks = _blocks([frozenset(d for d, _ in e) for e in self.events])
        self.tables: list[Index] = []
        self.size = 0
        for block in self.blocks:
            shape = tuple(len(self.atoms[d]) for d in block)
            count = int(np.prod(shape)) if shape else 1
            self.tables.append(np.arange(self.size, self.size + count).reshape(shape))
            self.size += count
        self._cells = {e: self._cells_of(e) for e in self.events}
        self.joints = self._joints()

    def cells(self, wanted: Event) -> Index:
        """The variables whose sum is the mass of the event."""
        found = self._cells.get(wanted)
        return self._cells_of(wanted) if found is None else found

    def mass(self, solution: Solution, events: Iterable[Event]) -> float:
        return float(sum(solution.masses[self.cells(e)].sum() for e in events))

    def _cells_of(self, wanted: Event) -> Index:
        scope = {d for d, _ in wanted}
        holding = [i for i, block in enumerate(self.blocks) if scope <= set(block)]
        if not holding:
            raise KeyError(wanted)
        at = min(holding, key=lambda i: self.tables[i].size)
        values = dict(wanted)
        axes = [
            [j for j, atom in enumerate(self.atoms[d]) if d not in values or atom <= values[d]]
            for d in self.blocks[at]
        ]
        table = self.tables[at]
        found: Index = table[np.ix_(*axes)].ravel() if axes else table.ravel()
        return found

    def _joints(self) -> csr_array:
        """One row per cell that two neighbouring blocks share: their difference, which must be nought."""
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        at = 0
        for i, j in _tree(self.blocks):
            shared = [d for d in self.blocks[i] if d in self.blocks[j]]
            for cell in itertools.product(*(range(len(self.atoms[d])) for d in shared)):
                for block, sign in ((i, 1.0), (j, -1.0)):
                    found = self._slice(block, dict(zip(shared, cell, strict=True)))
                    rows += [at] * len(found)
                    columns += found.tolist()
                    values += [sign] * len(found)
                at += 1
        return csr_array((values, (rows, columns)), shape=(at, self.size))

    def _slice(self, block: int, fixed: Mapping[str, int]) -> Index:
        key = tuple(fixed.get(d, slice(None)) for d in self.blocks[block])
        return np.atleast_1d(np.asarray(self.tables[block][key], dtype=np.int64)).ravel()

    def matrix(self, rows: Sequence[Row]) -> tuple[csr_array, Vector]:
        """The rows as matrix and right side: matrix @ masses ≥ right side."""
        at: list[Index] = []
        columns: list[Index] = []
        values: list[Vector] = []
        for i, one in enumerate(rows):
            for e, coefficient in one.terms:
                cells = self.cells(e)
                at.append(np.full(len(cells), i))
                columns.append(cells)
                values.append(np.full(len(cells), float(coefficient)))
        entries = [np.concatenate(part) if part else np.zeros(0) for part in (values, at, columns)]
        shape = (len(rows), self.size)
        matrix = csr_array((entries[0], (entries[1].astype(int), entries[2].astype(int))), shape=shape)
        return matrix, np.array([float(r.least) for r in rows])


System = tuple[csr_array, Vector]  # matrix @ masses ≥ right side


def stacked(first: System, second: System) -> System:
    """The rows of both."""
    return csr_array(vstack([first[0], second[0]])), np.concatenate([first[1], second[1]])


def solve(masses: Masses, system: System) -> Solution | None:
    """Masses, not negative, that fulfil all rows; None when there are none."""
    found = _least(np.zeros(masses.size), [_above(system), _level(masses)])
    return None if found is None else Solution(found)


def nearest(masses: Masses, firm: System, soft: System) -> Solution | None:
    """Masses that fulfil the firm rows and miss the soft ones by as little as they can, all told."""
    count = soft[0].shape[0]
    matrix, right = stacked(firm, soft)
    spare = vstack([csr_array((firm[0].shape[0], count)), eye_array(count)])
    price = np.concatenate([np.zeros(masses.size), np.ones(count)])
    wide = csr_array(hstack([matrix, spare]))
    found = _least(price, [_above((wide, right)), _level(masses, count)])
    return None if found is None else Solution(found[: masses.size], float(price @ found))


def solve_whole(masses: Masses, system: System) -> bool | None:
    """Whether whole numbers fulfil all rows; None when that could not be settled in the time allowed."""
    found = integer_program(
        np.zeros(masses.size),
        integrality=np.ones(masses.size, dtype=np.int64),
        bounds=Bounds(0, np.inf),
        constraints=[c for c in (_above(system), _level(masses)) if c is not None],
        options={"time_limit": _SECONDS},
    )
    return {0: True, 2: False}.get(found.status)


def reasons(masses: Masses, system: System) -> list[int]:
    """Numbers of rows that together cannot be fulfilled, given that all rows cannot.

    Multipliers that add the rows up to something impossible (Farkas). Those at a corner of all such
    multipliers belong to a minimal set of rows (Gleeson and Ryan, ORSA Journal on Computing 2, 1990).
    """
    matrix, right = system
    count, joints = len(right), masses.joints.shape[0]
    columns = csr_array(hstack([matrix.T, masses.joints.T])) if joints else csr_array(matrix.T)
    price = np.concatenate([np.ones(count), np.zeros(joints)])
    level = csr_array(np.concatenate([right, np.zeros(joints)])[None, :])
    lowest = np.concatenate([np.zeros(count), np.full(joints, -np.inf)])
    constraints = [LinearConstraint(columns, -np.inf, 0), LinearConstraint(level, 1, 1)]
    found = _least(price, constraints, lowest)
    if found is None:
        return list(range(count))
    multipliers: list[int] = np.flatnonzero(found[:count] > _LEAST).tolist()
    return multipliers


def extremes(
    masses: Masses, system: System, part: Sequence[Event], base: Sequence[Event]
) -> tuple[tuple[float, Solution], tuple[float, Solution]] | None:
    """The smallest and the largest share part/base that the rows allow, each with masses that show it.

    The fraction is made linear by scaling the base to one (Charnes and Cooper, 1962): the last variable is
    the scale. None when the rows cannot be fulfilled.
    """
    matrix, right = system
    goal, whole = (_sums(masses, events) for events in (part, base))
    wide = csr_array(hstack([matrix, csr_array(-right[:, None])]))
    one = LinearConstraint(csr_array(whole[None, :]), 1, 1)
    ends: list[tuple[float, Solution]] = []
    for sign in (1.0, -1.0):
        constraints = [_above((wide, np.zeros(len(right)))), _level(masses, 1), one]
        found = _least(sign * goal, constraints)
        if found is None:
            return None
        ends.append((float(goal @ found), Solution(found[:-1])))
    return ends[0], ends[1]


def _least(
    price: Vector, constraints: Sequence[LinearConstraint | None], lowest: Vector | float = 0.0
) -> Vector | None:
    """Where the price is least; None when the constraints cannot be met."""
    found = milp(price, bounds=Bounds(lowest, np.inf), constraints=[c for c in constraints if c is not None])
    return np.asarray(found.x, dtype=np.float64) if found.status == 0 else None


def _above(system: System) -> LinearConstraint | None:
    return LinearConstraint(system[0], system[1], np.inf) if len(system[1]) else None


def _level(masses: Masses, extra: int = 0) -> LinearConstraint | None:
    """The joints, with so many further variables that they do not touch."""
    count = masses.joints.shape[0]
    if not count:
        return None
    joints = csr_array(hstack([masses.joints, csr_array((count, extra))])) if extra else masses.joints
    return LinearConstraint(joints, 0, 0)


def _sums(masses: Masses, events: Iterable[Event]) -> Vector:
    """Coefficients that add up the masses of the events; the last is that of the scale."""
    total = np.zeros(masses.size + 1)
    for e in events:
        total[masses.cells(e)] += 1
    return total


def _atoms(events: Sequence[Event], domains: Mapping[str, Sequence[str]]) -> dict[str, list[frozenset[str]]]:
    """Values that no event tells apart are counted together."""
    named: dict[str, set[frozenset[str]]] = {}
    for e in events:
        for dimension, values in e:
            named.setdefault(dimension, set()).add(values)
    atoms: dict[str, list[frozenset[str]]] = {}
    for dimension, sets in sorted(named.items()):
        ordered = sorted(sets, key=sorted)
        groups: dict[tuple[bool, ...], list[str]] = {}
        for value in domains[dimension]:
            groups.setdefault(tuple(value in s for s in ordered), []).append(value)
        atoms[dimension] = [frozenset(g) for g in groups.values()]
    return atoms


def _blocks(scopes: Sequence[frozenset[str]]) -> list[tuple[str, ...]]:
    """Cliques of the graph of dimensions spoken of together, made chordal by least fill-in."""
    near: dict[str, set[str]] = {d: set() for s in scopes for d in s}
    for s in scopes:
        for d in s:
            near[d] |= s - {d}
    cliques: list[frozenset[str]] = []
    while near:
        chosen = min(near, key=lambda d: (_fill(near, d), len(near[d]), d))
        around = near.pop(chosen)
        cliques.append(frozenset(around | {chosen}))
        for d in around:
            near[d] = (near[d] | around) - {d, chosen}
    largest = [
        c
        for i, c in enumerate(cliques)
        if not any(c < o or (c == o and j < i) for j, o in enumerate(cliques))
    ]
    return [tuple(sorted(c)) for c in largest] or [()]


def _fill(near: Mapping[str, set[str]], chosen: str) -> int:
    return sum(b not in near[a] for a, b in itertools.combinations(sorted(near[chosen]), 2))


def _tree(blocks: Sequence[tuple[str, ...]]) -> list[tuple[int, int]]:
    """A tree over the blocks with the most shared dimensions; blocks that share none agree on the total."""
    inside = [0] if blocks else []
    edges: list[tuple[int, int]] = []
    while len(inside) < len(blocks):
        outside = [i for i in range(len(blocks)) if i not in inside]
        pairs = ((i, j) for i in inside for j in outside)
        best = max(pairs, key=lambda p: (len(set(blocks[p[0]]) & set(blocks[p[1]])), -p[0], -p[1]))
        edges.append(best)
        inside.append(best[1])
    return edges
