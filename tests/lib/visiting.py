"""Sites in processes of their own, and browsers that visit them as somebody.

CAIRN_SITE may name a file with what a site told that runs already; CAIRN_PICTURES a folder for pictures.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from cairn.utils.postgres import EmbeddedServer
from tests.lib.axe import violations
from tests.lib.postgres_fixture import database_with_tables, worker

ROOT = Path(__file__).parents[2]
PATIENCE = 60_000  # milliseconds, for machines that do much else at the same time: nothing hangs on speed
WIDTHS = (320, 768, 1280)
TALLEST = 3000  # a picture of a whole report would be fifty metres long

Site = dict[str, object]
expect.set_options(timeout=PATIENCE)


@contextmanager
def site_of(server: EmbeddedServer, module: str, name: str, **settings: str) -> Iterator[Site]:
    """What `python -m module` tells of the site that it serves, from an empty database, until the end."""
    with database_with_tables(server, f"cairn_{name}_{worker()}") as logins:
        names = {"DATABASE_URL": logins.app.conninfo, "DATABASE_OWNER_URL": logins.owner.conninfo}
        command = [sys.executable, "-W", "error", "-m", module]
        with subprocess.Popen(
            command, cwd=ROOT, env=os.environ | names | settings, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            told = process.stdout.readline()
            assert told, "the site did not start"
            try:
                yield json.loads(told) | {"owner": logins.owner.conninfo}
            finally:
                process.kill()


class Sites:
    """One site at a time: it is served until another is asked for."""

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server
        self._which: tuple[str, str] | None = None
        self._serving: AbstractContextManager[Site] | None = None
        self._told: Site = {}

    def at(self, module: str, name: str) -> Site:
        """The site of that module in a database of that name: begun afresh unless it was the last."""
        if running := os.environ.get("CAIRN_SITE"):
            return dict(json.loads(Path(running).read_text()))
        if self._which != (module, name):
            self.close()
            self._serving = site_of(self._server, module, name)
            self._told = self._serving.__enter__()
            self._which = (module, name)
        return self._told

    def close(self) -> None:
        serving, self._serving, self._which = self._serving, None, None
        if serving is not None:
            serving.__exit__(None, None, None)


class Visits:
    """Pages of one site, each in a browser of its own; `said` is what they complained of."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.host = f"http://localhost:{site['port']}"
        self.said: list[str] = []
        self._browser = browser
        self._site = site
        self._contexts: list[BrowserContext] = []

    def page(self, role: str = "", *, width: int = 1280, script: bool = True) -> Page:
        """An empty page of somebody of that role, or of nobody."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, locale="en-GB"
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        if role:
            sessions: dict[str, str] = self._site["sessions"]  # type: ignore[assignment]
            cookie = {"name": "cairn_session", "value": sessions[role], "url": self.host}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("warning", "error"):
            self.said.append(message.text)

    def go(self, role: str, address: str, width: int = 1280, *, script: bool = True) -> Page:
        """A page at the address, which may hold names of what the site told: `/reports/{withdrawn}/`."""
        page = self.page(role, width=width, script=script)
        page.goto(self.host + address.format_map(self._site))
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()


def open_all(page: Page) -> None:
    """Open whatever is folded up."""
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")


def faults(
    page: Page, name: str, widths: Sequence[int] = WIDTHS, *, contrast_at: Sequence[int] = WIDTHS
) -> list[str]:
    """What axe finds, and what is wider than the window, at each width; pictures where they are wanted.

    `contrast_at` are the widths at which colours are looked at: most of axe's time on a long page.
    """
    page.evaluate("document.fonts.ready.then(() => true)")
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        told = violations(page, contrast=width in contrast_at)
        found += [f"{name} at {width} px: {fault}" for fault in told]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{name} is {wide} px wide in a window of {width}")
        picture(page, f"{name}-{width}", width)
    return found


def picture(page: Page, name: str, width: int) -> None:
    """Nothing unless CAIRN_PICTURES is set."""
    if folder := os.environ.get("CAIRN_PICTURES"):
        height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=f"{folder}/{name}.png")


def words(page: Page) -> str:
    """What the page says, on one line."""
    return " ".join(page.locator("main").inner_text().split())
