"""The forms in which statements enter the search for conflicts: events, ratios, ranges, rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cairn.claims.statements import Statement

# A conjunction: for each dimension named, one of the values. () is every unit of the universe.
Event = tuple[tuple[str, frozenset[str]], ...]

OTHER = "…"  # the value of a dimension that nobody has named
HAIR = Fraction(1, 1_000_000)  # the least difference between two shares that are said to differ


def in_order(wanted: Event) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A key that sorts events the same way on every run."""
    return tuple((dimension, tuple(sorted(values))) for dimension, values in wanted)


def event(*conditions: Mapping[str, frozenset[str]]) -> Event:
    """All the conditions together; a dimension named twice must meet both."""
    joined: dict[str, frozenset[str]] = {}
    for condition in conditions:
        for dimension, values in condition.items():
            joined[dimension] = joined[dimension] & values if dimension in joined else values
    return tuple(sorted(joined.items()))


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share: units in any of `part`, out of the units in `base`, each event counted once.

    A pooled measure has one event per item, so that a unit counts once for every answer.
    """

    part: tuple[Event, ...]
    base: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`; an open end is not itself included. Shares, or numbers of units."""

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    def widened(self, *, down: Fraction = Fraction(0), up: Fraction = Fraction(0)) -> Range:
        """The range moved out at one end or both, and closed there."""
        return Range(self.low - down, self.high + up, self.low_open and not down, self.high_open and not up)


@dataclass(frozen=True, slots=True)
class Order:
    """Every ratio in `upper` is above every ratio in `lower`. `named` ratios must have a unit in the base."""

    upper: tuple[Ratio, ...]
    lower: tuple[Ratio, ...]
    named: tuple[Ratio, ...]


@dataclass(frozen=True, slots=True)
class Extreme:
    """The lowest (or highest) of the groups `groups` of a dimension lies in the statement's range.

    `attaining` lists the groups that may be the one.
    """

    dimension: str
    lowest: bool
    groups: tuple[str, ...]
    attaining: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a statement says, in forms that can be computed with.

    `count` bounds the number of units in `ratio.part`; `base_size` is the size of the base where the
    statement says it. `said` names the share in words: “good or better for plan quality”.
    """

    statement: Statement
    universe: str
    said: str
    ratio: Ratio | None = None
    range: Range | None = None
    count: Range | None = None
    base_size: int | None = None
    orders: tuple[Order, ...] = ()
    extreme: Extreme | None = None

    @property
    def id(self) -> str:
        return self.statement.id

    def ratios(self) -> tuple[Ratio, ...]:
        own = (self.ratio,) if self.ratio is not None else ()
        return own + tuple(r for o in self.orders for r in (*o.upper, *o.lower))

    def answers(self) -> frozenset[str]:
        """The dimensions whose answers the statement is about, as against those that make its population."""
        changed = ((dict(b), p) for r in self.ratios() for p, b in zip(r.part, r.base, strict=True))
        return frozenset(d for base, part in changed for d, values in part if base.get(d) != values)

    def dimensions(self) -> frozenset[str]:
        """Every dimension that the statement touches."""
        events = (e for r in self.ratios() for e in (*r.part, *r.base))
        found = {dimension for e in events for dimension, _ in e}
        return frozenset(found | ({self.extreme.dimension} if self.extreme else set()))


@dataclass(frozen=True, slots=True)
class Row:
    """The sum of coefficient × mass over the terms is at least `least`. `owner` is a statement's id."""

    owner: str
    terms: tuple[tuple[Event, int], ...]
    least: int


def row(owner: str, least: int, *parts: tuple[int, Iterable[Event]]) -> Row:
    """A row from (coefficient, events) pairs, equal events added up."""
    total: dict[Event, int] = {}
    for coefficient, events in parts:
        for e in events:
            total[e] = total.get(e, 0) + coefficient
    return Row(owner, tuple((e, c) for e, c in total.items() if c), least)


def at_least(owner: str, ratio: Ratio, share: Fraction, *, strictly: bool) -> Row:
    """part ≥ share × base. Strictly: in whole numbers q·part − p·base ≥ 1, exact for counts of any size."""
    p, q = share.numerator, share.denominator
    return row(owner, int(strictly), (q, ratio.part), (-p, ratio.base))


def at_most(owner: str, ratio: Ratio, share: Fraction, *, strictly: bool) -> Row:
    """part ≤ share × base, in whole numbers as in `at_least`."""
    p, q = share.numerator, share.denominator
    return row(owner, int(strictly), (-q, ratio.part), (p, ratio.base))


def within(owner: str, ratio: Ratio, wanted: Range) -> list[Row]:
    """The ratio lies in the range, and its base holds a unit."""
    rows = [row(owner, 1, (1, ratio.base))]
    if wanted.low > 0 or wanted.low_open:
        rows.append(at_least(owner, ratio, wanted.low, strictly=wanted.low_open))
    if wanted.high < 1 or wanted.high_open:
        rows.append(at_most(owner, ratio, wanted.high, strictly=wanted.high_open))
    return rows


def numbering(owner: str, events: tuple[Event, ...], wanted: Range) -> list[Row]:
    """The number of units in the events lies in the range; open ends exclude the whole number itself."""
    low = math.floor(wanted.low) + 1 if wanted.low_open else math.ceil(wanted.low)
    high = math.ceil(wanted.high) - 1 if wanted.high_open else math.floor(wanted.high)
    return [row(owner, low, (1, events)), row(owner, -high, (-1, events))]


def circle_of_comparisons(readings: Iterable[Reading]) -> frozenset[str]:
    """Statements whose comparisons lead from a share round to itself; empty when there is no such circle."""
    below: dict[Ratio, list[tuple[Ratio, str]]] = {}
    for reading in readings:
        for order in reading.orders:
            for upper in order.upper:
                below.setdefault(upper, []).extend((lower, reading.id) for lower in order.lower)
    for start in below:
        seen = {start}
        paths = [(start, frozenset[str]())]
        for at, path in paths:  # grows as it is walked: nearest first
            for lower, owner in below.get(at, ()):
                if lower == start:
                    return path | {owner}
                if lower not in seen:
                    seen.add(lower)
                    paths.append((lower, path | {owner}))
    return frozenset()
