"""A step that is sent twice is done once, and nobody is told that somebody else was quicker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db.models import Model

from cairn.actions import concerns, requests
from cairn.policy.acts import Act
from cairn.store.context import answer_to
from cairn.store.models import (
    Report,
)
from tests.factories import World, as_
from tests.web.test_activities import planned
from tests.web.test_evaluations import moved, proposed

Case = tuple[str, str, Model]


def an_evaluation(world: World) -> Case:
    one = moved(
        proposed(world, lambda role: as_(world, role)), as_(world, "inspection_lead"), Act.EVALUATION_AGREE
    )
    return "panel_member", f"/inspections/{world.a.slug}/evaluations/2.1/sign/", one


def a_concern(world: World) -> Case:
    told = concerns.Told(what="Afraid.", identity="Isla", where_now="", urgency="now")
    actor = as_(world, "inspector")
    one = concerns.raise_concern(actor=actor, key=uuid4(), inspection_id=world.a.pk, told=told)
    return "senior_lead", f"/concerns/{one.pk}/acknowledge/", one


def a_request(world: World) -> Case:
    plan = requests.RequestPlan(kind="other", title="Names", text="", due_on=date(2026, 3, 2))
    actor = as_(world, "inspection_lead")
    one = requests.draft_request(actor=actor, inspection_id=world.a.pk, plan=plan)
    return "inspection_lead", f"/inspections/{world.a.slug}/requests/{one.pk}/move/ask/", one


def an_activity(world: World) -> Case:
    one = planned(world)
    return "inspector", f"/inspections/{world.a.slug}/diary/{one.pk}/finish/", one


def an_inspection(world: World) -> Case:
    as_(world, "programme_lead")
    return "programme_lead", f"/inspections/{world.a.slug}/move/start-evaluating/", world.a


def a_report(world: World) -> Case:
    as_(world, "programme_lead")
    one = Report.objects.create(programme=world.programme, kind="overview", slug="plans", title="Plans")
    return "report_author", f"/drafts/{one.slug}/submit/", one


CASES = (an_evaluation, a_concern, a_request, an_activity, an_inspection, a_report)


@pytest.mark.parametrize("case", CASES)
def test_a_step_sent_twice_is_done_once(world: World, client_of, case: Callable[[World], Case]) -> None:
    role, address, row = case(world)
    browser = client_of(world.person(role))
    sent = {"version": row.version, "note": ""}
    first, again = browser.post(address, sent), browser.post(address, sent)
    assert (first.status_code, again.status_code) == (302, 302), again.content.decode()[-3000:]
    assert first["Location"] == again["Location"]
    answer_to(world.person(role).pk)
    now = type(row)._default_manager.get(pk=row.pk)
    assert now.version == row.version + 1


def test_the_step_of_another_person_is_told_as_theirs(world: World, client_of) -> None:
    _, address, row = a_concern(world)
    sent = {"version": row.version, "note": ""}
    assert client_of(world.person("inspection_lead")).post(address, sent).status_code == 302
    assert client_of(world.person("senior_lead")).post(address, sent).status_code == 409


def test_the_same_step_with_another_note_is_not_taken_for_the_first(world: World, client_of) -> None:
    _, address, row = a_concern(world)
    browser = client_of(world.person("senior_lead"))
    assert browser.post(address, {"version": row.version, "note": "I ring them."}).status_code == 302
    later = browser.post(address, {"version": row.version, "note": "I rang; nobody is there."})
    assert later.status_code == 409
    assert "nobody is there" in later.content.decode()
