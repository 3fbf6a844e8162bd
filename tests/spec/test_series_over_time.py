"""Series over time: which movements are more than chance.

A run is a stretch of points on one side of the median; points on the median are passed over. Six in a row
are a shift. Five rising or falling in a row are a trend, which is shown and not acted on. The rules need
ten points off the median, limits for single points need twelve in all.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from cairn.analysis.estimators.series import Point, Series, anhoej_limits, read_series, run_limits

# The fewest and the most runs that are no surprise, by the points above and below the median: outside
# them lie at most 2.5 % of all orders on either side.
RUN_LIMITS = [
    (5, 5, 3, 9),
    (6, 6, 4, 10),
    (8, 8, 5, 13),
    (10, 10, 7, 15),
    (12, 12, 8, 18),
    (5, 10, 4, 11),
]

# The longest run and the fewest crossings that are no surprise (J. Anhøj, PLoS ONE 10, 2015, e0121349).
ANHOEJ = [
    (10, 6, 2),
    (12, 7, 3),
    (14, 7, 4),
    (16, 7, 4),
    (18, 7, 5),
    (20, 7, 6),
    (22, 7, 7),
    (24, 8, 8),
]

# Whole series and what is found in them.
SERIES = [
    ("1 2 1 1 2 2 1 2 1 2", "nothing"),
    ("1 2 3", "too short"),
    ("5 5 5 5 5 5 5 5 5 5 5 5", "too short"),
    ("2 3 2 3 2 3 8 9 8 9 8 9", "shift, few runs, few crossings"),
    ("4 6 4 6 3 4 5 6 7 4 6 4 6 4", "trend"),
    ("1 9 1 9 1 9 1 9 1 9 1 9 1 9 1 9", "many runs"),
    ("4 6 4 4 6 6 4 6 4 6 4 60", "outside limits"),
]


@pytest.mark.parametrize(("above", "below", "fewest_runs", "most_runs"), RUN_LIMITS)
def test_chance_brings_so_many_runs(above: int, below: int, fewest_runs: int, most_runs: int) -> None:
    assert run_limits(above, below) == (fewest_runs, most_runs)


@pytest.mark.parametrize(("useful_points", "longest_run", "fewest_crossings"), ANHOEJ)
def test_chance_seldom_brings_a_longer_run_or_fewer_crossings(
    useful_points: int, longest_run: int, fewest_crossings: int
) -> None:
    found = anhoej_limits(useful_points)
    assert found is not None
    assert (found.longest, found.fewest_crossings) == (longest_run, fewest_crossings)


@pytest.mark.parametrize(("values", "found"), SERIES)
def test_a_series_shows_its_signals(values: str, found: str) -> None:
    points = tuple(Point(f"{2000 + i}", Fraction(v)) for i, v in enumerate(values.split()))
    (phase,) = read_series(Series(points=points)).phases
    signals = {
        "too short": phase.too_short,
        "shift": bool(phase.chart.shifts),
        "trend": bool(phase.chart.trends),
        "few runs": phase.few_runs,
        "many runs": phase.many_runs,
        "long run": phase.unusually_long_run,
        "few crossings": phase.unusually_few_crossings,
        "outside limits": bool(phase.outside),
    }
    assert (", ".join(name for name, here in signals.items() if here) or "nothing") == found
