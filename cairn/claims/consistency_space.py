"""What the names in statements stand for: sources, groups, measures and levels as dimensions and values.

Names that the measure book has mean what it says. Any other name means what the file itself tells of it: an
unknown characteristic has the values that statements name and one unlisted other; an unknown population is a
group of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cairn.analysis.measures import Measure, MeasureBook
from cairn.analysis.tally import TABLE
from cairn.claims.consistency_forms import OTHER, Event, event
from cairn.claims.consistency_levels import YES_NO, Levels, guessed_levels, levels_of_scale
from cairn.claims.statements import Statement
from cairn.instruments.model import Instrument

BY = "by"
ANY_GROUPS = ("one group", "another group", "the other groups")  # groups that nobody tells apart
UNITS = ("n", "", "total", "number", "units")
_SYNONYMS = {"partnership": "area", "qi": "indicator"}
_TABLE_NAMES = ("age_group", TABLE)

Condition = Mapping[str, frozenset[str]]


class Space:
    """Looks every name up for one file of statements."""

    def __init__(
        self,
        statements: Iterable[Statement],
        book: MeasureBook,
        instruments: Mapping[str, Instrument] | None = None,
    ) -> None:
        self.book = book
        self.instruments = instruments or {}
        self.universes = _universes(book)
        self._levels: dict[tuple[str, str], set[str]] = {}
        self._values: dict[tuple[str, str], set[str]] = {}
        self._counted: dict[tuple[str, str], bool] = {}
        self._domains: dict[str, dict[str, tuple[str, ...]]] = {}
        self._ranged: set[tuple[str, str]] = set()
        self._touched: set[tuple[str, str]] = set()
        everything = tuple(statements)
        for statement in everything:
            self._notice(statement)
        for statement in everything:
            self._notice_values(statement)

    def _notice(self, statement: Statement) -> None:
        key = (self.universe(statement.source), statement.measure)
        if statement.statistic in ("ordering", "compare_programmes"):
            self._levels.setdefault(key, set())
            return
        counted = statement.statistic == "count"
        self._counted[key] = self._counted.get(key, True) and counted
        if not (counted and statement.level in UNITS):
            self._levels.setdefault(key, set()).add(statement.level)

    def _notice_values(self, statement: Statement) -> None:
        universe = self.universe(statement.source)
        for name, values in statement.conditions:
            self._notice_groups(statement.source, name, values)
            own = _SYNONYMS.get(name, name)
            known = self._levels if (universe, name) in self._levels else self._values
            key = (universe, name if known is self._levels else own)
            known.setdefault(key, set()).update(values)

    def _notice_groups(self, source: str, name: str, values: tuple[str, ...]) -> None:
        """Which characteristics are ranged over, and of which some groups are spoken of by themselves."""
        universe = self.universe(source)
        if name == BY:
            self._ranged.update((universe, self.dimension(source, v)) for v in values)
            return
        population = None if values else self.book.population(source, name)
        names = [n for n, _ in population.where] if population else [name]
        self._touched.update((universe, self.dimension(source, n)) for n in names)

    def ranged_groups(self, source: str, by: str) -> tuple[str, ...]:
        """The groups of a characteristic that a range is over. Those that no statement tells apart are
        three: one that may be lowest, another that may be highest, and the others together."""
        key = (self.universe(source), self.dimension(source, by))
        if key in self._touched and self.book.characteristic(source, key[1]) is not None:
            return self.values(source, by)
        named = sorted(self._values.get(key, ())) if key in self._touched else ()
        return (*named, *ANY_GROUPS)

    def universe(self, source: str) -> str:
        """Sources that share a table are of one universe: units of one are, or may be, units of the other."""
        return self.universes.get(source, source)

    def tables(self, source: str) -> tuple[str, ...]:
        found = self.book.source(source)
        return found.tables if found else ()

    def is_judgement(self, source: str) -> bool:
        found = self.book.source(source)
        return found is not None and found.judgement

    def domain(self, universe: str, dimension: str) -> tuple[str, ...]:
        """All values of a dimension that has been used in an event."""
        return self._domains[universe][dimension]

    def domains(self, universe: str) -> Mapping[str, tuple[str, ...]]:
        return self._domains.get(universe, {})

    def _know(self, universe: str, dimension: str, values: Iterable[str]) -> None:
        known = self._domains.setdefault(universe, {})
        known[dimension] = tuple(dict.fromkeys((*known.get(dimension, ()), *values)))

    # Measures

    def measure(self, source: str, name: str) -> Measure | None:
        """The measure of the book; one of a part or a union of the source will do."""
        exact = self.book.measure(source, name)
        if exact is not None:
            return exact
        universe = self.universe(source)
        return next(
            (m for m in self.book.measures if m.name == name and universe in map(self.universe, m.sources)),
            None,
        )

    def narrowed(self, source: str, measure: str) -> Condition:
        """The units to which the book narrows a measure; empty for most."""
        found = self.measure(source, measure)
        return dict(event(*(self.group(source, n, v) for n, v in found.where))) if found else {}

    def levels(self, source: str, measure: str) -> Levels:
        found = self.measure(source, measure)
        if found is not None and not found.counts_units:
            return levels_of_scale(found.scale)
        return guessed_levels(self._levels.get((self.universe(source), measure), ()))

    def counts_units(self, source: str, measure: str, level: str) -> bool:
        """Whether a count of this measure and level counts the units of the population themselves."""
        found = self.measure(source, measure)
        if level in UNITS or (found is not None and found.counts_units):
            return True
        key = (self.universe(source), measure)
        alone = self._counted.get(key, False) and self._levels.get(key) == {level}
        return found is None and alone and level not in YES_NO

    def at_level(self, source: str, measure: str, level: str) -> tuple[Condition, ...]:
        """One condition per item of the measure: the item is answered, and is at the level."""
        values = self.levels(source, measure).values_of(level)
        universe = self.universe(source)
        if values is None:  # what it holds cannot be told from its name: a thing of its own
            self._know(universe, f"{measure}={level}", YES_NO)
            return tuple({f"{measure}={level}": frozenset(("yes",))} for _ in self.items(source, measure)[:1])
        return tuple({item: values} for item in self.items(source, measure))

    def items(self, source: str, measure: str) -> tuple[str, ...]:
        """The dimensions of a measure's items."""
        found = self.measure(source, measure)
        items = found.items if found is not None and found.items else (measure,)
        for item in items:
            self._know(self.universe(source), item, self.levels(source, measure).answers)
        return items

    def asked(self, source: str, item: str) -> Condition:
        """When an item applies: its conditions, those of items it depends on, the tables that ask it."""
        found: dict[str, frozenset[str]] = {}
        asking = []
        for table in self.tables(source):
            instrument = self.instruments.get(table)
            known = instrument.item(item) if instrument else None
            if instrument is None or known is None:
                continue
            asking.append(table)
            for condition in known.applies_when:
                upper = self.asked(source, condition.item)
                own = {condition.item: frozenset(condition.answers)}
                found = dict(event(found, own, {d: v for d, v in upper.items() if d != TABLE}))
                self._know_item(source, condition.item)
        if asking and len(asking) < len(self.tables(source)):
            found[TABLE] = frozenset(asking)
        return found

    def _know_item(self, source: str, item: str) -> None:
        universe = self.universe(source)
        of_item = next((m for m in self.book.measures if m.items == (item,)), None)
        if self.book.characteristic(source, item) is not None:
            self._know(universe, item, self.values(source, item))
        else:
            answers = (a.name for a in of_item.scale.answers) if of_item else (*YES_NO, OTHER)
            self._know(universe, item, answers)

    # Groups

    def everyone(self, source: str) -> Condition:
        """The tables of the source, where its universe has others besides."""
        universe, own = self.universe(source), self.tables(source)
        every = dict.fromkeys(
            t for s in self.book.sources if self.universe(s.name) == universe for t in s.tables
        )
        if len(own) == len(every):
            return {}
        self._know(universe, TABLE, every)
        return {TABLE: frozenset(own)}

    def population(self, statement: Statement) -> Event:
        """The population of a statement, without its “by=”."""
        parts = [self.group(statement.source, n, v) for n, v in statement.conditions if n != BY]
        return event(self.everyone(statement.source), *parts)

    def group(self, source: str, name: str, values: tuple[str, ...]) -> Condition:
        """Units with one of the values of a characteristic or an item, or in a named population."""
        universe = self.universe(source)
        if not values:
            return self._named(source, name)
        if self.measure(source, name) is not None or (universe, name) in self._levels:
            levels = self.levels(source, name)
            items = self.items(source, name)
            found = [levels.values_of(v) for v in values]
            if len(items) == 1 and all(found):
                return dict(
                    event(self.asked(source, items[0]), {items[0]: frozenset().union(*filter(None, found))})
                )
        dimension = self.dimension(source, name)
        self._know(universe, dimension, (*values, *self.values(source, name)))
        return {dimension: frozenset(values)}

    def dimension(self, source: str, name: str) -> str:
        """The dimension a characteristic is known by."""
        if name in _TABLE_NAMES and len(self.tables(source)) > 0:
            return TABLE
        return name if self.book.characteristic(source, name) else _SYNONYMS.get(name, name)

    def values(self, source: str, name: str) -> tuple[str, ...]:
        """Every value of a characteristic; `OTHER` among them when the list may have more."""
        dimension = self.dimension(source, name)
        if dimension == TABLE:
            return tuple(self.everyone(source).get(TABLE, self.tables(source)))
        known = self.book.characteristic(source, dimension)
        key = (self.universe(source), dimension)
        if key in self._ranged and (known is None or key not in self._touched):
            return self.ranged_groups(source, name)
        named = tuple(sorted(self._values.get((self.universe(source), dimension), ())))
        if known is not None:
            strange = tuple(v for v in named if v not in known.value_names)
            return known.value_names + strange
        return YES_NO if set(named) <= set(YES_NO) else (*named, OTHER)

    def _named(self, source: str, name: str) -> Condition:
        found = self.book.population(source, name)
        if found is None:
            dimension = f"group {name}"
            self._know(self.universe(source), dimension, ("in", "out"))
            return {dimension: frozenset(("in",))}
        return dict(event(*(self.group(source, n, v) for n, v in found.where)))


def _universes(book: MeasureBook) -> dict[str, str]:
    """Source name → the name of its universe, the first source of those that share tables."""
    found: dict[str, str] = {}
    for source in book.sources:
        mates = {
            found[s.name] for s in book.sources if s.name in found and set(s.tables) & set(source.tables)
        }
        own = min(mates, default=source.name)
        found = {name: own if universe in mates else universe for name, universe in found.items()}
        found[source.name] = own
    return found
