"""Measures by a characteristic as tables to publish: all of them withheld together, and attacked before they
are written, so that no table gives away what another withholds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from cairn.analysis.disclosure import Limits
from cairn.analysis.disclosure.cells import ALL, Cell, Dimension
from cairn.analysis.disclosure.suppress import safe_rows, suppress
from cairn.analysis.disclosure.tables import CountTable
from cairn.analysis.estimators import distribution, resolve_where, units
from cairn.analysis.estimators.shares_by import values_of
from cairn.analysis.measures import Measure, MeasureBook
from cairn.analysis.tally import NOT_GIVEN, Tally
from cairn.claims.claim import Claim
from cairn.claims.evidence import Evidence
from cairn.errors import EvidenceError, Problem
from cairn.framework.programme import Licence, Programme
from cairn.instruments.model import Instrument
from cairn.pipeline.estimates import parse_measure
from cairn.pipeline.evidence import Case
from cairn.pipeline.figure_cells import FigureCells
from cairn.pipeline.table_cells import named_cells, nobody
from cairn.pipeline.table_release import NOTHING_EARLIER, Earlier, ListedTable, TableRelease
from cairn.reporting.data_tables import Column, DataTable, Kind, Mark, Publication, Value, unique_names
from cairn.reporting.document import sentence

AREA = "area"  # names a place and nobody's condition
NOT = "not_"
_NAME = 60  # letters of a table's name
_READ = "A share is a fact about those read or asked: the number divided by the base, without an interval."
_ELSEWHERE = "Areas for which there is no evidence have no row."
_MAY_BE_NONE = "Where a figure is withheld it may also be none."
Slots = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Tables ready to be written. `tidy` has a row for every count, totals too; `short` says nothing twice.
    `manifest` is the text of `release.json`, the same for both: neither tells what the other does not."""

    short: Publication
    tidy: Publication
    manifest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: measures spelt as in claims, by a characteristic, for a group, on a date. Without a
    `licence` that of the programme."""

    measures: Sequence[str]
    by: str
    where: str
    on: date
    licence: Licence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A claim with its counts. `answers` is the table's dimension of answers, "" where units are counted."""

    claim: Claim
    measure: Measure
    protected: bool
    table: CountTable
    answers: str


@dataclass(slots=True, kw_only=True)
class _Gathering:
    """Dimensions and populations of the tables gathered so far: what is the same has one name. `elsewhere`
    are the areas that are neither among those inspected (`areas`) nor in the evidence."""

    areas: Slots = ()
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    elsewhere: dict[str, Slots] = field(default_factory=dict)
    items: dict[tuple[object, ...], str] = field(default_factory=dict)
    bases: dict[tuple[object, ...], str] = field(default_factory=dict)

    def answers(self, claim: Claim, measure: Measure) -> str:
        """The dimension of a measure's answers. Measures of the same items share it, and all their levels."""
        key = (claim.source, measure.items, measure.where)
        name = self.items.setdefault(key, measure.name)
        values = tuple(a.name for a in measure.scale.answers)
        known = self.dimensions.get(name) or Dimension(name=name, values=values)
        groups = dict(known.groups)
        if claim.level is not None:
            codes = measure.scale.codes_of(claim.level) or frozenset()
            inside = tuple(a.name for a in measure.scale.answers if a.code in codes)
            outside = tuple(v for v in values if v not in inside)
            wanted = {claim.level: inside, f"{NOT}{claim.level}": outside}
            groups |= {name: members for name, members in wanted.items() if name not in values}
        self.dimensions[name] = replace(known, groups=groups)
        return name

    def population(self, claim: Claim, base: Mapping[str, int]) -> str:
        """Measures with the same number in every group speak of the same people, as far as anyone can see."""
        key = (claim.source, claim.where, claim.by, tuple(sorted(base.items())))
        return self.bases.setdefault(key, _population(claim))


def published_tables(
    case: Case, request: Request, limits: Limits, earlier: Earlier = NOTHING_EARLIER
) -> Published:
    """The tables of a request, safe to publish beside what is out already.

    Raises `UsageError` for names that are not known and `EvidenceError` when there are no rows, or when what
    must be withheld could be worked out whatever else is.
    """
    claims = [parse_measure(text, request.by, request.where, case.book) for text in request.measures]
    title = case.bundle.about.title
    imprint = Publication(
        title=f"Tables: {title}",
        programme=case.programme.title if case.programme else title,
        day=request.on,
        tables=(),
        licence=request.licence or (case.programme.licence if case.programme else None),
    )
    evidence = case.evidence(claims)
    return safe_tables(
        claims,
        evidence,
        limits,
        imprint,
        earlier=earlier,
        areas=_inspected(case.programme, evidence.stand_in),
        instruments=case.bundle.instruments.instruments,
    )


def _inspected(programme: Programme | None, stand_in: bool) -> Slots:
    """The areas of the programme: stand-in evidence has letters in place of their names."""
    if programme is None:
        return ()
    return programme.areas if stand_in else tuple(p.name for p in programme.partnerships)


def safe_tables(
    claims: Sequence[Claim],
    evidence: Evidence,
    limits: Limits,
    imprint: Publication,
    *,
    earlier: Earlier = NOTHING_EARLIER,
    areas: Slots = (),
    instruments: Mapping[str, Instrument] | None = None,
) -> Published:
    """The same of claims that have been read. `imprint` has the title, the programme and the date; `areas`
    are those inspected; `instruments` tell what an earlier report calls the same people."""
    gathering = _Gathering(areas=areas)
    names = unique_names([_name(c) for c in claims], _NAME)
    asked = [_asked(c, n, evidence, gathering) for c, n in zip(claims, names, strict=True)]
    cells = FigureCells(book=evidence.book, tallies=evidence.tallies, instruments=instruments or {})
    listed = [_listed(a, gathering, cells) for a in asked if a.protected]
    release = TableRelease(
        name=imprint.title,
        dated=imprint.day.isoformat(),
        listed=listed,
        dimensions=gathering.dimensions,
        named=cells.dimensions,
    ).safe(limits, earlier)
    built = [_Table(a, gathering, release.withheld, evidence) for a in asked]
    short, tidy = (
        replace(
            imprint,
            tables=tuple(t.made(tidy=kind) for t in built),
            stand_in=sentence(evidence.label),
            notes=(
                _READ,
                f"The rule of withholding: {limits}.",
                *((_MAY_BE_NONE,) if release.zeros_withheld else ()),
            ),
        )
        for kind in (False, True)
    )
    return Published(short=short, tidy=tidy, manifest=release.manifest)


def shown_counts(claim: Claim, evidence: Evidence, limits: Limits) -> dict[Slots, int | None]:
    """The counts of the claim's table by its group (where it has any) and its answer, `all` among both, as
    `safe_tables` would print them of this claim alone: None where withheld.

    Raises `EvidenceError` when there are no rows.
    """
    gathering = _Gathering()
    asked = _asked(claim, "counts", evidence, gathering)
    hidden: frozenset[Cell] = frozenset()
    if asked.protected:
        hidden = suppress([asked.table], gathering.dimensions, limits).withheld
    return dict(safe_rows(asked.table, gathering.dimensions, hidden))


def _population(claim: Claim) -> str:
    """The people a measure speaks of, by one name in every release."""
    spelled = str(Claim(source=claim.source, measure=claim.measure, where=claim.where))
    return spelled.removeprefix("claim:")


def _listed(asked: _Asked, gathering: _Gathering, cells: FigureCells) -> ListedTable:
    claim, measure = asked.claim, asked.measure
    return ListedTable(
        table=asked.table,
        names=named_cells(claim, measure, asked.table, gathering.dimensions, cells),
        nobody=nobody(claim, measure, gathering.elsewhere.get(claim.by, ()), cells),
    )


def _name(claim: Claim) -> str:
    parts = (claim.source, claim.measure, claim.level or "", f"by_{claim.by}" if claim.by else "")
    return re.sub(r"[^a-z0-9]+", "_", "_".join(p for p in parts if p).casefold()).strip("_")


def _asked(claim: Claim, name: str, evidence: Evidence, gathering: _Gathering) -> _Asked:
    book = evidence.book
    measure, source = book.measure(claim.source, claim.measure), book.source(claim.source)
    assert measure is not None and source is not None  # the claim was parsed with this book
    tally = evidence.tallies.get(claim.source)
    if tally is None:
        message = f"The evidence has no rows for “{claim.source}”."
        raise EvidenceError(Problem(code="source-without-rows", message=message))
    counts = _counts(claim, measure, tally, book)
    base = {group: sum(answers.values()) for group, answers in counts.items()}
    dimensions: list[str] = []
    if claim.by:
        dimensions.append(_groups(claim, (*counts, *_areas(claim, tally)), gathering, book))
    answers = "" if measure.counts_units else gathering.answers(claim, measure)
    dimensions += [answers] if answers else []
    shown = {answers: (claim.level, f"{NOT}{claim.level}")} if claim.level is not None else {}
    table = CountTable(
        name=name,
        population=gathering.population(claim, base),
        dimensions=tuple(dimensions),
        counts={
            (*((group,) if claim.by else ()), *((answer,) if answers else ())): k
            for group, spread in counts.items()
            for answer, k in spread.items()
        },
        shown=shown,
    )
    return _Asked(claim=claim, measure=measure, protected=source.protected, table=table, answers=answers)


def _counts(claim: Claim, measure: Measure, tally: Tally, book: MeasureBook) -> dict[str, dict[str, int]]:
    """Counts by group (or `all`) and answer; where units are counted, the one answer is ""."""
    where = resolve_where(claim.where, claim.source, book)
    groups = {ALL: where}
    if claim.by:
        occurring = (*values_of(tally, claim.by, where), NOT_GIVEN)
        groups = {g: (*where, (claim.by, (g,))) for g in occurring}
    found = {
        g: {"": units(tally, w)} if measure.counts_units else distribution(tally, measure, w)
        for g, w in groups.items()
    }
    if not sum(found.get(NOT_GIVEN, {}).values()):
        found.pop(NOT_GIVEN, None)
    return found


def _areas(claim: Claim, tally: Tally) -> Slots:
    """The areas of the evidence: they keep their rows although the group has nobody there."""
    return values_of(tally, AREA) if claim.by == AREA else ()


def _groups(claim: Claim, values: Slots, gathering: _Gathering, book: MeasureBook) -> str:
    """The dimension of groups, with all the values there are: the same in every release."""
    known = gathering.dimensions.get(claim.by)
    named = book.characteristic(claim.source, claim.by)
    defined = named.value_names if named else ()
    every = tuple(dict.fromkeys((*defined, *(known.values if known else ()), *values)))
    if claim.by == AREA:
        out = tuple(v for v in every if v not in (*values, *gathering.areas))
        ours = gathering.elsewhere.get(AREA, out)
        gathering.elsewhere[AREA] = tuple(v for v in ours if v in out)
        every = tuple(v for v in every if v not in gathering.elsewhere[AREA])
    gathering.dimensions[claim.by] = Dimension(name=claim.by, values=every, identifying=claim.by == AREA)
    return claim.by


class _Table:
    """One table as it may be seen."""

    def __init__(
        self, asked: _Asked, gathering: _Gathering, withheld: frozenset[Cell], evidence: Evidence
    ) -> None:
        self.asked = asked
        self.book = evidence.book
        self.label = sentence(evidence.label)
        hidden = withheld if asked.protected else frozenset()
        rows = safe_rows(asked.table, gathering.dimensions, hidden)
        self.counts = dict(rows)
        self.elsewhere = {name for name, out in gathering.elsewhere.items() if out}

    def made(self, *, tidy: bool) -> DataTable:
        claim, source = self.asked.claim, self.book.source(self.asked.claim.source)
        assert source is not None
        rows = [self._row(s, tidy) for s in self.counts if tidy or self._needed(s)]
        level = f": {self.asked.measure.scale.label_of(claim.level).lower()}" if claim.level else ""
        by = f", by {_plain(claim.by)}" if claim.by else ""
        return DataTable(
            name=self.asked.table.name,
            title=f"{self.asked.measure.label}{level}{by}",
            columns=self._columns(tidy),
            rows=tuple(rows),
            notes=tuple(n for n in (f"Source: {source.label}.", self._base(), self._left_out(), _READ) if n),
            label=self.label,
        )

    def _base(self) -> str:
        where = str(self.asked.claim).partition("where=")[2].partition("&")[0]
        parts = [f"Base: {self.asked.measure.base}." if self.asked.measure.base else ""]
        parts.append(f"Only: {where}." if where else "")
        return " ".join(p for p in parts if p)

    def _left_out(self) -> str:
        return _ELSEWHERE if self.asked.claim.by in self.elsewhere else ""

    def _needed(self, slots: Slots) -> bool:
        """Without groups that do not occur, totals over answers and what is not at the level: the base says
        these."""
        if self.asked.claim.by and slots[0] not in (ALL, *(place[0] for place in self.asked.table.counts)):
            return False
        if not self.asked.answers:
            return True
        level = self.asked.claim.level
        return slots[-1] == level if level is not None else slots[-1] != ALL

    def _named(self, tidy: bool) -> Slots:
        """The dimensions that have columns: a level that the title names needs none."""
        named = self.asked.table.dimensions
        said = self.asked.claim.level is not None and len(named) > 1
        return named[:1] if said and not tidy else named

    def _columns(self, tidy: bool) -> tuple[Column, ...]:
        named = []
        for dimension in self._named(tidy):
            words = "Answer" if dimension == self.asked.answers else _plain(dimension).capitalize()
            named += [Column(name=dimension, label=f"{words} (code)")] if tidy else []
            named.append(Column(name=f"{dimension}_label", label=words))
        figures = [Column(name="count", label="Number", kind=Kind.WHOLE)]
        if self.asked.answers:
            figures.append(Column(name="base", label="Base", kind=Kind.WHOLE))
            figures.append(Column(name="share", label="Share", kind=Kind.SHARE))
        return (*named, *figures)

    def _row(self, slots: Slots, tidy: bool) -> tuple[Value, ...]:
        named: list[Value] = []
        for dimension, slot in zip(self.asked.table.dimensions, slots, strict=True):
            if dimension not in self._named(tidy):
                continue
            named += [slot] if tidy else []
            named.append(self._words(dimension, slot))
        return (*named, *self._figures(slots))

    def _figures(self, slots: Slots) -> tuple[Value, ...]:
        k = self.counts[slots]
        count: Value = Mark.WITHHELD if k is None else k
        if not self.asked.answers:
            return (count,)
        n = self.counts[(*slots[:-1], ALL)]
        share: Value = Mark.WITHHELD
        if k is not None and n is not None:
            share = Fraction(k, n) if n else Mark.NONE
        return count, Mark.WITHHELD if n is None else n, share

    def _words(self, dimension: str, slot: str) -> str:
        if slot == ALL:
            return "All"
        if slot == NOT_GIVEN:
            return "Not given"
        if dimension != self.asked.answers:
            return self._group(dimension, slot)
        level = self.asked.claim.level
        if level is not None and slot == f"{NOT}{level}":
            return f"Not: {self.asked.measure.scale.label_of(level).lower()}"
        return self.asked.measure.scale.label_of(slot)

    def _group(self, by: str, value: str) -> str:
        found = self.book.characteristic(self.asked.claim.source, by)
        words = found.label_of(value) if found else _plain(value)
        return words[:1].upper() + words[1:]


def _plain(name: str) -> str:
    return name.replace("_", " ")
