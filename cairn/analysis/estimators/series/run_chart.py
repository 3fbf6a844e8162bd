"""A run chart: a median, and runs of points on one side of it.

Source: R. J. Perla, L. P. Provost and S. K. Murray, "The run chart: a simple analytical tool", BMJ Quality &
Safety 20 (2011), 46–51: a shift is six or more points in a row on one side, points on the median neither
adding to it nor breaking it; a trend is five or more points in a row all going up or all going down, a
repeated value neither adding nor breaking. The trend is shown and not acted on: J. Anhøj and A. V. Olesen,
PLoS ONE 9 (2014), e113825, found that it tells chance from change no better than guessing.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

SHIFT = 6
TREND = 5


@dataclass(frozen=True, slots=True)
class Run:
    """A run from point `first` to point `last` (places in the series, from 0); `length` points count in it.

    `direction` is 1 for above the median or rising, −1 for below it or falling.
    """

    first: int
    last: int
    length: int
    direction: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChart:
    """`useful` points lie off the median; `above` of them above it. `runs` are all runs in order."""

    median: Fraction
    useful: int
    above: int
    runs: tuple[Run, ...]
    trends: tuple[Run, ...]
    longest_trend: int

    @property
    def shifts(self) -> tuple[Run, ...]:
        """The runs of six useful points or more."""
        return tuple(run for run in self.runs if run.length >= SHIFT)

    @property
    def longest_run(self) -> int:
        return max((run.length for run in self.runs), default=0)

    @property
    def crossings(self) -> int:
        """How often the line between useful points crosses the median."""
        return max(len(self.runs) - 1, 0)


def run_chart(values: Sequence[Fraction]) -> RunChart:
    """The run chart of one value or more, in order of time. Raises `ValueError` for no values."""
    if not values:
        raise ValueError("a run chart needs at least one value")
    median = Fraction(statistics.median(values))
    useful = [(place, 1 if value > median else -1) for place, value in enumerate(values) if value != median]
    slopes = _slopes(values)
    return RunChart(
        median=median,
        useful=len(useful),
        above=sum(1 for _, side in useful if side > 0),
        runs=_runs_of(useful),
        trends=tuple(run for run in slopes if run.length >= TREND),
        longest_trend=max((run.length for run in slopes), default=1),
    )


def _runs_of(sides: Sequence[tuple[int, int]]) -> tuple[Run, ...]:
    runs = []
    for side, group in groupby(sides, key=lambda pair: pair[1]):
        places = [place for place, _ in group]
        runs.append(Run(places[0], places[-1], len(places), side))
    return tuple(runs)


def _slopes(values: Sequence[Fraction]) -> tuple[Run, ...]:
    """Rising and falling stretches; their length is in points, a repeated value counted once."""
    distinct = [next(group) for _, group in groupby(enumerate(values), key=lambda pair: pair[1])]
    steps = [(i, 1 if b[1] > a[1] else -1) for i, (a, b) in enumerate(pairwise(distinct))]
    found = []
    for run in _runs_of(steps):
        found.append(Run(distinct[run.first][0], distinct[run.last + 1][0], run.length + 1, run.direction))
    return tuple(found)
