"""Every figure of people that a report shows, in its claims, charts and notes, as figures of a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cairn.analysis.disclosure import withheld
from cairn.analysis.disclosure.published import Figure
from cairn.analysis.estimators import Where, distribution, resolve_where, units
from cairn.analysis.estimators.shares_by import values_of
from cairn.analysis.measures import Measure
from cairn.analysis.tally import NOT_GIVEN
from cairn.claims.claim import Claim, Finding, Stat, Verdict
from cairn.claims.comparison import other_of, value_label
from cairn.claims.evidence import Evidence
from cairn.claims.figures import Subject, hides_answers, subject_of
from cairn.claims.report_check import ReportCheck
from cairn.instruments.model import Instrument
from cairn.pipeline.chart_plan import PlannedChart
from cairn.pipeline.evidence import Case
from cairn.pipeline.figure_cells import FigureCells
from cairn.pipeline.figures import labels_of
from cairn.pipeline.report_files import ReportSource
from cairn.reporting.charts import AreasChart, BasesChart, Chart, RatingsChart, SharesChart

_RANKS = (Stat.HIGHEST, Stat.LOWEST, Stat.EXTREMES)
_GROUPED = (Stat.MIN, Stat.MAX, *_RANKS)
Count = int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A figure, and where it is shown: "line 12, column 4", "the chart “areas”". Confidential, for it has the
    true `count`, withheld or not.

    `small`: it may not be shown. `spare`: it is one of several groups, and could be left out.
    """

    figure: Figure
    place: str
    count: int
    small: bool
    spare: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Those of a group with one of these answers to a measure."""

    source: str
    measure: Measure
    where: Where
    answers: tuple[str, ...]


@dataclass(slots=True)
class ShownFigures:
    """Gathers them. `said` holds them in the order in which they were taken up."""

    evidence: Evidence
    instruments: Mapping[str, Instrument]
    said: list[Said] = field(default_factory=list)
    cells: FigureCells = field(init=False)

    def __post_init__(self) -> None:
        self.cells = FigureCells(
            book=self.evidence.book, tallies=self.evidence.tallies, instruments=self.instruments
        )

    def rows_of(self, tables: Mapping[str, int], place: str) -> None:
        """The number of rows of each table."""
        alone = {s.tables[0]: s for s in self.evidence.book.sources if len(s.tables) == 1}
        for table, rows in tables.items():
            source = alone.get(table)
            if source is not None and source.protected:
                self._units(source.name, (), rows, place)

    def finding(self, found: Finding, place: str) -> None:
        """What a finding shows: its own figure, and those of the groups it compares."""
        claim = found.claim
        source = self.evidence.book.source(claim.source) if claim else None
        if claim is None or source is None or not source.protected or found.verdict is Verdict.NOT_SAFE:
            return
        subject = subject_of(claim, self.evidence)
        if subject is None or (found.citation and claim.stat not in _RANKS):
            return  # there are no rows: what is shown was published
        if claim.stat in _GROUPED:
            self._groups(subject, found, place)
        elif claim.stat is Stat.ORDER:
            self._order(subject, found, place)
        elif claim.stat is Stat.SIMILAR and claim.versus in self.evidence.tallies:
            self._similar(subject, found, place)
        elif claim.stat is Stat.COUNT and claim.level is None:
            self._units(
                claim.source, subject.where, found.k, place, frame=found.k is not None and _framed(claim)
            )
        elif found.k is not None and claim.level is not None:
            self._own(subject, found.k, found.n, place)

    def chart(self, plan: PlannedChart, chart: Chart) -> None:
        """What a chart shows, its sentence too."""
        source = self.evidence.book.source(plan.source)
        if source is None or not source.protected:
            return
        place = f"the chart “{plan.name}”"
        labels = {
            label: value for value, label in labels_of(self.evidence.book, plan.source, plan.by).items()
        }
        match chart:
            case BasesChart():
                self._bases(plan, chart, labels, place)
            case RatingsChart():
                self._ratings(plan, chart, place)
            case SharesChart():
                self._shares(plan, plan.measures[0], [(s.label, s.k, s.n) for s in chart.rows], labels, place)
            case AreasChart():
                for name, row in zip(plan.measures, chart.rows, strict=True):
                    self._shares(plan, name, [(s.label, s.k, s.n) for s in row.areas], labels, place)
            case _:
                pass  # evaluations are of places

    def _bases(self, plan: PlannedChart, chart: BasesChart, labels: Mapping[str, str], place: str) -> None:
        total = int(self.evidence.tallies[plan.source].rows.sum())
        self._units(plan.source, (), total, place)
        for label, n in chart.rows:
            self._units(plan.source, ((plan.by, (labels.get(label, label),)),), n, place)

    def _ratings(self, plan: PlannedChart, chart: RatingsChart, place: str) -> None:
        for name, row in zip(plan.measures, chart.rows, strict=True):
            measure = self._measure(plan.source, name)
            for i, answer in enumerate(measure.scale.answers):
                k = row.counts[i] if row.counts else None
                at = _Row(source=plan.source, measure=measure, where=(), answers=(answer.name,))
                self._at(at, k, row.base, place, whole_row=True)

    def _shares(
        self,
        plan: PlannedChart,
        name: str,
        rows: Iterable[tuple[str, Count, Count]],
        labels: Mapping[str, str],
        place: str,
    ) -> None:
        measure = self._measure(plan.source, name)
        where = resolve_where(plan.where, plan.source, self.evidence.book)
        for label, k, n in rows:
            group = (*where, (plan.by, (labels.get(label, label),)))
            answers = _answers(measure, plan.level)
            at = _Row(source=plan.source, measure=measure, where=group, answers=answers)
            self._at(at, k, n, place, spare=True)

    def _own(
        self, subject: Subject, k: Count, n: Count, place: str, more: Where = (), *, spare: bool = False
    ) -> None:
        """k of n at the claim's level in its group, or in a part of that group."""
        claim = subject.claim
        where = (*subject.where, *_without(subject), *more)
        answers = _answers(subject.measure, claim.level or "")
        at = _Row(source=claim.source, measure=subject.measure, where=where, answers=answers)
        self._at(at, k, n, place, spare=spare)

    def _groups(self, subject: Subject, found: Finding, place: str) -> None:
        claim, book = subject.claim, self.evidence.book
        values = values_of(subject.tally, claim.by, subject.where)
        by_label = {value_label(claim.source, claim.by, v, book): (v,) for v in values}
        ranked = tuple(v for v in claim.rank.split("|") if v in values)
        groups = list(found.groups)
        if found.k is not None and all(label != found.base for label, _, _ in groups):
            groups.append((found.base, found.k, found.n))
        for label, k, n in groups:
            group = by_label.get(label, ranked)
            if group:  # else it has no rows: it was published
                spare = label != found.base
                self._own(subject, k, n, place, ((claim.by, group),), spare=spare)

    def _order(self, subject: Subject, found: Finding, place: str) -> None:
        if not found.groups:
            if found.k is not None:
                self._own(subject, found.k, found.n, place)
            return
        (_, k, n), (_, other_k, other_n) = found.groups
        self._own(subject, k, n, place)
        other = other_of(subject.claim, self.evidence.book)
        measure = self._measure(other.source, other.measure)
        where, answers = other.where, _answers(measure, other.level)
        if other.outside:
            # The rest is no cell, but it makes up everybody together with the group.
            everybody = {name: self._given(other.source, name) for name, _ in other.outside}
            where = (*where, *everybody.items())
            other_k, other_n = _sum(k, other_k), _sum(n, other_n)
        at = _Row(source=other.source, measure=measure, where=where, answers=answers)
        self._at(at, other_k, other_n, place)

    def _given(self, source: str, name: str) -> tuple[str, ...]:
        measure = next((m for m in self.evidence.book.measures if m.items == (name,)), None)
        if measure is not None:
            return tuple(a.name for a in measure.scale.answers)
        return tuple(v for v in values_of(self.evidence.tallies[source], name) if v != NOT_GIVEN)

    def _similar(self, subject: Subject, found: Finding, place: str) -> None:
        claim, book = subject.claim, self.evidence.book
        names = {subject.measure.scale.label_of(n): n for n in subject.measure.scale.level_names}
        for i, (label, k, n) in enumerate(found.groups):
            source = claim.versus if i % 2 else claim.source
            measure = self._measure(source, claim.measure)
            where = resolve_where(claim.where, source, book)
            at = _Row(source=source, measure=measure, where=where, answers=_answers(measure, names[label]))
            self._at(at, k, n, place)

    def _measure(self, source: str, name: str) -> Measure:
        found = self.evidence.book.measure(source, name)
        assert found is not None  # claims and chart plans are read with this book
        return found

    def _units(self, source: str, where: Where, k: Count, place: str, *, frame: bool = False) -> None:
        at = self.cells.units(source, where, frame=frame)
        count = units(self.evidence.tallies[source], where) if k is None else k
        if at is not None:
            figure = Figure(cell=at, count=k, count_said=True)
            small = k is None or withheld(k, k, True, self.evidence.withhold_below)
            self.said.append(Said(figure=figure, place=place, count=count, small=small, spare=False))

    def _at(
        self, row: _Row, k: Count, n: Count, place: str, *, spare: bool = False, whole_row: bool = False
    ) -> None:
        """k of n in the row. `whole_row`: what is withheld goes with its row, and cannot be shown alone."""
        if k is None:
            spread = distribution(self.evidence.tallies[row.source], row.measure, row.where)
            true, base = sum(spread[a] for a in row.answers), sum(spread.values())
        else:
            true, base = k, n or 0
        small = hides_answers(self.evidence, row.measure, len(row.answers), true, base)
        small = small or (whole_row and k is None)
        wholes = self.cells.base(row.source, row.measure, row.where)
        parts = self.cells.at(row.source, row.measure, row.where, row.answers)
        for at, whole in zip(parts, wholes, strict=True):
            figure = Figure(cell=at, whole=whole, count=k, count_said=True, base=n, base_said=n is not None)
            self.said.append(Said(figure=figure, place=place, count=true, small=small, spare=spare))


def add_report(
    shown: ShownFigures, source: ReportSource, check: ReportCheck, charts: Mapping[str, Chart], case: Case
) -> None:
    """What a report shows: its number-words, charts and note on method."""
    for found in check.findings:
        shown.finding(found.finding, f"{source.file.name}:{found.line}:{found.column}")
    for plan in source.charts:
        if plan.name in charts:
            shown.chart(plan, charts[plan.name])
    tables = {name: rows.num_rows for name, rows in case.bundle.tables.items()}
    shown.rows_of(tables, "the note on method")


def _answers(measure: Measure, level: str) -> tuple[str, ...]:
    codes = measure.scale.codes_of(level) or frozenset()
    return tuple(a.name for a in measure.scale.answers if a.code in codes)


def _without(subject: Subject) -> Where:
    """The condition that a share of the rest puts on it: any other answer to that question."""
    if not subject.claim.rest:
        return ()
    book, source = subject.evidence.book, subject.claim.source
    name, _, level = subject.claim.rest.partition(":")
    ((item, out),) = resolve_where(((name, (level,)),), source, book)
    measure = book.measure(source, name)
    assert measure is not None  # the claim was parsed with this book
    return ((item, tuple(a.name for a in measure.scale.answers if a.name not in out)),)


def _framed(claim: Claim) -> bool:
    return claim.basis == "population"


def _sum(one: Count, other: Count) -> Count:
    return None if one is None or other is None else one + other
