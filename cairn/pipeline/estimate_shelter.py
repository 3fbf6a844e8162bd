"""Estimates for all the children as a release: shares times known numbers give nothing small back.

A reader has the frame: he knows how many children one record stands for in every stratum, and multiplies an
estimated share by the number of children it is of. Several such products leave the children of a withheld
group, and by its weights the records. Shares are told in whole per cents and without their counts; what that
leaves open of each small count is looked for here with the same numbers that he has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from cairn.analysis.disclosure import withheld
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.weighted import ToldShare, Weighted
from cairn.analysis.estimators.group import Where
from cairn.analysis.estimators.population.sample import sample_of
from cairn.analysis.estimators.population.stratum_tally import Mask, StratumTally
from cairn.analysis.measures import Measure, MeasureBook
from cairn.analysis.tally import NOT_GIVEN
from cairn.pipeline.difference_words import told_share
from cairn.pipeline.differences import OTHERS, UNKNOWN, Compared, Found, Side

_HALF_A_POINT = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateShelter:
    """What is needed to look at estimates together. `tally` is broken down by all that they group by."""

    source: str
    book: MeasureBook
    tally: StratumTally
    limits: Limits

    def sheltered(self, found: Sequence[Found], side: str = "") -> tuple[Found, ...]:
        """The findings, with the estimates marked that would give a small count back. When programmes are
        compared, `side` is the one whose tally it is."""
        places: dict[tuple[str, str], list[int]] = {}
        for i, one in enumerate(found):
            places.setdefault((one.compared.measure, one.compared.level), []).append(i)
        safe = list(found)
        for (name, level), at in places.items():
            measure = self.book.measure(self.source, name)
            assert measure is not None  # the comparison was made with this book
            listed = _Listed(shelter=self, measure=measure, level=level, side=side)
            for i, compared in zip(at, listed.marked([found[i].compared for i in at]), strict=True):
                safe[i] = replace(found[i], compared=compared)
        return tuple(safe)


@dataclass(frozen=True, slots=True)
class _Shown:
    by: str
    cells: Mask
    share: float


@dataclass(slots=True, kw_only=True)
class _Listed:
    """The estimates of one measure at one level, and what they leave open of the counts in each cell."""

    shelter: EstimateShelter
    measure: Measure
    level: str
    side: str
    weighted: Weighted = field(init=False)

    def __post_init__(self) -> None:
        tally, item = self.shelter.tally, self.measure.items[0]
        codes = sorted(self.measure.scale.codes_of(self.level) or ())
        counts, settled = tally.counts[item], tally.by_stratum(tally.settled(item))
        sample = sample_of(tally.population, tally.drawn, settled, "respondents")
        self.weighted = Weighted(
            answers=counts[:, 1:].sum(axis=1),
            hits=counts[:, codes].sum(axis=1),
            weight=sample.weight[tally.stratum_of],
        )

    def marked(self, compared: Sequence[Compared]) -> list[Compared]:
        """The comparisons, with estimates withheld until no small count can be told: first those of the same
        characteristic that a small group is part of, then all that it is part of."""
        found, small = list(compared), self._small(compared)
        for near in (True, False):
            shown = [s for c in found for s in self._shown(c)]
            told = [(by, cells) for by, cells in small if self._given_back(cells, shown)]
            found = [self._without(c, told, near) for c in found]
        return found

    def _sides(self, c: Compared) -> Iterator[tuple[Side, str, Mask]]:
        """The sides that this tally knows, each with the characteristic it is a group of, and its cells."""
        tally = self.shelter.tally
        if self.side:
            by = c.where[0][0] if c.where else ""
            yield from ((s, by, tally.in_group(c.where)) for s in (c.a, c.b) if s.name == self.side)
            return
        known = tuple(v for v in tally.levels(c.by) if v not in (UNKNOWN, NOT_GIVEN))
        for side, other in ((c.a, c.b), (c.b, c.a)):
            values = tuple(v for v in known if v != other.name) if side.name == OTHERS else (side.name,)
            where: Where = ((c.by, values),)
            yield side, c.by, tally.in_group(where)

    def _shown(self, c: Compared) -> Iterator[_Shown]:
        for side, by, cells in self._sides(c):
            if side.estimated is not None and not (side.withheld or self._is_small(cells)):
                yield _Shown(by, cells, told_share(side.estimated))

    def _small(self, compared: Sequence[Compared]) -> list[tuple[str, Mask]]:
        """Every group that is too small to show, compared or not, by the characteristic it is a group of."""
        tally = self.shelter.tally
        names = dict.fromkeys(by for c in compared for _, by, _ in self._sides(c) if by)
        groups = [(by, tally.in_group(((by, (v,)),))) for by in names for v in tally.levels(by)]
        groups += [(by, cells) for c in compared for _, by, cells in self._sides(c)]
        found: dict[tuple[str, bytes], tuple[str, Mask]] = {}
        for by, cells in groups:
            if self._is_small(cells):
                found.setdefault((by, cells.tobytes()), (by, cells))
        return list(found.values())

    def _is_small(self, cells: Mask) -> bool:
        k, n = (int(counts[cells].sum()) for counts in (self.weighted.hits, self.weighted.answers))
        return n > 0 and withheld(k, n, True, self.shelter.limits.below)

    def _without(self, c: Compared, told: Sequence[tuple[str, Mask]], near: bool) -> Compared:
        """The comparison with the sides marked that hold part of a group whose count can be told."""
        gone = {
            side.name
            for side, by, cells in self._sides(c)
            if any((cells & small).any() and (by == of or not near) for of, small in told)
            and not self._is_small(cells)
        }
        a, b = (replace(s, withheld=True) if s.name in gone else s for s in (c.a, c.b))
        return replace(c, a=a, b=b)

    def _given_back(self, small: Mask, shown: Sequence[_Shown]) -> bool:
        """Whether the estimates leave too few counts that the group may have."""
        about = {s.cells.tobytes(): s for s in shown}.values()
        shares = [ToldShare(s.cells, s.share - _HALF_A_POINT, s.share + _HALF_A_POINT) for s in about]
        return self.weighted.gives_back(small, shares, (), self.shelter.limits)
