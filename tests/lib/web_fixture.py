"""Django on a database of this worker's own, as in earnest: the app role serves, the owner made the tables.

`web_database` makes the tables once a session; `db` is one test's transaction, undone afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client

from cairn.config.environment import database_settings
from cairn.store.models import Person
from tests.factories import World, make_world
from tests.lib.postgres_fixture import fresh_database, shared_server, worker


def point_to(alias: str, conninfo: str) -> None:
    """Make the alias connect there from now on."""
    connections[alias].close()
    connections.settings[alias].update(database_settings(alias, conninfo))
    connections[alias].settings_dict.update(database_settings(alias, conninfo))


@pytest.fixture(scope="session")
def web_database() -> Iterator[None]:
    with shared_server() as server, fresh_database(server, f"cairn_web_{worker()}") as logins:
        point_to("default", logins.app.conninfo)
        point_to("owner", logins.owner.conninfo)
        call_command("upgrade_tables", verbosity=0)
        yield
        for alias in ("default", "owner"):
            connections[alias].close()


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
