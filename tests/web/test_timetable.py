from __future__ import annotations

from datetime import UTC, date, datetime

from cairn.store.context import answer_to
from cairn.store.models import Activity, Holiday, Inspection, Phase, Request
from cairn.web.inspections.presenters.timetable import MOST_MARKS


def page(client_of, world, role: str) -> str:
    found = client_of(world.person(role)).get(f"/inspections/{world.a.slug}/timetable/")
    assert found.status_code == 200
    return found.content.decode()


def test_phases_are_reckoned_from_the_day_of_notice(world, client_of) -> None:
    text = page(client_of, world, "inspector")
    # 2 February 2026, six weeks of preparation: until 15 March.
    assert "15 March 2026" in text
    assert "16 March 2026" in text


def test_school_holidays_are_stepped_over_and_drawn(world, client_of) -> None:
    answer_to(world.person("programme_lead").pk)
    Phase.objects.filter(programme=world.programme, position=1).update(skips_holidays=True)
    Holiday.objects.create(
        programme=world.programme, name="Winter break", first_day=date(2026, 2, 9), last_day=date(2026, 2, 15)
    )
    text = page(client_of, world, "inspector")
    assert "22 March 2026" in text
    assert "stepping over Winter break" in text


def test_what_is_due_and_planned_is_marked_for_those_who_may_see_it(world, client_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    for state, title in (("asked", "Documents"), ("draft", "Not yet asked")):
        Request.objects.create(
            inspection=world.a, kind="document", title=title, due_on=date(2026, 3, 2), state=state
        )
    Activity.objects.create(
        inspection=world.a,
        kind="interview",
        title="Chief officers",
        starts_at=datetime(2026, 3, 18, 10, tzinfo=UTC),
        ends_at=datetime(2026, 3, 18, 11, tzinfo=UTC),
    )
    team = page(client_of, world, "inspector")
    assert "Due: Documents" in team
    assert "Overdue" in team
    assert "Chief officers" in team
    assert "Not yet asked" not in team
    reader = page(client_of, world, "record_reader")
    assert "Due: Documents" not in reader
    assert "Chief officers" not in reader


def test_more_than_a_picture_can_hold_is_told(world, client_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    for day in range(1, 29):
        Request.objects.create(
            inspection=world.a, kind="document", title=f"No {day}", due_on=date(2026, 2, day), state="asked"
        )
    assert f"{28 - MOST_MARKS} more" in page(client_of, world, "inspector")


def test_without_a_day_of_notice_there_is_nothing_to_draw(world, client_of) -> None:
    answer_to(world.person("programme_lead").pk)
    Inspection.objects.filter(pk=world.a.pk).update(notice_on=None)
    assert "No day of notice is set yet" in page(client_of, world, "inspector")


def test_without_phases_it_is_told_what_is_missing(world, client_of) -> None:
    answer_to(world.person("programme_lead").pk)
    Phase.objects.filter(programme=world.programme).delete()
    assert "The programme has no phases yet" in page(client_of, world, "inspector")
