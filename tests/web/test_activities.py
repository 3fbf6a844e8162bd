"""The diary, as acts and as pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cairn.actions.activities import (
    ActivityPlan,
    cancel_activity,
    edit_activity,
    finish_activity,
    note_activity,
    plan_activity,
)
from cairn.errors import Invalid, Missing, Refused, Stale
from cairn.store.context import answer_to
from cairn.store.models import Activity, ActivityNote
from tests.factories import World, as_

NINE = datetime(2026, 3, 9, 9, tzinfo=UTC)


def plan(**changed: object) -> ActivityPlan:
    given = {
        "kind": "focus_group",
        "title": "Foster carers",
        "starts_at": NINE,
        "ends_at": NINE + timedelta(hours=2),
        "indicators": ["2.1"],
    }
    return ActivityPlan(**{**given, **changed})


def planned(world: World) -> Activity:
    return plan_activity(actor=as_(world, "inspector"), inspection_id=world.a.pk, plan=plan())


def test_everything_wrong_is_told_at_once(world: World, db: None) -> None:
    wrong = plan(kind="party", title=" ", ends_at=NINE, indicators=["77.7"])
    with pytest.raises(Invalid) as told:
        plan_activity(actor=as_(world, "inspector"), inspection_id=world.a.pk, plan=wrong)
    assert {problem.field for problem in told.value.problems} == {"kind", "title", "ends_at", "indicators"}


def test_a_lead_of_an_activity_is_of_the_team(world: World, db: None) -> None:
    stranger = plan(lead_id=world.person("inspector", other=True).pk)
    with pytest.raises(Missing):
        plan_activity(actor=as_(world, "inspector"), inspection_id=world.a.pk, plan=stranger)


def test_the_partnership_sees_the_diary_and_not_the_notes(world: World, db: None) -> None:
    activity = planned(world)
    note_activity(actor=as_(world, "inspector"), activity_id=activity.pk, text="They were open with us.")
    as_(world, "partnership_coordinator")
    assert Activity.objects.filter(pk=activity.pk).exists()
    assert not ActivityNote.objects.exists()
    as_(world, "young_volunteer")
    assert ActivityNote.objects.get().text == "They were open with us."


@pytest.mark.parametrize("role", ["partnership_coordinator", "young_volunteer", "panel_member"])
def test_others_do_not_plan(world: World, db: None, role: str) -> None:
    with pytest.raises((Refused, Missing)):
        plan_activity(actor=as_(world, role), inspection_id=world.a.pk, plan=plan())


def test_what_is_done_is_not_changed(world: World, db: None) -> None:
    activity = planned(world)
    inspector = as_(world, "inspector")
    finish_activity(actor=inspector, activity_id=activity.pk, version=1)
    with pytest.raises(Refused):
        cancel_activity(actor=inspector, activity_id=activity.pk, version=2)
    with pytest.raises(Stale):
        edit_activity(actor=inspector, activity_id=activity.pk, version=1, plan=plan())


def test_an_activity_is_planned_by_the_form(client_of, world: World) -> None:
    inspector = client_of(world.person("inspector"))
    place = f"/inspections/{world.a.slug}/diary/"
    entered = {
        "kind": "interview",
        "title": "Chief social work officer",
        "day": "10 March 2026",
        "begins": "9:30",
        "ends": "10.15",
        "indicators": ["9.1"],
    }
    made = inspector.post(f"{place}new/", entered)
    assert made.status_code == 302
    answer_to(world.person("inspector").pk)
    activity = Activity.objects.get(title="Chief social work officer")
    assert activity.starts_at == datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    assert inspector.get(made["Location"]).status_code == 200
    assert "Chief social work officer" in inspector.get(f"{place}?show=past").content.decode()
    backwards = inspector.post(f"{place}new/", {**entered, "ends": "8:00"})
    assert backwards.status_code == 422
    ancient = inspector.post(f"{place}new/", {**entered, "day": "1/1/1850"})
    assert ancient.status_code == 422
    assert "1 January 1900" in ancient.content.decode()
    done = inspector.post(f"{place}{activity.pk}/finish/", {"version": 1})
    assert done.status_code == 302
    partnership = client_of(world.person("partnership_coordinator"))
    assert partnership.get(f"{place}{activity.pk}/").status_code == 200
    assert client_of(world.person("inspector", other=True)).get(f"{place}{activity.pk}/").status_code == 404
