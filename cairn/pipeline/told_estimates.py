"""How exactly an estimate may be told: not so that it gives back a count that is withheld.

Who knows the frame knows how many children one record stands for, and multiplies a share by the number of
children it is of. With the counts that are printed of those read, that can be solved for a group that is
withheld. So what an estimate leaves open of each small group among its strata is looked for: told in full, if
that leaves enough; in whole per cents without its error, if only that does; else not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum

import numpy as np

from cairn.analysis.disclosure import Limits, withheld
from cairn.analysis.disclosure.weighted import ToldShare, Weighted
from cairn.analysis.estimators.population.sample import Missing, sample_of
from cairn.analysis.estimators.population.stratum_tally import Mask, StratumTally, Where

FULL = 1e-9
HALF_A_POINT = 0.005
ROUNDED = "In whole per cents: told in full it would give back a count that is withheld."
# The values of a characteristic that are withheld of those read in a group.
Hidden = Callable[[str, Where], Collection[str]]


class Telling(Enum):
    """How an estimate may be told."""

    FULLY = "fully"
    ROUNDED = "in whole per cents"
    NOT = "not at all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """The share of answers with one of `codes` to `item`, estimated from a sample and its frame."""

    tally: StratumTally
    item: str
    codes: Collection[int]
    missing: Missing
    limits: Limits
    hidden: Hidden

    def telling(self, where: Where, share: float) -> Telling:
        """How the share of a group may be told beside the tables of those read in it, by each characteristic
        that makes strata. Single strata are not looked at, so not the parts of a group that is made of some.
        """
        if any(name in self.tally.strata for name, _ in where):
            return Telling.FULLY
        weighted, cells = self._weighted(), self.tally.in_group(where)
        looks = [self._parts(by, where, cells) for by in self.tally.strata]
        for telling, middle, half in (
            (Telling.FULLY, share, FULL),
            (Telling.ROUNDED, round(share, 2), HALF_A_POINT),
        ):
            told = [ToldShare(cells, middle - half, middle + half)]
            if not any(
                weighted.gives_back(mask, told, [cells, *shown], self.limits)
                for small, shown in looks
                for mask in small
            ):
                return telling
        return Telling.NOT

    def _parts(self, by: str, where: Where, cells: Mask) -> tuple[list[Mask], list[Mask]]:
        """Of those read in the group: the small parts that are withheld, and the parts that are shown."""
        parts = {v: cells & self.tally.in_group(((by, (v,)),)) for v in self.tally.levels(by)}
        hidden = self.hidden(by, where)
        small = [mask for v, mask in parts.items() if v in hidden and self._is_small(mask)]
        return small, [mask for v, mask in parts.items() if v not in hidden]

    def _is_small(self, cells: Mask) -> bool:
        counts = self.tally.counts[self.item][cells]
        k, n = int(counts[:, sorted(self.codes)].sum()), int(counts[:, 1:].sum())
        alike = k in {0, n} and n < self.limits.alike_below
        return n > 0 and (alike or withheld(k, n, True, self.limits.below))

    def _weighted(self) -> Weighted:
        tally, counts = self.tally, self.tally.counts[self.item]
        settled = tally.by_stratum(tally.settled(self.item))
        sample = sample_of(tally.population, tally.drawn, settled, self.missing)
        return Weighted(
            answers=counts[:, 1:].sum(axis=1).astype(np.int64),
            hits=counts[:, sorted(self.codes)].sum(axis=1).astype(np.int64),
            weight=sample.weight[tally.stratum_of],
        )
