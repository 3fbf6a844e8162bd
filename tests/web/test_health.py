"""Health: alive when the process answers; ready when it can serve, and not when it must not.

And what everybody else is told while the database is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import Error, connection, connections, transaction
from django.test import Client

from cairn.config.environment import database_settings
from cairn.utils.postgres_roles import Credentials
from cairn.web.errors import is_without_database
from tests.lib.postgres_fixture import shared_server
from tests.lib.rich_world import Rich
from tests.lib.web_fixture import point_to

pytestmark = pytest.mark.xdist_group("rich_world")


@contextmanager
def served_by(conninfo: str) -> Iterator[None]:
    """The pages are served from there meanwhile."""
    was = connection.settings_dict.copy()
    point_to("default", conninfo)
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"].settings_dict.update(was)
        connections.settings["default"].update(was)


def asked(page: str) -> tuple[int, dict[str, object]]:
    answer = Client().get(f"/health/{page}")
    return answer.status_code, answer.json()


def test_a_server_with_its_database_is_alive_and_ready(rich: Rich) -> None:
    assert asked("live") == (200, {"alive": True})
    assert asked("ready") == (200, {"ready": True})


def test_without_a_database_it_is_alive_and_not_ready(rich: Rich) -> None:
    with served_by("postgresql://nobody@127.0.0.1:1/nothing"):
        assert asked("live") == (200, {"alive": True})
        assert asked("ready") == (503, {"ready": False, "why": "The database does not answer."})


def test_an_empty_database_is_told_to_be_brought_up_to_date(rich_made: tuple[Rich, Credentials]) -> None:
    with shared_server() as server, served_by(server.superuser_conninfo):
        code, told = asked("ready")
    assert (code, told["why"]) == (503, "The database is older than this version: run `cairn upgrade`.")


def test_a_superuser_must_not_serve(rich_made: tuple[Rich, Credentials]) -> None:
    with shared_server() as server:
        conninfo = psycopg.conninfo.make_conninfo(server.superuser_conninfo, dbname=rich_made[1].database)
        with served_by(conninfo):
            code, told = asked("ready")
    assert code == 503
    assert str(told["why"]).startswith("The role that serves is not bound by row-level security")


@pytest.mark.parametrize("role", ["owner", "backup"])
def test_neither_the_owner_nor_a_role_beyond_row_security_must_serve(
    rich_made: tuple[Rich, Credentials], role: str
) -> None:
    with served_by(getattr(rich_made[1], role).conninfo):
        assert asked("ready")[0] == 503


def test_a_table_without_row_security_must_not_be_served(rich_made: tuple[Rich, Credentials]) -> None:
    made = rich_made[1]
    with psycopg.connect(made.owner.conninfo, autocommit=True) as owner, served_by(made.app.conninfo):
        owner.execute("ALTER TABLE store_concern NO FORCE ROW LEVEL SECURITY")
        try:
            told = asked("ready")
        finally:
            owner.execute("ALTER TABLE store_concern FORCE ROW LEVEL SECURITY")
    assert told == (
        503,
        {"ready": False, "why": "A table is without row-level security: run `cairn upgrade`."},
    )


NOWHERE = "postgresql://nobody:not-to-be-told@127.0.0.1:1/nothing"


@pytest.mark.parametrize("path", ["/", "/reports/", "/search/?q=plan", "/my-work/", "/sign-in/"])
def test_while_the_database_is_away_a_page_says_so_calmly(rich: Rich, path: str) -> None:
    with served_by(NOWHERE):
        answer = Client(raise_request_exception=False).get(path)
    said = answer.content.decode()
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    assert "<h1>Cairn is not available for a moment</h1>" in said
    assert not any(word in said for word in ("not-to-be-told", "127.0.0.1", "nothing", "nobody", "sql"))


def test_while_the_database_is_away_a_form_is_answered_the_same(rich: Rich) -> None:
    with served_by(NOWHERE):
        answer = Client(raise_request_exception=False).post("/sign-in/", {"login": "a@b.example"})
    assert answer.status_code == 503


@pytest.mark.parametrize("path", ["v1/publications", "v1/workspace/inspections", ""])
def test_while_the_database_is_away_a_program_is_told_so_as_a_problem(rich: Rich, path: str) -> None:
    with served_by(NOWHERE):
        answer = Client(raise_request_exception=False).get(f"/api/{path}")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert [one["code"] for one in answer.json()["problems"]] == ["unavailable"]


@pytest.mark.parametrize(
    ("asked_for", "away"),
    [
        ("DO $$ BEGIN RAISE SQLSTATE '57P01'; END $$", True),  # it is being shut down
        ("DO $$ BEGIN RAISE SQLSTATE '53300'; END $$", True),  # it takes nobody more
        ("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$", False),  # two of our own acts wait for each other
        ("DO $$ BEGIN RAISE SQLSTATE '57014'; END $$", False),  # our question took too long
        ("SELECT 1 / 0", False),
        ("SELECT nonsense", False),
    ],
)
def test_only_a_database_that_is_away_is_called_away(rich: Rich, asked_for: str, away: bool) -> None:
    with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(asked_for)
    assert is_without_database(caught.value) is away


def test_what_else_breaks_is_no_passing_trouble(rich: Rich) -> None:
    assert not is_without_database(ValueError())
    assert not is_without_database(None)


def test_nobody_waits_long_for_a_database_that_does_not_answer() -> None:
    assert database_settings("DATABASE_URL", "postgresql://a@b/c")["OPTIONS"] == {"connect_timeout": "5"}
    assert database_settings("DATABASE_URL", "postgresql://a@b/c?connect_timeout=2&sslmode=verify-full")[
        "OPTIONS"
    ] == {"connect_timeout": "2", "sslmode": "verify-full"}


def test_the_pages_of_health_tell_nothing_of_people_and_are_never_kept() -> None:
    answer = Client().get("/health/live")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
