"""The log: JSON lines with known fields, and nothing of anybody in them."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest

from cairn.web.logs import FIELDS, JsonLines
from tests.lib.rich_world import IDENTITY, OF_A, Rich
from tests.web.test_access_matrix import Visitor

pytestmark = pytest.mark.xdist_group("rich_world")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Everything that any part of the program logs, as it would be written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root, cairn = logging.getLogger(), logging.getLogger("cairn")
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


def test_a_field_that_is_not_known_is_left_out() -> None:
    record = logging.makeLogRecord({"msg": "request", "name": "cairn", "email": "a@b.org", "status": 200})
    line = json.loads(JsonLines().format(record))
    assert line["status"] == 200
    assert "email" not in line
