"""One installation: its home folder, its database, and Django set up on them.

Where `DATABASE_URL` names a database, that is used and nothing is started. Else Cairn brings a PostgreSQL of
its own, in the home folder, for one machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import django
import psycopg
from django.core.management import call_command
from django.db import OperationalError

from cairn.config.environment import Environment
from cairn.errors import InstallationError, Problem
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_roles import prepare_roles

home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: Path(os.environ.get("CAIRN_HOME", "build/home")),
    show_default="CAIRN_HOME, else build/home",
    help="The folder of the installation: its database, its secrets, its files.",
)
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation that is ready. `server` is its own PostgreSQL, None where another is used."""

    home: Path
    server: EmbeddedServer | None

    def manage(self, command: str, *words: str, **options: object) -> object:
        """Run one of Django's or the house's management commands."""
        return call_command(command, *words, **options)


def settle(home: Path, *, demo: bool = False, tell: Tell = click.echo) -> Installation:
    """See to the database and set Django up. Raises `CairnError` with what stands in the way."""
    home = home.absolute()
    # Others may pass through, for the database runs as another account under root, but not look around.
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    os.environ["CAIRN_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.config.settings")
    if demo:
        os.environ["CAIRN_DEMO"] = "1"
    server = None
    if not os.environ.get("DATABASE_URL", "").strip():
        server = EmbeddedServer(home / "postgres").ensure(progress=tell)
        logins = prepare_roles(server)
        os.environ["DATABASE_URL"] = logins.app.conninfo
        os.environ["DATABASE_OWNER_URL"] = logins.owner.conninfo
        os.environ["DATABASE_BACKUP_URL"] = logins.backup.conninfo
    django.setup()
    return Installation(home, server)


@contextmanager
def opened(
    home: Path, *, needs: str = "DATABASE_OWNER_URL", tell: Tell = click.echo
) -> Iterator[Installation]:
    """An installation for one command; a database that this command started is stopped again.

    `needs` is the connection the command works by: raises `UsageError` where it is not said, and
    `InstallationError` where no database answers there.
    """
    was_running = EmbeddedServer(home.absolute() / "postgres").pid is not None
    installation = settle(home, tell=tell)
    try:
        Environment().text(needs)
        yield installation
    except (OperationalError, psycopg.OperationalError) as error:
        raise InstallationError(
            Problem(
                code="database-not-reachable",
                message=f"The database does not answer: {str(error).splitlines()[0]}",
                remedy=f"See that it runs, and that {needs} names the right host, role and password.",
            )
        ) from error
    finally:
        if installation.server is not None and not was_running:
            installation.server.stop()
