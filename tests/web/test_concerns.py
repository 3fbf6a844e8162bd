"""A concern about a child: sent to a few, read by a few, written nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from cairn.actions import concerns as acts
from cairn.actions.concerns import Told, raise_concern
from cairn.actions.mailing import send_letters
from cairn.actions.people import clock
from cairn.errors import Invalid, Missing, Refused, Stale
from cairn.policy.model import Duty
from cairn.policy.roles import Role
from cairn.store.context import answer_to, answer_to_duty
from cairn.store.models import Concern, ConcernMove, Event, Inspection, Membership, Notice
from tests.factories import World

NAME = "Isla Quillfeather"
TOLD = Told(what="She said she is afraid to go home.", identity=NAME, where_now="At school", urgency="now")
KEEPERS = ("inspection_lead", "senior_lead")


def raised(
    world: World, by: str = "inspector", told: Told = TOLD, *, place: Inspection | None = None
) -> Concern:
    answer_to(world.person(by).pk)
    return raise_concern(actor=world.actor(by), key=uuid4(), inspection_id=world.a.pk, told=told)


def texts_of(world: World, role: str) -> list[str]:
    answer_to(world.person(role).pk)
    return list(Notice.objects.filter(person=world.person(role)).values_list("text", flat=True))


def events_of(concern: Concern, world: World) -> list[Event]:
    answer_to(world.person("inspection_lead").pk)
    return list(Event.objects.filter(noun="concern", noun_id=str(concern.pk)).order_by("pk"))


# -- the acts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(Role))
def test_everybody_with_a_part_may_raise_one_and_both_keepers_are_told(
    world: World, db: None, role: str
) -> None:
    concern = raised(world, role)
    assert concern.escalated_at is None
    for keeper in KEEPERS:
        said = [text for text in texts_of(world, keeper) if "has been raised" in text]
        assert len(said) == (0 if keeper == role else 1)


def test_people_of_another_inspection_and_strangers_may_not_raise_one_here(world: World, db: None) -> None:
    answer_to(world.person("inspector", other=True).pk)
    actor = world.actor("inspector", other=True)
    with pytest.raises(Missing):
        raise_concern(actor=actor, key=uuid4(), inspection_id=world.a.pk, told=TOLD)


@pytest.mark.parametrize(("urgency", "hours"), [("now", 1), ("today", 4)])
def test_the_clock_runs_by_urgency(world: World, db: None, urgency: str, hours: int) -> None:
    begun = now()
    told = Told(what="x", identity="y", where_now="", urgency=urgency)
    assert abs(raised(world, told=told).due_at - begun - timedelta(hours=hours)) < timedelta(seconds=10)


def test_all_that_is_wrong_is_told_at_once(world: World, db: None) -> None:
    empty = Told(what=" ", identity="", where_now="x" * 501, urgency="next week")
    with pytest.raises(Invalid) as refused:
        raised(world, told=empty)
    assert {p.field for p in refused.value.problems} == {"what", "identity", "where_now", "urgency"}


def test_sent_twice_it_is_raised_once(world: World, db: None) -> None:
    answer_to(world.person("inspector").pk)
    key = uuid4()
    for _ in range(2):
        raise_concern(actor=world.actor("inspector"), key=key, inspection_id=world.a.pk, told=TOLD)
    assert Concern.objects.filter(raised_by=world.person("inspector")).count() == 1


def test_nothing_is_lost_when_other_words_come_with_the_same_key(world: World, db: None) -> None:
    answer_to(world.person("inspector").pk)
    key = uuid4()
    other = replace(TOLD, identity="Her brother")
    for told in (TOLD, other):
        raise_concern(actor=world.actor("inspector"), key=key, inspection_id=world.a.pk, told=told)
    kept = Concern.objects.filter(raised_by=world.person("inspector")).values_list("identity", flat=True)
    assert sorted(kept) == ["Her brother", NAME]


def test_where_a_part_is_held_by_nobody_the_programme_lead_is_told_at_once(world: World, db: None) -> None:
    answer_to(world.person("programme_lead").pk)
    Membership.objects.filter(role="senior_lead", inspection=world.a).update(ended_at=now())
    assert raised(world).escalated_at is not None
    assert any("has been raised" in text for text in texts_of(world, "programme_lead"))


def test_before_notice_the_partnership_is_not_told_and_the_programme_lead_is(world: World, db: None) -> None:
    answer_to(world.person("programme_lead").pk)
    Inspection.objects.filter(pk=world.a.pk).update(state="planned")
    concern = raised(world, "associate_assessor")
    assert concern.escalated_at is not None
    assert texts_of(world, "senior_lead") == []


def test_from_raised_to_closed_the_raiser_is_told_and_a_day_of_purging_is_set(world: World, db: None) -> None:
    concern = raised(world)
    answer_to(world.person("senior_lead").pk)
    actor = world.actor("senior_lead")
    concern = acts.acknowledge(actor=actor, concern_id=concern.pk, version=1)
    assert (concern.state, concern.purge_on) == ("acknowledged", None)
    concern = acts.say_what_was_done(actor=actor, concern_id=concern.pk, version=2, note="Local procedures.")
    said = texts_of(world, "inspector")
    assert [any(word in text for text in said) for word in ("acknowledged", "was done")] == [True] * 2
    answer_to(world.person("senior_lead").pk)
    concern = acts.close(actor=actor, concern_id=concern.pk, version=3, note="With social work.")
    assert concern.state == "closed"
    assert concern.purge_on == concern.closed_at.date() + timedelta(days=90)
    assert texts_of(world, "inspector") == ["The concern you raised has been closed."]
    acted = [event.act for event in events_of(concern, world)]
    assert acted == ["concern.raise", "concern.acknowledge", "concern.act", "concern.close"]


def test_the_later_of_two_is_refused_and_nothing_is_lost(world: World, db: None) -> None:
    concern = raised(world)
    answer_to(world.person("senior_lead").pk)
    acts.acknowledge(actor=world.actor("senior_lead"), concern_id=concern.pk, version=1)
    answer_to(world.person("inspection_lead").pk)
    with pytest.raises(Stale):
        acts.acknowledge(actor=world.actor("inspection_lead"), concern_id=concern.pk, version=1)


def test_steps_that_say_something_need_words(world: World, db: None) -> None:
    concern = raised(world)
    answer_to(world.person("senior_lead").pk)
    with pytest.raises(Invalid):
        acts.escalate(actor=world.actor("senior_lead"), concern_id=concern.pk, version=1, note=" ")


def test_by_hand_it_goes_before_the_programme_lead_once(world: World, db: None) -> None:
    concern = raised(world)
    answer_to(world.person("inspection_lead").pk)
    lead = world.actor("inspection_lead")
    acts.escalate(actor=lead, concern_id=concern.pk, version=1, note="Two agencies disagree.")
    with pytest.raises(Invalid):
        acts.escalate(actor=lead, concern_id=concern.pk, version=2, note="Again.")
    assert any("brought before you" in text for text in texts_of(world, "programme_lead"))
    chief = world.actor("programme_lead")
    assert acts.acknowledge(actor=chief, concern_id=concern.pk, version=2).state == "acknowledged"


def test_the_programme_lead_sees_nothing_of_it_before(world: World, db: None) -> None:
    concern = raised(world)
    answer_to(world.person("programme_lead").pk)
    assert not Concern.objects.filter(pk=concern.pk).exists()
    with pytest.raises(Missing):
        acts.acknowledge(actor=world.actor("programme_lead"), concern_id=concern.pk, version=1)


def test_the_raiser_can_do_nothing_to_it(world: World, db: None) -> None:
    concern = raised(world)
    with pytest.raises(Refused):
        acts.acknowledge(actor=world.actor("inspector"), concern_id=concern.pk, version=1)


def test_the_clock_brings_it_before_the_programme_lead_when_nobody_answered(world: World, db: None) -> None:
    concern = raised(world)
    answer_to_duty(Duty.CLOCK)
    assert not acts.escalate_late(actor=clock(), concern_id=concern.pk)
    Concern.objects.filter(pk=concern.pk).update(due_at=now() - timedelta(minutes=1))
    assert acts.late_concerns(now()) == [concern.pk]
    assert acts.escalate_late(actor=clock(), concern_id=concern.pk)
    assert not acts.escalate_late(actor=clock(), concern_id=concern.pk)
    assert any("brought before you" in text for text in texts_of(world, "programme_lead"))
    assert any("not acknowledged in time" in text for text in texts_of(world, "senior_lead"))
    last = events_of(concern, world)[-1]
    assert (last.act, last.person_id, last.audience) == ("concern.escalate", None, "concern")


def test_letters_wait_in_the_queue_by_keys_and_say_nothing(world: World, db: None, mailoutbox: list) -> None:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        raised(world)
        with connection.cursor() as cursor:
            cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'cairn.mail'")
            ((args,),) = cursor.fetchall()
        args = json.loads(args)
        wanted = {str(world.person(keeper).pk) for keeper in KEEPERS}
        assert (set(args["people"]), NAME in str(args)) == (wanted, False)
        assert send_letters(**args) == 2
    written = "".join(f"{letter.subject}{letter.body}" for letter in mailoutbox)
    for word in (NAME, TOLD.what, "school", "child", "concern about", "Area A"):
        assert word not in written


@pytest.fixture
def mailoutbox() -> list:
    mail.outbox = []
    return mail.outbox


# -- the screens ------------------------------------------------------------------------------------


def filled(world: World, **more: str) -> dict[str, str]:
    said = {"what": TOLD.what, "identity": NAME, "where_now": "At school", "urgency": "now"}
    return {"inspection": str(world.a.pk), **said, **more}


def hidden_in(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_two_steps_and_it_is_sent(client_of: Callable[..., Client], world: World) -> None:
    browser = client_of(world.person("inspector"))
    address = reverse("concern-raise")
    first = browser.get(address).content.decode()
    assert 'call <a href="tel:999">999</a>' in first
    own = {"inspection": re.search(r'type="hidden" name="inspection" value="([^"]+)"', first)[1]}
    second = browser.post(address, {**filled(world, step="check"), **own})
    assert "Nothing has been sent yet" in second.content.decode()
    again = hidden_in(second.content.decode())
    answer = browser.post(address, {**again, "step": "send"})
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "Thank you" in page
    assert NAME not in page
    assert TOLD.what not in page


def test_a_key_that_is_somebody_elses_keeps_nobody_from_raising_one(
    client_of: Callable[..., Client], world: World
) -> None:
    key = str(uuid4())
    pages = []
    for role, words in (("young_volunteer", "He was alone."), ("inspector", TOLD.what)):
        browser = client_of(world.person(role))
        for _ in range(2):
            answer = browser.post(reverse("concern-raise"), filled(world, key=key, what=words, step="send"))
            assert answer.status_code == 302
        pages.append(answer["Location"])
    assert pages[0] != pages[1]
    answer_to(world.person("inspection_lead").pk)
    assert sorted(Concern.objects.values_list("what", flat=True)) == ["He was alone.", TOLD.what]


def test_nothing_is_kept_between_the_steps(client_of: Callable[..., Client], world: World) -> None:
    browser = client_of(world.person("inspector"))
    answer = browser.post(reverse("concern-raise"), filled(world, step="check"))
    assert "no-store" in answer["Cache-Control"]
    assert NAME not in str(browser.cookies)
    assert NAME not in str(dict(browser.session))
    answer_to_duty(Duty.CLOCK)
    assert not Concern.objects.filter(identity=NAME).exists()


def test_one_can_go_back_and_change_something(client_of: Callable[..., Client], world: World) -> None:
    page = client_of(world.person("inspector")).post(reverse("concern-raise"), filled(world, step="back"))
    assert f'value="{NAME}"' in page.content.decode()


def test_what_is_missing_is_told_and_what_was_written_is_kept(client_of: Callable, world: World) -> None:
    page = client_of(world.person("inspector")).post(
        reverse("concern-raise"), filled(world, what="", step="send")
    )
    text = page.content.decode()
    assert "A sentence is enough." in text
    assert f'value="{NAME}"' in text


def test_scripts_in_what_is_written_stay_words(client_of: Callable[..., Client], world: World) -> None:
    nasty = filled(world, identity='"><script>alert(1)</script>', step="check")
    assert (
        "<script>alert"
        not in client_of(world.person("inspector")).post(reverse("concern-raise"), nasty).content.decode()
    )


def test_who_has_several_inspections_chooses(client_of: Callable[..., Client], world: World) -> None:
    browser = client_of(world.person("programme_lead"))
    page = browser.get(reverse("concern-raise"), {"inspection": world.b.slug}).content.decode()
    assert "Which inspection were you working on?" in page
    assert re.search(rf'value="{world.b.pk}"[^>]*checked', page)
    outside = browser.post(reverse("concern-raise"), filled(world, inspection=str(uuid4()), step="check"))
    assert "ds_error-summary" in outside.content.decode()


def test_somebody_without_a_part_is_told_whom_to_call(client_of: Callable[..., Client], world: World) -> None:
    assert world.stranger is not None
    page = client_of(world.stranger).get(reverse("concern-raise"))
    assert 'href="tel:101"' in page.content.decode()


def test_every_reading_is_an_event_for_those_who_answer(
    client_of: Callable[..., Client], world: World
) -> None:
    concern = raised(world)
    page = client_of(world.person("senior_lead")).get(reverse("concern", args=[concern.pk]))
    assert NAME in page.content.decode()
    client_of(world.person("inspector")).get(reverse("concern", args=[concern.pk]))
    found = [(event.act, event.audience, event.person_id) for event in events_of(concern, world)[1:]]
    assert found == [
        ("concern.view", "concern", world.person("senior_lead").pk),
        ("concern.follow", "concern", world.person("inspector").pk),
    ]


@pytest.mark.parametrize("name", ["concern", "concern-move"])
def test_a_refused_try_tells_nothing_and_is_kept(client_of: Callable, world: World, name: str) -> None:
    concern = raised(world)
    more = ["acknowledge"] if name == "concern-move" else []
    outsider = world.person("inspection_lead", other=True)
    page = client_of(outsider).get(reverse(name, args=[concern.pk, *more]))
    nothing = client_of(outsider).get(reverse(name, args=[uuid4(), *more]))
    assert (page.status_code, nothing.status_code) == (404, 404)
    assert events_of(concern, world)[-1].person_id == outsider.pk
    assert '"refused"' in events_of(concern, world)[-1].details


def test_those_who_answer_see_who_has_opened_it(client_of: Callable[..., Client], world: World) -> None:
    concern = raised(world)
    client_of(world.person("deputy_lead")).get(reverse("concern", args=[concern.pk]))
    page = (
        client_of(world.person("inspection_lead")).get(reverse("concern", args=[concern.pk])).content.decode()
    )
    assert "tried, and was refused" in page
    assert world.person("deputy_lead").name in page


def test_the_raiser_follows_without_reading_others_notes(
    client_of: Callable[..., Client], world: World
) -> None:
    concern = raised(world)
    answer_to(world.person("senior_lead").pk)
    acts.acknowledge(
        actor=world.actor("senior_lead"), concern_id=concern.pk, version=1, note="The aunt was called."
    )
    page = client_of(world.person("inspector")).get(reverse("concern", args=[concern.pk])).content.decode()
    assert "Acknowledged" in page
    assert "aunt" not in page
    assert world.person("senior_lead").name not in page
    assert not ConcernMove.objects.filter(note__contains="aunt").exists()


def test_a_step_is_taken_from_its_page(client_of: Callable[..., Client], world: World) -> None:
    concern = raised(world)
    browser = client_of(world.person("inspection_lead"))
    address = reverse("concern-move", args=[concern.pk, "acknowledge"])
    assert NAME not in browser.get(address).content.decode()
    assert browser.post(address, {"note": "", "version": 1}).status_code == 302
    late = browser.post(address, {"note": "My long note", "version": 1})
    assert late.status_code == 409
    assert "My long note" in late.content.decode()
    assert "Somebody else was here before you" in late.content.decode()
    assert browser.get(reverse("concern-move", args=[concern.pk, "forget"])).status_code == 404


@pytest.mark.parametrize("role", ["inspection_lead", "senior_lead", "inspector", "programme_lead"])
def test_the_list_never_says_what_a_concern_is_about(client_of: Callable, world: World, role: str) -> None:
    concern = raised(world)
    page = client_of(world.person(role)).get(reverse("concerns")).content.decode()
    assert NAME not in page
    assert TOLD.what not in page
    assert (str(concern.pk) in page) == (role != "programme_lead")


def test_a_long_list_has_pages_and_few_queries(client_of: Callable[..., Client], world: World) -> None:
    for _ in range(30):
        raised(world, told=Told(what="x", identity="y", where_now="", urgency="today"))
    browser = client_of(world.person("inspection_lead"))
    browser.get(reverse("concerns"))
    with CaptureQueriesContext(connection) as seen:
        page = browser.get(reverse("concerns")).content.decode()
    assert len(seen) <= 20
    assert page.count("/concerns/") - page.count("/concerns/raise/") >= 25
    assert "page=2" in page


def test_whoever_is_not_signed_in_is_sent_to_do_so(client_of: Callable[..., Client], world: World) -> None:
    assert client_of(None).get(reverse("concern", args=[UUID(int=1)])).status_code == 302
