from __future__ import annotations

from datetime import date

import pytest

from cairn.framework.timetable import Break, PhasePlan, span_on, spans_from

SUMMER = Break("Summer holidays", date(2019, 6, 28), date(2019, 8, 13))


def test_weeks_are_seven_days_and_phases_follow_each_other() -> None:
    first, second = spans_from(date(2019, 1, 14), [PhasePlan("a", 6), PhasePlan("b", 1)], [])
    assert (first.first, first.last) == (date(2019, 1, 14), date(2019, 2, 24))
    assert (second.first, second.last) == (date(2019, 2, 25), date(2019, 3, 3))


def test_school_holidays_are_stepped_over() -> None:
    # 24 to 27 June are four days; three more are counted from 14 August.
    (span,) = spans_from(date(2019, 6, 24), [PhasePlan("a", 1)], [SUMMER])
    assert (span.first, span.last) == (date(2019, 6, 24), date(2019, 8, 16))
    assert span.stepped_over == (SUMMER,)


def test_notice_within_the_holidays_counts_from_the_day_after_them() -> None:
    (span,) = spans_from(date(2019, 7, 1), [PhasePlan("a", 1)], [SUMMER])
    assert (span.first, span.last) == (date(2019, 8, 14), date(2019, 8, 20))


def test_a_phase_that_does_not_skip_holidays_runs_through_them() -> None:
    (span,) = spans_from(date(2019, 6, 24), [PhasePlan("a", 2, skips_holidays=False)], [SUMMER])
    assert (span.last, span.stepped_over) == (date(2019, 7, 7), ())


def test_a_phase_that_ends_on_the_eve_of_the_holidays_does_not_touch_them() -> None:
    (span,) = spans_from(date(2019, 6, 21), [PhasePlan("a", 1)], [SUMMER])
    assert (span.last, span.stepped_over) == (date(2019, 6, 27), ())


def test_outside_all_phases_there_is_none() -> None:
    spans = spans_from(date(2019, 6, 21), [PhasePlan("a", 1)], [])
    assert span_on(date(2019, 6, 20), spans) is None
    assert span_on(date(2019, 6, 27), spans) == spans[0]
    assert span_on(date(2019, 6, 28), spans) is None


def test_a_phase_without_weeks_and_a_break_turned_round_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one week"):
        PhasePlan("a", 0)
    with pytest.raises(ValueError, match="ends before it begins"):
        Break("a", date(2019, 1, 2), date(2019, 1, 1))
