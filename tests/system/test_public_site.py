"""A citizen asks how we know: every public page and every page of reports at work, looked at in a browser."""

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
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.lib.postgres_fixture import fresh_database, shared_server, worker

ROOT = Path(__file__).parents[2]
REPORT = "/reports/overview-2018-2020/"
TALLEST = 3000  # a picture of a whole report would be fifty metres long
# What the overview and editions bring; every address in its usual state is in test_every_page.
PAGES = {
    "home": "/",
    "reports": "/reports/",
    "report": REPORT,
    "report-small": "/reports/what-parents-said/",
    "report-earlier": "/reports/what-parents-said/1/",
    "withdrawn": "/reports/{withdrawn}/",
    "evaluations": "/evaluations/",
    "good-practice": "/good-practice/",
    "good-practice-none": "/good-practice/?words=zebra",
    "glossary": "/glossary/",
    "search": "/search/?q=siblings",
    "search-none": "/search/?q=zebra",
}
WORK = {
    "drafts": "/drafts/",
    "draft": "/drafts/draft-report/",
    "draft-check": "/drafts/draft-report/check/",
    "draft-write": "/drafts/draft-report/write/",
    "draft-versions": "/drafts/draft-report/versions/",
}
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public_site")]


@pytest.fixture(scope="module")
def site() -> Iterator[dict[str, object]]:
    with shared_server() as server, fresh_database(server, f"cairn_public_{worker()}") as logins:
        names = {"DATABASE_URL": logins.app.conninfo, "DATABASE_OWNER_URL": logins.owner.conninfo}
        command = [sys.executable, "-W", "error", "-m", "tests.lib.live_public_site"]
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

    def go(address: str, width: int = 1280, *, role: str = "", script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, locale="en-GB"
        )
        contexts.append(context)
        host = f"http://127.0.0.1:{site['port']}"
        if role:
            context.add_cookies([{"name": "cairn_session", "value": site["sessions"][role], "url": host}])
        page = context.new_page()
        page.goto(host + address.format(withdrawn=site["withdrawn"]))
        return page

    yield go  # type: ignore[misc]
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found]


def looked_at(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready.then(() => true)")
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if folder := os.environ.get("CAIRN_PICTURES"):
            height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=f"{folder}/{name}-{width}.png")
        assert violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_is_accessible_and_fits(visit, name: str) -> None:
    looked_at(visit(PAGES[name]), name)


@pytest.mark.parametrize("name", WORK)
def test_a_page_of_reports_at_work_is_accessible_and_fits(visit, name: str) -> None:
    looked_at(visit(WORK[name], role="programme_lead"), name)


def test_a_number_word_opens_without_javascript_and_closes_again(visit) -> None:
    page = visit(REPORT, script=False)
    button = page.locator("#c1 button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#k1")).to_have_css("position", "fixed")
    expect(page.locator("#k1 .figure")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#k1")).to_have_css("position", "static")


def test_an_open_note_is_accessible(visit) -> None:
    page = visit(REPORT, 768)
    page.locator("#c1 button").click()
    assert violations(page) == []


def test_a_citizen_comes_from_a_search_to_the_figure_without_javascript(visit) -> None:
    page = visit("/", script=False)
    page.get_by_label("Search what is published").fill("advocacy")
    page.get_by_role("button", name="Search").first.click()
    page.locator(".results a").first.click()
    assert "/reports/" in page.url and "#" in page.url
    expect(page.locator(".report-body")).to_be_visible()


def test_an_author_writes_and_checks_without_javascript(visit) -> None:
    page = visit("/drafts/draft-report/write/", role="report_author", script=False)
    page.get_by_label("Text").fill("[One third](claim:parents/involved_in_plan=agree) had a part.")
    page.get_by_role("button", name="Check without saving").click()
    expect(page.get_by_role("heading", name="Checked, not saved")).to_be_visible()
    expect(page.get_by_text("Line 1: “One third”: fails.")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value(
        "[One third](claim:parents/involved_in_plan=agree) had a part."
    )


def test_a_report_prints_with_its_notes_and_without_the_navigation(visit) -> None:
    page = visit(REPORT)
    page.emulate_media(media="print")
    expect(page.locator("#k1")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
