"""`cairn series`: a measure over time, and whether it changed."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.analysis.estimators.series import Better, Phase, SeriesReading, read_series
from cairn.cli.output import format_option, print_json
from cairn.errors import Problem, UsageError
from cairn.pipeline.run_pictures import picture_of
from cairn.pipeline.series import SeriesTable, read_series_table, series_of, shown_as
from cairn.pipeline.series_words import sentences_of
from cairn.reporting.run_chart import draw_run_chart
from cairn.utils.atomic import write_whole


@click.command(
    "series",
    epilog="""\b
Examples:
  cairn series plans-on-time.csv --better higher
  cairn series plans-on-time.csv --step 2026-04 "New plan format" "head of service" --chart plans.svg""",
)
@click.argument("table", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--better",
    type=click.Choice([way.value for way in Better]),
    default=Better.NEITHER.value,
    show_default=True,
    help="Which way is an improvement.",
)
@click.option(
    "--step",
    "steps",
    nargs=3,
    multiple=True,
    metavar="DATE REASON PERSON",
    help="Judge the series anew from this date; may be repeated.",
)
@click.option("--chart", type=click.Path(path_type=Path, dir_okay=False), help="Write a run chart as SVG.")
@click.option(
    "--no-disclosure-control",
    "open_",
    is_flag=True,
    help="Show shares of small counts too. For work inside a service, never to publish.",
)
@format_option
def command(
    table: Path,
    better: str,
    steps: tuple[tuple[str, str, str], ...],
    chart: Path | None,
    open_: bool,
    output_format: str,
) -> int:
    """Judge a series from TABLE, a CSV with date and value, or date, k and n (k of n at the level).

    Run-chart rules need ten points off the median, limits for single points twelve. Points that count
    fewer than five are withheld and left out of everything.
    """
    if chart is not None and not chart.parent.is_dir():
        remedy = "Is the path right? If so, make the folder first."
        message = "There is no such folder to write the chart in."
        folder = str(chart.parent)
        raise UsageError(Problem(code="folder-missing", message=message, remedy=remedy, file=folder))
    read = read_series_table(table, protected=not open_)
    reading = read_series(series_of(read, steps, Better(better)))
    if chart is not None:
        write_whole(chart, draw_run_chart(picture_of(reading, read.dates, table.stem)))
    if output_format == "json":
        print_json(_as_json(reading, read))
    else:
        _print(reading, read)
    return 0


def _print(reading: SeriesReading, table: SeriesTable) -> None:
    shown = shown_as(reading.series)
    points = {point.date: point for point in reading.series.points}
    for date in table.dates:
        point = points.get(date)
        if point is None:
            click.echo(f"{date:<12}{'[c]':>10}")
            continue
        base = "" if point.n is None else f"  {point.k:,} of {point.n:,}"
        click.echo(f"{date:<12}{shown(point.value):>10}{base}")
    click.echo("")
    for sentence in sentences_of(reading):
        click.echo(sentence)
    if table.withheld:
        click.echo("[c]: withheld, too small to publish safely; left out of everything above.")


def _as_json(reading: SeriesReading, table: SeriesTable) -> dict[str, object]:
    return {
        "better": reading.series.better.value,
        "points": [
            {"date": p.date, "value": float(p.value)} | ({} if p.n is None else {"k": p.k, "n": p.n})
            for p in reading.series.points
        ],
        "withheld": list(table.withheld),
        "phases": [_phase_json(phase) for phase in reading.phases],
        "sentences": list(sentences_of(reading)),
    }


def _phase_json(phase: Phase) -> dict[str, object]:
    chart, limits, anhoej = phase.chart, phase.limits, phase.anhoej
    found: dict[str, object] = {
        "from": phase.points[0].date,
        "to": phase.points[-1].date,
        "median": float(chart.median),
        "useful_points": chart.useful,
        "too_short": phase.too_short,
        "changed": phase.changed,
        "runs": len(chart.runs),
        "runs_expected": None if limits is None else list(limits),
        "longest_run": chart.longest_run,
        "longest_run_expected_at_most": None if anhoej is None else anhoej.longest,
        "crossings": chart.crossings,
        "crossings_expected_at_least": None if anhoej is None else anhoej.fewest_crossings,
        "shifts": [[phase.points[r.first].date, phase.points[r.last].date] for r in chart.shifts],
        "trends": [[phase.points[r.first].date, phase.points[r.last].date] for r in chart.trends],
        "outside_limits": [phase.points[i].date for i in phase.outside],
    }
    if phase.step is not None:
        found["step"] = {
            "date": phase.step.date,
            "reason": phase.step.reason,
            "person": phase.step.person,
        }
    if phase.xmr is not None:
        found["xmr"] = {
            "mean": float(phase.xmr.mean),
            "low": float(phase.xmr.low),
            "high": float(phase.xmr.high),
        }
    if phase.p_chart is not None:
        limits_each = [[p.low, p.high] for p in phase.p_chart.points]
        found["p_chart"] = {"share": float(phase.p_chart.share), "limits": limits_each}
    return found
