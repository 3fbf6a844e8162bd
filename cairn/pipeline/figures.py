"""The figures of a report's charts: counted from tallies, withheld where too small, told in a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from cairn.analysis.disclosure import all_alike, withheld_in_groups, withheld_in_table
from cairn.analysis.estimators import Where, distribution, resolve_where, shares_by, units
from cairn.analysis.estimators.shares_by import values_of
from cairn.analysis.measures import Measure, MeasureBook
from cairn.analysis.tally import Tally
from cairn.claims.evidence import Evidence
from cairn.claims.figures import hides
from cairn.framework.model import Edition
from cairn.framework.programme import Programme
from cairn.pipeline.chart_plan import ChartKind, PlannedChart
from cairn.reporting.charts import (
    AreaRow,
    AreasChart,
    BasesChart,
    Chart,
    EvaluationsChart,
    RatingRow,
    RatingsChart,
    Share,
    SharesChart,
    percent,
)
from cairn.utils.counts import counted


def charts_of(
    planned: Iterable[PlannedChart], evidence: Evidence, programme: Programme | None, edition: Edition | None
) -> dict[str, Chart]:
    """Every planned chart for which there is evidence, by name."""
    found: dict[str, Chart] = {}
    for plan in planned:
        if plan.kind is ChartKind.EVALUATIONS:
            if programme is not None and edition is not None and programme.evaluations:
                found[plan.name] = _evaluations(plan, programme, edition)
        elif plan.source in evidence.tallies:
            found[plan.name] = _counted(plan, evidence)
    return found


def _counted(plan: PlannedChart, evidence: Evidence) -> Chart:
    tally = evidence.tallies[plan.source]
    measures = [m for name in plan.measures if (m := evidence.book.measure(plan.source, name)) is not None]
    if plan.kind is ChartKind.BASES:
        return _bases(plan, tally, evidence)
    if plan.kind is ChartKind.RATINGS:
        return _ratings(plan, tally, measures, evidence)
    if plan.kind is ChartKind.AREAS:
        return _areas(plan, tally, measures, evidence)
    return _shares(plan, tally, measures[0], evidence)


def _bases(plan: PlannedChart, tally: Tally, evidence: Evidence) -> BasesChart:
    source = evidence.book.source(plan.source)
    assert source is not None
    counts = {v: units(tally, ((plan.by, (v,)),)) for v in values_of(tally, plan.by)}
    hidden = withheld_in_table(counts, source.protected, evidence.withhold_below)
    labels = labels_of(evidence.book, plan.source, plan.by)
    ordered = sorted(counts, key=lambda v: -counts[v])
    rows = tuple((labels.get(v, v), None if v in hidden else counts[v]) for v in ordered)
    shown = [(label, n) for label, n in rows if n is not None]
    everybody = counted(sum(counts.values()), source.unit, source.unit_plural)
    sentence = f"{everybody} in {counted(len(counts), 'group')}"
    if shown:
        sentence += f", from {shown[0][1]:,} in the largest ({shown[0][0].lower()}) to {shown[-1][1]:,}"
        sentence += f" in the smallest shown ({shown[-1][0].lower()})"
    return BasesChart(title=plan.title, sentence=sentence + ".", unit=source.unit_plural, rows=rows)


def _ratings(plan: PlannedChart, tally: Tally, measures: list[Measure], evidence: Evidence) -> RatingsChart:
    rows = []
    best: list[tuple[str, Fraction]] = []
    for measure in measures:
        counts = distribution(tally, measure)
        n = sum(counts.values())
        hidden = bool(withheld_in_table(counts, True, evidence.withhold_below))
        hidden = hidden or all_alike(max(counts.values(), default=0), n, evidence.alike_below)
        rows.append(RatingRow(label=measure.label, counts=tuple(counts.values()), withheld=hidden))
        codes = measure.scale.codes_of(plan.level) or frozenset()
        names = {a.name for a in measure.scale.answers if a.code in codes}
        k = sum(c for name, c in counts.items() if name in names)
        if n and not hidden:
            best.append((measure.label, Fraction(k, n)))
    level = measures[0].scale.label_of(plan.level).lower()
    sentence = _ends(best, f"“{_capital(level)}”")
    scale = tuple(a.label for a in measures[0].scale.answers)
    return RatingsChart(title=plan.title, sentence=sentence, scale=scale, rows=tuple(rows))


def _shares(plan: PlannedChart, tally: Tally, measure: Measure, evidence: Evidence) -> SharesChart:
    rows = _group_shares(plan, tally, measure, evidence)
    ordered = tuple(sorted(rows, key=lambda r: -(r.share or -1)))
    what = measure.scale.label_of(plan.level)
    sentence = _ends([(r.label, r.share) for r in ordered if r.share is not None], what)
    return SharesChart(title=plan.title, sentence=sentence, rows=ordered)


def _areas(plan: PlannedChart, tally: Tally, measures: list[Measure], evidence: Evidence) -> AreasChart:
    rows = tuple(
        AreaRow(label=m.label, areas=tuple(_group_shares(plan, tally, m, evidence))) for m in measures
    )
    spread = [
        (max(s) - min(s), min(s), max(s), row.label)
        for row in rows
        if (s := [a.share for a in row.areas if a.share is not None])
    ]
    sentence = "No figures can be shown."
    if spread:
        _, low, high, label = max(spread)
        sentence = f"Areas differ most on “{label}”: from {percent(low)} to {percent(high)}."
    return AreasChart(title=plan.title, sentence=sentence, rows=rows)


def _group_shares(plan: PlannedChart, tally: Tally, measure: Measure, evidence: Evidence) -> list[Share]:
    source = evidence.book.source(plan.source)
    assert source is not None
    where = resolve_where(plan.where, plan.source, evidence.book)
    labels = labels_of(evidence.book, plan.source, plan.by)
    found = shares_by(tally, measure, plan.level, where, plan.by)
    figures = {value: (e.k, e.n) for value, e in found.items()}
    hidden = _hidden(plan, measure, where, figures, evidence)
    return [
        Share(
            label=labels.get(value, value),
            k=k,
            n=None if 0 < n < evidence.withhold_below and source.protected else n,
            withheld=value in hidden,
        )
        for value, (k, n) in figures.items()
    ]


def _hidden(
    plan: PlannedChart,
    measure: Measure,
    where: Where,
    figures: Mapping[str, tuple[int, int]],
    evidence: Evidence,
) -> Collection[str]:
    """The groups to withhold, as in claims that compare groups."""
    source = evidence.book.source(plan.source)
    protected, below = source is not None and source.protected, evidence.withhold_below
    shield = evidence.shield
    small = {v for v, (k, n) in figures.items() if hides(evidence, source, measure, plan.level, k, n)}
    if shield is None:
        return withheld_in_groups(figures, protected, below, also=small)
    return {
        value
        for value in figures
        if value in small or shield(plan.source, measure, plan.level, (*where, (plan.by, (value,))))
    }


def _evaluations(plan: PlannedChart, programme: Programme, edition: Edition) -> EvaluationsChart:
    scale = edition.scale
    indicators = tuple(dict.fromkeys(e.indicator for e in programme.evaluations))
    rows = []
    for place in programme.partnerships:
        found = [programme.evaluation(place.name, i) for i in indicators]
        rows.append((place.label, tuple(e.value if e else None for e in found)))
    values = [v for _, row in rows for v in row if v is not None]
    good = sum(v >= 4 for v in values)
    level, verb = scale.point(4).label.lower(), "is" if good == 1 else "are"
    better = f"{good} of the {len(values)} evaluations {verb} {level} or better"
    return EvaluationsChart(
        title=plan.title,
        sentence=f"{better}, as published in the review.",
        indicators=indicators,
        titles=tuple(edition.indicator(code).shown_title for code in indicators),
        scale=tuple(p.label for p in scale.points),
        rows=tuple(rows),
        source=programme.evaluations[0].citation,
    )


def labels_of(book: MeasureBook, source: str, by: str) -> dict[str, str]:
    """The groups of `by` as charts name them, by their values."""
    characteristic = book.characteristic(source, by)
    if characteristic is not None:
        return {value: _capital(label) for value, label in characteristic.values}
    measure = book.measure(source, by)
    named = measure.scale.answers if measure else ()
    return {a.name: _capital(f"{measure.label}: {a.label.lower()}") for a in named} if measure else {}


def _ends(shares: list[tuple[str, Fraction]], what: str) -> str:
    if not shares:
        return "No figures can be shown."
    high, low = max(shares, key=lambda s: s[1]), min(shares, key=lambda s: s[1])
    return (
        f"{_capital(what)} was most frequent for {_in_sentence(high[0])} ({percent(high[1])}) "
        f"and least frequent for {_in_sentence(low[0])} ({percent(low[1])})."
    )


def _in_sentence(label: str) -> str:
    return label[:1].lower() + label[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
