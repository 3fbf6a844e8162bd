"""Small groups of whom all share a value: they give themselves away without a small count.

What is printed need not say so. Of two answers none gave the one, so all gave the other; and a total that is
left out is the sum of its parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

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
            if not others:
                continue
            group = Cell(cells[i].population, tuple(p for p in cells[i].place if p != slot))
            none = [number.get(group.within(slot[0], value)) for value in others]
            wholes = [group, *(group.within(slot[0], g) for g in _everyone(dimension))]
            known = [high[number[w]] for w in wholes if w in number]
            if all(j is not None and high[j] < 1 for j in none) or min(known, default=np.inf) <= low[i]:
                yield Alike(i, group, slot, tuple(j for j in none if j is not None))


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


def _everyone(dimension: Dimension) -> Iterator[str]:
    """The groups of all values but open ones: all who answered."""
    secret = set(dimension.values) - set(dimension.open_values)
    return (name for name, values in dimension.groups.items() if secret <= set(values))


def slots_of(cells: Collection[Cell]) -> frozenset[Slot]:
    """What the cells name."""
    return frozenset(pair for one in cells for pair in one.place)
