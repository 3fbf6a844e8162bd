from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.framework.timetable import Break, PhasePlan, span_on, spans_from

DAYS = st.dates(date(2018, 1, 1), date(2021, 12, 31))
PHASES = st.lists(
    st.builds(PhasePlan, st.text(max_size=5), st.integers(1, 12), st.booleans()), min_size=1, max_size=5
)
BREAKS = st.lists(
    st.builds(
        lambda first, length: Break("break", first, first + timedelta(days=length)),
        DAYS,
        st.integers(0, 60),
    ),
    max_size=6,
)


def off(day: date, breaks: list[Break]) -> bool:
    return any(one.first <= day <= one.last for one in breaks)


@settings(max_examples=150)
@given(DAYS, PHASES, BREAKS)
def test_every_phase_has_seven_counted_days_for_each_week(notice, phases, breaks) -> None:
    for span in spans_from(notice, phases, breaks):
        away = breaks if span.phase.skips_holidays else []
        days = [span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1)]
        assert sum(not off(day, away) for day in days) == span.phase.weeks * 7
        assert not off(span.first, away)
        assert not off(span.last, away)


@settings(max_examples=100)
@given(DAYS, PHASES, BREAKS)
def test_phases_follow_each_other_with_nothing_but_breaks_between(notice, phases, breaks) -> None:
    spans = spans_from(notice, phases, breaks)
    assert [span.phase for span in spans] == phases
    expected = notice
    for span in spans:
        assert span.first >= expected
        between = (span.first - expected).days
        assert all(off(expected + timedelta(days=n), breaks) for n in range(between))
        expected = span.last + timedelta(days=1)


@settings(max_examples=100)
@given(DAYS, PHASES, BREAKS, BREAKS)
def test_a_further_break_never_brings_an_end_forward(notice, phases, breaks, more) -> None:
    ends = [span.last for span in spans_from(notice, phases, breaks)]
    later = [span.last for span in spans_from(notice, phases, breaks + more)]
    assert all(before <= after for before, after in zip(ends, later, strict=True))


@settings(max_examples=100)
@given(DAYS, PHASES, BREAKS, DAYS)
def test_a_day_lies_in_one_phase_at_most(notice, phases, breaks, day) -> None:
    spans = spans_from(notice, phases, breaks)
    inside = [span for span in spans if span.first <= day <= span.last]
    assert span_on(day, spans) == (inside[0] if inside else None)
    assert len(inside) <= 1


@settings(max_examples=100)
@given(DAYS, PHASES, BREAKS)
def test_the_breaks_told_of_are_those_that_lie_in_the_phase(notice, phases, breaks) -> None:
    start = notice
    for span in spans_from(notice, phases, breaks):
        away = breaks if span.phase.skips_holidays else []
        met = [one for one in away if one.last >= start and one.first <= span.last]
        assert sorted(span.stepped_over, key=repr) == sorted(met, key=repr)
        start = span.last + timedelta(days=1)
