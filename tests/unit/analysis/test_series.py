"""Series over time: what counts as a signal, and what is too short to say anything."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cairn.analysis.estimators.series import (
    Better,
    Point,
    Series,
    Step,
    p_chart,
    read_series,
    run_chart,
    run_limits,
    xmr_chart,
)


def exact(*values: int) -> list[Fraction]:
    return [Fraction(v) for v in values]


def monthly(*values: int) -> tuple[Point, ...]:
    return tuple(Point(f"20{20 + i // 12}-{i % 12 + 1:02d}", Fraction(v)) for i, v in enumerate(values))


def counted(*counts: tuple[int, int]) -> tuple[Point, ...]:
    return tuple(Point(f"{2000 + i}", Fraction(k, n), k, n) for i, (k, n) in enumerate(counts))


def test_five_in_a_row_are_no_shift_and_six_are() -> None:
    assert run_chart(exact(1, 1, 1, 1, 1, 9, 9, 9, 9, 9)).shifts == ()
    assert [run.length for run in run_chart(exact(1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9)).shifts] == [6, 6]


def test_points_on_the_median_neither_add_to_a_shift_nor_break_it() -> None:
    chart = run_chart(exact(7, 7, 7, 5, 7, 7, 7, 5, 5, 3, 3, 3, 3, 3, 3))
    assert chart.median == 5
    assert [(run.first, run.last, run.length) for run in chart.shifts] == [(0, 6, 6), (9, 14, 6)]


def test_a_repeated_value_neither_adds_to_a_trend_nor_breaks_it() -> None:
    chart = run_chart(exact(1, 2, 2, 3, 4, 4, 5))
    assert [(run.first, run.last, run.length, run.direction) for run in chart.trends] == [(0, 6, 5, 1)]


def test_four_rising_points_are_no_trend() -> None:
    assert run_chart(exact(1, 2, 3, 4, 0)).trends == ()


def test_sixteen_points_may_make_five_to_thirteen_runs() -> None:
    # of 12,870 orders of 8 and 8, 2(1 + 7*7 + ...) make 4 runs or fewer: 2 + 14 + 98 = 114, under 2.5 %
    assert 2 + 14 + 98 <= 0.025 * 12_870 < 2 + 14 + 98 + 2 * 7 * 21
    assert run_limits(8, 8) == (5, 13)


def test_points_all_on_one_side_have_no_run_limits() -> None:
    assert run_limits(6, 0) is None


def test_a_series_of_nine_points_is_too_short() -> None:
    (phase,) = read_series(Series(points=monthly(1, 9, 1, 9, 1, 9, 1, 9, 5))).phases
    assert phase.too_short
    assert not phase.changed
    assert (phase.limits, phase.anhoej, phase.xmr) == (None, None, None)


def test_many_points_on_the_median_leave_a_long_series_too_short() -> None:
    (phase,) = read_series(Series(points=monthly(*[5] * 20, 1, 1, 9, 9))).phases
    assert phase.chart.useful == 4
    assert phase.too_short


def test_eleven_points_have_a_run_chart_and_twelve_have_limits_too() -> None:
    eleven = read_series(Series(points=monthly(*[1, 9] * 5, 5))).phases[0]
    twelve = read_series(Series(points=monthly(*[1, 9] * 6))).phases[0]
    assert not eleven.too_short
    assert (eleven.xmr, twelve.xmr is None) == (None, False)


def test_a_trend_alone_is_shown_and_not_acted_on() -> None:
    (phase,) = read_series(Series(points=monthly(4, 6, 4, 6, 3, 4, 5, 6, 7, 4, 6, 4, 6, 4))).phases
    assert phase.chart.trends
    assert not phase.changed


def test_limits_are_the_mean_and_266_hundredths_of_the_mean_moving_range() -> None:
    found = xmr_chart(exact(10, 12, 11, 13))
    # mean 46/4; moving ranges 2, 1, 2
    assert found.low == Fraction(46, 4) - Fraction(266, 100) * Fraction(5, 3)
    assert found.high == Fraction(46, 4) + Fraction(266, 100) * Fraction(5, 3)


def test_a_share_on_a_small_base_has_wide_limits() -> None:
    found = p_chart([(50, 100), (5, 10), (90, 100)])
    # pooled 145/210; three standard errors of the first are 3 * sqrt(p(1-p)/100)
    p = 145 / 210
    assert found.points[0].low == pytest.approx(p - 3 * (p * (1 - p) / 100) ** 0.5)
    assert found.points[1].high == 1
    assert [point.outside for point in found.points] == [True, False, True]
    assert [point.rough for point in found.points] == [False, True, False]


def test_shares_of_different_bases_get_a_p_chart_and_of_one_base_an_xmr_chart() -> None:
    same = read_series(Series(points=counted(*[(5 + i % 3, 20) for i in range(12)]))).phases[0]
    differ = read_series(Series(points=counted(*[(5 + i % 3, 20 + i) for i in range(12)]))).phases[0]
    assert (same.p_chart, differ.xmr) == (None, None)
    assert same.xmr is not None
    assert differ.p_chart is not None


def test_a_step_starts_a_new_median() -> None:
    step = Step("2021-01", "A new plan format", "head of service")
    found = read_series(Series(points=monthly(*[1, 3] * 6, *[7, 9] * 6), steps=(step,), better=Better.HIGHER))
    assert [(phase.step, phase.chart.median) for phase in found.phases] == [(None, 2), (step, 8)]
    assert not any(phase.chart.shifts for phase in found.phases)


def test_a_step_without_a_reason_or_a_person_is_refused() -> None:
    with pytest.raises(ValueError, match="reason"):
        Step("2021-01", " ", "head of service")
    with pytest.raises(ValueError, match="person"):
        Step("2021-01", "A new plan format", "")


def test_a_date_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        Series(points=(Point("2020", Fraction(1)), Point("2020", Fraction(2))))
