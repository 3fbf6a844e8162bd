"""Small groups of whom all share a value: they give themselves away without a small count.

What is printed need not say so. Of two answers none gave the one, so all gave the other; and a total that is
left out is the sum of its parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from cairn.analysis.disclosure.cells import Cell, Dimension
from cairn.analysis.disclosure.linear import Vector

_ROUNDS = 12  # sums of sums
Slot = tuple[str, str]  # a dimension, and a value or group of it


@dataclass(frozen=True, slots=True)
class Alike:
    """The cells, by number: `part` holds all of `group` of whom the dimension is known; there are none in
    `none`, which are its other values."""

    part: int
    group: Cell
    slot: Slot
    none: tuple[int, ...]


def reckoned(equations: csr_array, low: Vector, high: Vector) -> tuple[Vector, Vector]:
    """The bounds narrowed by every sum, one at a time and again. Where they cannot all be so they are left as
    they were before that showed: contradictions are told elsewhere."""
    if not equations.nnz:
        return low, high
    equations = _and_rests(equations)
    parts = csr_array(equations.minimum(0))
    parts.data = -parts.data
    entries = parts.tocoo()
    rows, columns = entries.row, entries.col
    wholes = np.asarray(equations.argmax(axis=1)).ravel()
    for _ in range(_ROUNDS):
        least, most = parts @ low, parts @ high
        floor, ceiling = low.copy(), high.copy()
        np.maximum.at(floor, wholes, least)
        np.minimum.at(ceiling, wholes, most)
        np.maximum.at(floor, columns, low[wholes[rows]] - (most[rows] - high[columns]))
        np.minimum.at(ceiling, columns, high[wholes[rows]] - (least[rows] - low[columns]))
        if (floor > ceiling).any() or ((floor == low).all() and (ceiling == high).all()):
            break
        low, high = floor, ceiling
    return low, high


def _and_rests(equations: csr_array) -> csr_array:
    """The sums, and for a sum with all the parts of another: its whole is that of the other and the rest."""
    parts = csr_array(equations.minimum(0))
    sizes = -parts.sum(axis=1)
    shared = csr_array(parts @ parts.T).tocoo()
    held = (shared.data == sizes[shared.col]) & (sizes[shared.col] < sizes[shared.row])
    rests = csr_array(equations[shared.row[held]] - equations[shared.col[held]])
    rests.eliminate_zeros()
    return csr_array(vstack([equations, rests]))


def alike(
    cells: Sequence[Cell],
    bounds: tuple[Vector, Vector],
    dimensions: Mapping[str, Dimension],
    named: Collection[Slot],
    below: int,
) -> Iterator[Alike]:
    """Every group of 1 to `below` − 1 that is known to be all alike, in order of cell.

    Of all values, and of the groups of values that are `named`: what nobody speaks of tells nothing.
    """
    low, high = bounds
    small = np.flatnonzero((low >= 1) & (high < below))
    number = {one: i for i, one in enumerate(cells)} if len(small) else {}
    for i in map(int, small):
        for slot in cells[i].place:
            dimension = dimensions[slot[0]]
            others = _others(dimension, slot, named)
            group = Cell(cells[i].population, tuple(p for p in cells[i].place if p != slot))
            none = tuple(number.get(group.within(slot[0], value), -1) for value in others)
            if none and all(j >= 0 and high[j] < 1 for j in none):
                yield Alike(i, group, slot, none)


def _others(dimension: Dimension, slot: Slot, named: Collection[Slot]) -> tuple[str, ...]:
    """The values that those in the slot might have had; none when having another would be no secret."""
    value = slot[1]
    single = value in dimension.values and "|" not in value  # values taken together are joined so
    members = set(dimension.members(value))
    if dimension.identifying or not members.isdisjoint(dimension.open_values):
        return ()
    if not single and slot not in named:
        return ()
    return tuple(v for v in dimension.values if v not in members and v not in dimension.open_values)


def slots_of(cells: Collection[Cell]) -> frozenset[Slot]:
    """What the cells name."""
    return frozenset(pair for one in cells for pair in one.place)
