"""Sites in processes of their own, and browsers that visit them as somebody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.lib.postgres_fixture import fresh_database, shared_server, worker

ROOT = Path(__file__).parents[2]
PATIENCE = 20_000  # milliseconds, for machines that do much else at the same time


@contextmanager
def site_of(module: str, name: str) -> Iterator[dict[str, object]]:
    """What `python -m module` tells of the site that it serves, from an empty database, until the end."""
    with shared_server() as server, fresh_database(server, f"cairn_{name}_{worker()}") as logins:
        names = {"DATABASE_URL": logins.app.conninfo, "DATABASE_OWNER_URL": logins.owner.conninfo}
        command = [sys.executable, "-W", "error", "-m", module]
        with subprocess.Popen(
            command, cwd=ROOT, env=os.environ | names, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            told = process.stdout.readline()
            assert told, "the site did not start"
            try:
                yield json.loads(told)
            finally:
                process.kill()


class Visits:
    """Pages of one site, each in a browser of its own."""

    def __init__(self, browser: Browser, site: dict[str, object]) -> None:
        self.host = f"http://localhost:{site['port']}"
        self._browser = browser
        self._sessions: dict[str, str] = site["sessions"]  # type: ignore[assignment]
        self._contexts: list[BrowserContext] = []

    def page(self, role: str = "", *, width: int = 1280, script: bool = True) -> Page:
        """An empty page of somebody of that role, or of nobody."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, locale="en-GB"
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        if role:
            cookie = {"name": "cairn_session", "value": self._sessions[role], "url": self.host}
            context.add_cookies([cookie])  # type: ignore[list-item]
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()
