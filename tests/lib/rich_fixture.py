"""The rich world for tests: made once for a session, and every test's changes undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_roles import Credentials
from tests.lib.rich_world import Rich, pointed_to, rich_database


@pytest.fixture(scope="session")
def rich_made(postgres_server: EmbeddedServer) -> Iterator[tuple[Rich, Credentials]]:
    with rich_database(postgres_server) as made:
        yield made


@pytest.fixture(scope="module")
def rich(rich_made: tuple[Rich, Credentials]) -> Iterator[Rich]:
    """Committed; to be changed only within transactions that are undone."""
    made, logins = rich_made
    with pointed_to(logins):
        yield made


@pytest.fixture
def undone(rich: Rich) -> Iterator[Rich]:
    """The rich world within one transaction, undone when the test ends."""
    with transaction.atomic():
        yield rich
        transaction.set_rollback(True)
