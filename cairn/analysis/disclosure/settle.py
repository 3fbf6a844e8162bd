"""What else to withhold of the figures of a report, so that nothing withheld can be worked out.

A report is no table: some of its figures stand in sentences, which fall with them; others in rows of groups,
which can do without one. Only those are withheld besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cairn.analysis.disclosure.cells import Cell, Dimension, coarsened
from cairn.analysis.disclosure.cuts import Mask
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.linear import Vector
from cairn.analysis.disclosure.network import Network, network
from cairn.analysis.disclosure.puzzle import Fact, Hidden, Numbers, Shown, parts_of
from cairn.analysis.disclosure.release import cells_of
from cairn.analysis.disclosure.suppress import Release, attempt, case_of, completed, primary_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A cell that a report would show, with its true `count`. `small`: it may not be shown. `spare`: it may
    be withheld besides."""

    cell: Cell
    count: int
    small: bool = False
    spare: bool = False


def settled(
    candidates: Iterable[Candidate],
    dimensions: Mapping[str, Dimension],
    limits: Limits,
    earlier: Sequence[Fact] = (),
    leaks: Iterable[Cell] = (),
) -> frozenset[Cell]:
    """The cells to withhold, the small ones among them, and others for the `leaks` of an attack on what would
    be shown. The symbol may stand for none.

    Whether that is enough is for the attack to say. Raises `EvidenceError` when the counts do not agree with
    each other or with `earlier`.
    """
    listed, told = list(candidates), list(leaks)
    plain = [f for f in earlier if isinstance(f, Shown | Hidden)]
    cells = {c.cell for c in listed} | cells_of(plain)
    of_interest = {(c.population, c.dimensions) for c in cells}
    cells |= {c for c in told if (c.population, c.dimensions) in of_interest}
    coarse = coarsened(_naming(dimensions, told), cells)
    shapes = sorted({(c.population, c.dimensions) for c in cells}, key=lambda s: (s[0], sorted(s[1])))
    net = network(shapes, coarse)
    stated = _state(listed, plain, net)
    wanted = stated.small | stated.hidden | np.isin(np.arange(len(net.cells)), _numbers(net, told))
    inside = _around(net, stated, wanted)
    if not len(inside):
        return frozenset()
    part, near = _narrowed(net, inside), stated.of(inside)
    near.small |= wanted[inside] & near.printed & ~near.fixed
    low = np.zeros(len(inside))
    release = Release(
        net=part,
        wide=part,
        counts=completed(part, near.known, low),
        true=(near.known >= 0) | wanted[inside],  # what leaks is known to all: it needs protection
        printed=near.printed,
        shared=np.zeros(len(inside), dtype=np.bool_),
        fixed=near.fixed,
        hidden_before=near.hidden,
        least_before=low,
        earlier=tuple(f for f in plain if f.cell in part.numbers()),
    )
    lax = replace(limits, least=0)
    primary, alike = primary_of(release, coarse, lax)
    case = case_of(release, lax, primary | near.small, np.ones_like(alike))
    found = attempt(release, coarse, lax, case, none=True)
    return frozenset(part.cells[i] for i in np.flatnonzero(found.pattern & release.printed))


def _naming(dimensions: Mapping[str, Dimension], told: Iterable[Cell]) -> dict[str, Dimension]:
    """The dimensions with the groups of values that the attack named by their members: “good|very_good”."""
    named = dict(dimensions)
    for name, slot in (pair for one in told for pair in one.place):
        members, dimension = tuple(slot.split("|")), named[name]
        if slot not in dimension.slots and set(members) <= set(dimension.values):
            named[name] = replace(dimension, groups={**dimension.groups, slot: members})
    return named


@dataclass(slots=True)
class _State:
    """What stands in each cell: its count or −1, and whether it is printed, cannot be left out, is small, was
    withheld before."""

    known: Vector
    printed: Mask
    fixed: Mask
    small: Mask
    hidden: Mask

    def of(self, cells: Numbers) -> _State:
        return _State(*(getattr(self, name)[cells] for name in self.__slots__))


def _state(candidates: Sequence[Candidate], earlier: Sequence[Shown | Hidden], net: Network) -> _State:
    number, size = net.numbers(), len(net.cells)
    found = _State(np.full(size, -1.0), *(np.zeros(size, dtype=np.bool_) for _ in range(4)))
    for one in candidates:
        i = number[one.cell]
        found.known[i], found.printed[i] = one.count, True
        found.fixed[i] |= not (one.spare or one.small)
        found.small[i] |= one.small
    for fact in earlier:
        i = number[fact.cell]
        if isinstance(fact, Shown):
            found.fixed[i], found.known[i] = True, fact.count
        else:
            found.hidden[i] = True
    found.small &= ~found.fixed
    return found


def _numbers(net: Network, cells: Iterable[Cell]) -> Numbers:
    number = net.numbers()
    return np.array([number[c] for c in cells if c in number], dtype=np.int64)


def _around(net: Network, stated: _State, wanted: Mask) -> Numbers:
    """The cells that sums of movable cells tie to a wanted one, and the fixed ones in those sums."""
    columns = np.flatnonzero(~stated.fixed)
    labels = parts_of(net.equations[:, columns].tocsr())
    near = columns[np.isin(labels, labels[wanted[columns]])]
    rows = np.unique(net.equations.tocsc()[:, near].indices)
    return np.union1d(near, net.equations[rows].indices).astype(np.int64)


def _narrowed(net: Network, inside: Numbers) -> Network:
    """The part of the network whose sums lie wholly among these cells."""
    matrix = net.equations.tocsc()[:, inside].tocsr()
    whole = np.flatnonzero(np.diff(matrix.indptr) == np.diff(net.equations.indptr))
    return Network(tuple(net.cells[i] for i in inside), matrix[whole])
