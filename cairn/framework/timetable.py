"""From the day of notice to the days of every phase: calendar arithmetic that steps over school holidays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """A phase as a programme plans it. With `skips_holidays`, days of school holidays do not count."""

    name: str
    weeks: int
    skips_holidays: bool = True

    def __post_init__(self) -> None:
        if self.weeks < 1:
            raise ValueError(f"The phase “{self.name}” must last at least one week.")


@dataclass(frozen=True, slots=True)
class Break:
    """Days that do not count, first and last day included."""

    name: str
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"“{self.name}” ends before it begins.")


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a phase, first and last included; `stepped_over` are the breaks that fell into it."""

    phase: PhasePlan
    first: date
    last: date
    stepped_over: tuple[Break, ...] = ()


def spans_from(notice: date, phases: Iterable[PhasePlan], breaks: Iterable[Break]) -> tuple[Span, ...]:
    """The phases laid end to end from the day of notice on.

    A phase that skips holidays has seven counted days for each of its weeks, begins on a counted day and ends
    on one; breaks may overlap. A phase that does not skip them lasts its weeks in calendar days.
    """
    known = sorted(breaks, key=lambda one: (one.first, one.last))
    spans: list[Span] = []
    start = notice
    for phase in phases:
        span = _span(phase, start, known if phase.skips_holidays else [])
        spans.append(span)
        start = span.last + _DAY
    return tuple(spans)


def _span(phase: PhasePlan, start: date, breaks: Sequence[Break]) -> Span:
    first = _next_counted(start, breaks)
    left = phase.weeks * WEEK
    day = first
    for one in breaks:
        if one.last < day:
            continue
        before = (one.first - day).days
        if before >= left:
            break
        left -= max(before, 0)
        day = one.last + _DAY
    last = day + timedelta(days=left - 1)
    within = tuple(one for one in breaks if one.last >= start and one.first <= last)
    return Span(phase, first, last, within)


def _next_counted(day: date, breaks: Sequence[Break]) -> date:
    for one in breaks:
        if one.first <= day <= one.last:
            day = one.last + _DAY
    return day


def span_on(day: date, spans: Iterable[Span]) -> Span | None:
    """The phase that has begun and not ended on that day; None outside all."""
    return next((span for span in spans if span.first <= day <= span.last), None)
