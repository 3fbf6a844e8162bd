"""The process that publishes is killed in the middle of it; the next one publishes the report, once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest

from tests.lib.django_setup import HOME
from tests.lib.postgres_fixture import fresh_database, shared_server, worker

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds
pytestmark = pytest.mark.xdist_group("publishing")


def begun(environment: Mapping[str, str], *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, env=environment)


def test_killed_in_earnest_a_report_is_published_once_by_whoever_comes_next() -> None:
    with shared_server() as server, fresh_database(server, f"cairn_killed_{worker()}") as logins:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cairn.config.settings",
            "CAIRN_HOME": str(HOME),
            "CAIRN_PLAIN_HTTP": "1",
            "CAIRN_LOG_LEVEL": "CRITICAL",
            "DATABASE_URL": logins.app.conninfo,
            "DATABASE_OWNER_URL": logins.owner.conninfo,
        }
        assert begun(environment, "tests.lib.publishing_asked").wait(PATIENCE) == 0
        with psycopg.connect(logins.backup.conninfo, autocommit=True) as reader:
            first = begun(environment, "django", "duties", "--once")
            deadline = time.monotonic() + PATIENCE
            while state(reader) == [("waiting", 0)]:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            first.kill()
            first.wait()
            assert state(reader) == [("working", 1)]
            assert published(reader) == []
            assert begun(environment, "django", "duties", "--once").wait(PATIENCE) == 0
            assert state(reader) == [("done", 2)]
            assert published(reader) == [1]


def state(reader: psycopg.Connection) -> list[tuple[str, int]]:
    return reader.execute("SELECT state, tries FROM store_publishing").fetchall()


def published(reader: psycopg.Connection) -> list[int]:
    return [number for (number,) in reader.execute("SELECT number FROM store_publication").fetchall()]
