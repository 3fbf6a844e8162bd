"""A run chart as one SVG picture: points in order of time, a median for each phase, limits where there are.

Nothing is said by colour alone: points beyond a limit are hollow and named, medians carry their value.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from cairn.reporting.canvas import ACCENT, INK, LINE, SOFT, WHITE, Canvas, Format

PAGE = Format(width=760, font="Georgia, 'Times New Roman', serif")
_TOP, _HEIGHT, _LEFT, _RIGHT = 36, 260, 76, 110
_MOST_DATES = 8
_KEY = "Pale lines are limits for single points; hollow points lie beyond them."


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPhase:
    """A stretch of points with one median. `limits` are those of each point, or empty.

    `places` are the places of the points on the axis of dates; withheld dates have none.
    """

    places: tuple[int, ...]
    values: tuple[float, ...]
    median: float
    median_text: str
    limits: tuple[tuple[float, float], ...] = ()
    outside: frozenset[int] = frozenset()
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPicture:
    """Everything that the picture shows. `dates` are all dates; `low_text` and `high_text` are the lowest and
    highest value of any point, as written; `sentences` describe the picture to who cannot see it."""

    title: str
    dates: tuple[str, ...]
    phases: tuple[RunPhase, ...]
    low_text: str
    high_text: str
    sentences: tuple[str, ...]


def draw_run_chart(picture: RunPicture, form: Format = PAGE, *, name: str = "run-chart") -> str:
    """The picture as one SVG element that asks for nothing from outside."""
    canvas = Canvas(form)
    scale = _Scale(picture, form)
    canvas.text(0, 18, picture.title, bold=True)
    _axis(canvas, picture, scale)
    for phase in picture.phases:
        _phase(canvas, phase, scale, last=phase is picture.phases[-1])
    height = _TOP + _HEIGHT + 44
    if any(phase.limits for phase in picture.phases):
        canvas.text(0, height, _KEY, size=12, fill=SOFT)
        height += 16
    return canvas.close(height, picture.title, " ".join(picture.sentences), name)


class _Scale:
    """From dates and values to places on the sheet."""

    def __init__(self, picture: RunPicture, form: Format) -> None:
        shown = [v for p in picture.phases for v in p.values]
        shown += [edge for p in picture.phases for pair in p.limits for edge in pair]
        low, high = min(shown), max(shown)
        room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
        self.low, self.high = low - room, high + room
        self.step = (form.width - _LEFT - _RIGHT) / max(len(picture.dates) - 1, 1)

    def x(self, place: float) -> float:
        return _LEFT + place * self.step

    def y(self, value: float) -> float:
        return _TOP + _HEIGHT * (self.high - value) / (self.high - self.low)


def _axis(canvas: Canvas, picture: RunPicture, scale: _Scale) -> None:
    bottom = _TOP + _HEIGHT
    values = [v for phase in picture.phases for v in phase.values]
    canvas.text(_LEFT - 14, scale.y(min(values)) + 4, picture.low_text, size=12, fill=SOFT, anchor="end")
    if max(values) > min(values):
        canvas.text(_LEFT - 14, scale.y(max(values)) + 4, picture.high_text, size=12, fill=SOFT, anchor="end")
    last = len(picture.dates) - 1
    canvas.rule(_LEFT, bottom, scale.x(last), bottom)
    every = max(1, -(-len(picture.dates) // _MOST_DATES))
    for place, date in enumerate(picture.dates):
        if place % every == 0:
            canvas.text(scale.x(place), bottom + 22, date, size=12, fill=SOFT, anchor="middle")


def _phase(canvas: Canvas, phase: RunPhase, scale: _Scale, *, last: bool) -> None:
    start, end = scale.x(phase.places[0]), scale.x(phase.places[-1])
    if phase.step:
        canvas.rule(start - scale.step / 2, _TOP, start - scale.step / 2, _TOP + _HEIGHT, colour=SOFT)
        canvas.text(start - scale.step / 2 + 4, _TOP + 28, phase.step, size=12, fill=SOFT)
    _limits(canvas, phase, scale)
    median = scale.y(phase.median)
    canvas.rule(start, median, end, median, colour=SOFT, width=1.5)
    words = f"median {phase.median_text}"
    if last:
        canvas.text(end + 8, median + 4, words, size=12, fill=SOFT)
    else:  # beside its line it would run into the next phase
        canvas.text(start, _TOP + 12, words, size=12, fill=SOFT)
    places = [(scale.x(p), scale.y(v)) for p, v in zip(phase.places, phase.values, strict=True)]
    for (here, (x1, y1)), (there, (x2, y2)) in pairwise(zip(phase.places, places, strict=True)):
        if there == here + 1:  # no line across a point that is withheld
            canvas.rule(x1, y1, x2, y2, colour=ACCENT, width=1.5)
    for i, (x, y) in enumerate(places):
        beyond = i in phase.outside
        canvas.oval(x, y, 5 if beyond else 3.5, 5 if beyond else 3.5, WHITE if beyond else ACCENT, edge=INK)


def _limits(canvas: Canvas, phase: RunPhase, scale: _Scale) -> None:
    half = scale.step / 2
    for place, (low, high) in zip(phase.places, phase.limits, strict=False):
        for edge in (low, high):
            canvas.rule(
                scale.x(place) - half, scale.y(edge), scale.x(place) + half, scale.y(edge), colour=LINE
            )
