"""What a reader has before him: numbers he does not know, and everything that is printed about them.

The facts of a release become one system of linear equations, inequalities and bounds over the cells that are
not printed. It falls into parts that have nothing to do with each other; each is a puzzle of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

from cairn.analysis.disclosure.cells import Cell
from cairn.analysis.disclosure.linear import Polytope, Vector
from cairn.analysis.disclosure.network import Network

_DEEPEST = 12  # sums of sums; a group is seldom crossed by more dimensions
Numbers: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shown:
    """The cell's count is printed."""

    cell: Cell
    count: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """The cell is printed as the symbol. `none`: which may stand for none at all."""

    cell: Cell
    none: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """The cell's count is known to lie from `low` to `high`; `why` says what is printed."""

    cell: Cell
    low: int
    high: int | None
    why: str


@dataclass(frozen=True, slots=True)
class ShareWithin:
    """The cell is from `low` to `high` of `whole`. `high_open`: and not `high` itself."""

    cell: Cell
    whole: Cell
    low: Fraction
    high: Fraction
    why: str
    high_open: bool = False


Fact = Shown | Hidden | Within | ShareWithin


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things are printed that cannot both be so: their difference may tell what was withheld."""

    cell: Cell
    why: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The facts of a release, gathered by cell number."""

    cells: tuple[Cell, ...]
    equations: csr_array
    known: Numbers  # the printed count, or −1
    hidden: npt.NDArray[np.bool_]
    low: Vector
    high: Vector
    why: dict[tuple[int, str], str]  # (cell, "low" or "high") → what gave the bound
    shares: tuple[tuple[int, int, ShareWithin], ...]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Puzzle:
    """One part: the tables that fit what is printed are the whole numbers in `polytope`.

    `columns` and `rows` are numbers of cells and equations; `notes` say what each row of shares comes from.
    """

    columns: Numbers
    rows: Numbers
    polytope: Polytope
    notes: tuple[str, ...]


def gather(net: Network, facts: Sequence[Fact], least: int) -> Knowledge:
    """The facts by cell. `least` is what a hidden count is known to be at least, if it is not none."""
    number = net.numbers()
    size = len(net.cells)
    known = np.full(size, -1, dtype=np.int64)
    hidden, some = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    wrong: list[Contradiction] = []
    for fact in facts:
        i = number[fact.cell]
        if isinstance(fact, Hidden):
            hidden[i], some[i] = True, some[i] or not fact.none
        elif isinstance(fact, Shown):
            if known[i] not in (-1, fact.count):
                wrong.append(Contradiction(fact.cell, f"is printed as {known[i]} and as {fact.count}"))
            known[i] = fact.count
    limit = most_expected(net.equations, known)
    low, high = np.where(some, float(least), 0.0), np.full(size, limit)
    why: dict[tuple[int, str], str] = {}
    for fact in facts:
        if isinstance(fact, Within):
            _narrow(number[fact.cell], fact, (low, high), why)
    shares = tuple(
        (number[f.cell], number[f.whole], f)
        for f in facts
        if isinstance(f, ShareWithin) and f.whole in number
    )
    for part, whole, share in shares:
        if known[whole] >= 0:
            _narrow(part, _range_of_part(share, int(known[whole])), (low, high), why)
        elif known[part] >= 0:
            _narrow(whole, _range_of_whole(share, int(known[part])), (low, high), why)
    wrong += _broken(net.cells, known, (low, high), why)
    loose = tuple(s for s in shares if known[s[0]] < 0 and known[s[1]] < 0)
    return Knowledge(net.cells, net.equations, known, hidden, low, high, why, loose, tuple(wrong))


def most_expected(equations: csr_array, known: npt.NDArray[np.int64] | Vector) -> float:
    """What no reader takes any count to be above, which keeps the numbers small: four times the largest that
    is printed, or that printed ones add up to (eight areas without a total). `known` is −1 for the rest."""
    parts = equations.minimum(0)
    rows, wholes = equations.maximum(0).nonzero()
    floor = np.maximum(known, 0).astype(np.float64)
    for _ in range(_DEEPEST):
        before = floor.copy()
        np.maximum.at(floor, wholes, -(parts @ floor)[rows])
        floor = np.where(known >= 0, known, floor)
        if (floor == before).all():
            break
    return 4.0 * max(float(floor.max(initial=0.0)), 250.0)


def _narrow(i: int, fact: Within, bounds: tuple[Vector, Vector], why: dict[tuple[int, str], str]) -> None:
    low, high = bounds
    if fact.low > low[i]:
        low[i], why[i, "low"] = fact.low, fact.why
    if fact.high is not None and fact.high < high[i]:
        high[i], why[i, "high"] = fact.high, fact.why


def _range_of_part(share: ShareWithin, whole: int) -> Within:
    top = share.high * whole
    high = ceil(top) - 1 if share.high_open else floor(top)
    return Within(share.cell, ceil(share.low * whole), high, f"{share.why} of {whole}")


def _range_of_whole(share: ShareWithin, part: int) -> Within:
    if share.high == 0:
        return Within(share.whole, 0, None, share.why)
    bottom = part / share.high
    low = floor(bottom) + 1 if share.high_open else ceil(bottom)
    high = floor(part / share.low) if share.low else None
    return Within(share.whole, low, high, f"{part} is {share.why}")


def _broken(
    cells: Sequence[Cell], known: Numbers, bounds: tuple[Vector, Vector], why: dict[tuple[int, str], str]
) -> list[Contradiction]:
    low, high = bounds
    found = []
    for i in map(int, np.flatnonzero(low > high)):
        reasons = " and ".join(sorted({why.get((i, s), "") for s in ("low", "high")} - {""}))
        found.append(Contradiction(cells[i], f"cannot be what is printed about it: {reasons}"))
    for (at, side), reason in why.items():
        outside = known[at] < low[at] if side == "low" else known[at] > high[at]
        if known[at] >= 0 and outside:
            found.append(Contradiction(cells[at], f"is printed as {known[at]}, but also: {reason}"))
    return found


def puzzles(knowledge: Knowledge, wanted: npt.NDArray[np.bool_]) -> tuple[list[Puzzle], list[Contradiction]]:
    """The separate parts that hold a wanted cell; and equations whose numbers, all printed, do not add up."""
    unknown = knowledge.known < 0
    matrix = knowledge.equations
    shown = np.where(unknown, 0, knowledge.known).astype(np.float64)
    right = -(matrix @ shown)
    columns = np.flatnonzero(unknown)
    reduced = csr_array(matrix[:, columns])
    counts = np.diff(reduced.indptr)
    wrong = [_sum_broken(knowledge, int(r)) for r in np.flatnonzero((counts == 0) & (np.abs(right) > 0.5))]
    below, limit, notes = _share_rows(knowledge, columns)
    rows = np.flatnonzero(counts > 0)
    reduced = csr_array(reduced[rows])
    labels = parts_of(csr_array(vstack([reduced, below])))
    found = []
    for label in sorted(set(labels[wanted[columns]].tolist())):
        inside = np.flatnonzero(labels == label)
        found.append(_part(knowledge, columns, inside, (rows, reduced, right[rows]), (below, limit, notes)))
    return found, wrong


def _part(
    knowledge: Knowledge,
    columns: Numbers,
    inside: Numbers,
    sums: tuple[Numbers, csr_array, Vector],
    shares: tuple[csr_array, Vector, list[str]],
) -> Puzzle:
    rows, reduced, right = sums
    equal = csr_array(reduced[:, inside])
    mine = np.flatnonzero(np.diff(equal.indptr))
    below, limit, notes = shares
    under = csr_array(below[:, inside])
    these = np.flatnonzero(np.diff(under.indptr))
    low, high = knowledge.low[columns[inside]], knowledge.high[columns[inside]]
    polytope = Polytope(csr_array(equal[mine]), right[mine], low, high, csr_array(under[these]), limit[these])
    return Puzzle(columns[inside], rows[mine], polytope, tuple(notes[i] for i in these))


def _share_rows(knowledge: Knowledge, columns: Numbers) -> tuple[csr_array, Vector, list[str]]:
    """part − high·whole ≤ 0 and low·whole − part ≤ 0, where neither is printed."""
    place = {int(c): i for i, c in enumerate(columns)}
    entries: list[tuple[int, int, float]] = []
    notes: list[str] = []
    for part, whole, share in knowledge.shares:
        # Whole numbers: it is the numerators and denominators that count, not the decimals.
        for sign, bound in ((1, share.high), (-1, share.low)):
            row = len(notes)
            entries.append((row, place[part], float(sign * bound.denominator)))
            entries.append((row, place[whole], float(-sign * bound.numerator)))
            notes.append(f"{share.cell} is {share.why} of {share.whole}")
    at, to, values = (list(column) for column in zip(*entries, strict=True)) if entries else ([], [], [])
    matrix = csr_array((np.array(values, dtype=np.float64), (at, to)), shape=(len(notes), len(columns)))
    return matrix, np.zeros(len(notes)), notes


def parts_of(matrix: csr_array) -> Numbers:
    """The number of the part each column belongs to: columns that share a row belong together."""
    height, width = matrix.shape
    touching = csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    above = hstack([csr_array((height, height)), touching])
    graph = vstack([above, csr_array((width, height + width))])
    _, labels = connected_components(csr_array(graph), directed=False)
    return np.asarray(labels[height:], dtype=np.int64)


def _sum_broken(knowledge: Knowledge, row: int) -> Contradiction:
    whole, *parts = _members(knowledge, row)
    told = " + ".join(f"{knowledge.known[p]}" for p in parts)
    return Contradiction(
        knowledge.cells[whole], f"is printed as {knowledge.known[whole]}, its parts as {told}"
    )


def _members(knowledge: Knowledge, row: int) -> Iterable[int]:
    """The whole of a sum, then its parts."""
    span = slice(knowledge.equations.indptr[row], knowledge.equations.indptr[row + 1])
    pairs = zip(knowledge.equations.indices[span], knowledge.equations.data[span], strict=True)
    return [int(i) for i, _ in sorted(pairs, key=lambda p: (-p[1], p[0]))]
