"""What a declared interest takes away from somebody of the team, what it leaves, and who hears of its end."""

from __future__ import annotations

from uuid import uuid4

from django.test import Client

from cairn.actions.concerns import Told, raise_concern
from cairn.actions.interests import declare_interest, end_interest
from cairn.actions.requests import answer_request
from cairn.actions.uploads import add_file
from cairn.policy.roles import Role
from cairn.store.context import answer_to
from cairn.store.models import (
    Concern,
    Event,
    Inspection,
    Interest,
    Membership,
    Notice,
    Request,
    RequestMove,
    Upload,
    UploadChunk,
)
from tests.factories import World, as_
from tests.lib.requesting import asked

HERE = "/inspections/test-area-a/"


def declared(world: World, role: Role | str = Role.INSPECTION_LEAD) -> Interest:
    key = world.a.partnership_id
    return declare_interest(actor=as_(world, role), partnership_id=key, reason="My sister works there.")


def answered(world: World) -> Request:
    request = asked(world)
    coordinator = as_(world, "partnership_coordinator")
    add_file(actor=coordinator, request_id=request.pk, name="a.csv", chunks=[b"a\n1\n"], most_bytes=99)
    return answer_request(actor=coordinator, request_id=request.pk, version=2, text="We do very well.")


def statuses(browser: Client, *pages: str) -> dict[str, int]:
    return {page: browser.get(f"{HERE}{page}").status_code for page in pages}


def test_a_lead_with_an_interest_reads_no_answer_and_takes_no_step(client_of, world: World) -> None:
    request = answered(world)
    declared(world)
    browser = client_of(world.person("inspection_lead"))
    barred = ("requests/", f"requests/{request.pk}/", "history/", "move/start-evaluating/", "edit/")
    got = statuses(browser, *barred)
    # The row of the request is not there for them; for the rest they are told why.
    assert got == dict.fromkeys(barred, 403) | {f"requests/{request.pk}/": 404}
    accepted = browser.post(f"{HERE}requests/{request.pk}/move/accept/", {"version": 3})
    assert accepted.status_code == 404
    overview = browser.get(HERE).content.decode()
    assert f"{HERE}move/start-evaluating/" not in overview
    assert f"{HERE}history/" not in overview
    assert "We do very well." not in overview


def test_the_database_shows_a_lead_with_an_interest_neither_answers_nor_history(
    db: None, world: World
) -> None:
    answered(world)
    hidden = (Request, RequestMove, Upload, UploadChunk)
    lead = as_(world, "inspection_lead")
    assert all(model.objects.exists() for model in hidden)
    assert Event.objects.filter(inspection_id=world.a.pk).exists()
    declared(world)
    assert not any(model.objects.exists() for model in hidden)
    assert not Event.objects.filter(inspection_id=world.a.pk).exists()
    assert Inspection.objects.filter(pk=world.a.pk).exists()
    assert Membership.objects.filter(inspection=world.a).exclude(person=lead.person_id).exists()
    as_(world, "partnership_coordinator")
    assert Request.objects.exists() and Upload.objects.exists()


def test_a_lead_with_an_interest_hands_over_and_still_answers_for_a_child(client_of, world: World) -> None:
    declared(world)
    told = Told(what="She is afraid.", identity="A child", where_now="", urgency="now")
    raise_concern(actor=as_(world, "inspector"), inspection_id=world.a.pk, told=told, key=uuid4())
    as_(world, "inspection_lead")
    concern = Concern.objects.get()
    browser = client_of(world.person("inspection_lead"))
    assert browser.get(f"/concerns/{concern.pk}/").status_code == 200
    who = {"role": "deputy_lead", "person": str(world.person("inspector").pk), "email": ""}
    assert browser.post(f"{HERE}people/add/", who).status_code == 302


def test_the_programme_lead_hears_that_an_interest_ended_and_it_is_in_the_history(
    client_of, world: World
) -> None:
    row = declared(world, "inspector")
    end_interest(actor=as_(world, "inspector"), interest_id=row.pk)
    said = (
        "inspector A has declared an interest in Area A, and no longer reads or judges there.",
        "inspector A has ended their interest in Area A, and may read and judge there again.",
    )
    for role in ("programme_lead", "inspection_lead"):
        answer_to(world.person(role).pk)
        assert set(Notice.objects.values_list("text", flat=True)) == set(said)
    history = client_of(world.person("programme_lead")).get(f"{HERE}history/", {"noun": "interest"})
    page = history.content.decode()
    assert "inspector A declared an interest." in page
    assert "inspector A ended a declared interest." in page
    assert "My sister" not in page


def test_an_interest_elsewhere_is_known_to_the_programme_lead_too(db: None, world: World) -> None:
    """An inspector of Area B does not see the inspection of Area A, nor who leads the programme."""
    declare_interest(
        actor=as_(world, "inspector", other=True),
        partnership_id=world.a.partnership_id,
        reason="I lived there.",
    )
    answer_to(world.person("programme_lead").pk)
    assert Notice.objects.filter(text__contains="has declared an interest in Area A").count() == 1
    assert Event.objects.filter(act="interest.declare", inspection_id=None).count() == 1
