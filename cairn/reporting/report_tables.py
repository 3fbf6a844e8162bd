"""The figures of a report as tables of values.

They are taken from findings, which say what may be shown, and from charts, which cannot hold what may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Finding, Verdict
from cairn.claims.figures import told_steps
from cairn.reporting.charts import (
    AreasChart,
    BasesChart,
    Chart,
    EvaluationsChart,
    RatingsChart,
    Share,
    SharesChart,
)
from cairn.reporting.data_tables import Column, DataTable, Kind, Mark, Publication, Value, unique_names
from cairn.reporting.notes import ON_STAND_IN
from cairn.reporting.prepared import Prepared

_FIGURES = (
    Column(name="count", label="Number", kind=Kind.WHOLE),
    Column(name="base", label="Base", kind=Kind.WHOLE),
    Column(name="share", label="Share", kind=Kind.SHARE),
)
_LONGEST_NAME = 60  # letters of the name of a table
_READ = "A share is a fact about those read or asked: the number divided by the base, without an interval."
_BASES = (
    "Where the basis is “read”, a share is a fact about those read or asked: the number divided by the base.",
    "Where the basis is “population”, a share is an estimate for all in a frame, weighted, and told in per"
    " cent as in words; low and high are the limits of its interval, and “Answers read” is what it rests"
    " on. The share of those read is another. A number in such a row is of the frame.",
)
_NO_INTERVAL = (Mark.NONE,) * 3
_OF_GROUPS = (
    "Of groups that were compared for all in a frame the numbers are those read, and there is no share."
)
_CLAIMED = (
    Column(name="basis", label="Basis"),
    *_FIGURES,
    Column(name="low", label="Low", kind=Kind.SHARE),
    Column(name="high", label="High", kind=Kind.SHARE),
    Column(name="answers_read", label="Answers read", kind=Kind.WHOLE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A published statement and what became of it."""

    id: str
    words: str
    finding: Finding
    set_aside: bool = False
    note: str = ""


def publication_of(prepared: Prepared, statements: Sequence[StatementRow] = ()) -> Publication:
    """The evidence base, every claim with its figure, the groups behind comparisons, the figures of the
    charts and the statements. A table without rows is left out."""
    report = prepared.report
    found = [f for f in report.findings if f.claim is not None]
    ours = [
        _evidence(found, report.book),
        _claims(found, report.book, bool(report.stand_in)),
        _groups(found),
        *(chart_table(name, chart) for name, chart in report.charts.items()),
        _statements(statements, bool(report.stand_in)),
    ]
    published = {_slug(n) for n, chart in report.charts.items() if isinstance(chart, EvaluationsChart)}
    tables = [t if t.name in published else replace(t, label=report.stand_in) for t in ours if t.rows]
    names = unique_names([t.name for t in tables], _LONGEST_NAME)
    return Publication(
        title=report.title,
        programme=report.programme,
        day=report.date,
        tables=tuple(replace(t, name=name) for t, name in zip(tables, names, strict=True)),
        stand_in=report.stand_in,
        draft=prepared.draft,
        language=report.language,
        notes=report.methods,
        licence=report.licence,
    )


def _shown(finding: Finding) -> bool:
    return finding.verdict is not Verdict.NOT_SAFE


def _evidence(findings: Iterable[Finding], book: MeasureBook | None) -> DataTable:
    """Every base that a claim of the report rests on."""
    rows = {
        (_source(f, book), f.base or "all", f.n): None
        for f in findings
        if f.n is not None and _shown(f) and not f.citation
    }
    return DataTable(
        name="evidence_base",
        title="The evidence base: what the claims of the report rest on",
        columns=(
            Column(name="source", label="Source"),
            Column(name="base", label="Base"),
            Column(name="number", label="Number", kind=Kind.WHOLE),
        ),
        rows=tuple((s, b, n) for s, b, n in rows if n is not None),
    )


def _claims(findings: Sequence[Finding], book: MeasureBook | None, stand_in: bool) -> DataTable:
    return DataTable(
        name="claims",
        title="Every number-word of the report, with the figure behind it",
        columns=(
            Column(name="note", label="Note", kind=Kind.WHOLE),
            Column(name="words", label="Words"),
            Column(name="verdict", label="Verdict"),
            Column(name="measure", label="What is counted"),
            Column(name="source", label="Source"),
            Column(name="out_of", label="Out of"),
            Column(name="figure", label="Figure in words"),
            *_CLAIMED,
            Column(name="published_in", label="Published in"),
            Column(name="reason", label="Why"),
            Column(name="claim", label="Claim"),
        ),
        rows=tuple(_claim(i, f, book, stand_in) for i, f in enumerate(findings, 1)),
        notes=(*_notes(findings), "The numbers in the column “Note” are those of the notes in the report."),
    )


def _claim(number: int, finding: Finding, book: MeasureBook | None, stand_in: bool) -> tuple[Value, ...]:
    shown = _shown(finding)
    return (
        number,
        finding.words,
        _verdict(finding, stand_in),
        _measure(finding, book),
        _source(finding, book),
        _text(finding.base) if shown else Mark.WITHHELD,
        _text(finding.figure) if shown else Mark.WITHHELD,
        *_figures(finding, stand_in),
        _text(finding.citation),
        _text(finding.reason),
        str(finding.claim),
    )


def _notes(findings: Iterable[Finding]) -> tuple[str, ...]:
    return _BASES if any(_estimated(f) for f in findings) else (_READ,)


def _estimated(finding: Finding) -> bool:
    """Whether it speaks of all in a frame."""
    return finding.claim is not None and finding.claim.basis == "population"


def _figures(finding: Finding, stand_in: bool) -> tuple[Value, ...]:
    """What `_CLAIMED` has columns for; marks for what there is not or may not be shown."""
    if not _shown(finding):
        hidden = (Mark.WITHHELD,) * 3
        return ("population", *hidden, *hidden) if _estimated(finding) else ("read", *hidden, *_NO_INTERVAL)
    if not _estimated(finding):
        share = finding.share if finding.share is not None else Mark.NONE
        basis = "read" if finding.n is not None or not finding.citation else Mark.NONE
        return basis, _whole(finding.k), _whole(finding.n), share, *_NO_INTERVAL
    told = [_told(v, finding.n, stand_in) for v in (finding.share, finding.low, finding.high)]
    number = finding.k if finding.share is None and finding.n is None else None  # counted in the frame
    return "population", _whole(number), Mark.NONE, *told, _whole(finding.n)


def _told(share: Fraction | float | None, n: int | None, stand_in: bool) -> Value:
    """An estimate as words tell it: more digits would tell what single strata answered."""
    if share is None:
        return Mark.NONE
    steps = told_steps(n or 0, stand_in=stand_in)
    return Fraction(floor(Fraction(share) * steps + Fraction(1, 2)), steps)


def _groups(findings: Sequence[Finding]) -> DataTable:
    rows: list[tuple[Value, ...]] = []
    for number, finding in enumerate(findings, 1):
        for label, k, n in finding.groups if _shown(finding) else ():
            figures: tuple[Value, ...] = (Mark.WITHHELD,) * 3 if k is None else (k, *_of(k, n))
            if _estimated(finding):
                figures = (*figures[:2], Mark.NONE)
            rows.append((number, finding.words, label, *figures))
    return DataTable(
        name="claim_groups",
        title="The groups behind comparisons and ranges",
        columns=(
            Column(name="note", label="Note", kind=Kind.WHOLE),
            Column(name="words", label="Words"),
            Column(name="group", label="Group"),
            *_FIGURES,
        ),
        rows=tuple(rows),
        notes=(_READ, _OF_GROUPS) if any(_estimated(f) for f in findings) else (_READ,),
    )


def _of(k: int, n: int | None) -> tuple[Value, Value]:
    return (n, Fraction(k, n)) if n else (_whole(n), Mark.NONE)


def _statements(statements: Sequence[StatementRow], stand_in: bool) -> DataTable:
    return DataTable(
        name="statements",
        title="The published statements, and how they fare",
        columns=(
            Column(name="id", label="Statement"),
            Column(name="words", label="Words"),
            Column(name="verdict", label="Verdict"),
            Column(name="set_aside", label="Set aside"),
            Column(name="figure", label="Figure in words"),
            *_CLAIMED,
            Column(name="reason", label="Why"),
            Column(name="remark", label="Remark"),
            Column(name="claim", label="Claim"),
        ),
        rows=tuple(
            (
                s.id,
                s.words,
                _verdict(s.finding, stand_in),
                "yes" if s.set_aside else "no",
                _text(s.finding.figure) if _shown(s.finding) else Mark.WITHHELD,
                *_figures(s.finding, stand_in),
                _text(s.finding.reason),
                _text(s.note),
                str(s.finding.claim),
            )
            for s in statements
        ),
        notes=(
            *_notes([s.finding for s in statements]),
            "A statement is set aside when it cannot hold together with others.",
        ),
    )


def chart_table(name: str, chart: Chart) -> DataTable:
    """The figures of a chart, a row for each."""
    columns, rows = _of_chart(chart)
    notes = tuple(n for n in (chart.sentence, f"Source: {chart.source}" if chart.source else "") if n)
    return DataTable(name=_slug(name), title=chart.title, columns=columns, rows=rows, notes=notes)


def _of_chart(chart: Chart) -> tuple[tuple[Column, ...], tuple[tuple[Value, ...], ...]]:
    measure, group = Column(name="measure", label="Measure"), Column(name="group", label="Group")
    match chart:
        case RatingsChart():
            columns = (measure, Column(name="rating", label="Rating"), *_FIGURES)
            return columns, tuple(
                (row.label, point, *_rating(row.counts[i] if row.counts else None, row.base))
                for row in chart.rows
                for i, point in enumerate(chart.scale)
            )
        case SharesChart():
            return (group, *_FIGURES), tuple((r.label, *_share(r)) for r in chart.rows)
        case AreasChart():
            columns = (measure, Column(name="area", label="Area"), *_FIGURES)
            return columns, tuple(
                (row.label, area.label, *_share(area)) for row in chart.rows for area in row.areas
            )
        case EvaluationsChart():
            heads = (Column(name="place", label="Partnership"), Column(name="indicator", label="Indicator"))
            return (*heads, Column(name="evaluation", label="Evaluation")), tuple(
                (place, head, chart.word(value))
                for place, values in chart.rows
                for head, value in zip(chart.heads, values, strict=True)
            )
        case BasesChart():
            number = Column(name="number", label=chart.unit.capitalize(), kind=Kind.WHOLE)
            return (Column(name="evidence", label="Evidence"), number), tuple(
                (label, Mark.WITHHELD if n is None else n) for label, n in chart.rows
            )


def _share(row: Share) -> tuple[Value, Value, Value]:
    base = Mark.WITHHELD if row.n is None else row.n
    if row.k is None:
        return Mark.WITHHELD, base, Mark.WITHHELD
    return row.k, base, row.share if row.share is not None else Mark.NONE


def _rating(k: int | None, n: int | None) -> tuple[Value, Value, Value]:
    return (Mark.WITHHELD,) * 3 if k is None or n is None else (k, *_of(k, n))


def _verdict(finding: Finding, stand_in: bool) -> str:
    plain = finding.verdict.value
    return ON_STAND_IN.get(finding.verdict, plain) if stand_in else plain


def _measure(finding: Finding, book: MeasureBook | None) -> str:
    claim = finding.claim
    assert claim is not None
    measure = book.measure(claim.source, claim.measure) if book else None
    if measure is None:
        return claim.measure.replace("_", " ")
    return f"{measure.label}: {measure.scale.label_of(claim.level)}" if claim.level else measure.label


def _source(finding: Finding, book: MeasureBook | None) -> str:
    claim = finding.claim
    assert claim is not None
    source = book.source(claim.source) if book else None
    return source.label if source else claim.source.replace("_", " ")


def _text(words: str) -> Value:
    return words or Mark.NONE


def _whole(number: int | None) -> Value:
    return Mark.NONE if number is None else number


def _slug(name: str) -> str:
    return "chart_" + (re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_") or "figures")
