"""From statements to readings: what each one says in forms that can be computed with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Claim
from cairn.claims.consistency_claims import orders_of
from cairn.claims.consistency_forms import Event, Extreme, Range, Ratio, Reading, event
from cairn.claims.consistency_orders import OrderReader, ratio_of
from cairn.claims.consistency_space import ANY_GROUPS, BY, Space
from cairn.claims.statements import Statement
from cairn.claims.wording import Phrase, PhraseKind, Wording, allowed_counts, read_phrase
from cairn.errors import CairnError
from cairn.instruments.model import Instrument


@dataclass(frozen=True, slots=True)
class NotRead:
    """A statement that bounds nothing, and why."""

    statement: str
    reason: str


def read_all(
    statements: Iterable[Statement],
    book: MeasureBook,
    wording: Wording,
    instruments: Mapping[str, Instrument] | None = None,
    claims: Mapping[str, Claim] | None = None,
) -> tuple[list[Reading], list[NotRead], Space]:
    """A reading for every statement that bounds something, and the reasons for the others.

    What a statement compares, and at which level, is what its claim in `claims` (by id) says; only without
    one is it guessed from the statement's own names.
    """
    everything = tuple(statements)
    space = Space(everything, book, instruments)
    reader = _Reader(everything, space, wording, claims or {})
    readings: list[Reading] = []
    missed: list[NotRead] = []
    for at, statement in enumerate(everything):
        try:
            found = reader.read(at, statement)
        except CairnError as error:
            found = error.problems[0].message
        if isinstance(found, str):
            missed.append(NotRead(statement.id, found))
        else:
            readings.append(found)
    return _with_small_bases(readings, reader), missed, space


class _Reader:
    def __init__(
        self,
        statements: tuple[Statement, ...],
        space: Space,
        wording: Wording,
        claims: Mapping[str, Claim],
    ) -> None:
        self.statements = statements
        self.claims = claims
        self.space = space
        self.wording = wording
        self.orders = OrderReader(space, statements)
        self.phrases: dict[str, Phrase] = {}

    def phrase(self, statement: Statement) -> Phrase:
        if statement.phrase not in self.phrases:
            self.phrases[statement.phrase] = read_phrase(statement.phrase, self.wording)
        return self.phrases[statement.phrase]

    def read(self, at: int, statement: Statement) -> Reading | str:
        if statement.statistic == "compare_programmes":
            return "It compares with an earlier programme and gives no figure."
        if statement.statistic == "ordering":
            return self.order(statement)
        phrase = self.phrase(statement)
        if not phrase.is_quantity:
            return f"“{statement.phrase}” gives no quantity."
        if statement.statistic == "count":
            return self.count(statement, phrase)
        if statement.count_base is not None:
            return self.count_of(statement, phrase, statement.count_base)
        span = _share_range(phrase)
        if span is None:
            return f"“{statement.phrase}” is a number of units, but its statistic is {statement.statistic}."
        if statement.statistic in ("range_low", "range_high"):
            return self.extreme(statement, span)
        if statement.statistic == "share_of_rest":
            return self.share_of_rest(at, statement, span)
        return replace(self.plain(statement), range=span)

    def plain(self, statement: Statement, level: str = "") -> Reading:
        within = self.space.population(statement)
        claim = self.claims.get(statement.id)
        measure = claim.measure if claim else statement.measure
        level = level or (claim.level if claim else None) or statement.level
        ratio = ratio_of(self.space, statement.source, measure, level, within)
        return Reading(
            statement=statement,
            universe=self.space.universe(statement.source),
            said=f"{level.replace('_', ' ')} for {measure.replace('_', ' ')}",
            ratio=ratio,
        )

    def order(self, statement: Statement) -> Reading | str:
        claim = self.claims.get(statement.id)
        spelled = orders_of(claim, self.space) if claim else None
        if claim is None:
            found = self.orders.read(statement)
        else:
            found = (spelled, claim.level or "") if spelled else None
        if found is None:
            return f"The comparison “{statement.level}” could not be made out."
        orders, level = found
        return replace(self.plain(statement, level), ratio=None, orders=orders)

    def count(self, statement: Statement, phrase: Phrase) -> Reading | str:
        if phrase.kind is not PhraseKind.COUNT:
            return f"“{statement.phrase}” is a share, but its statistic is count."
        span = Range(phrase.low, phrase.high, phrase.low_open, phrase.high_open)
        if not self.space.counts_units(statement.source, statement.measure, statement.level):
            return replace(self.plain(statement), count=span)
        within = self.space.population(statement)
        universe = self.space.universe(statement.source)
        units = Ratio((within,), (within,))
        return Reading(statement=statement, universe=universe, said="units", ratio=units, count=span)

    def count_of(self, statement: Statement, phrase: Phrase, size: int) -> Reading | str:
        judgement = (
            self.space.is_judgement(statement.source) or self.space.book.source(statement.source) is None
        )
        counts = allowed_counts(phrase, size, judgement=judgement)
        if not counts:
            return f"“{statement.phrase}” is said of a base of {size}, and no number of {size} is that."
        span = Range(Fraction(min(counts), size), Fraction(max(counts), size))
        return replace(self.plain(statement), range=span, base_size=size)

    def extreme(self, statement: Statement, span: Range) -> Reading | str:
        by = next((v[0] for n, v in statement.conditions if n == BY and v), "")
        if not by:
            return "A range needs to say over which groups: by=…"
        source, space = statement.source, self.space
        groups = space.ranged_groups(source, by)
        space.group(source, by, groups)
        lowest = statement.statistic == "range_low"
        left_out = (ANY_GROUPS[1] if lowest else ANY_GROUPS[0], ANY_GROUPS[2])
        attaining = tuple(g for g in groups if g not in left_out)
        found = Extreme(space.dimension(source, by), lowest, groups, attaining)
        return replace(self.plain(statement), range=span, extreme=found)

    def share_of_rest(self, at: int, statement: Statement, span: Range) -> Reading:
        """The rest is what the statement's claim leaves out of the base."""
        reading = self.plain(statement)
        population = self.space.population(statement)
        taken = self.taken_first(at, statement)
        if taken is None or reading.ratio is None:
            within = event(dict(population), self._opaque_rest(statement))
        else:
            left_out = ratio_of(self.space, statement.source, *taken, population)
            within = self._left(left_out, self.space.universe(statement.source))
        ratio = ratio_of(self.space, statement.source, statement.measure, statement.level, within)
        return replace(reading, ratio=ratio, range=span, said=f"{reading.said}, of the rest")

    def taken_first(self, at: int, statement: Statement) -> tuple[str, str] | None:
        """The measure and level of those who are not of the rest; without a claim, those of the statement
        before it on the same population."""
        claim = self.claims.get(statement.id)
        if claim is not None:
            measure, _, level = claim.rest.partition(":")
            return measure, level
        before = (
            s
            for s in reversed(self.statements[:at])
            if s.source == statement.source
            and s.population == statement.population
            and s.statistic == "share"
        )
        first = next(before, None)
        return None if first is None or first.measure == statement.measure else (first.measure, first.level)

    def _opaque_rest(self, statement: Statement) -> dict[str, frozenset[str]]:
        return dict(self.space.group(statement.source, f"rest of {statement.id}", ()))

    def _left(self, taken: Ratio, universe: str) -> Event:
        part, base = dict(taken.part[0]), dict(taken.base[0])
        left = {
            dimension: base.get(dimension, frozenset(self.space.domain(universe, dimension))) - values
            for dimension, values in part.items()
            if values != base.get(dimension)
        }
        return event({d: v for d, v in base.items() if d not in left}, left)


def _share_range(phrase: Phrase) -> Range | None:
    if phrase.is_share:
        return Range(phrase.low, phrase.high, phrase.low_open, phrase.high_open)
    if phrase.of is not None and phrase.kind in (PhraseKind.COUNT, PhraseKind.ALL_BUT):
        counts = allowed_counts(phrase, phrase.of, judgement=True)
        if counts:
            return Range(Fraction(min(counts), phrase.of), Fraction(max(counts), phrase.of))
    return None


def _with_small_bases(readings: list[Reading], reader: _Reader) -> list[Reading]:
    """Words on a base that other statements put under 20 are read by the rules for small bases."""
    known: dict[tuple[str, Event], int] = {}
    for r in readings:
        if r.count is not None and r.said == "units" and r.ratio is not None and r.count.low == r.count.high:
            key = (r.universe, r.ratio.base[0])
            known[key] = min(int(r.count.low), known.get(key, int(r.count.low)))
    return [_small(r, known, reader) for r in readings]


def _small(reading: Reading, known: Mapping[tuple[str, Event], int], reader: _Reader) -> Reading:
    ratio = reading.ratio
    if ratio is None or reading.range is None or reading.base_size is not None or reading.extreme is not None:
        return reading
    sizes = [_size(base, reading.universe, known) for base in ratio.base]
    if any(size is None for size, _ in sizes):
        return reading
    total = sum(size or 0 for size, _ in sizes)
    if not 0 < total < reader.wording.small.below:
        return reading
    exact = len(sizes) == 1 and sizes[0][1]
    phrase = reader.phrase(reading.statement)
    judgement = reader.space.is_judgement(reading.statement.source)
    shares = [
        Fraction(k, n)
        for n in ((total,) if exact else range(1, total + 1))
        for k in allowed_counts(phrase, n, judgement=judgement)
    ]
    return replace(reading, range=Range(min(shares), max(shares))) if shares else reading


def _size(base: Event, universe: str, known: Mapping[tuple[str, Event], int]) -> tuple[int | None, bool]:
    """The largest size the base can have, and whether it is exactly that; None when nothing bounds it."""
    exact = known.get((universe, base))
    if exact is not None:
        return exact, True
    own = dict(base)
    around = [
        size
        for (at, group), size in known.items()
        if at == universe and all(d in own and own[d] <= values for d, values in group)
    ]
    return (min(around), False) if around else (None, False)
