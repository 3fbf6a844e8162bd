"""What a figure of a report counts, as a cell that disclosure control can reckon with.

Sources that share tables are one population; the table a unit stands in is then one more thing known of it.
Every characteristic and every question is a dimension with all its values, those of which nothing is said
included, and `not_given` for those who did not answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from cairn.analysis.disclosure.cells import Cell, Dimension, cell
from cairn.analysis.estimators import Where
from cairn.analysis.estimators.group import SYNONYMS, UNION_CHARACTERISTICS
from cairn.analysis.measure_sources import TABLE_CHARACTERISTIC
from cairn.analysis.measures import Measure, MeasureBook
from cairn.analysis.tally import NOT_GIVEN, Tally
from cairn.instruments.model import Instrument

AREA = "area"  # names a place and nobody's condition
ANSWERED = "answered"
QUESTION = "question"
FRAME = "children of the frame: "


@dataclass(slots=True, kw_only=True)
class FigureCells:
    """Names cells, and gathers the dimensions they need. A group has the same cell in every release."""

    book: MeasureBook
    tallies: Mapping[str, Tally]
    instruments: Mapping[str, Instrument]
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    _implied: dict[tuple[str, str], Where] = field(default_factory=dict)
    _families: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _pools: dict[tuple[str, tuple[str, ...]], list[Measure]] = field(default_factory=dict)
    _found: dict[tuple[str, str, Where, tuple[str, ...]], list[Cell]] = field(default_factory=dict)

    def family(self, source: str) -> tuple[str, ...]:
        """The tables of the source and of all that share tables with it, in the order of the book."""
        if source not in self._families:
            self._families[source] = self._related(source)
        return self._families[source]

    def _related(self, source: str) -> tuple[str, ...]:
        mine = set(self._tables(source))
        while wider := {t for s in self.book.sources if mine & set(s.tables) for t in s.tables} - mine:
            mine |= wider
        return tuple(dict.fromkeys(t for s in self.book.sources for t in s.tables if t in mine))

    def population(self, source: str) -> str:
        """Its name: that of the source with just those tables, or else of all the tables."""
        tables = self.family(source)
        named = (s.name for s in self.book.sources if set(s.tables) == set(tables))
        return next(named, "+".join(tables))

    def units(self, source: str, where: Where = (), *, frame: bool = False) -> Cell | None:
        """Those of the group; None when the group is none by its terms."""
        population = (FRAME if frame else "") + self.population(source)
        return self._cell(source, population, where)

    def base(self, source: str, measure: Measure, where: Where) -> list[Cell]:
        """Those of the group who answered: the answers to one question, or to each of several."""
        return self.at(source, measure, where, tuple(a.name for a in measure.scale.answers))

    def at(self, source: str, measure: Measure, where: Where, answers: tuple[str, ...]) -> list[Cell]:
        """Those of the group with one of these answers: as people, and as answers wherever several questions
        are counted together."""
        key = (source, measure.name, where, answers)
        if key not in self._found:
            self._found[key] = self._cells(source, measure, (*where, *measure.where), answers)
        return self._found[key]

    def _cells(self, source: str, measure: Measure, where: Where, answers: tuple[str, ...]) -> list[Cell]:
        cells = []
        if len(measure.items) == 1:
            condition = (*where, (measure.items[0], answers))
            cells.append(self._cell(source, self.population(source), condition))
        of_all = set.intersection(*(set(self._implications(source, i)) for i in measure.items))
        narrower = _unless_implied(where, of_all)
        for pooled in self._pooled(source, measure):
            name = f"{self.population(source)}: answers to {pooled.name}"
            self._declare(QUESTION + " of " + pooled.name, pooled.items)
            asked = (QUESTION + " of " + pooled.name, measure.items)
            answer = (f"answer of {pooled.name}", answers)
            self._declare(answer[0], (*(a.name for a in pooled.scale.answers), NOT_GIVEN), True)
            cells.append(self._cell(source, name, (*narrower, asked, answer)))
        return [c for c in cells if c is not None]

    def _pooled(self, source: str, measure: Measure) -> list[Measure]:
        """The measures of several questions that count these."""
        key = (source, measure.items)
        if key not in self._pools:
            tables, items = set(self.family(source)), set(measure.items)
            self._pools[key] = [
                other
                for other in self.book.measures
                if len(other.items) > 1
                and items <= set(other.items)
                and any(set(self._tables(s)) & tables for s in other.sources)
            ]
        return self._pools[key]

    def _tables(self, source: str) -> tuple[str, ...]:
        named = self.book.source(source)
        return named.tables if named else ()

    def _cell(self, source: str, population: str, where: Where) -> Cell | None:
        wanted: dict[str, frozenset[str]] = {}
        family, mine = self.family(source), self._tables(source)
        if len(family) > 1:
            self._declare(TABLE_CHARACTERISTIC, family)
            wanted[TABLE_CHARACTERISTIC] = frozenset(mine)
        for name, values in self._needed(source, where):
            dimension = self._dimension(source, name)
            wanted[dimension] = wanted.get(dimension, frozenset(values)) & frozenset(values)
        if not all(wanted.values()):
            return None
        slots = {name: self._slot(name, values) for name, values in wanted.items()}
        return cell(population, slots)

    def _needed(self, source: str, where: Where) -> Where:
        """The conditions without those that others imply: who has a quality of a plan has a plan."""
        named = [(SYNONYMS.get(n, n), v) for n, v in where]
        implied = [i for n, v in named if NOT_GIVEN not in v for i in self._implications(source, n)]
        return _unless_implied(named, implied)

    def _implications(self, source: str, item: str) -> Where:
        """What holds of whoever answered the item, in all tables of the source."""
        if (source, item) not in self._implied:
            self._implied[source, item] = ()  # nothing more is asked of a circle
            found = []
            for table in self._tables(source):
                asked = self.instruments[table].item(item) if table in self.instruments else None
                conditions = {(c.item, c.answers) for c in asked.applies_when} if asked else set()
                found.append(conditions | {w for c in conditions for w in self._implications(source, c[0])})
            self._implied[source, item] = tuple(sorted(set.intersection(*found))) if found else ()
        return self._implied[source, item]

    def _dimension(self, source: str, name: str) -> str:
        if name in UNION_CHARACTERISTICS and len(self.family(source)) > 1:
            return TABLE_CHARACTERISTIC
        if name in self.dimensions:
            return name
        items = [m for m in self.book.measures if m.items == (name,) and source in m.sources]
        if not items:
            self._declare(name, self._values(source, name))
            return name
        scales = {m.scale.name for m in self.book.measures if name in m.items}
        scale = items[0].scale
        named = name if len(scales) == 1 else f"{name} ({scale.name})"
        self._declare(named, (*(a.name for a in scale.answers), NOT_GIVEN), True)
        return named

    def _values(self, source: str, name: str) -> tuple[str, ...]:
        """All values of a characteristic in the population, and those that occur besides."""
        family = set(self.family(source))
        related = [s.name for s in self.book.sources if s.name == source or set(s.tables) & family]
        named = [c for s in related if (c := self.book.characteristic(s, name)) is not None]
        seen = [
            one[tally.column(name)]
            for s in related
            if (tally := self.tallies.get(s)) is not None and name in tally.characteristics
            for one, rows in zip(tally.cells, tally.rows, strict=True)
            if rows
        ]
        return tuple(dict.fromkeys([*(v for c in named for v in c.value_names), *sorted(seen)]))

    def _declare(self, name: str, values: Iterable[str], answers: bool = False) -> None:
        every = tuple(values)
        open_values = (NOT_GIVEN,) if answers or NOT_GIVEN in every else ()
        known = self.dimensions.get(name)
        # That all answers were given to one question tells of the questions, and of nobody.
        identifying = name == AREA or name.startswith(QUESTION)
        self.dimensions[name] = known or Dimension(
            name=name, values=every, identifying=identifying, open_values=open_values
        )

    def _slot(self, name: str, values: frozenset[str]) -> str:
        """The value, or the group of values, as cells spell it."""
        dimension = self.dimensions[name]
        ordered = tuple(v for v in dimension.values if v in values)
        if len(ordered) < 2:
            return ordered[0] if ordered else next(iter(sorted(values)))
        if ordered == dimension.values:
            return "all"
        given = tuple(v for v in dimension.values if v not in dimension.open_values)
        group = ANSWERED if ordered == given and dimension.open_values else "|".join(ordered)
        self.dimensions[name] = replace(dimension, groups={**dimension.groups, group: ordered})
        return group


def _unless_implied(
    where: Iterable[tuple[str, tuple[str, ...]]], implied: Collection[tuple[str, tuple[str, ...]]]
) -> Where:
    """The conditions that do not hold anyway."""
    return tuple((n, v) for n, v in where if not any(n == other and set(a) <= set(v) for other, a in implied))
