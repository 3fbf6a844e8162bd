"""Tests of the store, the acts and the screens, on a database as it is in earnest."""

from tests.lib import django_setup

django_setup.set_up()

from tests.lib.publishing import evidence  # noqa: E402 - models need Django set up
from tests.lib.rich_fixture import rich, rich_made, undone  # noqa: E402
from tests.lib.web_fixture import becoming, client_of, db, web_database, world  # noqa: E402

__all__ = ["becoming", "client_of", "db", "evidence", "rich", "rich_made", "undone", "web_database", "world"]
