from __future__ import annotations

import re
from uuid import uuid4

import pytest

from cairn.actions import inspections
from cairn.actions.acting import record_event
from cairn.actions.concerns import Told, raise_concern, record_refused_reading
from cairn.actions.people import Door
from cairn.actions.sentences import UNKNOWN, sentence_of
from cairn.actions.subjects import within
from cairn.policy.acts import Act
from cairn.store.context import answer_to
from cairn.store.models import Event
from tests.factories import World


def address(world: World) -> str:
    return f"/inspections/{world.a.slug}/history/"


def move(world: World) -> None:
    answer_to(world.person("inspection_lead").pk)
    inspections.move_inspection(
        actor=world.actor("inspection_lead"),
        inspection_id=world.a.pk,
        version=1,
        by=Act.INSPECTION_START_EVALUATING,
    )


def test_what_was_done_stands_in_sentences(world, client_of) -> None:
    move(world)
    page = client_of(world.person("inspection_lead")).get(address(world)).content.decode()
    assert "inspection lead A started evaluating." in page
    assert "fieldwork → evaluating" in page


def test_looking_is_an_event_too(world, client_of) -> None:
    client_of(world.person("deputy_lead")).get(address(world))
    answer_to(world.person("inspection_lead").pk)
    event = Event.objects.get(act="audit.view")
    assert (event.person_id, event.inspection_id) == (world.person("deputy_lead").pk, world.a.pk)


@pytest.mark.parametrize("role", ["inspector", "partnership_coordinator", "record_reader", "analyst"])
def test_others_see_no_history(world, client_of, role: str) -> None:
    assert client_of(world.person(role)).get(address(world)).status_code == 403
    answer_to(world.person("inspection_lead").pk)
    assert not Event.objects.filter(act="audit.view").exists()


def test_a_deputy_is_not_shown_events_of_concerns(world, client_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    from_lead = client_of(world.person("inspection_lead"))
    from_deputy = client_of(world.person("deputy_lead"))
    record_concern(world)
    assert "read a concern" in from_lead.get(address(world)).content.decode()
    assert "read a concern" not in from_deputy.get(address(world)).content.decode()


def record_concern(world: World) -> None:
    from_subject = inspections.subject_of(world.a)
    record_event(Act.CONCERN_VIEW, from_subject, audience="concern")


EVERY_ACT = [*(act.value for act in Act), *(door.value for door in Door)]


@pytest.mark.parametrize("act", EVERY_ACT)
def test_every_act_has_its_sentence(act: str) -> None:
    """Plain words: no name of an act, no “did something”, and a verb of the past that follows a name."""
    said = sentence_of(Event(act=act, details='{"state":"open"}'))
    assert said.startswith("Cairn ")
    assert said.endswith(".")
    assert UNKNOWN not in said
    assert act not in said
    assert not re.search(r"[_{}]|\w\.\w", said)


def test_an_act_of_another_version_is_told_without_its_name(world, client_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    record_event("inspection.unheard_of", inspections.subject_of(world.a), audience="team")
    page = client_of(world.person("inspection_lead")).get(address(world)).content.decode()
    assert "did something for which this version of Cairn has no words." in page
    assert "unheard_of" not in page


def test_what_happened_at_the_doors_is_told_in_the_same_words(world, client_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    record_event(Door.FACTOR_REMOVED, inspections.subject_of(world.a), audience="team")
    page = client_of(world.person("inspection_lead")).get(address(world)).content.decode()
    assert "inspection lead A removed a second factor." in page


def test_a_refused_reading_of_a_concern_is_told_as_one(world, client_of) -> None:
    answer_to(world.person("inspector").pk)
    told = Told(what="A bruise.", identity="The second child.", where_now="", urgency="today")
    concern = raise_concern(actor=world.actor("inspector"), key=uuid4(), inspection_id=world.a.pk, told=told)
    answer_to(world.person("deputy_lead").pk)
    record_refused_reading(concern.pk, "not-your-role")
    page = client_of(world.person("inspection_lead")).get(address(world)).content.decode()
    assert "deputy lead A tried to read a concern, and was refused." in page
    assert "deputy lead A read a concern" not in page
    assert str(concern.pk) not in page
    assert "not-your-role" not in page


def test_what_changed_is_told_in_states_and_days(world, client_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    entry = within(world.a, noun="ledger_entry", key="0")
    record_event(Act.LEDGER_PLAN, entry, audience="team", before="open", state="planned", activities=1)
    record_event(Act.INSPECTION_EDIT, inspections.subject_of(world.a), audience="team", before=None,
                 after="2026-03-09")  # fmt: skip
    page = client_of(world.person("inspection_lead")).get(address(world)).content.decode()
    assert "open → planned" in page
    assert "no day → 9 March 2026" in page
    assert "– →" not in page


def test_a_file_that_was_kept_out_is_told_so(world, client_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    subject = inspections.subject_of(world.a)
    record_event(Act.REQUEST_UPLOAD, subject, audience="team", state="refused", size=3)
    page = client_of(world.person("inspection_lead")).get(address(world)).content.decode()
    assert "It could not be taken" in page


def test_it_is_narrowed_by_kind_and_by_day(world, client_of) -> None:
    move(world)
    browser = client_of(world.person("inspection_lead"))
    assert "started evaluating" in browser.get(address(world), {"noun": "inspection"}).content.decode()
    assert "started evaluating" not in browser.get(address(world), {"noun": "request"}).content.decode()
    past = {"last": "1 January 2020"}
    assert "Nothing of that kind was done" in browser.get(address(world), past).content.decode()
    wrong = browser.get(address(world), {"first": "31/2/2020"}).content.decode()
    assert "Write a real day" in wrong


def test_a_long_history_has_pages(world, client_of) -> None:
    browser = client_of(world.person("inspection_lead"))
    for _ in range(27):
        browser.get(address(world))
    assert 'aria-label="Pages"' in browser.get(address(world)).content.decode()
    assert browser.get(address(world), {"page": "2"}).status_code == 200
