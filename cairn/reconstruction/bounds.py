"""From claims to bounds on the counts of one item's answers, given everything already answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cairn.analysis.measures import Measure, MeasureBook
from cairn.claims.claim import Claim, Stat, Where
from cairn.claims.comparison import other_of
from cairn.claims.wording import Phrase, allowed_counts
from cairn.reconstruction.allot import Bound, Mask, Term
from cairn.reconstruction.rows import Rows
from cairn.reconstruction.spread import fraction_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A statement to be made true: its claim, and the phrase that must be allowed (None for comparisons)."""

    statement: str
    claim: Claim
    phrase: Phrase | None


def by_item(wanted: Iterable[Wanted], book: MeasureBook) -> dict[str, list[Wanted]]:
    """The statements that speak of each item, in order; those known from print alone speak of none."""
    found: dict[str, list[Wanted]] = {}
    for want in wanted:
        source = book.source(want.claim.source)
        if source is None or not source.tables:
            continue
        names = [want.claim.measure]
        if want.claim.stat is Stat.ORDER:
            names.append(other_of(want.claim, book).measure)
        items = (i for n in names if (m := book.measure(want.claim.source, n)) is not None for i in m.items)
        for item in dict.fromkeys(items):
            found.setdefault(item, []).append(want)
    return found


class ItemBounds:
    """The bounds that statements put on one item.

    The rows seen are those of `tables`, one after the other, to which the item applies (`applies`).
    Figures that will be shown keep clear of counts below `withhold_below`, so that they can be published.
    """

    def __init__(
        self, rows: Rows, item: str, tables: Sequence[str], applies: Mask, *, seed: int, withhold_below: int
    ) -> None:
        self.rows = rows
        self.item = item
        self.tables = tables
        self.applies = applies
        self.seed = seed
        self.withhold_below = withhold_below

    def bounds(self, wanted: Sequence[Wanted]) -> list[Bound]:
        """The bounds of the wanted statements, as far as this item takes part in them."""
        found: list[Bound] = []
        for want in (replace(w, claim=end) for w in wanted for end in w.claim.ends):
            measure = self._measure(want.claim.source, want.claim.measure)
            other = self._other(want.claim)
            if measure is not None and self.item in measure.items:
                found += self._of_measure(want, measure)
            elif other is not None and self.item in other.items and measure is not None:
                found += self._above_this(want, measure, other)
        return found + self._between_the_ends(wanted)

    # -- shares ------------------------------------------------------------------------------------

    def _of_measure(self, want: Wanted, measure: Measure) -> list[Bound]:
        stat = want.claim.stat
        if stat in (Stat.MIN, Stat.MAX):
            return self._extreme_area(want, measure)
        if stat in (Stat.HIGHEST, Stat.LOWEST):
            return self._ranked(want, measure)
        if stat is Stat.ORDER:
            return self._ordered(want, measure)
        if stat in (Stat.SHARE, Stat.SHARE_OF_REST, Stat.COUNT) and want.claim.level and want.phrase:
            members = self._members(want.claim, want.claim.where)
            if stat is Stat.SHARE_OF_REST:
                members &= ~self._members(want.claim, _rest_as_where(want.claim.rest))
            return [self._share(want, members, self._codes(measure, want.claim.level))]
        return []

    def _share(self, want: Wanted, members: Mask, codes: frozenset[int]) -> Bound:
        assert want.phrase is not None
        n = int(members.sum())
        low, high = self._allowed(want, n)
        place = 0.35 + 0.3 * fraction_of(self.seed, want.statement)
        return Bound((Term(members, codes),), low, high, want.statement, round(low + place * (high - low)))

    def _allowed(self, want: Wanted, n: int) -> tuple[int, int]:
        """The counts the words allow on a base of n, away from figures too small to show where possible."""
        assert want.phrase is not None
        source = self.rows.book.source(want.claim.source)
        assert source is not None
        counts = sorted(allowed_counts(want.phrase, n, judgement=source.judgement))
        if not counts:
            return n + 1, n  # cannot hold: the program says so
        if source.protected:
            safe = [k for k in counts if self.withhold_below <= k <= n - self.withhold_below or k in (0, n)]
            counts = safe or counts
        return counts[0], counts[-1]

    # -- areas and groups --------------------------------------------------------------------------

    def _extreme_area(self, want: Wanted, measure: Measure) -> list[Bound]:
        """One area, chosen by the seed, lies in the phrase's range; no other lies beyond it."""
        assert want.claim.level is not None
        codes = self._codes(measure, want.claim.level)
        groups = self._groups(want.claim)
        # The same order for the smallest and the largest of a measure: its two ends never share an area.
        order = sorted(groups, key=lambda name: fraction_of(self.seed, self.item, name))
        chosen = order[0] if want.claim.stat is Stat.MIN else order[-1]
        sign = 1 if want.claim.stat is Stat.MIN else -1
        found = [self._share(want, groups[chosen], codes)]
        for name in order:
            if name != chosen:
                found.append(_compared(groups[name], groups[chosen], codes, sign, 0, want.statement))
        return found

    def _between_the_ends(self, wanted: Iterable[Wanted]) -> list[Bound]:
        """Where a lowest and a highest area are published, the others are spread between the two: an aim,
        not a bound, since the publication says nothing of them."""
        ends = {w.claim.stat: w for w in wanted if w.claim.stat in (Stat.MIN, Stat.MAX)}
        if len(ends) < 2:
            return []
        claim = ends[Stat.MIN].claim
        measure = self._measure(claim.source, claim.measure)
        assert measure is not None and claim.level is not None
        codes, groups = self._codes(measure, claim.level), self._groups(claim)
        order = sorted(groups, key=lambda name: fraction_of(self.seed, self.item, name))
        sizes = {name: int(mask.sum()) for name, mask in groups.items()}
        low = sum(self._allowed(ends[Stat.MIN], sizes[order[0]])) / 2 / sizes[order[0]]
        high = sum(self._allowed(ends[Stat.MAX], sizes[order[-1]])) / 2 / sizes[order[-1]]
        step = (high - low) / (len(order) - 1)
        aims = {name: round(sizes[name] * (low + step * i)) for i, name in enumerate(order)}
        return [Bound((Term(groups[n], codes),), None, None, claim.measure, aims[n]) for n in order[1:-1]]

    def _ranked(self, want: Wanted, measure: Measure) -> list[Bound]:
        assert want.claim.level is not None
        codes = self._codes(measure, want.claim.level)
        groups = self._groups(want.claim)
        ranked = set(want.claim.rank.split("|"))
        best = _any([mask for name, mask in groups.items() if name in ranked], int(self.applies.sum()))
        sign = 1 if want.claim.stat is Stat.HIGHEST else -1
        return [
            _compared(best, mask, codes, sign, 1, want.statement)
            for name, mask in groups.items()
            if name not in ranked and mask.any()
        ]

    def _ordered(self, want: Wanted, measure: Measure) -> list[Bound]:
        claim = want.claim
        assert claim.level is not None
        sign = -1 if claim.direction == "down" else 1
        codes = self._codes(measure, claim.level)
        members = self._members(claim, claim.where)
        other = other_of(claim, self.rows.book)
        if (other.source, other.measure) != (claim.source, claim.measure):
            return self._against_answered(want, self._other(claim), members, codes, sign)
        against = self._members(claim, other.where)
        if other.outside:
            against &= ~self._members(claim, other.outside)
        return [_compared(members, against, codes, sign, 1, want.statement)]

    def _against_answered(
        self, want: Wanted, other: Measure | None, members: Mask, codes: frozenset[int], sign: int
    ) -> list[Bound]:
        """Above another measure that has been answered already: its share is a number by now."""
        assert want.claim.level is not None and other is not None
        k, n = self._answered(other, want.claim, want.claim.level)
        if n == 0:
            return []
        mine = int(members.sum())
        # sign × (x·n − k·mine) ≥ 1, with x the count sought.
        if sign > 0:
            return [Bound((Term(members, codes, n),), k * mine + 1, None, want.statement)]
        return [Bound((Term(members, codes, n),), None, k * mine - 1, want.statement)]

    def _above_this(self, want: Wanted, measure: Measure, other: Measure) -> list[Bound]:
        """This item is the one another, already answered, measure must be above (or below)."""
        if want.claim.stat is not Stat.ORDER or want.claim.level is None:
            return []
        members = self._members(want.claim, want.claim.where)
        sign = 1 if want.claim.direction == "down" else -1
        return self._against_answered(want, measure, members, self._codes(other, want.claim.level), sign)

    # -- rows --------------------------------------------------------------------------------------

    def _measure(self, source: str, name: str) -> Measure | None:
        return self.rows.book.measure(source, name) if name else None

    def _other(self, claim: Claim) -> Measure | None:
        """The other measure of an ordering, when it compares two measures of one source."""
        if claim.stat is not Stat.ORDER:
            return None
        other = other_of(claim, self.rows.book)
        return self._measure(other.source, other.measure) if other.measure != claim.measure else None

    def _codes(self, measure: Measure, level: str) -> frozenset[int]:
        codes = measure.scale.codes_of(level)
        assert codes is not None, f"{measure.name} has no level {level}"
        return codes

    def _members(self, claim: Claim, where: Where) -> Mask:
        """The rows, of those the item applies to, that the source counts and `where` picks."""
        source = self.rows.book.source(claim.source)
        assert source is not None
        measure = self._measure(claim.source, claim.measure)
        where = where + (measure.where if measure is not None else ())
        parts = [
            self.rows.mask(claim.source, table, where)
            if table in source.tables
            else np.zeros(self.rows.size(table), dtype=np.bool_)
            for table in self.tables
        ]
        found: Mask = np.concatenate(parts)[self.applies]
        return found

    def _groups(self, claim: Claim) -> dict[str, Mask]:
        characteristic = self.rows.book.characteristic(claim.source, claim.by)
        assert characteristic is not None, f"{claim.source} has no characteristic {claim.by}"
        picked = self._members(claim, claim.where)
        groups = {
            name: picked & self._members(claim, ((claim.by, (name,)),)) for name in characteristic.value_names
        }
        return {name: mask for name, mask in groups.items() if mask.any()}

    def _answered(self, measure: Measure, claim: Claim, level: str) -> tuple[int, int]:
        """k and n of a measure whose items have their answers; (0, 0) when they have not."""
        source = self.rows.book.source(claim.source)
        names = [a.name for a in measure.scale.answers if a.code in self._codes(measure, level)]
        k = n = 0
        assert source is not None
        for table in source.tables:
            for item in measure.items:
                column = self.rows.column(table, item)
                if column is not None:
                    picked = column[self.rows.mask(claim.source, table, claim.where)]
                    n += int((picked != "").sum())
                    k += int(np.isin(picked, names).sum())
        return k, n


def _compared(one: Mask, other: Mask, codes: frozenset[int], sign: int, least: int, why: str) -> Bound:
    """sign × (share in `one` − share in `other`) × both sizes ≥ `least`; 1 makes it strict, 0 does not."""
    terms = (Term(one, codes, sign * int(other.sum())), Term(other, codes, -sign * int(one.sum())))
    return Bound(terms, least, None, why)


def _any(masks: Sequence[Mask], size: int) -> Mask:
    found = np.zeros(size, dtype=np.bool_)
    for mask in masks:
        found |= mask
    return found


def _rest_as_where(rest: str) -> Where:
    name, _, value = rest.partition(":")
    return ((name, (value or "yes",)),)
