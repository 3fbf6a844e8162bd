"""An inspection that is given up: by whom, what it brings, and that its personal records go in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from cairn.actions.inspections import move_inspection
from cairn.actions.ledger import EntryWords, add_entry
from cairn.actions.people import clock
from cairn.actions.programmes import close_programme
from cairn.actions.requests import answer_request
from cairn.actions.retention import dispose_records, last_day, ripe_inspections
from cairn.errors import Invalid, Refused
from cairn.policy.acts import Act
from cairn.policy.model import Duty
from cairn.store.context import answer_to, answer_to_duty
from cairn.store.models import Disposal, Event, Inspection, InspectionMove, LedgerEntry, Notice, Request
from tests.factories import World, as_
from tests.lib.requesting import asked

WHY = "The partnership is being taken apart."
BEFORE = ("notified", "scoping", "fieldwork", "evaluating", "reporting")


def stopped(world: World, *, state: str = "fieldwork", note: str = WHY) -> Inspection:
    lead = as_(world, "programme_lead")
    Inspection.objects.filter(pk=world.a.pk).update(state=state)
    return move_inspection(
        actor=lead, inspection_id=world.a.pk, version=world.a.version, by=Act.INSPECTION_STOP, note=note
    )


def noted(world: World) -> LedgerEntry:
    inspector = as_(world, "inspector")
    words = EntryWords(
        indicator="5.1",
        topic="Plans",
        level="concern",
        reason="Half have none.",
        owner_id=inspector.person_id,
    )
    return add_entry(actor=inspector, inspection_id=world.a.pk, words=words)


@pytest.mark.parametrize("state", BEFORE)
def test_an_inspection_is_stopped_from_every_step_before_it_is_published(
    world: World, db: None, state: str
) -> None:
    assert stopped(world, state=state).state == "stopped"
    move = InspectionMove.objects.filter(inspection=world.a).last()
    assert move is not None
    assert (move.from_state, move.to_state, move.note) == (state, "stopped", WHY)
    assert Event.objects.filter(act="inspection.stop", inspection=world.a).count() == 1
    answer_to(world.person("partnership_coordinator").pk)
    assert Notice.objects.get().text == "The joint inspection of Area A was stopped."


@pytest.mark.parametrize("state", ["published", "closed"])
def test_what_is_published_is_not_stopped(world: World, db: None, state: str) -> None:
    with pytest.raises(Refused):
        stopped(world, state=state)


def test_the_partnership_never_learns_of_an_inspection_that_was_called_off(world: World, db: None) -> None:
    assert stopped(world, state="planned").state == "called_off"
    for role in ("partnership_coordinator", "senior_lead"):
        answer_to(world.person(role).pk)
        assert not Inspection.objects.exists()
        assert not Notice.objects.exists()


def test_it_takes_a_reason_and_the_programme_lead(world: World, db: None) -> None:
    with pytest.raises(Invalid, match="Say why the inspection is stopped"):
        stopped(world, note="  ")
    lead = as_(world, "inspection_lead")
    with pytest.raises(Refused):
        move_inspection(actor=lead, inspection_id=world.a.pk, version=1, by=Act.INSPECTION_STOP, note=WHY)


def test_of_a_stopped_inspection_nothing_changes_any_more(world: World, db: None) -> None:
    request = asked(world)
    stopped(world)
    as_(world, "partnership_coordinator")
    assert Request.objects.get(pk=request.pk).state == "withdrawn"
    with pytest.raises(Refused):
        answer_request(
            actor=as_(world, "partnership_coordinator"), request_id=request.pk, version=3, text="Late."
        )
    with pytest.raises(Refused, match="published, closed or given up"):
        noted(world)


def test_a_programme_closes_when_each_inspection_is_closed_or_given_up(world: World, db: None) -> None:
    stopped(world)
    lead, programme = as_(world, "programme_lead"), world.programme
    told = {"actor": lead, "programme_id": programme.pk, "version": programme.version}
    with pytest.raises(Invalid, match="Close the inspection of Area B first"):
        close_programme(**told)
    Inspection.objects.filter(pk=world.b.pk).update(state="called_off")
    assert close_programme(**told).state == "closed"


@pytest.mark.parametrize(("days", "ripe"), [(364, False), (366, True)])
def test_personal_records_go_a_year_after_the_inspection_was_stopped(
    world: World, db: None, days: int, ripe: bool
) -> None:
    """365 days by the definitions, reckoned by the database itself."""
    noted(world)
    lead, at = as_(world, "programme_lead"), now() - timedelta(days=days)
    Inspection.objects.filter(pk=world.a.pk).update(state="stopped")
    InspectionMove.objects.create(
        inspection=world.a, from_state="fieldwork", to_state="stopped", person_id=lead.person_id, at=at
    )
    inspection = Inspection.objects.get(pk=world.a.pk)
    assert last_day(inspection) == localdate(at) + timedelta(days=365)
    answer_to_duty(Duty.CLOCK)
    assert ripe_inspections() == ([inspection.pk] if ripe else [])
    assert (dispose_records(actor=clock(), inspection_id=inspection.pk) > 0) is ripe
    rules = set(Disposal.objects.filter(inspection=inspection).values_list("rule", flat=True))
    assert rules == ({"records: 365 days after the inspection was given up"} if ripe else set())


def test_no_clock_runs_while_the_work_goes_on(world: World, db: None) -> None:
    as_(world, "programme_lead")
    assert last_day(Inspection.objects.get(pk=world.a.pk)) is None


def test_the_page_says_what_it_brings_and_asks_why(client_of, world: World) -> None:
    browser = client_of(world.person("programme_lead"))
    here = f"/inspections/{world.a.slug}/"
    assert f"{here}move/stop/" in browser.get(here).content.decode()
    assert f"{here}move/stop/" not in client_of(world.person("inspection_lead")).get(here).content.decode()
    page = browser.get(f"{here}move/stop/").content.decode()
    assert "There is no way back." in page
    assert browser.post(f"{here}move/stop/", {"version": 1, "note": ""}).status_code == 422
    assert browser.post(f"{here}move/stop/", {"version": 1, "note": WHY}).status_code == 302
    after = browser.get(here).content.decode()
    assert "The inspection was given up" in after
    assert f"Given up: {WHY}" in after
    assert "Start evaluating" not in after
    assert client_of(world.person("partnership_coordinator")).get(here).status_code == 200
    assert (
        str(localdate().year + 1)
        in browser.get(f"/programmes/{world.programme.slug}/retention/").content.decode()
    )
