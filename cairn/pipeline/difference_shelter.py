"""A list of differences as a release: what its figures together give away of a small group is withheld too.

Groups overlap (the looked after, those in foster care, all others), so that one withheld alone would be the
difference of two that are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cairn.analysis.disclosure import withheld
from cairn.analysis.disclosure.cells import Cell
from cairn.analysis.disclosure.leaks import Leak
from cairn.analysis.disclosure.published import Figure
from cairn.analysis.estimators import Where
from cairn.analysis.estimators.shares_by import values_of
from cairn.analysis.measures import Measure, MeasureBook
from cairn.analysis.tally import Tally
from cairn.errors import EvidenceError, Problem
from cairn.instruments.model import Instrument
from cairn.pipeline.differences import OTHERS, UNKNOWN, Compared, Found, Side
from cairn.pipeline.figure_cells import FigureCells
from cairn.pipeline.release_attack import ReportAttack
from cairn.pipeline.shown_figures import Said

_ROUNDS = 3
_PLACE = "the list of differences"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelter:
    """What is needed to look at a list together: the definitions, and the attack with its limits."""

    book: MeasureBook
    instruments: Mapping[str, Instrument]
    attack: ReportAttack

    def sheltered(self, found: Sequence[Found], tally: Tally, side: str = "") -> tuple[Found, ...]:
        """The findings, with what must be withheld beside small groups marked. `tally` has all that they
        group by. When programmes are compared, `side` is the one whose tally it is.

        Raises `EvidenceError` when what is withheld could be worked out whatever else is withheld.
        """
        listed = _Listed(shelter=self, tally=tally, side=side)
        for one in found:
            listed.take_up(one.compared)
        hidden = listed.hidden()
        return tuple(replace(f, compared=listed.marked(f.compared, hidden)) for f in found)


@dataclass(slots=True, kw_only=True)
class _Listed:
    shelter: Shelter
    tally: Tally
    side: str
    said: dict[frozenset[str], list[Said]] = field(default_factory=dict)
    asked: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)
    cells: FigureCells = field(init=False)

    def __post_init__(self) -> None:
        tallies = {self.tally.source: self.tally}
        book, instruments = self.shelter.book, self.shelter.instruments
        self.cells = FigureCells(book=book, tallies=tallies, instruments=instruments)

    def take_up(self, compared: Compared) -> None:
        """The figures of a comparison, by the dimensions of their cells: each makes a puzzle of its own."""
        below = self.shelter.attack.limits.below
        for side, at, whole in self._places(compared):
            small = withheld(side.k, side.n, True, below)
            figure = Figure(
                cell=at,
                whole=whole,
                count=None if small else side.k,
                count_said=True,
                base=side.n,
                base_said=True,
            )
            one = Said(figure=figure, place=_PLACE, count=side.k, small=small, spare=True)
            self.said.setdefault(at.dimensions, []).append(one)
            self.asked.setdefault(at.dimensions, at.dimensions - self._grouping(compared))

    def hidden(self) -> frozenset[Cell]:
        """The cells to withhold, so that an attack on all the list finds nothing."""
        attack, dimensions = self.shelter.attack, self.cells.dimensions
        hidden: set[Cell] = set()
        for said in self.said.values():
            hidden |= attack.withheld(said, dimensions)
        for _ in range(_ROUNDS):
            leaks = self._leaks(hidden)
            if not leaks:
                return frozenset(hidden)
            for related in dict.fromkeys(self._related(leak.cell) for leak in leaks):
                told = [leak.cell for leak in leaks if self._related(leak.cell) == related]
                together = [one for shape in related for one in self.said[shape]]
                hidden |= attack.withheld(together, dimensions, told)
        for leak in self._leaks(hidden):
            hidden |= {one.figure.cell for shape in self._related(leak.cell) for one in self.said[shape]}
        if self._leaks(hidden):
            message = "What is too small to show could be worked out of these differences together."
            remedy = "Ask for fewer: one characteristic with --by, or without --every."
            raise EvidenceError(Problem(code="figures-give-back", message=message, remedy=remedy))
        return frozenset(hidden)

    def _related(self, cell: Cell) -> tuple[frozenset[str], ...]:
        """The dimensions of all figures about the same question: by area and by care group they have one
        total, so that each can give the other away."""
        about = tuple(shape for shape in self.said if self.asked[shape] & cell.dimensions)
        return about or tuple(self.said)

    def _leaks(self, hidden: Collection[Cell]) -> tuple[Leak, ...]:
        shown = [
            replace(one, figure=replace(one.figure, count=None)) if one.figure.cell in hidden else one
            for said in self.said.values()
            for one in said
        ]
        return self.shelter.attack.leaks(shown, self.cells.dimensions)

    def marked(self, compared: Compared, hidden: Collection[Cell]) -> Compared:
        """The comparison, with the sides marked that are withheld for the sake of others."""
        below = self.shelter.attack.limits.below
        gone = {
            side.name
            for side, at, _ in self._places(compared)
            if at in hidden and not withheld(side.k, side.n, True, below)
        }
        a, b = (replace(s, withheld=True) if s.name in gone else s for s in (compared.a, compared.b))
        return replace(compared, a=a, b=b)

    def _places(self, compared: Compared) -> Iterator[tuple[Side, Cell, Cell]]:
        """Each side with the cell of those at the level and that of its base."""
        source, book = self.tally.source, self.shelter.book
        measure = book.measure(source, compared.measure)
        assert measure is not None  # the comparison was made with this book
        answers = _answers(measure, compared.level)
        for side, where in self._groups(compared):
            parts = self.cells.at(source, measure, where, answers)
            wholes = self.cells.base(source, measure, where)
            for at, whole in zip(parts, wholes, strict=True):
                yield side, at, whole

    def _grouping(self, compared: Compared) -> frozenset[str]:
        """The dimensions by which the two are groups."""
        found = (self.cells.units(self.tally.source, where) for _, where in self._groups(compared))
        return frozenset().union(*(c.dimensions for c in found if c is not None))

    def _groups(self, compared: Compared) -> Iterable[tuple[Side, Where]]:
        if self.side:
            return [(s, compared.where) for s in (compared.a, compared.b) if s.name == self.side]
        pairs = ((compared.a, compared.b), (compared.b, compared.a))
        return [(s, ((compared.by, self._values(compared.by, s.name, other.name)),)) for s, other in pairs]

    def _values(self, by: str, name: str, other: str) -> tuple[str, ...]:
        """The values of a characteristic that make a group."""
        known = tuple(v for v in values_of(self.tally, by) if v != UNKNOWN)
        if name == OTHERS:
            mine = self._values(by, other, "")
            return tuple(v for v in known if v not in mine)
        population = self.shelter.book.population(self.tally.source, name)
        if name in known or population is None:
            return (name,)
        return tuple(population.where[0][1])


def _answers(measure: Measure, level: str) -> tuple[str, ...]:
    codes = measure.scale.codes_of(level) or frozenset()
    return tuple(a.name for a in measure.scale.answers if a.code in codes)
