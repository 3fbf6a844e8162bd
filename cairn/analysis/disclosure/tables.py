"""Tables of counts as they are before anything is withheld. Confidential: they hold the small counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from cairn.analysis.disclosure.cells import ALL, Cell, Dimension, Shape, cell
from cairn.analysis.disclosure.network import Network, network
from cairn.framework.model import require

Counts: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """Counts of one population, crossed by `dimensions`.

    `counts` gives a number for values of all dimensions, in their order; what it leaves out is 0. `where`
    narrows the whole table to some units. `shown` names the groups of a dimension to publish in place of
    its values. Totals over every set of dimensions are published too, unless `totals` is False. They are
    always the sums of the counts given here: never of what is left after something was withheld.
    """

    name: str
    population: str
    dimensions: tuple[str, ...]
    counts: Mapping[tuple[str, ...], int]
    where: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    totals: bool = True

    def __post_init__(self) -> None:
        whole = all(k >= 0 and len(values) == len(self.dimensions) for values, k in self.counts.items())
        require(whole, "table-wrong", f"The table “{self.name}” has a count below 0 or in no place.")
        twice = set(self.dimensions) & set(self.where)
        require(not twice, "table-wrong", f"The table “{self.name}” both fixes and shows {sorted(twice)}.")

    @property
    def shape(self) -> Shape:
        return self.population, frozenset((*self.dimensions, *self.where))

    def slots(self, dimension: Dimension) -> tuple[str, ...]:
        """The values or groups of the dimension that the table shows, and `all` when it has totals."""
        shown = self.shown.get(dimension.name, dimension.values)
        return (*shown, ALL) if self.totals else tuple(shown)

    def cell(self, slots: Iterable[str]) -> Cell:
        """The cell in the place where the dimensions have these values, groups or `all`."""
        return cell(self.population, [*zip(self.dimensions, slots, strict=True), *self.where.items()])

    def cells(self, dimensions: Mapping[str, Dimension]) -> dict[Cell, int]:
        """Every cell the table would publish, with its true count, in the order of the table."""
        named = [dimensions[d] for d in self.dimensions]
        counts = self._array(named)
        places = [{v: i for i, v in enumerate(d.values)} for d in named]
        found: dict[Cell, int] = {}
        for slots in product(*(self.slots(d) for d in named)):
            picked = [
                [place[v] for v in d.members(s)] for d, s, place in zip(named, slots, places, strict=True)
            ]
            found[self.cell(slots)] = int(counts[np.ix_(*picked)].sum()) if picked else int(counts)
        return found

    def _array(self, named: list[Dimension]) -> Counts:
        array = np.zeros([len(d.values) for d in named], dtype=np.int64)
        places = [{v: i for i, v in enumerate(d.values)} for d in named]
        for values, k in self.counts.items():
            unknown = [v for v, place in zip(values, places, strict=True) if v not in place]
            require(not unknown, "table-wrong", f"The table “{self.name}” has an unknown value: {unknown}.")
            array[tuple(place[v] for v, place in zip(values, places, strict=True))] += k
        return array


def linked(
    tables: Iterable[CountTable], dimensions: Mapping[str, Dimension], more: Iterable[Shape] = ()
) -> Network:
    """The tables of a release, and whatever else is crossed in it, as one network."""
    return network([*(t.shape for t in tables), *more], dimensions)
