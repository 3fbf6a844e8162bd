"""A release as linked cells: counts of people, and the sums that tie them together.

A cell is a group of one population, named by what its members have in common. Whoever publishes several
tables of a population publishes sums as well; `network` holds them as equations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cairn.errors import EvidenceError, Problem

ALL = "all"  # how a file writes “whatever its value of this dimension”
Place = tuple[tuple[str, str], ...]
Shape = tuple[str, frozenset[str]]  # a population, and dimensions that are crossed in it
MOST_CELLS = 400_000
MOST_CROSSED = 2_000


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A group: those of `population` with all the values in `place`, (dimension, value) in order of name."""

    population: str
    place: Place = ()

    def __str__(self) -> str:
        where = ", ".join(f"{dimension} {value}" for dimension, value in self.place)
        return f"{self.population} ({where})" if where else f"{self.population} (all)"

    @property
    def dimensions(self) -> frozenset[str]:
        return frozenset(dimension for dimension, _ in self.place)

    def within(self, dimension: str, value: str) -> Cell:
        """Those of the cell with one more value in common."""
        return Cell(self.population, tuple(sorted((*self.place, (dimension, value)))))


def cell(population: str, where: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> Cell:
    """The cell of a place in any order; a value of `all` says nothing."""
    pairs = where.items() if isinstance(where, Mapping) else where
    return Cell(population, tuple(sorted((d, v) for d, v in pairs if v != ALL)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """What units differ in. Its `values` are all there are, each unit having one of them.

    `groups` are several values taken together (good_or_better). An `identifying` dimension says only who is
    meant (an area): that a whole group shares its value tells nothing new about anyone. `open_values` are
    no secret (not_answered). Of `sensitive` values even a count of none is withheld.
    """

    name: str
    values: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    identifying: bool = False
    open_values: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()

    @property
    def slots(self) -> tuple[str, ...]:
        """Every value and group, and `all`."""
        return (*self.values, *self.groups, ALL)

    def members(self, slot: str) -> tuple[str, ...]:
        """The values a slot stands for."""
        if slot == ALL:
            return self.values
        return self.groups.get(slot, (slot,))


def crossings(
    shapes: Iterable[Shape], dimensions: Mapping[str, Dimension], most: int = MOST_CROSSED
) -> list[Shape]:
    """All the dimensions of a population at once, where that makes no more than `most` cells.

    Nobody prints that table, yet it exists: tables by area and rating, rating and age, age and area must be
    the sums of one and the same, which says more than their common totals do.
    """
    together: dict[str, frozenset[str]] = {}
    for population, crossed in shapes:
        together[population] = together.get(population, frozenset()) | crossed
    sizes = {
        population: math.prod(len(dimensions[d].slots) for d in crossed)
        for population, crossed in together.items()
    }
    return [(population, together[population]) for population, size in sizes.items() if size <= most]


def coarsened(dimensions: Mapping[str, Dimension], cells: Iterable[Cell]) -> dict[str, Dimension]:
    """The dimensions with the values that none of these cells tells apart taken together.

    Nobody can work out more of them than of all of them, and a large release becomes a small one. What a
    cell names keeps its name.
    """
    named: dict[str, set[str]] = {name: set() for name in dimensions}
    for one in cells:
        for name, slot in one.place:
            named[name].add(slot)
    return {name: _coarse(d, sorted(named[name])) for name, d in dimensions.items()}


def _coarse(dimension: Dimension, slots: Sequence[str]) -> Dimension:
    """The dimension with as many values as its slots tell apart."""
    members = {slot: frozenset(dimension.members(slot)) for slot in slots}
    if len(set(members.values())) < len(slots):
        return dimension  # a group by two names: leave it to the equations
    marks = {**members, "": frozenset(dimension.open_values), " ": frozenset(dimension.sensitive)}
    alike: dict[frozenset[str], list[str]] = {}
    for value in dimension.values:
        alike.setdefault(frozenset(m for m, held in marks.items() if value in held), []).append(value)
    parts = [frozenset(values) for values in alike.values()]
    names = {held: slot for slot, held in members.items()}
    words = {part: names.get(part, "|".join(v for v in dimension.values if v in part)) for part in parts}
    return replace(
        dimension,
        values=tuple(words.values()),
        groups={
            slot: tuple(words[p] for p in parts if p <= held)
            for slot, held in members.items()
            if held not in words
        },
        open_values=tuple(w for p, w in words.items() if p <= marks[""]),
        sensitive=tuple(w for p, w in words.items() if p <= marks[" "]),
    )


def largest(shapes: Iterable[Shape]) -> Iterator[Shape]:
    """The shapes that no other one contains."""
    known = sorted(set(shapes), key=lambda s: (s[0], len(s[1]), sorted(s[1])))
    for population, crossed in known:
        if not any(p == population and crossed < other for p, other in known):
            yield population, crossed


def too_large(population: str, crossed: frozenset[str]) -> EvidenceError:
    message = f"{population}: the crossing of {', '.join(sorted(crossed))} has too many cells to judge."
    remedy = "Publish fewer dimensions together, or give their values in groups."
    return EvidenceError(Problem(code="release-too-large", message=message, remedy=remedy))
