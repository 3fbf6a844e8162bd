from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils.timezone import localdate, now

from cairn.actions.notices import mark_seen, tell
from cairn.errors import Missing
from cairn.store.context import answer_to
from cairn.store.models import (
    Activity,
    Concern,
    Evaluation,
    Inspection,
    LedgerActivity,
    LedgerEntry,
    Membership,
    Notice,
    Publishing,
    Report,
    Request,
)
from cairn.web.work.duties import duties_of

CHILDREN = "2.1 Impact on children and young people"


def found(world, role: str) -> list[tuple[str, str]]:
    answer_to(world.person(role).pk)
    return [(one.what, one.about) for one in duties_of(world.actor(role), localdate())]


def ask(world, title: str, state: str, days: int) -> None:
    Request.objects.create(
        inspection=world.a,
        kind="document",
        title=title,
        due_on=localdate() + timedelta(days=days),
        state=state,
    )


@pytest.fixture
def leading(world, db) -> None:
    answer_to(world.person("inspection_lead").pk)


def test_the_demonstration_says_what_becomes_of_what_is_changed(world, client_of) -> None:
    """It is kept between starts; a home of another name begins with nothing."""
    page = client_of(world.person("inspector")).get("/my-work/").content.decode()
    assert "Demonstration." not in page
    with override_settings(DEMO=True):
        page = client_of(world.person("inspector")).get("/my-work/").content.decode()
    assert "What you change stays; to begin afresh, start it with another <code>--home</code>." in page
    assert "wipe" not in page


def test_a_request_waits_for_the_partnership_overdue_first(world, leading) -> None:
    ask(world, "Later", "asked", 9)
    ask(world, "Late", "returned", -2)
    ask(world, "Done", "accepted", -9)
    assert found(world, "partnership_contributor") == [
        ("Answer the request again: more is needed", "Late"),
        ("Answer the request", "Later"),
    ]
    assert found(world, "record_reader") == []


def test_an_answer_waits_for_the_leads(world, leading) -> None:
    ask(world, "Return", "answered", 2)
    assert ("Accept or return the answer", "Return") in found(world, "deputy_lead")
    assert ("Accept or return the answer", "Return") not in found(world, "inspector")


def test_evaluations_go_from_owner_to_lead_to_panel(world, leading) -> None:
    Inspection.objects.filter(pk=world.a.pk).update(state="evaluating")
    owner = world.person("inspector")
    Evaluation.objects.filter(inspection=world.a).update(owner=owner)
    assert ("Propose an evaluation", CHILDREN) in found(world, "inspector")
    answer_to(world.person("inspection_lead").pk)
    one = Evaluation.objects.filter(inspection=world.a, subject="2.1")
    one.update(state="proposed", value=4, proposed_by=world.person("deputy_lead"))
    assert ("Propose an evaluation", CHILDREN) not in found(world, "inspector")
    assert ("Agree or return the evaluation", CHILDREN) in found(world, "inspection_lead")
    assert ("Agree or return the evaluation", CHILDREN) not in found(world, "deputy_lead")
    answer_to(world.person("inspection_lead").pk)
    one.update(state="agreed")
    assert found(world, "panel_member") == [("Sign or return the evaluation", CHILDREN)]


def test_an_evaluation_without_an_owner_waits_for_the_leads(world, leading) -> None:
    assert ("Say who owns the evaluation", "9.1–9.4 Leadership") in found(world, "inspection_lead")


def test_a_ledger_entry_waits_for_a_plan_and_then_to_be_settled(world, leading) -> None:
    entry = LedgerEntry.objects.create(
        inspection=world.a,
        indicator="5.1",
        topic="Response",
        level="uncertainty",
        reason="Too little is known",
        owner=world.person("inspector"),
    )
    assert ("Plan how to settle the entry", "5.1 Response") in found(world, "inspector")
    assert ("Plan how to settle the entry", "5.1 Response") not in found(world, "associate_assessor")
    answer_to(world.person("inspection_lead").pk)
    activity = Activity.objects.create(
        inspection=world.a,
        kind="interview",
        title="Talk",
        starts_at=now() - timedelta(hours=2),
        ends_at=now() - timedelta(hours=1),
        lead=world.person("deputy_lead"),
    )
    LedgerActivity.objects.create(entry=entry, activity=activity)
    LedgerEntry.objects.filter(pk=entry.pk).update(state="planned")
    assert found(world, "inspector") == []
    assert ("Say whether it took place", "Talk") in found(world, "deputy_lead")
    answer_to(world.person("inspection_lead").pk)
    Activity.objects.filter(pk=activity.pk).update(state="done")
    assert found(world, "inspector") == [("Settle the entry", "5.1 Response")]


def test_a_concern_waits_for_its_keepers_before_all_else(world, leading) -> None:
    ask(world, "Late", "answered", -30)
    answer_to(world.person("inspector").pk)
    concern = Concern.objects.create(
        inspection=world.a,
        raised_by=world.person("inspector"),
        urgency="now",
        what="Something",
        due_at=now() + timedelta(hours=2),
    )
    assert found(world, "inspection_lead")[0][0] == "Acknowledge a concern about a child"
    assert found(world, "senior_lead")[0][0] == "Acknowledge a concern about a child"
    assert found(world, "programme_lead") == []
    answer_to(world.person("inspection_lead").pk)
    Concern.objects.filter(pk=concern.pk).update(escalated_at=now())
    assert found(world, "programme_lead") == [
        ("Acknowledge a concern about a child", "Brought before the programme lead")
    ]


def test_a_planned_inspection_waits_for_its_lead_its_day_and_its_notice(world, db) -> None:
    answer_to(world.person("programme_lead").pk)
    Inspection.objects.filter(pk=world.a.pk).update(state="planned")
    assert found(world, "programme_lead") == [("Give the partnership notice", "")]
    Inspection.objects.filter(pk=world.a.pk).update(notice_on=None)
    assert found(world, "programme_lead") == [("Set the day of notice", "")]
    Membership.objects.filter(inspection=world.a, role="inspection_lead").update(ended_at=now())
    assert found(world, "programme_lead") == [("Give the inspection a lead", "")]


def test_a_report_waits_for_somebody_who_did_not_hand_it_in(world, db) -> None:
    answer_to(world.person("programme_lead").pk)
    Report.objects.create(
        programme=world.programme,
        kind="overview",
        slug="o",
        title="Overview",
        state="in_review",
        submitted_by=world.person("programme_lead"),
    )
    assert found(world, "programme_lead") == []
    assert found(world, "panel_member") == [("Read the report and agree or return it", "Overview")]


def test_an_agreed_report_waits_for_the_lead_until_it_is_being_published(world, db) -> None:
    answer_to(world.person("programme_lead").pk)
    lead = world.person("programme_lead")
    report = Report.objects.create(
        programme=world.programme, kind="overview", slug="o", title="Overview", state="agreed"
    )
    assert found(world, "programme_lead") == [("Publish or return the report", "Overview")]
    assert found(world, "panel_member") == []
    answer_to(lead.pk)
    asked = Publishing.objects.create(report=report, report_version=1, asked_by_id=lead.pk)
    assert found(world, "programme_lead") == []
    Publishing.objects.filter(pk=asked.pk).update(state="failed")
    assert found(world, "programme_lead") == [("Publish or return the report", "Overview")]


def test_of_a_published_inspection_nothing_waits(world, leading) -> None:
    ask(world, "Late", "asked", -2)
    Inspection.objects.filter(pk=world.a.pk).update(state="published")
    assert found(world, "partnership_coordinator") == []


def test_the_page_says_how_late_things_are(world, client_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    ask(world, "Late", "asked", -2)
    ask(world, "Soon", "asked", 1)
    ask(world, "Today", "asked", 0)
    page = client_of(world.person("partnership_coordinator")).get("/my-work/").content.decode()
    assert "Overdue by 2 days" in page
    assert "In a day" in page
    assert "Due today" in page
    assert "1 of 3 is overdue" in page


def test_when_nothing_waits_that_is_said_kindly(world, client_of) -> None:
    page = client_of(world.person("senior_lead")).get("/my-work/").content.decode()
    assert "Nothing waits for you" in page
    assert "You have no role yet" in client_of(world.stranger).get("/my-work/").content.decode()


def test_a_long_list_has_pages(world, client_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    for day in range(30):
        ask(world, f"Request {day:02}", "asked", day)
    browser = client_of(world.person("partnership_coordinator"))
    assert "Request 29" not in browser.get("/my-work/").content.decode()
    assert "Request 29" in browser.get("/my-work/?page=2").content.decode()
    assert "Request 29" in browser.get("/my-work/?page=999").content.decode()


def test_notices_stay_until_they_are_seen(world, client_of) -> None:
    person = world.person("inspector")
    answer_to(world.person("inspection_lead").pk)
    tell([person.pk, person.pk], "First", "/inspections/")
    tell([person.pk], "Second")
    tell([], "Nobody hears this")
    tell([person.pk], "Not for whoever did it", but=str(person.pk))
    browser = client_of(person)
    page = browser.get("/my-work/").content.decode()
    assert page.count("First") == 2  # the words, and the name of their button
    assert "Not for whoever" not in page
    answer_to(person.pk)
    first = Notice.objects.get(text="First")
    assert browser.post(f"/my-work/notices/{first.pk}/seen/").status_code == 302
    page = browser.get("/my-work/").content.decode()
    assert "First" not in page
    assert "Second" in page
    browser.post("/my-work/notices/seen/")
    assert "Second" not in browser.get("/my-work/").content.decode()
    assert browser.get("/my-work/notices/seen/").status_code == 405


def test_another_persons_notice_cannot_be_seen_away(world, db) -> None:
    answer_to(world.person("inspection_lead").pk)
    tell([world.person("inspector").pk], "Yours")
    answer_to(world.person("inspector").pk)
    notice = Notice.objects.get()
    answer_to(world.person("inspection_lead").pk)
    with pytest.raises(Missing):
        mark_seen(actor=world.actor("inspection_lead"), notice_id=notice.pk)


@pytest.mark.parametrize(("count", "shape"), [(3, "cards"), (4, "lines")])
def test_what_is_to_do_stands_before_what_is_new_and_many_notices_are_a_plain_list(
    world, client_of, count: int, shape: str
) -> None:
    browser = client_of(world.person("inspector"))
    answer_to(world.person("inspection_lead").pk)
    for number in range(count):
        tell([world.person("inspector").pk], f"News {number}")
    page = browser.get("/my-work/").content.decode()
    assert page.index(">To do<") < page.index(">New to you<")
    assert f'<ul class="{shape}">' in page


def test_a_report_in_draft_waits_for_the_authors(world, db) -> None:
    answer_to(world.person("programme_lead").pk)
    Report.objects.create(programme=world.programme, kind="overview", slug="begun", title="Begun")
    assert found(world, "report_author") == [("Write the report", "Begun")]


@pytest.mark.parametrize("role", ["record_reader", "analyst"])
def test_those_for_whom_nothing_can_wait_are_told_what_they_are_there_for(world, client_of, role) -> None:
    page = client_of(world.person(role)).get("/my-work/").content.decode()
    assert "Nothing is asked of you here" in page
    assert "New tasks stand here" not in page
