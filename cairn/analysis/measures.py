"""What is counted: measures, sources and named populations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cairn.framework.model import require
from cairn.instruments.model import AnswerScale

Terms = tuple[tuple[str, tuple[str, ...]], ...]
"""Characteristics or items, each with some of its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where evidence comes from, as a claim names it.

    `tables` are the evidence tables counted together (young_people = aged_8_15 + aged_16_plus); a source
    with `published_only` has no rows, only published figures and words. `protected` sources hold people:
    disclosure control applies. `judgement` sources hold findings about partnerships: there *almost all*
    may be all but one. `strata` are the characteristics that its sample is drawn by, in order, and `also_by`
    items that groups are compared by besides the characteristics. `by_definition` are items whose answer
    follows from what a group is, with those groups; `asked_of` those that are asked only of some groups.
    """

    name: str
    label: str
    unit: str
    unit_plural: str
    tables: tuple[str, ...] = ()
    published_only: bool = False
    protected: bool = True
    judgement: bool = False
    population: str = ""  # whom a frame holds, where they are not the units: children, of records
    strata: tuple[str, ...] = ()
    also_by: tuple[str, ...] = ()
    by_definition: tuple[tuple[str, Terms], ...] = ()
    asked_of: tuple[tuple[str, Terms], ...] = ()
    phrase: str = ""  # how a sentence names the base: "of the records we read"

    @property
    def people(self) -> str:
        """Those in a frame, as a sentence names them."""
        return self.population or self.unit_plural


@dataclass(frozen=True, slots=True)
class Foregone:
    """What a group decides by being what it is. Those with a value in `given` have an answer that follows
    from it; `asked` are the values of whom the question is asked, None where it is asked of all."""

    given: frozenset[str] = frozenset()
    asked: frozenset[str] | None = None

    def between(self, a: Collection[str], b: Collection[str]) -> bool:
        """Whether a comparison of the groups with these values is decided before anybody answers."""
        if not self.given.isdisjoint((*a, *b)):
            return True
        return self.asked is not None and any(self.asked.isdisjoint(side) for side in (a, b))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One or more items of the same answer scale, counted together.

    With several items every answer counts once, so the base is the number of answers. With no item, the
    units themselves are counted (`counts_units`), and there is no level.
    `base` says in words when the thing measured exists ("records with a plan"). `where` narrows the
    measure to some units, by characteristics, whatever a claim adds to it.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    items: tuple[str, ...]
    scale: AnswerScale
    base: str = ""
    indicators: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        require(
            bool(self.items) or not self.scale.answers,
            "measure-empty",
            f"The measure “{self.name}” names no item.",
        )

    @property
    def counts_units(self) -> bool:
        """Whether units are counted, not answers: records read, people who answered."""
        return not self.items


UNITS = AnswerScale(name="units", title="Number of units", ordered=False, answers=())
"""The scale of a measure that counts units: it has no answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """A named group: every characteristic must have one of its values (`care_group` in foster, kinship …)."""

    name: str
    label: str
    sources: tuple[str, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """What a unit is, as `where` and `by` may name it: its care group, its area. `values` are (name, label).

    Besides, `where` may name a measure of one item. In a source of several tables `age_group` says which
    table a unit stands in.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...] = ()  # (name, the people in words): "children in foster care"

    @property
    def value_names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.values)

    def label_of(self, name: str) -> str:
        return dict(self.values).get(name, name.replace("_", " "))

    def group_of(self, name: str) -> str:
        """The units with this value, in words; the label where there are no better ones."""
        return dict(self.groups).get(name) or self.label_of(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureBook:
    """All sources, measures, populations and characteristics; unique by name within a source."""

    sources: tuple[Source, ...]
    measures: tuple[Measure, ...]
    populations: tuple[Population, ...]
    characteristics: tuple[Characteristic, ...] = ()

    def source(self, name: str) -> Source | None:
        return next((s for s in self.sources if s.name == name), None)

    def measure(self, source: str, name: str) -> Measure | None:
        return next((m for m in self.measures if m.name == name and source in m.sources), None)

    def measure_names(self, source: str) -> tuple[str, ...]:
        return tuple(m.name for m in self.measures if source in m.sources)

    def population(self, source: str, name: str) -> Population | None:
        return next((p for p in self.populations if p.name == name and source in p.sources), None)

    def characteristic(self, source: str, name: str) -> Characteristic | None:
        return next((c for c in self.characteristics if c.name == name and source in c.sources), None)

    def characteristic_names(self, source: str) -> tuple[str, ...]:
        return tuple(c.name for c in self.characteristics if source in c.sources)

    def foregone(self, source: str, item: str, by: str) -> Foregone:
        """What the groups of a characteristic, or of an item, decide about the answers to another item."""
        found = self.source(source)
        if found is None:
            return Foregone()
        given = dict(dict(found.by_definition).get(item, ())).get(by, ())
        asked = dict(dict(found.asked_of).get(item, ())).get(by)
        return Foregone(frozenset(given), None if asked is None else frozenset(asked))
