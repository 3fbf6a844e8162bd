"""Health: alive when the process answers; ready when it can serve, and not when it must not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client

from cairn.config.environment import database_settings
from cairn.utils.postgres_roles import Credentials
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


def test_nobody_waits_long_for_a_database_that_does_not_answer() -> None:
    assert database_settings("DATABASE_URL", "postgresql://a@b/c")["OPTIONS"] == {"connect_timeout": "5"}
    assert database_settings("DATABASE_URL", "postgresql://a@b/c?connect_timeout=2&sslmode=verify-full")[
        "OPTIONS"
    ] == {"connect_timeout": "2", "sslmode": "verify-full"}


def test_the_pages_of_health_tell_nothing_of_people_and_are_never_kept() -> None:
    answer = Client().get("/health/live")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
