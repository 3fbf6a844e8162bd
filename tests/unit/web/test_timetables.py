from __future__ import annotations

from datetime import date

import pytest

from cairn.web.components.timetables import SLIM, TOP, WIDE, Layout, draw_timetable
from cairn.web.components.values import Bar, Pause, Tag, Timetable

# January and February 2019 are 31 + 28 = 59 days.
PLAN = Timetable(
    caption="A",
    bars=(
        Bar("Notice", date(2019, 1, 1), date(2019, 1, 1), "done"),
        Bar("Reading", date(2019, 2, 1), date(2019, 2, 28)),
        Bar("x" * 60, date(2019, 1, 15), date(2019, 2, 2)),
    ),
    pauses=(
        Pause("Holiday", date(2018, 12, 24), date(2019, 1, 4)),
        Pause("Later", date(2019, 7, 1), date(2019, 8, 1)),
    ),
    today=date(2019, 2, 1),
)


@pytest.mark.parametrize("layout", [WIDE, SLIM], ids=["wide", "slim"])
def test_a_bar_lies_over_its_days(layout: Layout) -> None:
    drawn = draw_timetable(PLAN, layout)
    a_day = (layout.width - layout.left) / 59
    reading = drawn.bars[1].box
    assert reading.x == pytest.approx(layout.left + 31 * a_day, abs=0.1)
    assert reading.width == pytest.approx(28 * a_day, abs=0.2)
    assert drawn.today == reading.x


def test_a_single_day_is_a_diamond() -> None:
    drawn = draw_timetable(PLAN, WIDE)
    assert [bool(bar.moment) for bar in drawn.bars] == [True, False, False]


def test_a_pause_is_cut_to_the_months_drawn_and_left_out_beyond_them() -> None:
    pauses = draw_timetable(PLAN, WIDE).pauses
    assert len(pauses) == 1
    assert pauses[0].x == WIDE.left
    assert pauses[0].width == pytest.approx(4 * (WIDE.width - WIDE.left) / 59, abs=0.1)


def test_nothing_is_drawn_outside_the_picture() -> None:
    for layout in (WIDE, SLIM):
        drawn = draw_timetable(PLAN, layout)
        for bar in drawn.bars:
            assert layout.left <= bar.box.x
            assert bar.box.x + bar.box.width <= layout.width + 0.1
            assert bar.box.y >= TOP
            assert bar.box.y + bar.box.height <= drawn.height
            assert len(bar.label) <= layout.letters


def test_today_outside_the_months_is_not_drawn() -> None:
    plan = Timetable(caption="A", bars=PLAN.bars, today=date(2026, 1, 1))
    assert draw_timetable(plan, WIDE).today is None


def test_the_year_is_told_where_it_begins() -> None:
    plan = Timetable(caption="A", bars=(Bar("Over the year", date(2018, 11, 5), date(2019, 2, 1)),))
    assert [label for _, label in draw_timetable(plan, WIDE).months] == ["Nov 2018", "Dec", "Jan 2019", "Feb"]


def test_a_tag_of_an_unknown_tone_is_refused() -> None:
    with pytest.raises(ValueError, match="not “red”"):
        Tag("Late", "red")  # type: ignore[arg-type]
