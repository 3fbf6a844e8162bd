"""What a series says, in sentences: what changed, which way, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cairn.analysis.estimators.series import Better, Phase, Series, SeriesReading
from cairn.analysis.estimators.series.summary import FEWEST_FOR_LIMITS, FEWEST_USEFUL
from cairn.pipeline.series import Shown, shown_as
from cairn.utils.counts import counted

MOST_NAMED = 6


def sentences_of(reading: SeriesReading) -> tuple[str, ...]:
    """One sentence or more for each phase, in order of time."""
    found: list[str] = []
    for phase in reading.phases:
        found += _phase(phase, reading.series, shown_as(reading.series))
    return tuple(found)


def _phase(phase: Phase, series: Series, shown: Shown) -> Iterator[str]:
    first, last = phase.points[0].date, phase.points[-1].date
    when = f"From {first} to {last}" if first != last else f"In {first}"
    if phase.step is not None:
        yield f"From {phase.step.date} judged anew: {phase.step.reason} ({phase.step.person})."
    points = counted(len(phase.points), "point")
    yield f"{when} the median is {shown(phase.chart.median)} ({points})."
    signals = list(_limits(phase, series))
    if phase.too_short:
        yield _too_short(phase)
        yield from signals
        return
    signals = [*_runs(phase, series), *signals]
    yield from signals
    if not signals:
        yield "Nothing here is more than chance would bring."
    yield from _trends(phase)


def _too_short(phase: Phase) -> str:
    useful = phase.chart.useful
    off = f"{useful} of them {'lies' if useful == 1 else 'lie'} off the median"
    return f"The series is too short to tell change from chance: {off}, and {FEWEST_USEFUL} are needed."


def _runs(phase: Phase, series: Series) -> Iterator[str]:
    for run in phase.chart.shifts:
        side = "above" if run.direction > 0 else "below"
        yield (
            f"{run.length} points in a row lie {side} the median, from {_at(phase, run.first)} to "
            f"{_at(phase, run.last)}: a shift{_judged(run.direction, series)}."
        )
    chart, limits, anhoej = phase.chart, phase.limits, phase.anhoej
    there = f"There {'is' if len(chart.runs) == 1 else 'are'} {counted(len(chart.runs), 'run')}"
    if limits is not None and phase.few_runs:
        yield f"{there} where chance brings {limits[0]} to {limits[1]}: the level has moved."
    if limits is not None and phase.many_runs:
        yield (
            f"{there} where chance brings {limits[0]} to {limits[1]}: the points go to and "
            "fro, as when two sources take turns."
        )
    if anhoej is not None and phase.unusually_long_run:
        yield (
            f"The longest run has {counted(chart.longest_run, 'point')}; chance seldom brings more than "
            f"{anhoej.longest}."
        )
    if anhoej is not None and phase.unusually_few_crossings:
        yield (
            f"The line crosses the median {_times(chart.crossings)}; chance seldom brings fewer than "
            f"{anhoej.fewest_crossings}."
        )


def _limits(phase: Phase, series: Series) -> Iterator[str]:
    chart = phase.p_chart
    centre = chart.share if chart is not None else phase.xmr.mean if phase.xmr is not None else Fraction(0)
    for side, word in ((1, "above the upper"), (-1, "below the lower")):
        places = [i for i in phase.outside if (phase.points[i].value > centre) == (side > 0)]
        if places:
            yield f"{_listed(phase, places)} {word} limit{_judged(side, series)}."
    if chart is not None and any(chart.points[i].rough for i in phase.outside):
        yield "Where a base is small the limits are rough."


def _listed(phase: Phase, places: Sequence[int]) -> str:
    dates = [_at(phase, place) for place in places]
    if len(dates) > MOST_NAMED:
        return f"{len(dates)} points, the first {dates[0]} and the last {dates[-1]}, lie"
    verb = "lies" if len(dates) == 1 else "lie"
    return f"{' and '.join(filter(None, [', '.join(dates[:-1]), dates[-1]]))} {verb}"


def _trends(phase: Phase) -> Iterator[str]:
    for run in phase.chart.trends:
        way = "rise" if run.direction > 0 else "fall"
        yield (
            f"{run.length} points {way} from {_at(phase, run.first)} to {_at(phase, run.last)}. That is "
            "shown and not acted on: chance brings it too often."
        )
    if len(phase.points) < FEWEST_FOR_LIMITS:
        yield f"Limits for single points need {FEWEST_FOR_LIMITS} points."


def _judged(side: int, series: Series) -> str:
    if series.better is Better.NEITHER:
        return ""
    return ", on the better side" if (side > 0) == (series.better is Better.HIGHER) else ", on the worse side"


def _at(phase: Phase, place: int) -> str:
    return phase.points[place].date


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")
