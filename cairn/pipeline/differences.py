"""Where experience differs, found without being told where to look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

import numpy as np

from cairn.analysis.disclosure import BELOW
from cairn.analysis.estimators.group import Where, column_of
from cairn.analysis.estimators.population.contrast import SMALLEST_GROUP
from cairn.analysis.estimators.population.dealing import dealing_p, rank_scores
from cairn.analysis.estimators.population.families import benjamini_hochberg, benjamini_yekutieli
from cairn.analysis.estimators.population.stratum_tally import Floats
from cairn.analysis.estimators.shares_by import values_of
from cairn.analysis.measures import Measure, MeasureBook
from cairn.analysis.tallies.tally_source import tally_source
from cairn.analysis.tally import Counts, Tally
from cairn.collection.bundle import Bundle
from cairn.errors import EvidenceError, Problem

RATE = 0.05
UNKNOWN = "not_stated"
OTHERS = "all others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: k of n at the level, and words that name the group. `estimated` is the share
    of the children in a frame; without it the share is that of those read. `withheld`: not to be shown, as it
    would give away another that is too small."""

    name: str
    label: str
    k: int
    n: int
    estimated: float | None = None
    withheld: bool = False

    @property
    def share(self) -> Fraction | float:
        return Fraction(self.k, self.n) if self.estimated is None else self.estimated


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two groups on one measure. Of those read the difference is a fact, and `p` the chance of so much of it
    if the answers were dealt out anew within strata; of the children in a frame it is an estimate, and `p`
    that of its t test. `within` names the group that both are compared in, if not everybody; `where` is the
    same as a condition."""

    measure: str
    label: str
    level: str
    level_label: str
    base: str
    by: str
    a: Side
    b: Side
    p: float
    within: str = ""
    where: Where = ()

    @property
    def difference(self) -> Fraction | float:
        return self.a.share - self.b.share


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A comparison that stands out: `adjusted` allows for the whole family (Benjamini and Hochberg); `firm`
    says that it stands whatever the comparisons have to do with each other (Benjamini and Yekutieli)."""

    compared: Compared
    adjusted: float
    firm: bool


class Decided(Enum):
    """Stands in the place of a comparison that is decided before anybody answers."""

    BY_DEFINITION = "by definition"


@dataclass(slots=True)
class Comparisons:
    """All that can be compared, and how many comparisons cannot, or would be true by definition."""

    made: list[Compared] = field(default_factory=list)
    not_tested: int = 0
    by_definition: int = 0

    def take(self, found: Iterable[Compared | Decided | None]) -> None:
        """Put down comparisons; None for one that cannot be made."""
        for one in found:
            if isinstance(one, Compared):
                self.made.append(one)
            elif one is None:
                self.not_tested += 1
            else:
                self.by_definition += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What stands out, strongest first, of a family of comparisons; `not_tested` had a group under ten, and
    `by_definition` were left out, as what a group is decides the answer or whether it is asked for at all."""

    source: str
    rate: float
    family: int
    not_tested: int
    by_definition: int
    found: tuple[Found, ...]


def find_differences(
    bundle: Bundle, source: str, book: MeasureBook, *, by: Sequence[str] = (), rate: float = RATE
) -> Differences:
    """Compare every group with all others and with every other group, on every measure of the source.

    The groups are those of all characteristics, or of `by`. Raises `EvidenceError` when the source has no
    characteristic to compare by, `ClaimError` for one that it does not have.
    """
    groupings = groupings_of(source, book)
    if not groupings:
        message = f"“{source}” has no characteristic to compare groups by."
        raise EvidenceError(Problem(code="nothing-to-compare", message=message))
    measures = measures_to_compare(source, book)
    wanted = tuple(dict.fromkeys((*groupings, *by)))
    tally = tally_source(bundle, source, wanted, [m.items[0] for m in measures], book)
    return differences_of(tally, measures, book, by=by or groupings, rate=rate)


def differences_of(
    tally: Tally, measures: Sequence[Measure], book: MeasureBook, *, by: Sequence[str], rate: float = RATE
) -> Differences:
    """The same from a tally of the source by all its characteristics."""
    return sifted(tally.source, comparisons(tally, measures, book, by), rate)


def comparisons(
    tally: Tally, measures: Sequence[Measure], book: MeasureBook, by: Sequence[str]
) -> Comparisons:
    """Every comparison of the groups of each of `by`, on each measure."""
    found = Comparisons()
    for name in by:
        values = [v for v in values_of(tally, name) if v != UNKNOWN]
        pairs = list(_pairs(tally, name, values, book))
        place = _place_of_cells(tally, name, values, strata_of(tally.source, book))
        for measure in measures:
            if measure.items[0] == name:
                continue
            foregone = book.foregone(tally.source, measure.items[0], name)
            open_ = [p for p in pairs if not foregone.between(*p.values(values))]
            found.by_definition += len(pairs) - len(open_)
            table = answers_by_value(tally, measure, place, len(values))
            found.take(compare_pairs(measure, name, open_, table))
    return found


def sifted(source: str, compared: Comparisons, rate: float) -> Differences:
    """Of a family of comparisons those that stand out: firm ones first, large differences before small."""
    ps = [c.p for c in compared.made]
    adjusted, firm = benjamini_hochberg(ps), benjamini_yekutieli(ps)
    kept = [
        Found(compared=c, adjusted=float(q), firm=bool(f <= rate))
        for c, q, f in zip(compared.made, adjusted, firm, strict=True)
        if q <= rate
    ]
    kept.sort(key=lambda f: (not f.firm, -abs(float(f.compared.difference)), f.adjusted))
    return Differences(
        source=source,
        rate=rate,
        family=len(compared.made),
        not_tested=compared.not_tested,
        by_definition=compared.by_definition,
        found=tuple(kept),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two groups by name and label, each made of some values of a characteristic, given by place."""

    a: tuple[str, str]
    b: tuple[str, str]
    in_a: tuple[int, ...]
    in_b: tuple[int, ...]

    def values(self, names: Sequence[str]) -> tuple[list[str], list[str]]:
        """The values that make up each of the two."""
        return [names[i] for i in self.in_a], [names[i] for i in self.in_b]


def groupings_of(source: str, book: MeasureBook) -> tuple[str, ...]:
    """Every characteristic of the source, and the questions that its definition names beside them."""
    found = book.source(source)
    return (*book.characteristic_names(source), *(found.also_by if found else ()))


def strata_of(source: str, book: MeasureBook) -> tuple[str, ...]:
    """The characteristics that the source's sample is drawn by, in order. A comparison is made within those
    before it: of areas over all, of care groups within areas, of anything else within both."""
    found = book.source(source)
    return found.strata if found else ()


def measures_to_compare(source: str, book: MeasureBook) -> list[Measure]:
    """One measure for each item: those of several items, and other names of the same item, are left out."""
    found: dict[str, Measure] = {}
    for measure in book.measures:
        if source in measure.sources and len(measure.items) == 1 and not measure.where:
            found.setdefault(measure.items[0], measure)
    return list(found.values())


def _pairs(tally: Tally, by: str, values: Sequence[str], book: MeasureBook) -> Iterator[Pair]:
    """Every group against all others, named populations among them, then every two groups. With two groups
    there is one comparison."""
    groups = {v: (group_label(by, v, tally.source, book), (i,)) for i, v in enumerate(values)}
    if len(values) > 2:
        for name, (label, inside) in (groups | _populations(tally.source, by, values, book)).items():
            others = tuple(i for i in range(len(values)) if i not in inside)
            yield Pair(a=(name, label), b=(OTHERS, OTHERS), in_a=inside, in_b=others)
    for (a, (label_a, in_a)), (b, (label_b, in_b)) in combinations(groups.items(), 2):
        yield Pair(a=(a, label_a), b=(b, label_b), in_a=in_a, in_b=in_b)


def _populations(
    source: str, by: str, values: Sequence[str], book: MeasureBook
) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The named populations that are made of several values of the characteristic, but not of all."""
    found = {}
    for population in book.populations:
        if source in population.sources and [name for name, _ in population.where] == [by]:
            inside = tuple(i for i, v in enumerate(values) if v in population.where[0][1])
            if 1 < len(inside) < len(values):
                found[population.name] = (population.label, inside)
    return found


def group_label(by: str, value: str, source: str, book: MeasureBook) -> str:
    characteristic = book.characteristic(source, by)
    if characteristic is not None:
        return characteristic.group_of(value)
    measure = book.measure(source, by)
    answer = measure.scale.label_of(value) if measure else value
    return f"“{measure.label if measure else by}: {answer}”"


@dataclass(frozen=True, slots=True)
class Places:
    """For each cell its stratum and its value, as numbers from 0 (−1 where the value is not compared)."""

    stratum: Counts
    value: Counts
    strata: int


def _place_of_cells(tally: Tally, by: str, values: Sequence[str], strata: Sequence[str]) -> Places:
    earlier = strata[: strata.index(by)] if by in strata else strata
    columns = [tally.column(name) for name in earlier if name in tally.characteristics]
    keys = [tuple(cell[i] for i in columns) for cell in tally.cells]
    index = {key: h for h, key in enumerate(dict.fromkeys(keys))}
    place = {value: i for i, value in enumerate(values)}
    own = column_of(tally, by)
    return Places(
        np.array([index[key] for key in keys], dtype=np.int64),
        np.array([place.get(cell[own], -1) for cell in tally.cells], dtype=np.int64),
        len(index),
    )


def answers_by_value(tally: Tally, measure: Measure, place: Places, values: int) -> Counts:
    """Answers by stratum, value and code."""
    codes = len(measure.scale.answers)
    known = place.value >= 0
    table = np.zeros((place.strata, values, codes), dtype=np.int64)
    answers = tally.counts[measure.items[0]][known, 1 : codes + 1]
    np.add.at(table, (place.stratum[known], place.value[known]), answers)
    return table


def top_level(measure: Measure) -> str:
    """The level that sentences speak of: yes, or the first named set of upper answers, or the best answer."""
    answers = measure.scale.answers
    names = [a.name for a in answers]
    for name, members in measure.scale.sets:
        size = len(members)
        if measure.scale.ordered and 0 < size < len(names) and set(members) == set(names[-size:]):
            return name
    return names[-1]


def upper_levels(measure: Measure) -> tuple[str, ...]:
    """The levels at which groups may be seen to differ: the one that sentences speak of, then other named
    sets of upper answers, and the best answer alone. One alone where answers have no order."""
    names = [a.name for a in measure.scale.answers]
    found = {len(measure.scale.codes_of(top_level(measure)) or ()): top_level(measure)}
    if measure.scale.ordered:
        for name, members in (*measure.scale.sets, (names[-1], (names[-1],))):
            size = len(members)
            if 0 < size < len(names) and set(members) == set(names[-size:]):
                found.setdefault(size, name)
    return tuple(found.values())


def compare_pairs(measure: Measure, by: str, pairs: Sequence[Pair], table: Counts) -> list[Compared | None]:
    """None where a group has fewer than ten answers, or nothing could be otherwise. The two are shown at the
    level at which they differ most; the chance is that of the whole order of answers."""
    if not pairs:
        return []
    codes = table.shape[2]
    in_a, in_b = members_of(tuple(pairs), table.shape[1])
    levels = upper_levels(measure)
    wanted = [measure.scale.codes_of(level) or frozenset() for level in levels]
    at = np.array([[float(c + 1 in inside) for inside in wanted] for c in range(codes)])
    scores = rank_scores(table) if measure.scale.ordered and codes > 2 else at[:, 0]
    per_value = table.sum(axis=0)
    n = np.stack([in_a @ per_value.sum(axis=1), in_b @ per_value.sum(axis=1)], axis=1)
    k = np.stack([in_a @ per_value @ at, in_b @ per_value @ at], axis=1)
    most = _widest(k, n)
    chances = dealing_p(table, in_a, in_b, scores)
    can = ((n.min(axis=1) >= SMALLEST_GROUP) & np.isfinite(chances)).tolist()
    counts = np.stack([k[np.arange(len(pairs)), :, most], n], axis=1).round().astype(np.int64).tolist()
    named = [(level, measure.scale.label_of(level)) for level in levels]
    return [
        _compared(measure, by, pair, named[at], counts[i], chance) if can[i] else None
        for i, (pair, at, chance) in enumerate(zip(pairs, most.tolist(), chances.tolist(), strict=True))
    ]


def _widest(k: Floats, n: Floats) -> Counts:
    """For each pair the place of the level with the widest difference, the first of equals. Levels at which a
    side is too small to show come after all others."""
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = np.nan_to_num(np.abs(k[:, 0] / n[:, :1] - k[:, 1] / n[:, 1:]))
    rest = n[:, :, None] - k
    small = ((k > 0) & (k < BELOW)) | ((rest > 0) & (rest < BELOW))
    return np.asarray(np.where(small.any(axis=1), gap - 1.0, gap).round(12).argmax(axis=1), dtype=np.int64)


def _compared(
    measure: Measure, by: str, pair: Pair, level: tuple[str, str], counts: list[list[int]], p: float
) -> Compared:
    (k_a, k_b), (n_a, n_b) = counts
    return Compared(
        measure=measure.name,
        label=measure.label,
        level=level[0],
        level_label=level[1],
        base=measure.base,
        by=by,
        a=Side(name=pair.a[0], label=pair.a[1], k=k_a, n=n_a),
        b=Side(name=pair.b[0], label=pair.b[1], k=k_b, n=n_b),
        p=p,
    )


@lru_cache(maxsize=64)
def members_of(pairs: tuple[Pair, ...], values: int) -> tuple[Floats, Floats]:
    """For each pair 1 at the values that make up the one group, and the other. The same for every measure."""
    return _members([p.in_a for p in pairs], values), _members([p.in_b for p in pairs], values)


def _members(sides: Sequence[tuple[int, ...]], values: int) -> Floats:
    member = np.zeros((len(sides), values))
    for i, inside in enumerate(sides):
        member[i, list(inside)] = 1.0
    return member
