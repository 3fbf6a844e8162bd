"""Counts of a sample by stratum and by the groups that cross the strata: all that an estimate needs.

One GROUP BY over strata × characteristics fills it, for all items at once; a frame gives the number of
children in each stratum. Itself confidential, like every tally.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cairn.analysis.tally import NOT_GIVEN, Counts, Tally
from cairn.errors import EvidenceError, Problem

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Where = tuple[tuple[str, tuple[str, ...]], ...]
Stratum = tuple[str, ...]

MOST_TOLD = 20  # problems of one kind told in one go


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumTally:
    """`population[h]` children, `drawn[h]` of them read, in stratum `names[h]`; `strata` name its parts.

    `cells[i]` holds one value per characteristic, in stratum `stratum_of[i]` (cells are sorted by it), and
    `counts[item][i, c]` the number whose answer has code c (column 0: no answer). `not_asked[item]` marks the
    cells whose units were rightly not asked: they belong to the sample of the item, though to no group of
    answers. Left out, everybody was asked.
    """

    strata: tuple[str, ...]
    names: tuple[Stratum, ...]
    population: Counts
    drawn: Counts
    characteristics: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    stratum_of: Counts
    counts: Mapping[str, Counts]
    not_asked: Mapping[str, Mask] = field(default_factory=dict)
    _starts: Counts = field(init=False, repr=False)
    _read: Counts = field(init=False, repr=False)

    def __post_init__(self) -> None:
        assert bool(np.all(np.diff(self.stratum_of) >= 0))
        read, starts = np.unique(self.stratum_of, return_index=True)
        object.__setattr__(self, "_starts", starts.astype(np.int64))
        object.__setattr__(self, "_read", read)

    def by_stratum(self, per_cell: npt.NDArray[np.int64]) -> Counts:
        """Sums over the cells of each stratum: (cells, …) becomes (strata, …), integers throughout."""
        total = np.zeros((len(self.names), *per_cell.shape[1:]), dtype=np.int64)
        if len(self._starts):
            total[self._read] = np.add.reduceat(per_cell, self._starts, axis=0)
        return total

    def settled(self, item: str) -> Counts:
        """Per cell the units that answered the item, or to whom it does not apply: of the others nothing is
        known, and those who are settled stand for them."""
        counts = self.counts[item]
        answered: Counts = counts[:, 1:].sum(axis=1)
        if item in self.not_asked:
            answered = answered + counts[:, 0] * self.not_asked[item]
        return answered

    def in_group(self, where: Where) -> Mask:
        """One Boolean per cell: whether it has one of the values of every condition."""
        mask = np.ones(len(self.cells), dtype=np.bool_)
        for name, values in where:
            mask &= self._having(name, frozenset(values))
        return mask

    def eligible(self, where: Where) -> Mask:
        """One Boolean per stratum: whether units of the group may stand in it, by the strata's own values."""
        mask = np.ones(len(self.names), dtype=np.bool_)
        for name, values in where:
            if name in self.strata:
                i = self.strata.index(name)
                mask &= np.fromiter(
                    (s[i] in values for s in self.names), dtype=np.bool_, count=len(self.names)
                )
        return mask

    def whole_strata(self, where: Where) -> bool:
        """Whether the group is made of whole strata, so that its size is known from the frame."""
        return all(name in self.strata for name, _ in where)

    def levels(self, by: str) -> tuple[str, ...]:
        """The values of a characteristic, in the order of the frame for one that makes strata, else of cells;
        a stratum without children makes no level."""
        if by in self.strata:
            i = self.strata.index(by)
            inhabited = zip(self.names, self.population, strict=True)
            return tuple(dict.fromkeys(name[i] for name, children in inhabited if children))
        i = self._column(by)
        return tuple(sorted({cell[i] for cell in self.cells}))

    def _having(self, name: str, values: Collection[str]) -> Mask:
        i = self._column(name)
        return np.fromiter((c[i] in values for c in self.cells), dtype=np.bool_, count=len(self.cells))

    def _column(self, name: str) -> int:
        if name not in self.characteristics:
            message = f"The sample is not broken down by “{name}”."
            remedy = f"It may be: {', '.join(self.characteristics)}."
            raise EvidenceError(Problem(code="characteristic-not-tallied", message=message, remedy=remedy))
        return self.characteristics.index(name)


def stratum_tally(
    tally: Tally,
    strata: Sequence[str],
    population: Mapping[Stratum, int],
    drawn: Mapping[Stratum, int] | None = None,
    asked_when: Mapping[str, Where] | None = None,
) -> StratumTally:
    """The tally of a sample, joined to its frame. The strata must be among the tally's characteristics.

    Strata of the frame without a unit read are kept: their children are not represented. `drawn` is given
    when some of those drawn have no row. `asked_when[item]` holds the conditions, on characteristics of the
    tally, under which an item is asked; a unit of which one is known not to hold was not asked.

    Raises `EvidenceError` with every stratum that the frame lacks and every stratum of which more were read
    than it has.
    """
    places = [tally.column(name) for name in strata]
    keys = [tuple(cell[i] for i in places) for cell in tally.cells]
    index = {name: h for h, name in enumerate(population)}
    rows: dict[Stratum, int] = dict.fromkeys(population, 0)
    for key, units in zip(keys, tally.rows, strict=True):
        rows[key] = rows.get(key, 0) + int(units)
    _refuse(strata, rows, population)
    order = sorted((i for i, key in enumerate(keys) if tally.rows[i]), key=lambda i: index[keys[i]])
    size = [max(rows[name], drawn.get(name, 0) if drawn else 0) for name in population]
    return StratumTally(
        strata=tuple(strata),
        names=tuple(population),
        population=np.array(list(population.values()), dtype=np.int64),
        drawn=np.array(size, dtype=np.int64),
        characteristics=tally.characteristics,
        cells=tuple(tally.cells[i] for i in order),
        stratum_of=np.array([index[keys[i]] for i in order], dtype=np.int64),
        counts={item: counts[order] for item, counts in tally.counts.items()},
        not_asked={item: _failing(tally, where)[order] for item, where in (asked_when or {}).items()},
    )


def _failing(tally: Tally, where: Where) -> Mask:
    """The cells of which it is known that one of the conditions does not hold."""
    mask = np.zeros(len(tally.cells), dtype=np.bool_)
    for name, values in where:
        i, fitting = tally.column(name), {*values, NOT_GIVEN}
        mask |= np.fromiter((c[i] not in fitting for c in tally.cells), dtype=np.bool_, count=len(mask))
    return mask


def _refuse(strata: Sequence[str], rows: Mapping[Stratum, int], population: Mapping[Stratum, int]) -> None:
    problems: list[Problem] = []
    for name, units in rows.items():
        shown = ", ".join(f"{s} {v}" for s, v in zip(strata, name, strict=True))
        if name not in population:
            message = f"Records stand in a stratum that the frame does not have: {shown}."
            remedy = "Add the stratum to the frame with its size."
            problems.append(Problem(code="stratum-unknown", message=message, remedy=remedy))
        elif units > population[name]:
            message = f"More records were read in {shown} than the frame has: {population[name]:,}."
            problems.append(Problem(code="more-read-than-frame", message=message))
    if problems:
        raise EvidenceError(problems[:MOST_TOLD])
