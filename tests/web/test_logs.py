"""The log: JSON lines with known fields, and nothing of anybody in them."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sys

import pytest
from django.db import DataError, connection
from procrastinate import App
from procrastinate.testing import InMemoryConnector

from cairn.web import errors
from cairn.web.logs import FIELDS, JsonLines
from cairn.web.public import views as public
from tests.lib.rich_world import IDENTITY, OF_A, Rich
from tests.web.test_access_matrix import Visitor

pytestmark = pytest.mark.xdist_group("rich_world")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Everything that any part of the program logs, as the installation's own handler writes it."""
    written = io.StringIO()
    root, cairn = logging.getLogger(), logging.getLogger("cairn")
    (handler,) = [one for one in root.handlers if isinstance(one.formatter, JsonLines)]
    monkeypatch.setattr(handler, "stream", written)
    monkeypatch.setattr(root, "handlers", [handler])
    monkeypatch.setattr(root, "level", logging.DEBUG)
    monkeypatch.setattr(cairn, "level", logging.DEBUG)
    root.manager._clear_cache()  # type: ignore[attr-defined]
    yield written
    root.manager._clear_cache()  # type: ignore[attr-defined]


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_one_line_with_its_route_and_never_its_address(undone: Rich, log: io.StringIO) -> None:
    Visitor(undone, "inspector").ask("/inspections/test-area-a/?secret=Wren")
    (line,) = [one for one in lines(log) if one["from"] == "cairn.requests"]
    assert (line["route"], line["method"], line["status"]) == ("inspection", "GET", 200)
    assert "test-area-a" not in json.dumps(line)
    assert set(line) <= {"at", "level", "from", "message", *FIELDS}


def test_a_whole_session_leaves_nothing_of_anybody_in_the_log(undone: Rich, log: io.StringIO) -> None:
    keeper = Visitor(undone, "inspection_lead")
    keeper.ask(f"/concerns/{undone.rows['concern'].pk}/")
    raiser = Visitor(undone, "inspector")
    told = {"inspection": undone.world.a.pk, "urgency": "today", "what": "Seen", "identity": IDENTITY}
    raiser.client.post("/concerns/raise/", told | {"where_now": "School", "step": "send"})
    raiser.client.post("/inspections/test-area-a/ledger/add/", {"topic": OF_A, "reason": "Wrenna"})
    Visitor(undone, None).client.post(
        "/sign-in/", {"login": "inspector.a@example.org", "password": "Larkbeam-and-more"}
    )
    raiser.ask(f"/search/?q={IDENTITY.replace(' ', '+')}")
    raiser.ask("/nowhere/Wrenna-Holloway/")
    written = log.getvalue()
    assert len(lines(log)) >= 6
    person = undone.person("inspector")
    for planted in (
        IDENTITY,
        "Wrenna",
        "Holloway",
        OF_A,
        person.email,
        person.name,
        str(person.pk),
        "example.org",
    ):
        assert planted not in written


def test_of_an_exception_only_its_kind_and_place_are_told() -> None:
    try:
        raise ValueError(f"the child is {IDENTITY}")
    except ValueError:
        record = logging.LogRecord("cairn.x", logging.ERROR, "", 1, "broken %s", (IDENTITY,), sys.exc_info())
    line = json.loads(JsonLines().format(record))
    assert (line["message"], line["error"]) == ("broken %s", "ValueError")
    assert IDENTITY not in json.dumps(line)


def test_of_a_forged_host_nothing_that_was_sent_is_told(undone: Rich, log: io.StringIO) -> None:
    Visitor(undone, None).client.get("/search/?q=Wrenna", headers={"host": "Holloway.example.org"})
    told = [one for one in lines(log) if one["from"] == "django.security.DisallowedHost"]
    assert [one["message"] for one in told] == ["django.security.DisallowedHost"] * len(told)
    assert told
    assert "Wrenna" not in log.getvalue()
    assert "Holloway" not in log.getvalue()


def test_what_any_scanner_can_send_raises_no_alarm(undone: Rich, log: io.StringIO) -> None:
    visitor = Visitor(undone, None).client
    forged = visitor.get("/", headers={"host": "scanner.example.net"})
    many = visitor.post("/sign-in/", {f"field-{n}": "x" for n in range(501)})
    assert (forged.status_code, many.status_code) == (400, 400)
    told = [one for one in lines(log) if str(one["from"]).startswith("django.security.")]
    assert {one["from"]: one["request"] for one in told} == {
        "django.security.DisallowedHost": forged["X-Request-Id"],
        "django.security.TooManyFieldsSent": many["X-Request-Id"],
    }
    assert {one["level"] for one in told} == {"warning"}
    assert [one for one in lines(log) if one["level"] == "error"] == []


def test_a_job_that_failed_is_told_without_whom_it_was_about(log: io.StringIO) -> None:
    """The queue's own line quotes every argument: of a letter, who gets it and of which page."""

    async def fail_once() -> None:
        memory = App(connector=InMemoryConnector())

        @memory.task(name="cairn.mail")
        def letter(people: list[str], path: str) -> None:
            raise OSError(f"no mail for {people[0]}")

        await letter.defer_async(people=["0c7e-a-person"], path="/concerns/9f1d/")
        await memory.run_worker_async(wait=False, install_signal_handlers=False)

    asyncio.run(fail_once())
    (line,) = [one for one in lines(log) if one["level"] == "error"]
    assert (line["message"], line["error"]) == ("procrastinate.worker job_error", "OSError")
    for planted in ("0c7e", "9f1d", "concerns"):
        assert planted not in log.getvalue()


# -- what nobody foresaw ------------------------------------------------------------------------------


def breaking(*_: object, **__: object) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::integer", ["Wrenna Holloway"])
    except DataError as refused:
        raise KeyError("Wrenna Holloway of Test Area A") from refused


def test_what_breaks_is_told_with_its_kind_its_places_and_the_number_of_its_page(
    undone: Rich, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "render", breaking)
    response = Visitor(undone, "inspector").client.get("/search/?q=Wrenna")
    assert response.status_code == 500
    (line,) = [one for one in lines(log) if one["level"] == "error"]
    assert (line["from"], line["message"]) == ("cairn.requests", "broken")
    assert (line["route"], line["method"], line["error"]) == ("search", "GET", "KeyError")
    assert line["request"] == response["X-Request-Id"]
    assert f"<code>{line['request']}</code>" in response.content.decode()
    places = line["places"]
    assert isinstance(places, list)
    assert any(re.fullmatch(r"cairn\.web\.public\.views:\d+", place) for place in places)
    assert re.fullmatch(r".*test_logs:\d+", places[-1])
    # 22P02: invalid_text_representation, https://www.postgresql.org/docs/current/errcodes-appendix.html
    assert line["because"] == ["DataError", "InvalidTextRepresentation 22P02"]
    for planted in ("Wrenna", "Holloway", "Area A", undone.person("inspector").email):
        assert planted not in log.getvalue()


def test_a_program_is_told_the_number_of_what_broke_too(
    undone: Rich, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cairn.web.middleware.decide", breaking)
    response = Visitor(undone, None).client.get("/api/v1/publications")
    assert (response.status_code, response.json()["problems"][0]["code"]) == (500, "broken")
    assert [one["request"] for one in lines(log) if one["level"] == "error"] == [response["X-Request-Id"]]


def test_the_page_stands_and_the_cause_is_told_when_no_template_can_be_drawn(
    undone: Rich, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "render", breaking)
    monkeypatch.setattr(errors, "render_to_string", breaking)
    response = Visitor(undone, None).client.get("/search/")
    assert response.status_code == 500
    said = response.content.decode()
    assert "<h1>Something went wrong on our side</h1>" in said
    assert response["X-Request-Id"] in said
    assert "999" in said
    told = [(one["message"], one["request"]) for one in lines(log) if one["level"] == "error"]
    assert told == [("broken", response["X-Request-Id"]), ("no error page", response["X-Request-Id"])]


def test_of_frames_of_others_only_the_last_is_told() -> None:
    """A folder of the name `cairn` above the framework's own files makes them none of ours."""
    try:
        json.loads("{", object_hook=dict)
    except ValueError:
        record = logging.LogRecord("cairn.x", logging.ERROR, "", 1, "broken", (), sys.exc_info())
    (place,) = json.loads(JsonLines().format(record))["places"]
    assert re.fullmatch(r"json\.decoder:\d+", place)


def test_a_field_that_is_not_known_is_left_out() -> None:
    record = logging.makeLogRecord({"msg": "request", "name": "cairn", "email": "a@b.org", "status": 200})
    line = json.loads(JsonLines().format(record))
    assert line["status"] == 200
    assert "email" not in line
