"""What was typed is given back, whatever became of the page it was typed into."""

from __future__ import annotations

import html
import json
from collections.abc import Callable

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory
from django.urls import reverse

from cairn.actions.inspections import edit_inspection
from cairn.actions.programmes import Plan, edit_programme
from cairn.actions.requests import answer_request
from cairn.store.context import answer_to
from cairn.store.models import Inspection, Programme
from cairn.web.errors import bad_request
from tests.factories import World
from tests.lib.requesting import as_, asked

WORDS = "We looked at every plan of last year.\r\nMost were clear <b>and</b> kept."
GIVEN_BACK = "Nothing of it has been saved. Copy what you want to keep."
Browsers = Callable[..., Client]


def read(response) -> str:
    return html.unescape(response.content.decode())


def test_words_are_not_lost_when_a_colleague_sends_the_answer_meanwhile(
    client_of: Browsers, world: World
) -> None:
    request = asked(world)
    contributor = as_(world, "partnership_contributor")
    answer_request(actor=contributor, request_id=request.pk, version=2, text="Sent by a colleague.")
    address = reverse("request-answer", args=[world.a.slug, request.pk])
    told = {"answer_text": WORDS, "version": 2, "step": "send"}
    response = client_of(world.person("partnership_coordinator")).post(address, told)
    assert response.status_code == 403
    assert GIVEN_BACK in read(response)
    assert WORDS in read(response)
    assert "<b>and</b>" not in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


def test_words_are_not_lost_when_the_session_ended_meanwhile(client_of: Browsers, world: World) -> None:
    address = reverse("inspection-ledger-add", args=[world.a.slug])
    response = client_of(None).post(address, {"topic": "Plans", "reason": WORDS})
    assert response.status_code == 403
    page = read(response)
    assert "You have been signed out" in page
    assert WORDS in page
    assert f"/sign-in/?next={address.replace('/', '%2F')}" in page
    # Where nothing was typed there is nothing to keep: on to signing in.
    assert client_of(None).post(address, {"version": "1"}).status_code == 302


def test_words_are_not_lost_when_the_form_is_out_of_date(world: World, db: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.person("inspector"))
    address = reverse("inspection-ledger-add", args=[world.a.slug])
    response = browser.post(address, {"topic": "Plans of children", "reason": WORDS})
    assert response.status_code == 403
    page = read(response)
    assert "This form could not be taken" in page
    assert WORDS in page
    assert "Plans of children" in page


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_too_much_for_one_form_is_told_with_how_much_may_be_sent(
    client_of: Browsers, world: World, kind: str
) -> None:
    address = reverse("inspection-ledger-add", args=[world.a.slug])
    words = "word " * 420_000  # 2,100,000 bytes: 2 MB of 1,048,576 bytes each are 2,097,152
    part = f'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\n{words}\r\n--x--\r\n'
    body = part if kind.startswith("multipart") else "reason=" + words.replace(" ", "+")
    response = client_of(world.person("inspector")).post(address, body, content_type=kind)
    assert response.status_code == 413
    page = read(response)
    assert "<h1>This is too much for one form</h1>" in page
    # 2,097,152 bytes of seven a word are 299,593
    assert "2\xa0MB at most, which is about 300,000 words" in page
    assert f'href="{address}"' in page
    assert "did not arrive whole" not in page


def test_too_much_is_told_before_a_form_is_called_out_of_date(world: World, db: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in/")
    assert browser.cookies["cairn_csrf"].value
    body = "login=" + "x" * 2_100_000
    response = browser.post("/sign-in/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_too_much_for_the_api_is_told_as_a_problem() -> None:
    told = bad_request(RequestFactory().post("/api/v1/publications"), RequestDataTooBig())
    assert (told.status_code, json.loads(told.content)["problems"][0]["code"]) == (413, "too-large")


def test_a_password_is_never_given_back(world: World, db: None) -> None:
    told = {"login": "somebody at all", "password": "a cairn of many stones"}
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), told)
    assert response.status_code == 403
    assert "somebody at all" in read(response)
    assert "a cairn of many stones" not in read(response)


@pytest.fixture
def plan(world: World) -> dict[str, object]:
    """The programme of the tests as its form has it, with a title of one's own."""
    return {
        "title": "My words for it",
        "years": "2026–2027",
        "edition": "children-in-need-of-care-and-protection/2019-08",
        "graded": ["1.1", "2.1", "2.2", "9.1-9.4"],
        "starts_on": "5 January 2026",
        "ends_on": "31 December 2027",
        "version": 1,
    }


def test_the_later_of_two_changes_of_a_programme_is_in_its_form_beside_the_other(
    client_of: Browsers, world: World, plan: dict[str, object]
) -> None:
    lead = as_(world, "programme_lead")
    other = Plan(
        title="Their words for it",
        years="2026–2027",
        edition=str(plan["edition"]),
        graded=("1.1", "2.1", "2.2", "9.1-9.4"),
        instruments=(),
        starts_on=world.programme.starts_on,
        ends_on=world.programme.ends_on,
    )
    edit_programme(actor=lead, programme_id=world.programme.pk, version=1, plan=other)
    browser = client_of(world.person("programme_lead"))
    address = reverse("programme-edit", args=[world.programme.slug])
    late = browser.post(address, plan)
    assert late.status_code == 409
    page = read(late)
    assert "Somebody saved this before you" in page
    assert "Their words for it" in page
    assert 'value="My words for it"' in page
    assert 'name="version" value="2"' in page
    assert browser.post(address, plan | {"version": 2}).status_code == 302
    answer_to(world.person("programme_lead").pk)
    assert Programme.objects.get(pk=world.programme.pk).title == "My words for it"


def test_the_later_of_two_phases_is_in_its_rows(client_of: Browsers, world: World) -> None:
    browser = client_of(world.person("programme_lead"))
    address = reverse("programme-phases", args=[world.programme.slug])
    rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-weeks": 3, "version": 1}
    assert browser.post(address, rows | {"form-0-name": "Theirs"}).status_code == 302
    late = browser.post(address, rows | {"form-0-name": "Mine alone"})
    assert late.status_code == 409
    page = read(late)
    assert 'value="Mine alone"' in page
    assert "Theirs, 3 weeks" in page


def test_the_later_of_two_days_of_notice_is_in_its_form(client_of: Browsers, world: World) -> None:
    lead = as_(world, "inspection_lead")
    before = Inspection.objects.get(pk=world.a.pk).notice_on
    edit_inspection(actor=lead, inspection_id=world.a.pk, version=1, notice_on=before)
    address = reverse("inspection-edit", args=[world.a.slug])
    late = client_of(world.person("inspection_lead")).post(
        address, {"notice_on": "9 March 2026", "version": 1}
    )
    assert late.status_code == 409
    page = read(late)
    assert 'value="9 March 2026"' in page
    assert "2 February 2026" in page
