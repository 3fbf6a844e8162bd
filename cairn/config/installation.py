"""One installation: its home folder, its database, and Django set up on them.

Where `DATABASE_URL` names a database, that is used and nothing is started. Else Cairn brings a PostgreSQL of
its own, in the home folder, for one machine.
"""

from __future__ import annotations

import os
import threading
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
from cairn.errors import InstallationError, Problem, UsageError
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_roles import Credentials, known_credentials, prepare_roles

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


def settle(
    home: Path, *, demo: bool = False, tell: Tell = click.echo, meanwhile: Callable[[], None] = lambda: None
) -> Installation:
    """See to the database and set Django up. Raises `CairnError` with what stands in the way.

    `meanwhile` is done, with Django set up, while a database of one's own starts; it asks no database.
    """
    home = home.absolute()
    # Others may pass through, for the database runs as another account under root, but not look around.
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    os.environ["CAIRN_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.config.settings")
    if demo:
        os.environ["CAIRN_DEMO"] = "1"
    if os.environ.get("DATABASE_URL", "").strip():
        django.setup()
        meanwhile()
        return Installation(home, None)
    server = EmbeddedServer(home / "postgres")
    was_running = server.pid is not None
    bringing = Bringing(server, tell)
    bringing.start()
    logins = known_credentials(server) or bringing.wait()
    os.environ["DATABASE_URL"] = logins.app.conninfo
    os.environ["DATABASE_OWNER_URL"] = logins.owner.conninfo
    os.environ["DATABASE_BACKUP_URL"] = logins.backup.conninfo
    try:
        django.setup()
        meanwhile()
    except BaseException:
        bringing.join()
        if not was_running:
            server.stop()
        raise
    bringing.wait()
    return Installation(home, server)


class Bringing(threading.Thread):
    """Makes the server answer and its roles be as they should, while its caller does something else."""

    def __init__(self, server: EmbeddedServer, tell: Tell) -> None:
        super().__init__(daemon=True)  # a database that takes long to recover keeps nobody from leaving
        self._server, self._tell = server, tell
        self._found: Credentials | BaseException | None = None

    def run(self) -> None:
        try:
            self._found = prepare_roles(self._server.ensure(progress=self._tell))
        except BaseException as error:  # raised where it is waited for
            self._found = error

    def wait(self) -> Credentials:
        """The logins, once the server answers. Raises what stands in the way."""
        self.join()
        assert self._found is not None
        if isinstance(self._found, BaseException):
            raise self._found
        return self._found


@contextmanager
def opened(
    home: Path,
    *,
    needs: str = "DATABASE_OWNER_URL",
    begun: bool = False,
    founded: bool = False,
    tell: Tell = click.echo,
) -> Iterator[Installation]:
    """An installation for one command; a database that this command started is stopped again.

    `needs` is the connection the command works by: raises `UsageError` where it is not said, and
    `InstallationError` where no database answers there. With `begun` a database of one's own must be there
    already, while one elsewhere may be empty; with `founded` the tables must be there too, wherever it is.
    Where nothing is they raise `UsageError`, and nothing is made.
    """
    own = not os.environ.get("DATABASE_URL", "").strip()
    if (begun or founded) and own and not (home / "postgres" / "data").is_dir():
        raise _not_founded(str(home))
    was_running = EmbeddedServer(home.absolute() / "postgres").pid is not None
    installation = settle(home, tell=tell)
    try:
        conninfo = Environment().text(needs)
        if founded and not _has_tables(conninfo):
            raise _not_founded(str(home) if own else "this database")
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


def _has_tables(conninfo: str) -> bool:
    with psycopg.connect(conninfo) as connection:
        found = connection.execute("SELECT to_regclass('public.store_event') IS NOT NULL").fetchone()
    return found == (True,)


def _not_founded(place: str) -> UsageError:
    return UsageError(
        Problem(
            code="no-installation",
            message=f"There is no installation of Cairn in {place}.",
            remedy="Name its home folder by --home, or set its database; `cairn init` makes a new one.",
        )
    )
