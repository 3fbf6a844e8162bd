"""What is new to a person is never older than the thing: whoever moves it on takes the earlier news back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localdate

from cairn.actions import concerns, inspections, reports
from cairn.actions.concerns import Told, raise_concern
from cairn.actions.duties import DUTIES, perform
from cairn.actions.evaluations import assign_evaluation
from cairn.actions.inspections import move_inspection
from cairn.actions.memberships import end_role, give_role
from cairn.actions.notices import mark_seen, take_back, tell
from cairn.actions.publishing import ask_to_publish
from cairn.actions.requests import accept_answer, answer_request, return_answer, withdraw_request
from cairn.policy.acts import Act
from cairn.policy.roles import Role
from cairn.store.context import answer_to
from cairn.store.models import Evaluation, Inspection, Membership, Notice
from tests.factories import World, as_
from tests.lib.publishing import agreed_report, begun_report
from tests.lib.requesting import PLAN, asked

REMIND = next(duty for duty in DUTIES if duty.name == "remind")


def new_to(world: World, role: str) -> list[str]:
    """What stands under "New to you", the oldest first, without whose it is."""
    answer_to(world.person(role).pk)
    mine = Notice.objects.filter(person=world.person(role), seen_at__isnull=True)
    return list(mine.order_by("created_at").values_list("text", flat=True))


def test_of_a_report_only_the_last_step_is_new(world: World, evidence: None, db: None) -> None:
    report = agreed_report(world)
    assert new_to(world, "panel_member") == []  # was asked to read it, and did
    assert new_to(world, "programme_lead") == ["“What parents said” was agreed: it can be published."]
    assert new_to(world, "report_author") == ["“What parents said” was agreed."]
    publication = reports.publish_report(
        actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version
    )
    assert new_to(world, "programme_lead") == []
    assert new_to(world, "report_author") == ["“What parents said” is published."]
    report = publication.report
    reports.withdraw_report(
        actor=as_(world, "programme_lead"),
        report_id=report.pk,
        version=report.version,
        reason="A wrong word.",
    )
    assert new_to(world, "report_author") == []


def test_a_lead_who_handed_it_in_is_told_once_that_it_can_be_published(
    world: World, evidence: None, db: None
) -> None:
    report = begun_report(world)
    report = reports.submit_report(
        actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version
    )
    reports.agree_report(actor=as_(world, "panel_member"), report_id=report.pk, version=report.version)
    assert new_to(world, "programme_lead") == ["“What parents said” was agreed: it can be published."]


def test_what_is_being_published_is_no_longer_there_to_be_published(
    world: World, evidence: None, db: None
) -> None:
    report = agreed_report(world)
    ask_to_publish(actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version)
    assert new_to(world, "programme_lead") == []


def test_of_a_request_whoever_waits_sees_the_last_step_alone(world: World, db: None) -> None:
    request = asked(world)
    assert len(new_to(world, "partnership_contributor")) == 1
    request = answer_request(
        actor=as_(world, "partnership_coordinator"),
        request_id=request.pk,
        version=request.version,
        text="We did.",
    )
    assert new_to(world, "partnership_contributor") == []
    assert new_to(world, "deputy_lead") == [f"“{PLAN.title}” has been answered."]
    lead = as_(world, "inspection_lead")
    request = return_answer(actor=lead, request_id=request.pk, version=request.version, note="When?")
    assert new_to(world, "deputy_lead") == []
    back = f"Your answer to “{PLAN.title}” came back with a question."
    assert new_to(world, "partnership_contributor") == [back]
    request = answer_request(
        actor=as_(world, "partnership_coordinator"),
        request_id=request.pk,
        version=request.version,
        text="In May.",
    )
    accept_answer(actor=as_(world, "inspection_lead"), request_id=request.pk, version=request.version)
    thanks = f"Your answer to “{PLAN.title}” is complete. Thank you."
    assert new_to(world, "partnership_contributor") == [thanks]


def test_a_reminder_goes_with_its_request_and_another_request_keeps_its_own(world: World, db: None) -> None:
    soon = localdate() + timedelta(days=1)
    first, second = (
        asked(world, PLAN.__class__(**PLAN.values() | {"title": title, "due_on": soon})) for title in "AB"
    )
    perform(REMIND)
    both = [f"“{title}” is due in 1 day: the inspection team is waiting for the answer." for title in "AB"]
    assert sorted(new_to(world, "partnership_contributor")) == both
    withdraw_request(actor=as_(world, "inspection_lead"), request_id=first.pk, version=first.version)
    assert sorted(new_to(world, "partnership_contributor")) == ["“A” is no longer asked for.", both[1]]
    assert second.state == "asked"


def test_an_evaluation_that_is_anothers_now_is_not_ones_to_propose(world: World, db: None) -> None:
    answer_to(world.person("inspection_lead").pk)
    row = Evaluation.objects.filter(inspection=world.a).first()
    for role in ("inspector", "associate_assessor"):
        row = assign_evaluation(
            actor=as_(world, "inspection_lead"),
            evaluation_id=row.pk,
            version=row.version,
            owner_id=world.person(role).pk,
        )
    assert new_to(world, "inspector") == []
    assert len(new_to(world, "associate_assessor")) == 1


def test_of_an_inspection_the_last_move_is_new_and_ones_role_stays_so(world: World, db: None) -> None:
    lead = as_(world, "programme_lead")
    give_role(
        actor=lead,
        person_id=world.stranger.pk,
        role=Role.INSPECTOR,
        programme_id=world.programme.pk,
        inspection_id=world.a.pk,
    )
    world.people["newcomer"] = world.stranger
    role = "You have a role in the joint inspection of Area A: inspector."
    for reason in ("Too soon.", "Still too soon."):
        answer_to(world.person("programme_lead").pk)
        now = Inspection.objects.get(pk=world.a.pk)
        move_inspection(
            actor=as_(world, "programme_lead"),
            inspection_id=now.pk,
            version=now.version,
            by=Act.INSPECTION_STEP_BACK,
            note=reason,
        )
    told = new_to(world, "newcomer")
    assert told[0] == role
    assert [text[:52] for text in told[1:]] == ["The joint inspection of Area A was taken back one st"]
    answer_to(world.person("programme_lead").pk)
    held = Membership.objects.get(person=world.stranger, inspection=world.a)
    end_role(actor=as_(world, "programme_lead"), membership_id=held.pk)
    assert role not in new_to(world, "newcomer")
    del world.people["newcomer"]


def test_in_a_published_inspection_no_request_and_no_entry_is_new(
    world: World, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing waits there any more, neither in the list of what is to do nor among the news."""
    asked(world)
    entry = f"/inspections/{world.a.slug}/ledger/{uuid4()}/"
    tell([world.person("inspector").pk], "An entry is yours.", entry)
    tell([world.person("inspector").pk], "An entry elsewhere.", entry.replace(world.a.slug, world.b.slug))
    Inspection.objects.filter(pk=world.a.pk).update(state="reporting")
    monkeypatch.setattr(inspections, "lacking_to_move", lambda *_: [])  # no report, for the sake of the test
    answer_to(world.person("programme_lead").pk)
    now = Inspection.objects.get(pk=world.a.pk)
    move_inspection(
        actor=as_(world, "programme_lead"),
        inspection_id=now.pk,
        version=now.version,
        by=Act.INSPECTION_PUBLISH,
    )
    moved = "The joint inspection of Area A moved on: published."
    assert new_to(world, "partnership_contributor") == [moved]
    assert new_to(world, "inspector") == ["An entry elsewhere.", moved]


def test_that_a_concern_was_raised_stays_new_until_it_is_closed(world: World, db: None) -> None:
    """Whoever answers for it beside another shall not miss it because the other was quicker."""
    told = Told(what="She is afraid.", identity="A child", where_now="", urgency="now")
    answer_to(world.person("inspector").pk)
    row = raise_concern(actor=world.actor("inspector"), key=uuid4(), inspection_id=world.a.pk, told=told)
    raised = "A concern about a child has been raised: please acknowledge it."
    row = concerns.acknowledge(actor=as_(world, "inspection_lead"), concern_id=row.pk, version=row.version)
    assert new_to(world, "senior_lead") == [raised]
    for step in (concerns.say_what_was_done, concerns.close):
        row = step(actor=as_(world, "inspection_lead"), concern_id=row.pk, version=row.version, note="Done.")
    assert new_to(world, "senior_lead") == []
    assert new_to(world, "inspector") == ["The concern you raised has been closed."]


@pytest.mark.parametrize("someone", [True, False])
def test_taking_back_leaves_alone_what_was_seen_and_needs_somebody_who_acts(
    world: World, db: None, *, someone: bool
) -> None:
    lead = world.person("inspection_lead")
    answer_to(lead.pk)
    tell([lead.pk], "Seen", "/inspections/")
    mark_seen(actor=world.actor("inspection_lead"), notice_id=Notice.objects.get().pk)
    tell([lead.pk], "New", "/inspections/")
    tell([lead.pk], "Elsewhere", "/people/")
    tell([lead.pk], "Nowhere")
    answer_to(world.person("inspector").pk if someone else None)
    take_back("/inspections/")
    take_back("")
    answer_to(lead.pk)
    left = {"Seen", "Elsewhere", "Nowhere"} | (set() if someone else {"New"})
    assert set(Notice.objects.values_list("text", flat=True)) == left
