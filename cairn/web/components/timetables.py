"""The geometry of a timetable: where each bar, month and pause lies, in whole units of the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cairn.web.components.pictures import Layout, shortened
from cairn.web.components.values import Bar, Timetable
from cairn.web.components.words import MONTHS

WIDE = Layout(name="wide", width=880, left=270, row=34, bar_top=8, bar=18, text=15, letters=38)
SLIM = Layout(name="slim", width=240, left=0, row=42, bar_top=20, bar=14, text=13, letters=34)
TOP = 30


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar in its place; a `moment` has the points of a diamond instead."""

    bar: Bar
    label: str
    box: Box
    baseline: float
    moment: str


@dataclass(frozen=True, slots=True)
class Drawn:
    layout: Layout
    height: int
    bars: Sequence[DrawnBar]
    months: Sequence[tuple[float, str]]
    pauses: Sequence[Box]
    today: float | None


def draw_timetable(timetable: Timetable, layout: Layout) -> Drawn:
    """The picture of a timetable with at least one bar."""
    first, last = _bounds(timetable)
    span = (last - first).days + 1

    def across(day: date) -> float:
        return round(layout.left + (layout.width - layout.left) * (day - first).days / span, 1)

    height = TOP + layout.row * len(timetable.bars) + 8
    bars = []
    for number, bar in enumerate(timetable.bars):
        top = TOP + number * layout.row
        box = Box(across(bar.first), top + layout.bar_top, 0, layout.bar)
        width = max(3.0, round(across(bar.last + timedelta(1)) - box.x, 1))
        box = Box(box.x, box.y, width, layout.bar)
        baseline = top + (layout.bar_top - 6 if layout is SLIM else layout.bar_top + 14)
        bars.append(
            DrawnBar(
                bar,
                shortened(bar.label, layout.letters),
                box,
                baseline,
                _diamond(box) if bar.first == bar.last else "",
            )
        )
    pauses = [
        Box(
            across(max(p.first, first)),
            TOP,
            across(p.last + timedelta(1)) - across(max(p.first, first)),
            height - TOP,
        )
        for p in timetable.pauses
        if p.last >= first and p.first <= last
    ]
    today = timetable.today
    shown = across(today) if today is not None and first <= today <= last else None
    return Drawn(layout, height, bars, list(_months(first, last, across, layout)), pauses, shown)


def _bounds(timetable: Timetable) -> tuple[date, date]:
    first = min(bar.first for bar in timetable.bars).replace(day=1)
    last = max(bar.last for bar in timetable.bars)
    return first, (last.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def _months(
    first: date, last: date, across: Callable[[date], float], layout: Layout
) -> Iterator[tuple[float, str]]:
    month, seen = first, 0.0
    room = layout.text * 3.2
    while month <= last:
        x = across(month)
        label = MONTHS[month.month - 1][:3]
        if month.month == 1 or month == first:
            label = f"{label} {month.year}"
        fits = month == first or (x - seen >= room and x + room <= layout.width)
        if fits:
            seen = x + (room * 0.8 if " " in label else 0)
        yield x, label if fits else ""
        month = (month.replace(day=28) + timedelta(4)).replace(day=1)


def _diamond(box: Box) -> str:
    half = box.height / 2
    x, y = box.x + half, box.y + half
    return f"{x - half:g},{y:g} {x:g},{y - half:g} {x + half:g},{y:g} {x:g},{y + half:g}"
