from __future__ import annotations

from datetime import date

import pytest

from cairn.actions import inspections as acts
from cairn.actions.requests import answer_request, return_answer
from cairn.errors import Invalid, Missing, Refused, Stale
from cairn.policy.acts import Act
from cairn.store.context import answer_to
from cairn.store.models import (
    Evaluation,
    Event,
    Inspection,
    InspectionMove,
    Notice,
    Partnership,
    Report,
    Request,
    RequestMove,
)
from tests.factories import World, as_
from tests.lib.requesting import asked, drafted


@pytest.fixture
def lead(world: World, db: None):
    answer_to(world.person("programme_lead").pk)
    return world.actor("programme_lead")


def put_in(inspection: Inspection, state: str) -> None:
    Inspection.objects.filter(pk=inspection.pk).update(state=state)


def area_c(world: World) -> Partnership:
    return Partnership.objects.create(programme=world.programme, letter="C", name="Area C")


def test_a_new_inspection_has_its_evaluations_not_started(world, lead) -> None:
    made = acts.create_inspection(
        actor=lead,
        programme_id=world.programme.pk,
        partnership_id=area_c(world).pk,
        notice_on=date(2026, 9, 7),
    )
    assert made.state == "planned"
    rows = Evaluation.objects.filter(inspection=made).values_list("subject", "state", "value")
    assert list(rows) == [(code, "not_started", None) for code in ("1.1", "2.1", "2.2", "9.1-9.4")]
    assert Event.objects.filter(inspection=made, act="inspection.create").count() == 1


def test_a_partnership_is_inspected_once_in_a_programme(world, lead) -> None:
    with pytest.raises(Invalid, match="has its inspection already"):
        acts.create_inspection(
            actor=lead, programme_id=world.programme.pk, partnership_id=world.a.partnership_id
        )


def test_notice_lies_within_the_programme(world, lead) -> None:
    with pytest.raises(Invalid, match="within the programme"):
        acts.edit_inspection(actor=lead, inspection_id=world.a.pk, version=1, notice_on=date(2031, 1, 1))


def test_an_inspection_under_way_keeps_a_day_of_notice(world, lead) -> None:
    with pytest.raises(Invalid, match="cannot be left empty"):
        acts.edit_inspection(actor=lead, inspection_id=world.a.pk, version=1, notice_on=None)


def test_two_people_who_change_the_notice_are_both_told(world, lead) -> None:
    acts.edit_inspection(actor=lead, inspection_id=world.a.pk, version=1, notice_on=date(2026, 3, 2))
    with pytest.raises(Stale) as caught:
        acts.edit_inspection(actor=lead, inspection_id=world.a.pk, version=1, notice_on=date(2026, 3, 9))
    assert caught.value.mine == {"notice_on": date(2026, 3, 9)}
    assert caught.value.theirs == {"notice_on": date(2026, 3, 2)}


def test_notice_needs_a_day_a_lead_and_a_running_programme(world, lead) -> None:
    made = acts.create_inspection(
        actor=lead, programme_id=world.programme.pk, partnership_id=area_c(world).pk
    )
    with pytest.raises(Invalid) as caught:
        acts.move_inspection(actor=lead, inspection_id=made.pk, version=1, by=Act.INSPECTION_NOTIFY)
    assert [p.message for p in caught.value.problems] == [
        "Set the day of notice, from which the timetable is reckoned.",
        "The inspection needs an inspection lead.",
    ]


def test_each_move_is_kept_with_who_made_it_and_those_concerned_are_told(world, db) -> None:
    person = world.person("inspection_lead")
    answer_to(person.pk)
    put_in(world.a, "planned")
    acts.move_inspection(
        actor=world.actor("inspection_lead"), inspection_id=world.a.pk, version=1, by=Act.INSPECTION_NOTIFY
    )
    move = InspectionMove.objects.filter(inspection=world.a).last()
    assert (move.from_state, move.to_state, move.person_id) == ("planned", "notified", person.pk)
    assert not Notice.objects.exists()  # nothing for whoever did it
    answer_to(world.person("partnership_coordinator").pk)
    assert Notice.objects.get().text == "Notice of the joint inspection of Area A has been given."
    answer_to(world.person("partnership_coordinator", other=True).pk)
    assert not Notice.objects.exists()


def test_reporting_waits_for_the_last_evaluation(world, lead) -> None:
    put_in(world.a, "evaluating")
    Evaluation.objects.filter(inspection=world.a).exclude(subject="2.2").update(state="agreed", value=4)
    with pytest.raises(Invalid, match="1 of 4 evaluations must still be agreed by the team"):
        acts.move_inspection(
            actor=lead, inspection_id=world.a.pk, version=1, by=Act.INSPECTION_START_REPORTING
        )
    Evaluation.objects.filter(inspection=world.a).update(state="agreed", value=4)
    moved = acts.move_inspection(
        actor=lead, inspection_id=world.a.pk, version=1, by=Act.INSPECTION_START_REPORTING
    )
    assert moved.state == "reporting"


def test_published_means_signed_and_a_public_report(world, lead) -> None:
    put_in(world.a, "reporting")
    with pytest.raises(Invalid) as caught:
        acts.move_inspection(actor=lead, inspection_id=world.a.pk, version=1, by=Act.INSPECTION_PUBLISH)
    assert len(caught.value.problems) == 2
    Evaluation.objects.filter(inspection=world.a).update(state="signed", value=4)
    Report.objects.create(
        programme=world.programme,
        inspection=world.a,
        kind="inspection",
        slug="a",
        title="A",
        state="published",
    )
    moved = acts.move_inspection(actor=lead, inspection_id=world.a.pk, version=1, by=Act.INSPECTION_PUBLISH)
    assert moved.published_at is not None


def test_what_still_waits_for_an_answer_ends_when_the_inspection_is_published(
    world, db, monkeypatch, client_of
) -> None:
    """A draft, one asked and one returned are withdrawn; what was answered stands."""
    monkeypatch.setattr(acts, "lacking_to_move", lambda *_: [])  # neither evaluations nor report, for once
    drafted(world)
    request = asked(world)
    there = asked(world)
    answer_request(
        actor=as_(world, "partnership_coordinator"), request_id=there.pk, version=2, text="We do well."
    )
    back = asked(world)
    answer_request(actor=as_(world, "partnership_coordinator"), request_id=back.pk, version=2, text="Half.")
    return_answer(actor=as_(world, "inspection_lead"), request_id=back.pk, version=3, note="And?")
    as_(world, "programme_lead")
    put_in(world.a, "reporting")
    browser = client_of(world.person("programme_lead"))
    page = browser.get(f"/inspections/{world.a.slug}/move/publish/").content.decode()
    said = "3 requests that nobody has answered are withdrawn and 1 answer that waits is accepted as sent."
    assert said in page
    lead = as_(world, "programme_lead")
    acts.move_inspection(actor=lead, inspection_id=world.a.pk, version=1, by=Act.INSPECTION_PUBLISH)
    states = Request.objects.filter(inspection=world.a).values_list("state", flat=True)
    assert sorted(states) == ["accepted", "withdrawn", "withdrawn", "withdrawn"]
    as_(world, "partnership_coordinator")
    last = RequestMove.objects.filter(request=request).last()
    assert (last.from_state, last.to_state) == ("asked", "withdrawn")
    assert last.note == "The inspection was published."
    as_(world, "programme_lead")
    kept = Event.objects.filter(inspection=world.a, act="request.withdraw")
    assert sorted(kept.values_list("audience", flat=True)) == ["partnership", "partnership", "team"]


def test_a_step_back_needs_its_reason_and_keeps_it(world, lead) -> None:
    with pytest.raises(Invalid, match="Say why"):
        acts.move_inspection(
            actor=lead, inspection_id=world.a.pk, version=1, by=Act.INSPECTION_STEP_BACK, note="  "
        )
    acts.move_inspection(
        actor=lead, inspection_id=world.a.pk, version=1, by=Act.INSPECTION_STEP_BACK, note="Scope was wrong"
    )
    move = InspectionMove.objects.filter(inspection=world.a).last()
    assert (move.to_state, move.note) == ("scoping", "Scope was wrong")
    event = Event.objects.get(act="inspection.step_back")
    assert "Scope was wrong" not in event.details


def test_moves_belong_to_their_owners(world, db) -> None:
    answer_to(world.person("inspector").pk)
    with pytest.raises(Refused):
        acts.move_inspection(
            actor=world.actor("inspector"),
            inspection_id=world.a.pk,
            version=1,
            by=Act.INSPECTION_START_EVALUATING,
        )
    answer_to(world.person("inspection_lead").pk)
    with pytest.raises(Missing):
        acts.move_inspection(
            actor=world.actor("inspection_lead"),
            inspection_id=world.b.pk,
            version=1,
            by=Act.INSPECTION_START_EVALUATING,
        )


# The screens


def test_a_lead_moves_the_inspection_on_after_reading_what_that_brings(world, client_of) -> None:
    browser = client_of(world.person("inspection_lead"))
    page = browser.get(f"/inspections/{world.a.slug}/").content.decode()
    assert "Start evaluating" in page
    address = f"/inspections/{world.a.slug}/move/start-evaluating/"
    assert "Owners are asked for evaluations." in browser.get(address).content.decode()
    assert browser.post(address, {"version": "1"}).status_code == 302
    answer_to(world.person("inspection_lead").pk)
    assert Inspection.objects.get(pk=world.a.pk).state == "evaluating"
    # Pressed twice, it is done; another who presses the button is told that it is no longer the moment.
    assert browser.post(address, {"version": "1"}).status_code == 302
    assert client_of(world.person("deputy_lead")).post(address, {"version": "1"}).status_code == 403


def test_get_moves_nothing(world, client_of) -> None:
    browser = client_of(world.person("inspection_lead"))
    browser.get(f"/inspections/{world.a.slug}/move/start-evaluating/")
    answer_to(world.person("inspection_lead").pk)
    assert Inspection.objects.get(pk=world.a.pk).state == "fieldwork"


def test_a_programme_lead_takes_it_back_with_a_reason(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    address = f"/inspections/{world.a.slug}/move/step-back/"
    assert browser.post(address, {"version": "1", "note": ""}).status_code == 422
    assert browser.post(address, {"version": "1", "note": "Too early"}).status_code == 302
    assert "Taken back: Too early" in browser.get(f"/inspections/{world.a.slug}/").content.decode()


def test_a_move_that_is_none_does_not_exist(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    assert browser.get(f"/inspections/{world.a.slug}/move/delete/").status_code == 404


def test_an_inspection_is_set_up_and_its_notice_set_in_the_browser(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    answer_to(world.person("programme_lead").pk)
    partnership = area_c(world)
    address = f"/programmes/{world.programme.slug}/inspections/new/"
    answered = browser.post(address, {"partnership": str(partnership.pk), "notice_on": ""})
    assert answered.status_code == 302
    edit = f"{answered['Location']}edit/"
    assert browser.post(edit, {"notice_on": "7/9/1899", "version": "1"}).status_code == 422
    assert browser.post(edit, {"notice_on": "7 September 2026", "version": "1"}).status_code == 302
    stale = browser.post(edit, {"notice_on": "8 September 2026", "version": "1"})
    assert stale.status_code == 409
    assert "Set up an inspection" in browser.get(address).content.decode()


def test_the_navigation_shows_only_what_a_person_may_see(world, client_of) -> None:
    def shown(role: str) -> set[str]:
        page = client_of(world.person(role)).get(f"/inspections/{world.a.slug}/").content.decode()
        tabs = page[page.index('class="tabs"') : page.index("</nav>", page.index('class="tabs"'))]
        return {
            name
            for name in ("team", "people", "ledger", "history", "timetable", "scope")
            if f"/{name}/" in tabs
        }

    assert {"people", "timetable", "history"} <= shown("inspection_lead")
    assert {"ledger", "scope", "history"}.isdisjoint(shown("partnership_coordinator"))
    assert "history" not in shown("inspector")
    assert "timetable" in shown("record_reader")


def test_the_partnership_does_not_learn_why_an_inspection_went_back(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    browser.post(f"/inspections/{world.a.slug}/move/step-back/", {"version": "1", "note": "Secret"})
    page = client_of(world.person("partnership_coordinator")).get(f"/inspections/{world.a.slug}/")
    assert "Secret" not in page.content.decode()


@pytest.mark.parametrize("page", ["", "timetable/", "people/", "history/", "edit/", "move/notify/"])
def test_another_inspection_does_not_exist(world, client_of, page: str) -> None:
    browser = client_of(world.person("inspection_lead"))
    assert browser.get(f"/inspections/{world.b.slug}/{page}").status_code == 404


def test_before_its_notice_the_partnership_sees_nothing(world, client_of) -> None:
    answer_to(world.person("programme_lead").pk)
    put_in(world.a, "planned")
    browser = client_of(world.person("partnership_coordinator"))
    assert browser.get(f"/inspections/{world.a.slug}/").status_code == 404
    assert "Area A" not in browser.get("/inspections/").content.decode()
