"""From a series that has been judged to the picture that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from cairn.analysis.estimators.series import Phase, SeriesReading
from cairn.pipeline.series import Shown, shown_as
from cairn.pipeline.series_words import sentences_of
from cairn.reporting.run_chart import RunPhase, RunPicture


def picture_of(reading: SeriesReading, dates: Sequence[str], title: str) -> RunPicture:
    """The run chart of a series. `dates` are all of its dates, those withheld too."""
    shown = shown_as(reading.series)
    place_of = {date: place for place, date in enumerate(dates)}
    return RunPicture(
        title=title,
        dates=tuple(dates),
        low_text=shown(min(point.value for point in reading.series.points)),
        high_text=shown(max(point.value for point in reading.series.points)),
        phases=tuple(_phase(phase, place_of, shown) for phase in reading.phases),
        sentences=sentences_of(reading),
    )


def _phase(phase: Phase, place_of: dict[str, int], shown: Shown) -> RunPhase:
    return RunPhase(
        places=tuple(place_of[point.date] for point in phase.points),
        values=tuple(float(point.value) for point in phase.points),
        median=float(phase.chart.median),
        median_text=shown(phase.chart.median),
        limits=_limits(phase),
        outside=frozenset(phase.outside),
        step=phase.step.reason if phase.step is not None else "",
    )


def _limits(phase: Phase) -> tuple[tuple[float, float], ...]:
    if phase.p_chart is not None:
        return tuple((point.low, point.high) for point in phase.p_chart.points)
    if phase.xmr is not None:
        return ((float(phase.xmr.low), float(phase.xmr.high)),) * len(phase.points)
    return ()
