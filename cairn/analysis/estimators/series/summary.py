"""What may be said of a series: which rules apply to it, and which it is too short for.

Source: the rules are those of run_chart.py, run_limits.py, anhoej.py, xmr.py and p_chart.py. Ten useful
points for a run chart: R. J. Perla and others (2011); twelve for limits: D. J. Wheeler (2000).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cairn.analysis.estimators.series.anhoej import AnhoejLimits, anhoej_limits
from cairn.analysis.estimators.series.p_chart import PChart, p_chart
from cairn.analysis.estimators.series.run_chart import RunChart, run_chart
from cairn.analysis.estimators.series.run_limits import run_limits
from cairn.analysis.estimators.series.xmr import XmR, xmr_chart

FEWEST_USEFUL = 10
FEWEST_FOR_LIMITS = 12


class Better(StrEnum):
    """Which way is an improvement."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a date. A share also has its count and base. Dates are ISO, so that they sort as text."""

    date: str
    value: Fraction
    k: int | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """From this date on the series is judged anew, because somebody says why."""

    date: str
    reason: str
    person: str

    def __post_init__(self) -> None:
        if not (self.date.strip() and self.reason.strip() and self.person.strip()):
            raise ValueError("a step needs a date, a reason and the person who answers for it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Points in order of time, each date once, and the steps between them."""

    points: tuple[Point, ...]
    steps: tuple[Step, ...] = ()
    better: Better = Better.NEITHER

    def __post_init__(self) -> None:
        for dates in ([p.date for p in self.points], [s.date for s in self.steps]):
            if dates != sorted(set(dates)):
                raise ValueError("dates must rise, each of them once")

    @property
    def bases_differ(self) -> bool:
        """Whether the points are shares of bases of different size."""
        return len({p.n for p in self.points if p.n is not None}) > 1

    @property
    def are_shares(self) -> bool:
        return bool(self.points) and all(p.n is not None for p in self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """The points from one step to the next. What a phase is too short for is None.

    `fewest_runs` to `most_runs` are no surprise. `xmr` or `p_chart` is given from twelve points, the
    second when the bases differ.
    """

    step: Step | None
    points: tuple[Point, ...]
    chart: RunChart
    limits: tuple[int, int] | None
    anhoej: AnhoejLimits | None
    xmr: XmR | None
    p_chart: PChart | None

    @property
    def too_short(self) -> bool:
        """Whether there are fewer than ten useful points, so that no rule about runs is applied."""
        return self.chart.useful < FEWEST_USEFUL

    @property
    def few_runs(self) -> bool:
        return self.limits is not None and len(self.chart.runs) < self.limits[0]

    @property
    def many_runs(self) -> bool:
        return self.limits is not None and len(self.chart.runs) > self.limits[1]

    @property
    def unusually_long_run(self) -> bool:
        return self.anhoej is not None and self.chart.longest_run > self.anhoej.longest

    @property
    def unusually_few_crossings(self) -> bool:
        return self.anhoej is not None and self.chart.crossings < self.anhoej.fewest_crossings

    @property
    def outside(self) -> tuple[int, ...]:
        """The places of points beyond the limits of the XmR chart or the p-chart."""
        found = self.xmr or self.p_chart
        return found.outside if found is not None else ()

    @property
    def changed(self) -> bool:
        """Whether any rule that is acted on says that more than chance is at work. Trends are not."""
        by_runs = not self.too_short and (
            bool(self.chart.shifts)
            or self.few_runs
            or self.many_runs
            or self.unusually_long_run
            or self.unusually_few_crossings
        )
        return by_runs or bool(self.outside)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesReading:
    series: Series
    phases: tuple[Phase, ...]


def read_series(series: Series) -> SeriesReading:
    """The series judged phase by phase. A phase without a point is left out."""
    starts = ["", *(step.date for step in series.steps)]
    ends = [*(step.date for step in series.steps), "~"]  # after every ISO date
    steps = [None, *series.steps]
    phases = []
    for step, start, end in zip(steps, starts, ends, strict=True):
        points = tuple(p for p in series.points if start <= p.date < end)
        if points:
            phases.append(_phase(step, points, by_base=series.bases_differ))
    return SeriesReading(series=series, phases=tuple(phases))


def _phase(step: Step | None, points: tuple[Point, ...], *, by_base: bool) -> Phase:
    values = [p.value for p in points]
    chart = run_chart(values)
    judged = chart.useful >= FEWEST_USEFUL
    limited = len(points) >= FEWEST_FOR_LIMITS
    return Phase(
        step=step,
        points=points,
        chart=chart,
        limits=run_limits(chart.above, chart.useful - chart.above) if judged else None,
        anhoej=anhoej_limits(chart.useful) if judged else None,
        xmr=xmr_chart(values) if limited and not by_base else None,
        p_chart=p_chart(_counts(points)) if limited and by_base else None,
    )


def _counts(points: Sequence[Point]) -> list[tuple[int, int]]:
    return [(p.k or 0, p.n or 0) for p in points]
