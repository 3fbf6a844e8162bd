"""Comparisons: which shares a statement puts above which others, read from the name of its level.

    a_above_b · a_more_likely_than_b · a_below_b     a and b are groups, populations, tables or measures
    below_all_records · above_rest                   the statement's own population against the others
    a_highest_b_lowest · a_highest · lowest_of_all_care_groups · least_well_evaluated

This is for files whose comparisons no form spells as claims (those are read in consistency_claims). The
source seldom says at which answer two groups were compared. It is read at yes, or at agree, or at the level
that other statements use for the same measure and groups, or else at the better half of the answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cairn.claims.consistency_forms import OTHER, Event, Order, Ratio, event
from cairn.claims.consistency_space import Condition, Space
from cairn.claims.statements import Statement

_ABOVE = r"above|higher_than|(?:more|likelier|better)(?:_[a-z]+)*_than"
_BELOW = r"below|lower_than|(?:less|fewer|worse)(?:_[a-z]+)*_than"
_TWO_SIDES = re.compile(rf"(?:(?P<a>.+?)_)??(?:(?P<up>{_ABOVE})|(?P<down>{_BELOW}))_(?P<b>.+)\Z")
_BOTH_ENDS = re.compile(r"(?P<a>.+?)_(?P<first>highest|lowest)_(?P<b>.+?)_(?P<last>highest|lowest)\Z")
_ONE_END = re.compile(
    r"(?:(?P<a>.+?)_)??(?P<end>highest|lowest|most|least|best|worst)(?:_(?:of_all|well|evaluated).*)?\Z"
)
_HIGH = ("highest", "most", "best")
_REST = ("rest", "others", "other", "older", "younger", "the_rest")
_ALL = ("all", "everyone")
_NOT_STATED = (OTHER, "not_stated")


class OrderReader:
    """Reads the comparisons of one file of statements."""

    def __init__(self, space: Space, statements: Iterable[Statement]) -> None:
        self.space = space
        self.statements = tuple(statements)

    def read(self, statement: Statement) -> tuple[tuple[Order, ...], str] | None:
        """The orders and the level at which they are read; None when the comparison cannot be made out."""
        both = _BOTH_ENDS.match(statement.level)
        if both is not None:
            return self._both_ends(statement, both)
        two = _TWO_SIDES.match(statement.level)
        if two is not None:
            return self._two_sides(statement, two)
        one = _ONE_END.match(statement.level)
        if one is not None:
            level = self._level(statement)
            order = self._one_end(statement, one.group("a"), one.group("end") in _HIGH, level)
            return ((order,), level) if order else None
        return None

    def _both_ends(self, statement: Statement, found: re.Match[str]) -> tuple[tuple[Order, ...], str] | None:
        level = self._level(statement, found.group("a"), found.group("b"))
        ends = ((found.group("a"), found.group("first")), (found.group("b"), found.group("last")))
        orders = [self._one_end(statement, name, end in _HIGH, level) for name, end in ends]
        known = tuple(o for o in orders if o is not None)
        return (known, level) if len(known) == len(orders) else None

    def _one_end(self, statement: Statement, name: str | None, highest: bool, level: str) -> Order | None:
        """The group `name`, or the statement's own population, against each other group of its kind."""
        own = next(((c, v) for c, v in self._plain_conditions(statement) if name is None), None)
        source = statement.source
        if name is not None:
            characteristic = self._characteristic_of(source, name)
            own = (characteristic, (name,)) if characteristic else None
            within = self.space.population(statement)
        else:
            within = event(self.space.everyone(source))
        if own is None:
            return None
        among = [v for v in self.space.values(source, own[0]) if v not in own[1] and v not in _NOT_STATED]
        allowed = dict(within).get(self.space.dimension(source, own[0]))
        others = [(v,) for v in among if allowed is None or v in allowed]
        ranked, *rest = (
            self._ratio(statement, level, event(dict(within), self.space.group(source, own[0], v)))
            for v in (own[1], *others)
        )
        if not rest:
            return None
        upper, lower = ((ranked,), tuple(rest)) if highest else (tuple(rest), (ranked,))
        return Order(upper, lower, (ranked,))

    def _plain_conditions(self, statement: Statement) -> list[tuple[str, tuple[str, ...]]]:
        """The population's only characteristic with its values, looking into a named population."""
        conditions = statement.conditions
        if len(conditions) == 1 and not conditions[0][1]:
            found = self.space.book.population(statement.source, conditions[0][0])
            conditions = found.where if found else ()
        return list(conditions) if len(conditions) == 1 else []

    def _characteristic_of(self, source: str, value: str) -> str | None:
        names = [c.name for c in self.space.book.characteristics if source in c.sources]
        named = [n for s in self.statements if s.source == source for n, v in s.conditions if v and n != "by"]
        return next(
            (n for n in dict.fromkeys((*names, *named)) if value in self.space.values(source, n)), None
        )

    def _two_sides(self, statement: Statement, found: re.Match[str]) -> tuple[tuple[Order, ...], str] | None:
        first, second = found.group("a"), found.group("b")
        level = self._level(statement, first or "", second)
        left = self._side(statement, first, level) if first else self._own(statement, level)
        right = self._side(statement, second, level)
        if second in _REST or second in _ALL or second.startswith("all_"):
            base = first if first and self._group(statement, first) else ""
            right = self._others(statement, base, level, rest=second in _REST)
        left = left or (self._own(statement, level) if right and first else None)
        right = right or (
            self._own(statement, level) if left and first and left != self._own(statement, level) else None
        )
        if left is None or right is None or left == right:
            return None
        upper, lower = (left, right) if found.group("up") else (right, left)
        return (Order((upper,), (lower,), (upper, lower)),), level

    def _own(self, statement: Statement, level: str) -> Ratio:
        return self._ratio(statement, level, self.space.population(statement))

    def _others(self, statement: Statement, name: str, level: str, *, rest: bool) -> Ratio | None:
        """All units of the source, or those outside the group `name` or the statement's own population."""
        within = self.space.population(statement) if name else event(self.space.everyone(statement.source))
        if not rest:
            return self._ratio(statement, level, within)
        group = self._group(statement, name) if name else dict(self.space.population(statement))
        if group is None or len(group) != 1:
            return None
        ((dimension, values),) = group.items()
        domain = self.space.domain(self.space.universe(statement.source), dimension)
        left = frozenset(domain) - values
        return self._ratio(statement, level, event(dict(within), {dimension: left})) if left else None

    def _side(self, statement: Statement, name: str, level: str) -> Ratio | None:
        group = self._group(statement, name)
        if group is not None:
            return self._ratio(statement, level, event(dict(self.space.population(statement)), group))
        measure = self._measure_named(statement, name)
        population = self.space.population(statement)
        return self._ratio(statement, level, population, measure) if measure else None

    def _group(self, statement: Statement, name: str) -> Condition | None:
        source, book = statement.source, self.space.book
        characteristic = self._characteristic_of(source, name)
        if characteristic is not None:
            return self.space.group(source, characteristic, (name,))
        if name in self.space.tables(source):
            return self.space.group(source, "table", (name,))
        return self.space.group(source, name, ()) if book.population(source, name) else None

    def _measure_named(self, statement: Statement, name: str) -> str | None:
        """The measure called `name`, or whose name begins so and ends like the statement's own measure."""
        source = statement.source
        others = [s.measure for s in self.statements if s.source == source]
        names = dict.fromkeys((*self.space.book.measure_names(source), *others))
        if name in names:
            return name
        stem, tail = name.removesuffix("s"), statement.measure.rsplit("_", 1)[-1]
        close = [n for n in names if n.startswith(stem) and n.endswith(tail) and n != statement.measure]
        return min(close, key=len, default=None)

    def _ratio(self, statement: Statement, level: str, within: Event, measure: str = "") -> Ratio:
        return ratio_of(self.space, statement.source, measure or statement.measure, level, within)

    def _level(self, statement: Statement, *groups: str) -> str:
        levels = self.space.levels(statement.source, statement.measure)
        for plain in ("yes", "agree"):
            if levels.values_of(plain):
                return plain
        used = [
            s for s in self.statements if self._speaks_of_same(s, statement) and levels.values_of(s.level)
        ]
        near = [s.level for s in used if any(g and g in s.population for g in groups)]
        return next(
            iter(near + _good(levels.values_of("good_or_better")) + [s.level for s in used]), ""
        ) or _upper(levels.answers)

    def _speaks_of_same(self, other: Statement, statement: Statement) -> bool:
        same = other.measure == statement.measure and other.source == statement.source
        return same and other.statistic not in ("ordering", "compare_programmes")


def ratio_of(space: Space, source: str, measure: str, level: str, within: Event) -> Ratio:
    """The share at the level among the units of `within` for which the measure exists."""
    bases: list[Event] = []
    parts: list[Event] = []
    conditions = space.at_level(source, measure, level)
    narrowed = space.narrowed(source, measure)
    for item, at in zip(space.items(source, measure), conditions, strict=False):
        base = event(dict(within), narrowed, space.asked(source, item))
        bases.append(base)
        parts.append(event(dict(base), at))
    return Ratio(tuple(parts), tuple(bases))


def _good(found: frozenset[str] | None) -> list[str]:
    return ["good_or_better"] if found else []


def _upper(answers: Sequence[str]) -> str:
    return next((a for a in reversed(answers) if a != OTHER), "")
