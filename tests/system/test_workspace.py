from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.lib.postgres_fixture import fresh_database, shared_server, worker

ROOT = Path(__file__).parents[2]
A = "/inspections/test-area-a"
# Empty and overfull states; every address in its usual state is in test_every_page.
PAGES = {
    "programme": ("programme_lead", "/programmes/test-programme/"),
    "people": ("programme_lead", "/people/"),
    "inspections": ("programme_lead", "/inspections/"),
    "inspection": ("programme_lead", f"{A}/"),
    "inspection-planned": ("programme_lead", "/inspections/test-area-b/"),
    "inspection-partnership": ("partnership_coordinator", f"{A}/"),
    "team": ("inspection_lead", f"{A}/people/"),
    "timetable": ("inspection_lead", f"{A}/timetable/"),
    "timetable-empty": ("programme_lead", "/inspections/test-area-b/timetable/"),
    "history": ("inspection_lead", f"{A}/history/"),
    "my-work": ("inspection_lead", "/my-work/"),
    "my-work-empty": ("record_reader", "/my-work/"),
    "my-work-partnership": ("partnership_coordinator", "/my-work/"),
    "no-role": ("stranger", "/my-work/"),
}
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("workspace")]


@pytest.fixture(scope="module")
def site() -> Iterator[dict[str, object]]:
    with shared_server() as server, fresh_database(server, f"cairn_live_{worker()}") as logins:
        names = {"DATABASE_URL": logins.app.conninfo, "DATABASE_OWNER_URL": logins.owner.conninfo}
        command = [sys.executable, "-W", "error", "-m", "tests.lib.live_site"]
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


@pytest.fixture
def visit(browser: Browser, site) -> Iterator[functools.partial[Page]]:
    contexts: list[BrowserContext] = []

    def go(role: str, address: str, width: int = 1280, *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, locale="en-GB"
        )
        contexts.append(context)
        host = f"http://127.0.0.1:{site['port']}"
        context.add_cookies([{"name": "cairn_session", "value": site["sessions"][role], "url": host}])
        page = context.new_page()
        page.goto(f"{host}{address}")
        return page

    yield go  # type: ignore[misc]
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(visit, name: str) -> None:
    page = visit(*PAGES[name])
    for summary in page.locator("main summary").all():
        summary.click()
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        folder = os.environ.get("CAIRN_PICTURES")
        if folder:
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        assert violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_inspection_is_moved_on_and_back_without_javascript(visit) -> None:
    page = visit("programme_lead", f"{A}/", script=False)
    page.get_by_role("link", name="Start evaluating").click()
    page.get_by_role("button", name="Start evaluating").click()
    assert "The inspection is now evaluating." in page.locator("main").inner_text()
    page.get_by_role("link", name="Take back one step").click()
    page.get_by_label("Why does the inspection go back a step?").fill("Too early")
    page.get_by_role("button", name="Take back one step").click()
    assert "The inspection is now fieldwork." in page.locator("main").inner_text()


def test_a_lead_sets_up_a_programme_by_keyboard_alone(visit) -> None:
    page = visit("programme_lead", "/programmes/new/")
    page.get_by_role("textbox", name="Title").focus()
    page.keyboard.type("Third round")
    page.keyboard.press("Tab")
    page.keyboard.type("2031–2033")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_label("First day of the programme").focus()
    page.keyboard.type("6 January 2031")
    page.keyboard.press("Tab")
    page.keyboard.type("31/12/2033")
    page.keyboard.press("Enter")
    page.wait_for_url("**/programmes/third-round-*/")
    assert "This programme is a draft" in page.locator("main").inner_text()


def test_a_wrong_form_leads_to_what_is_wrong(visit) -> None:
    page = visit("programme_lead", "/programmes/new/", 320)
    page.get_by_role("button", name="Set up the programme").click()
    summary = page.locator("[data-error-summary]")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "title"
    assert violations(page) == []
