"""Django on a database of this worker's own, as in earnest: the app role serves, the owner made the tables.

`web_database` has the tables, once a session; `db` is one test's transaction, undone afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import psycopg
import pytest
from django.db import connections, transaction
from django.test import Client

from cairn.config.environment import database_settings
from cairn.policy.model import Actor
from cairn.store.models import Person
from cairn.utils.postgres import EmbeddedServer
from tests.factories import World, as_, make_world
from tests.lib.postgres_fixture import database_with_tables, worker


def point_to(alias: str, conninfo: str) -> None:
    """Make the alias connect there from now on."""
    connections[alias].close()
    connections.settings[alias].update(database_settings(alias, conninfo))
    connections[alias].settings_dict.update(database_settings(alias, conninfo))


@pytest.fixture(scope="session")
def web_database(postgres_server: EmbeddedServer) -> Iterator[None]:
    with database_with_tables(postgres_server, f"cairn_web_{worker()}") as logins:
        point_to("default", logins.app.conninfo)
        point_to("owner", logins.owner.conninfo)
        yield
        for alias in ("default", "owner"):
            connections[alias].close()


@contextmanager
def beside() -> Iterator[psycopg.Connection]:
    """A connection of its own to the database that serves: what it does is not undone with the test's."""
    settings = connections["default"].settings_dict
    with psycopg.connect(
        dbname=settings["NAME"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        host=settings["HOST"],
        port=settings["PORT"] or None,
    ) as connection:
        yield connection


@pytest.fixture
def db(web_database: None) -> Iterator[None]:
    """One transaction, undone when the test ends. Nobody is named in it: rows show only what is published."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def world(web_database: None) -> World:
    """Committed once: a programme, two inspections and people in every part."""
    return make_world()


@pytest.fixture(name="as_")
def becoming(world: World, db: None) -> Callable[..., Actor]:
    """Act as the person of a role; the database answers to them from here on."""
    return partial(as_, world)


@pytest.fixture
def client_of(db: None) -> Callable[[Person | None], Client]:
    """A browser signed in as a person, past the second factor and the code of conduct; None is the public."""

    def signed_in(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
            session = client.session
            session["account_authentication_methods"] = [{"method": "mfa", "type": "totp"}]
            session.save()
        return client

    return signed_in
