"""A PostgreSQL of a test's own, to be killed, moved and spoilt; the server that tests share is another."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from cairn.errors import InstallationError
from cairn.utils.postgres import EmbeddedServer

ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that a service account may pass through: pytest's own are closed to it under root."""
    path = Path(tempfile.mkdtemp(prefix="cairn-pg-"))
    path.chmod(0o755)
    yield path
    for home in path.rglob("turn.lock"):
        EmbeddedServer(home.parent).stop()
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """One for all tests of a worker that leave its data as they were, running or not: slow to make."""
    path = Path(tempfile.mkdtemp(prefix="cairn-pg-"))
    path.chmod(0o755)
    server = EmbeddedServer(path / "home", durable=False)
    yield server.ensure()
    server.stop()
    shutil.rmtree(path)


@contextmanager
def moved(server: EmbeddedServer, home: Path) -> Iterator[EmbeddedServer]:
    """The same data under another path; they come back afterwards."""
    server.stop()
    home.parent.mkdir(parents=True, exist_ok=True)
    server.home.rename(home)
    there = EmbeddedServer(home, durable=False)
    try:
        yield there
    finally:
        there.stop()
        home.rename(server.home)


@contextmanager
def spoilt(file: Path, text: str) -> Iterator[None]:
    kept = file.read_text()
    file.write_text(text)
    try:
        yield
    finally:
        file.write_text(kept)


def code_of(refused: pytest.ExceptionInfo[InstallationError]) -> str:
    return refused.value.code


def rows(server: EmbeddedServer, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.superuser_conninfo) as connection:
        return connection.execute(query).fetchall()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
