"""Programme against programme: where two bodies of evidence differ, measure by measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from cairn.analysis.estimators.group import in_group
from cairn.analysis.estimators.population.contrast import SMALLEST_GROUP
from cairn.analysis.estimators.population.measure_share import measure_share
from cairn.analysis.estimators.population.population_share import PopulationShare
from cairn.analysis.estimators.population.programmes import change
from cairn.analysis.estimators.population.stratum_tally import StratumTally
from cairn.analysis.estimators.shares_by import values_of
from cairn.analysis.measures import Measure, MeasureBook
from cairn.analysis.tallies.tally_source import tally_source
from cairn.analysis.tally import NOT_GIVEN, Tally
from cairn.collection.bundle import Bundle
from cairn.errors import Problem, UsageError
from cairn.pipeline.differences import (
    RATE,
    UNKNOWN,
    Compared,
    Comparisons,
    Decided,
    Differences,
    Pair,
    Places,
    Side,
    answers_by_value,
    compare_pairs,
    group_label,
    measures_to_compare,
    sifted,
    top_level,
)
from cairn.pipeline.frame import Frame
from cairn.pipeline.frames import population_tally

PROGRAMME = "programme"
TINY = 5
Which = Literal["this", "other"]
SIDES: tuple[Which, Which] = ("this", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Programmes:
    """Two bundles of the same instruments, with what each is called in a sentence; with a frame each, they
    are compared for all the children."""

    this: Bundle
    other: Bundle
    frames: tuple[Frame, Frame] | None = None

    @property
    def labels(self) -> tuple[str, str]:
        return programme_labels(self.this, self.other)


def programme_labels(this: Bundle, other: Bundle) -> tuple[str, str]:
    """The titles of the two, or which is which where they are called the same."""
    first, second = (b.about.title or b.about.name for b in (this, other))
    return (first, second) if first != second else (f"{first} (this)", f"{second} (the other)")


def find_programme_differences(
    programmes: Programmes, source: str, book: MeasureBook, *, by: Sequence[str] = (), rate: float = RATE
) -> Differences:
    """Compare every measure of the source between the two, over all and in every group of `by`.

    Of those read the difference is a fact, and `p` the chance of so much of it if the answers were dealt out
    anew between the programmes; with frames it is that of two independent estimates. Raises `UsageError` for
    the same evidence twice, `EvidenceError` for a table that one does not have.
    """
    if programmes.this.digest == programmes.other.digest:
        message = "Both are the same evidence."
        raise UsageError(Problem(code="same-evidence", message=message, remedy="Name another folder."))
    measures = measures_to_compare(source, book)
    compared = Comparisons()
    if programmes.frames is None:
        compared.take(_of_those_read(programmes, source, measures, book, by))
    else:
        compared.take(_of_all(programmes, programmes.frames, measures, book, by))
    return sifted(source, compared, rate)


@dataclass(frozen=True, slots=True)
class _Group:
    by: str
    value: str
    label: str

    @property
    def where(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ((self.by, (self.value,)),) if self.by else ()

    def decides(self, source: str, measure: Measure, book: MeasureBook) -> bool:
        """Whether what the group is decides its answers, or that nobody in it is asked."""
        return book.foregone(source, measure.items[0], self.by).between([self.value], [self.value])


def _groups(tallies: Sequence[Tally], by: Sequence[str], source: str, book: MeasureBook) -> Iterator[_Group]:
    """Everybody, and then every group that both programmes have."""
    yield _Group("", "", "")
    for name in by:
        first, second = (values_of(tally, name) for tally in tallies)
        for value in first:
            if value in second and value not in (UNKNOWN, NOT_GIVEN):
                yield _Group(name, value, group_label(name, value, source, book))


def _of_those_read(
    programmes: Programmes, source: str, measures: Sequence[Measure], book: MeasureBook, by: Sequence[str]
) -> Iterator[Compared | Decided | None]:
    items = [m.items[0] for m in measures]
    tallies = [tally_source(b, source, tuple(by), items, book) for b in (programmes.this, programmes.other)]
    yield from dealt_between(tallies, programmes.labels, measures, book, by)


def dealt_between(
    tallies: Sequence[Tally],
    labels: tuple[str, str],
    measures: Sequence[Measure],
    book: MeasureBook,
    by: Sequence[str],
) -> Iterator[Compared | Decided | None]:
    """Every measure over all and in every group, of those read; None for what cannot be compared."""
    both = side_by_side(tallies)
    pair = Pair(a=(SIDES[0], labels[0]), b=(SIDES[1], labels[1]), in_a=(0,), in_b=(1,))
    programme = np.array([SIDES.index(cell[0]) for cell in both.cells], dtype=np.int64)
    for group in _groups(tallies, by, both.source, book):
        inside = in_group(both, group.where)
        places = Places(np.zeros(len(programme), dtype=np.int64), np.where(inside, programme, -1), 1)
        for measure in measures:
            if measure.items[0] == group.by:
                continue
            if group.decides(both.source, measure, book):
                yield Decided.BY_DEFINITION
                continue
            table = answers_by_value(both, measure, places, 2)
            (one,) = compare_pairs(measure, PROGRAMME, [pair], table)
            yield replace(one, within=group.label, where=group.where) if one is not None else None


def side_by_side(tallies: Sequence[Tally]) -> Tally:
    """Two tallies by the same characteristics as one, with `programme` as the first: `this` or `other`."""
    first, second = tallies
    return Tally(
        source=first.source,
        characteristics=(PROGRAMME, *first.characteristics),
        cells=tuple((side, *cell) for side, t in zip(SIDES, tallies, strict=True) for cell in t.cells),
        rows=np.concatenate([first.rows, second.rows]),
        counts={item: np.concatenate([first.counts[item], second.counts[item]]) for item in first.counts},
    )


def _of_all(
    programmes: Programmes,
    frames: tuple[Frame, Frame],
    measures: Sequence[Measure],
    book: MeasureBook,
    by: Sequence[str],
) -> Iterator[Compared | Decided | None]:
    items = [m.items[0] for m in measures]
    pairs = [
        population_tally(bundle, frame, tuple(by), items, book)
        for bundle, frame in zip((programmes.this, programmes.other), frames, strict=True)
    ]
    plain = [_only(tally, by) for tally, _ in pairs]
    dealt = {
        (c.measure, c.within): c
        for c in dealt_between(plain, programmes.labels, measures, book, by)
        if isinstance(c, Compared)
    }
    joined = (pairs[0][1], pairs[1][1])
    for group in _groups(plain, by, plain[0].source, book):
        for measure in measures:
            if measure.items[0] == group.by:
                continue
            if group.decides(plain[0].source, measure, book):
                yield Decided.BY_DEFINITION
                continue
            one = _estimated(joined, measure, group, programmes.labels, plain[0].source)
            if one is not None and _tiny(one):
                known = dealt.get((one.measure, one.within))
                one = replace(one, p=known.p) if known is not None else None
            yield one


def _only(tally: Tally, by: Sequence[str]) -> Tally:
    """The same counts with the cells named by these characteristics alone; cells may repeat."""
    columns = [tally.column(name) for name in by]
    return replace(
        tally, characteristics=tuple(by), cells=tuple(tuple(c[i] for i in columns) for c in tally.cells)
    )


def _estimated(
    joined: tuple[StratumTally, StratumTally],
    measure: Measure,
    group: _Group,
    labels: tuple[str, str],
    source: str,
) -> Compared | None:
    """None where a base is under ten, or where nothing is uncertain: two censuses differ, and that is all."""
    level = top_level(measure)
    this, other = (measure_share(t, source, measure, level, group.where) for t in joined)
    found = change(this, other)
    if found is None or found.p is None or min(this.n, other.n) < SMALLEST_GROUP:
        return None
    return Compared(
        measure=measure.name,
        label=measure.label,
        level=level,
        level_label=measure.scale.label_of(level),
        base=measure.base,
        by=PROGRAMME,
        a=_side(SIDES[0], labels[0], this),
        b=_side(SIDES[1], labels[1], other),
        p=found.p,
        within=group.label,
        where=group.where,
    )


def _side(name: str, label: str, share: PopulationShare) -> Side:
    assert share.share is not None  # its base is ten or more
    return Side(name=name, label=label, k=share.k, n=share.n, estimated=float(share.share))


def _tiny(c: Compared) -> bool:
    return any(min(side.k, side.n - side.k) < TINY for side in (c.a, c.b))
