"""The same for programs: what is published for anybody, the workspace with a token."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import schemathesis
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client, RequestFactory
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from schemathesis import checks

from cairn.actions.tokens import make_token, revoke_token
from cairn.store.context import answer_to
from cairn.store.models import Publication
from cairn.web.api.limits import address_of
from cairn.web.api.service import api
from tests.factories import World
from tests.lib.publishing import as_, published_report

pytestmark = pytest.mark.xdist_group("publishing")
FORBIDDEN_WORDS = ("body_html", "person", "email")


@pytest.fixture(autouse=True)
def nobody_asked_before(db: None) -> Iterator[None]:
    cache.clear()
    yield


@pytest.fixture
def publication(world: World, evidence: None, db: None) -> Publication:
    made = published_report(world)
    answer_to(None)
    return made


def token(world: World, role: str, *scopes: str) -> str:
    _, secret = make_token(
        actor=as_(world, role), name="test", scopes=scopes, expires_on=localdate() + timedelta(days=7)
    )
    answer_to(None)
    return secret


def asked(address: str, secret: str = "") -> tuple[int, dict]:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    response = Client().get(f"/api/v1/{address}", headers=headers)
    return response.status_code, response.json()


def test_the_description_is_worked_out_once(db: None) -> None:
    assert asked("openapi.json") == asked("openapi.json")
    assert api.get_openapi_schema() is api.get_openapi_schema()


def test_the_service_describes_itself_as_openapi_3_1(db: None) -> None:
    status, described = asked("openapi.json")
    assert status == 200
    assert described["openapi"].startswith("3.1")
    for methods in described["paths"].values():
        assert set(methods) == {"get"}


def test_a_publication_is_read_whole(publication: Publication) -> None:
    status, found = asked("publications/what-parents-said")
    assert status == 200
    assert [part["heading"] for part in found["sections"]] == [
        "What we looked at",
        "Key messages",
        "Good practice",
    ]
    assert not any(word in found for word in FORBIDDEN_WORDS)


def test_how_do_we_know_can_be_asked_of_a_single_word(publication: Publication) -> None:
    status, found = asked("publications/what-parents-said/1/figures/2")
    assert status == 200
    assert (found["words"], found["k"], found["n"]) == ("Two thirds", 26, 40)
    assert found["share"] == 0.65


def test_what_is_not_there_is_a_problem_with_a_code(publication: Publication) -> None:
    for address in ("publications/nothing", "publications/what-parents-said/1/figures/99"):
        status, found = asked(address)
        assert (status, found["problems"][0]["code"]) == (404, "not-found")


def test_a_wrong_question_names_its_field(db: None) -> None:
    status, found = asked("publications?limit=1000")
    assert status == 422
    assert found["problems"][0]["field"] == "limit"


def test_the_workspace_needs_a_token(world: World, db: None) -> None:
    assert asked("workspace/inspections")[0] == 401
    assert asked("workspace/inspections", "cairn_wrong")[0] == 401


def test_being_signed_in_is_no_token(client_of, world: World) -> None:
    assert client_of(world.person("inspector")).get("/api/v1/workspace/inspections").status_code == 401


def test_a_token_shows_what_its_holder_sees(world: World, db: None) -> None:
    status, found = asked("workspace/inspections", token(world, "inspector", "inspections"))
    assert (status, [one["slug"] for one in found["items"]]) == (200, ["test-area-a"])


def test_a_token_is_for_its_scopes_alone(world: World, db: None) -> None:
    status, found = asked("workspace/evaluations", token(world, "inspector", "inspections"))
    assert (status, found["problems"][0]["code"]) == (403, "not-in-scope")


def test_a_revoked_token_is_good_for_nothing(world: World, db: None) -> None:
    row, secret = make_token(
        actor=as_(world, "inspector"),
        name="test",
        scopes=["inspections"],
        expires_on=localdate() + timedelta(days=7),
    )
    revoke_token(actor=as_(world, "inspector"), token_id=row.pk)
    answer_to(None)
    assert asked("workspace/inspections", secret)[0] == 401


def test_the_partnership_reads_no_evaluation_before_it_is_signed(world: World, db: None) -> None:
    secret = token(world, "partnership_coordinator", "evaluations")
    assert asked("workspace/evaluations", secret) == (200, {"total": 0, "items": []})


def test_whoever_asks_too_often_is_told_when_to_come_back(db: None, monkeypatch) -> None:
    monkeypatch.setattr(settings, "API_PER_MINUTE", 2)
    answers = [Client().get("/api/v1/glossary") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert answers[2].json()["problems"][0]["code"] == "too-often"


def times(count: int, path: str, **headers: str) -> list[int]:
    return [Client().get(path, **headers).status_code for _ in range(count)]


def test_what_a_visitor_says_of_their_address_counts_for_nothing(db: None, monkeypatch) -> None:
    monkeypatch.setattr(settings, "API_PER_MINUTE", 2)
    told = [times(1, "/api/v1/glossary", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}")[0] for n in range(3)]
    assert told == [200, 200, 429]


def test_behind_a_proxy_its_own_word_counts_and_nothing_before_it(db: None, monkeypatch) -> None:
    monkeypatch.setattr(settings, "API_PER_MINUTE", 2)
    monkeypatch.setattr(settings, "BEHIND_PROXY", True)
    forged = [
        times(1, "/api/v1/glossary", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, 192.0.2.7")[0] for n in range(3)
    ]
    assert forged == [200, 200, 429]
    assert times(1, "/api/v1/glossary", HTTP_X_FORWARDED_FOR="192.0.2.8") == [200]


# RFC 4291: the last 64 bits are the interface's own to choose; ::ffff:0:0/96 are IPv4 addresses.
@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_who_is_counted_as_one(told: str, counted: str) -> None:
    assert address_of(RequestFactory().get("/api/v1/", REMOTE_ADDR=told)) == counted


def test_busy_programs_with_tokens_shut_nobody_out_of_what_is_published(db: None, monkeypatch) -> None:
    monkeypatch.setattr(settings, "API_PER_MINUTE", 2)
    assert times(3, "/api/v1/workspace/inspections") == [401, 401, 429]
    assert times(2, "/api/v1/glossary") == [200, 200]


def test_whoever_has_used_up_their_questions_still_reads_pages(db: None, monkeypatch) -> None:
    monkeypatch.setattr(settings, "API_PER_MINUTE", 1)
    assert times(2, "/api/v1/glossary") == [200, 429]
    assert times(2, "/glossary/") == [200, 200]


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v1/nothing", "/api/v1/publications/", "/api/v2/x/y"])
def test_an_address_that_is_not_there_is_a_problem_too(db: None, path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert [one["code"] for one in answer.json()["problems"]] == ["not-found"]


def test_a_method_that_is_not_there_is_a_problem_too(db: None) -> None:
    answer = Client().post("/api/v1/publications", {})
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert [one["code"] for one in answer.json()["problems"]] == ["method-wrong"]


def test_what_breaks_is_told_to_a_program_as_a_problem(db: None, monkeypatch) -> None:
    def broken() -> None:
        raise ValueError("Isla Quillfeather")

    monkeypatch.setattr("cairn.web.api.public.entries", broken)
    answer = Client(raise_request_exception=False).get("/api/v1/glossary")
    assert (answer.status_code, [one["code"] for one in answer.json()["problems"]]) == (500, ["broken"])
    assert "Quillfeather" not in answer.content.decode()


def test_the_service_says_how_often_it_may_be_asked(db: None) -> None:
    assert (
        f"{settings.API_PER_MINUTE:,} questions a minute" in asked("openapi.json")[1]["info"]["description"]
    )


def test_the_page_for_programmers_names_every_endpoint(db: None) -> None:
    page = Client().get("/api/").content.decode()
    for path in asked("openapi.json")[1]["paths"]:
        assert path in page


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests end without closing the connection that the test's own transaction is on."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_every_answer_is_as_described(publication: Publication, one_connection: None, monkeypatch) -> None:
    monkeypatch.setattr(settings, "API_PER_MINUTE", 100_000)
    application = get_wsgi_application()
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    wanted = [
        checks.not_a_server_error,
        *(
            checks.CHECKS.get_one(name)
            for name in ("status_code_conformance", "content_type_conformance", "response_schema_conformance")
        ),
    ]
    for result in described.get_all_operations():
        operation = result.ok()

        @budget(
            max_examples=8,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        @given(case=operation.as_strategy())
        def answered(case) -> None:
            case.call_and_validate(checks=wanted)

        answered()
