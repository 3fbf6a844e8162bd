"""One PostgreSQL for a whole test run, whatever the number of xdist's workers, and gone afterwards.

The tables of Cairn are made once in it: databases that want them are copies.

Every worker that uses it holds a shared lock; the last to leave stops the server and removes its folder. A
lock of a killed worker goes with it: a folder whose lock nobody holds is swept away by the next run.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_roles import Credentials, prepare_roles

PLACE = Path(tempfile.gettempdir())
PREFIX = f"cairn-tests-{os.geteuid()}-"
PROJECT = Path(__file__).parents[2]
TEMPLATE = "cairn_tables"


def worker() -> str:
    """The name of this process among xdist's workers; `gw0` when there are none."""
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@contextmanager
def shared_server() -> Iterator[EmbeddedServer]:
    """The run's server; nothing survives a power cut in it, which makes it quick."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone{os.getpid()}")
    home = PLACE / f"{PREFIX}{run[:12]}"
    server = EmbeddedServer(home, durable=False)
    with _lock(home, fcntl.LOCK_SH):
        sweep()
        yield server.ensure()
    remove_if_unused(home)


def sweep() -> None:
    """Stop and remove the servers of runs that were killed."""
    for lock in PLACE.glob(f"{PREFIX}*.users"):
        remove_if_unused(lock.with_suffix(""))


def remove_if_unused(home: Path) -> None:
    try:
        with _lock(home, fcntl.LOCK_EX | fcntl.LOCK_NB) as file:
            EmbeddedServer(home, durable=False).stop()
            shutil.rmtree(home, ignore_errors=True)
            file.unlink(missing_ok=True)
    except BlockingIOError:
        return  # somebody still tests with it


@contextmanager
def _lock(home: Path, kind: int) -> Iterator[Path]:
    path = home.with_name(f"{home.name}.users")
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, kind)
            # Whoever waited may hold the lock of a file that has been removed meanwhile: then once more.
            if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
                yield path
                return
        finally:
            os.close(handle)


@contextmanager
def fresh_database(server: EmbeddedServer, name: str, *roles: str) -> Iterator[Credentials]:
    """An empty database, dropped afterwards. All of them share their three roles, unless others are named."""
    _drop(server, name)
    try:
        yield prepare_roles(server, name, *roles)
    finally:
        _drop(server, name)


@contextmanager
def database_with_tables(server: EmbeddedServer, name: str) -> Iterator[Credentials]:
    """A database as `upgrade_tables` leaves it, dropped afterwards."""
    _make_template(server)
    _drop(server, name)
    with psycopg.connect(server.superuser_conninfo, autocommit=True) as connection:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(copy.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
    try:
        yield prepare_roles(server, name)
    finally:
        _drop(server, name)


def _make_template(server: EmbeddedServer) -> None:
    """Make the database that others are copied from, unless somebody has: in full, or not under its name."""
    begun = f"{TEMPLATE}_begun"
    with psycopg.connect(server.superuser_conninfo, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATE])
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            return
        with fresh_database(server, begun) as logins:
            names = {"DATABASE_URL": logins.app.conninfo, "DATABASE_OWNER_URL": logins.owner.conninfo}
            command = [sys.executable, "-W", "error", "-m", "tests.lib.make_tables"]
            subprocess.run(command, cwd=PROJECT, env=os.environ | names, check=True)
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(begun), sql.Identifier(TEMPLATE)))


def _drop(server: EmbeddedServer, name: str) -> None:
    with psycopg.connect(server.superuser_conninfo, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[EmbeddedServer]:
    with shared_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_database(postgres_server: EmbeddedServer) -> Iterator[Credentials]:
    """This worker's own database; tests that leave tables behind clear them away themselves."""
    with fresh_database(postgres_server, f"cairn_{worker()}") as credentials:
        yield credentials
