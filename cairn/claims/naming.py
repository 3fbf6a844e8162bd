"""Every name in a claim looked up in the measure book."""

from __future__ import annotations

from collections.abc import Iterable

from cairn.analysis.measures import Measure, MeasureBook
from cairn.claims.claim import Claim
from cairn.errors import Problem
from cairn.utils.nearest import did_you_mean

# Where each part of a claim begins in its text, counted from 1: "measure", "where.0", "where.0.1", "by" …
Places = dict[str, int]

REST = "rest"
ALL = "all"


def name_problems(claim: Claim, book: MeasureBook, places: Places | None = None) -> list[Problem]:
    """One problem for each name that the book does not have, with the nearest it has; empty when all is well.

    When the source is unknown nothing else can be looked up, and that is the only problem.
    """
    lookup = _Lookup(claim, book, places or {})
    if book.source(claim.source) is None:
        lookup.unknown("source", claim.source, [s.name for s in book.sources], "source")
        return lookup.problems
    lookup.check_measure()
    lookup.check_where()
    lookup.check_groups()
    lookup.check_above()
    lookup.check_rest()
    if claim.versus and book.source(claim.versus) is None:
        lookup.unknown("versus", claim.versus, [s.name for s in book.sources], "source")
    return lookup.problems


class _Lookup:
    def __init__(self, claim: Claim, book: MeasureBook, places: Places) -> None:
        self.claim = claim
        self.book = book
        self.places = places
        self.problems: list[Problem] = []

    def unknown(self, place: str, name: str, right: Iterable[str], what: str, of: str = "") -> None:
        names = sorted(set(right))
        where = f" in “{of}”" if of else ""
        self.problems.append(
            Problem(
                code=f"{what.replace(' ', '-')}-unknown",
                message=f"There is no {what} “{name}”{where}.",
                remedy=did_you_mean(name, names) or _choice_of(names),
                column=self.places.get(place),
            )
        )

    def check_measure(self) -> None:
        measure = self.book.measure(self.claim.source, self.claim.measure)
        if measure is None:
            names = self.book.measure_names(self.claim.source)
            self.unknown("measure", self.claim.measure, names, "measure", self.claim.source)
        elif self.claim.level is not None:
            self.check_level("level", self.claim.level, measure)

    def check_level(self, place: str, level: str, measure: Measure) -> None:
        if measure.scale.codes_of(level) is None:
            self.unknown(place, level, measure.scale.level_names, "level", measure.name)

    def check_where(self) -> None:
        for i, (name, values) in enumerate(self.claim.where):
            self.check_group(f"where.{i}", name, values)

    def check_group(self, place: str, name: str, values: tuple[str, ...]) -> None:
        source = self.claim.source
        if not values:
            if self.book.population(source, name) is None:
                names = [p.name for p in self.book.populations if source in p.sources]
                self.unknown(place, name, names, "population", source)
            return
        right = self.values_of(name)
        if right is None:
            self.unknown(place, name, self.group_names(), "characteristic", source)
            return
        for j, value in enumerate(values):
            if value not in right:
                self.unknown(f"{place}.{j}", value, right, "value", name)

    def values_of(self, name: str) -> tuple[str, ...] | None:
        """What a characteristic, or a measure that can name a group, may be; None for any other name."""
        measure = self.book.measure(self.claim.source, name)
        if measure is not None:
            return measure.scale.level_names if len(measure.items) == 1 else None
        found = self.book.characteristic(self.claim.source, name)
        return found.value_names if found else None

    def group_names(self) -> list[str]:
        names = [*self.book.characteristic_names(self.claim.source)]
        return names + [
            m.name for m in self.book.measures if self.claim.source in m.sources and len(m.items) == 1
        ]

    def check_groups(self) -> None:
        if not self.claim.by:
            return
        found = self.book.characteristic(self.claim.source, self.claim.by)
        if found is None:
            names = self.book.characteristic_names(self.claim.source)
            self.unknown("by", self.claim.by, names, "characteristic", self.claim.source)
            return
        for j, value in enumerate(self.claim.rank.split("|") if self.claim.rank else ()):
            if value not in found.value_names:
                self.unknown(f"rank.{j}", value, found.value_names, "value", found.name)

    def check_above(self) -> None:
        above = self.claim.above
        if not above or above in (REST, ALL):
            return
        name, colon, tail = above.partition(":")
        source, book = self.claim.source, self.book
        measure = book.measure(source, name)
        if measure is not None:
            self.check_level("above.value.0" if colon else "above", tail or self.claim.level or "", measure)
        elif colon:
            self.check_group("above.value", name, tuple(tail.split("|")))
        elif book.source(name) is None and book.population(source, name) is None:
            right = [
                REST,
                ALL,
                *(s.name for s in book.sources),
                *book.measure_names(source),
                *(p.name for p in book.populations if source in p.sources),
            ]
            self.unknown("above", name, right, "measure, group or source", source)

    def check_rest(self) -> None:
        if not self.claim.rest:
            return
        name, _, level = self.claim.rest.partition(":")
        measure = self.book.measure(self.claim.source, name)
        if measure is None:
            names = self.book.measure_names(self.claim.source)
            self.unknown("rest", name, names, "measure", self.claim.source)
        else:
            self.check_level("rest.value.0", level, measure)


def _choice_of(names: list[str]) -> str:
    if not names:
        return "None is defined here."
    shown = ", ".join(names[:12])
    return f"It may be: {shown}{' …' if len(names) > 12 else ''}."
