"""Run charts agree with slow twins, and do not depend on units of measurement."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.analysis.estimators.series import run_chart, run_limits, xmr_chart

VALUES = st.lists(st.integers(0, 9).map(Fraction), min_size=2, max_size=25)


@settings(max_examples=60, deadline=None)
@given(VALUES, st.integers(1, 5), st.integers(-5, 5))
def test_another_unit_of_measurement_changes_no_signal(values, scale, origin) -> None:
    chart, other = run_chart(values), run_chart([v * scale + origin for v in values])
    assert (chart.runs, chart.trends, chart.useful) == (other.runs, other.trends, other.useful)
    assert xmr_chart(values).outside == xmr_chart([v * scale + origin for v in values]).outside


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_upside_down_every_run_has_the_other_direction(values) -> None:
    chart, other = run_chart(values), run_chart([-v for v in values])
    assert [(r.first, r.last, r.direction) for r in chart.runs] == [
        (r.first, r.last, -r.direction) for r in other.runs
    ]


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_runs_are_the_crossings_and_one_counted_naively(values) -> None:
    chart = run_chart(values)
    sides = [v > chart.median for v in values if v != chart.median]
    assert chart.crossings == sum(a != b for a, b in pairwise(sides))
    assert sum(run.length for run in chart.runs) == chart.useful == len(sides)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6))
def test_run_limits_are_those_of_counting_every_order(above, below) -> None:
    n = above + below
    counts = []
    for ups in combinations(range(n), above):
        line = [i in ups for i in range(n)]
        counts.append(1 + sum(a != b for a, b in pairwise(line)))
    low, high = run_limits(above, below)
    tail = Fraction(1, 40)

    def share(wanted) -> Fraction:
        return Fraction(sum(map(wanted, counts)), len(counts))

    assert share(lambda runs: runs < low) <= tail < share(lambda runs: runs <= low)
    assert share(lambda runs: runs > high) <= tail < share(lambda runs: runs >= high)
