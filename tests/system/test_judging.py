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
PICTURES = os.environ.get("CAIRN_PICTURES", "")
A, B = "/inspections/test-area-a", "/inspections/test-area-b"
# Empty and overfull states; every address in its usual state is in test_every_page.
PAGES = {
    "ledger": ("inspector", f"{A}/ledger/"),
    "ledger-empty": ("b/inspector", f"{B}/ledger/"),
    "ledger-filtered": ("inspector", f"{A}/ledger/?level=concern&state=unsettled"),
    "ledger-nothing": ("inspector", f"{A}/ledger/?indicator=9.4&owner=me"),
    "entry-open": ("inspector", f"{A}/ledger/{{open}}/"),
    "entry-planned": ("inspector", f"{A}/ledger/{{planned}}/"),
    "entry-settled": ("programme_lead", f"{A}/ledger/{{settled}}/"),
    "entry-plan": ("associate_assessor", f"{A}/ledger/{{open}}/plan/"),
    "entry-settle-early": ("inspector", f"{A}/ledger/{{open}}/settle/"),
    "scope": ("inspection_lead", f"{A}/scope/"),
    "scope-empty": ("b/inspector", f"{B}/scope/"),
    "evaluations": ("inspection_lead", f"{A}/evaluations/"),
    "evaluations-empty": ("b/inspector", f"{B}/evaluations/"),
    "evaluation-not-started": ("inspection_lead", f"{A}/evaluations/9.1-9.4/"),
    "evaluation-proposed": ("deputy_lead", f"{A}/evaluations/2.2/"),
    "evaluation-agreed": ("panel_member", f"{A}/evaluations/2.1/"),
    "evaluation-signed": ("inspector", f"{A}/evaluations/1.1/"),
}
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("judging")]


@pytest.fixture(scope="module")
def site() -> Iterator[dict[str, object]]:
    with shared_server() as server, fresh_database(server, f"cairn_judging_{worker()}") as logins:
        names = {"DATABASE_URL": logins.app.conninfo, "DATABASE_OWNER_URL": logins.owner.conninfo}
        command = [sys.executable, "-W", "error", "-m", "tests.lib.judging_site"]
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
        page.goto(host + address.format(**{name: site[name] for name in ("open", "planned", "settled")}))
        return page

    yield go  # type: ignore[misc]
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found]


def words(page: Page) -> str:
    return " ".join(page.locator("main").inner_text().split())


def tick(page: Page, label: str) -> None:
    """As a person does: the drawn circle or box belongs to the label."""
    page.locator("label", has_text=label).first.click()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(visit, name: str) -> None:
    page = visit(*PAGES[name])
    for summary in page.locator("main summary").all():
        summary.click()
    for width in (1280, 768, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
        assert violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_entry_is_added_planned_and_let_go_without_javascript(visit) -> None:
    page = visit("inspector", f"{A}/ledger/", script=False)
    page.get_by_role("link", name="Add an entry").click()
    page.get_by_label("Which quality indicator?").select_option("9.4")
    page.get_by_label("Topic").fill("Whether boards hear of results")
    tick(page, "Uncertainty")
    page.get_by_label("Why?").fill("Minutes were not sent.")
    page.get_by_role("button", name="Add the entry").click()
    page.goto(f"{page.url}?indicator=9.4")
    page.get_by_role("link", name="Whether boards hear of results").click()
    page.get_by_role("link", name="Plan how to settle it").click()
    tick(page, "Interview with lead officers")
    page.get_by_role("button", name="Keep this plan").click()
    page.get_by_role("link", name="Settle it").click()
    tick(page, "No longer needed")
    page.get_by_label("What was found?").fill("The minutes came, and answer it.")
    page.get_by_role("button", name="Settle the entry").click()
    assert "What was found The minutes came, and answer it." in words(page)


def test_the_scope_is_decided_without_javascript(visit) -> None:
    page = visit("inspection_lead", f"{A}/scope/", script=False)
    page.get_by_role("link", name="Decide on 6.1").click()
    tick(page, "Out of scope")
    page.get_by_label("Why?").fill("Nothing points to it.")
    page.get_by_role("button", name="Keep the decision").click()
    assert "Out of scope Nothing points to it." in words(page)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is focused says so; no mouse and no script comes near the page."""
    for _ in range(80):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(e => (e.labels && e.labels.length ? e.labels[0].textContent : e.textContent).trim())"
            "(document.activeElement)"
        )
        if said.startswith(name):
            return
    raise AssertionError(f"no Tab leads to “{name}”")


def test_an_evaluation_is_proposed_agreed_and_signed_by_keyboard_alone(visit) -> None:
    here = f"{A}/evaluations/9.1-9.4/"
    page = visit("inspection_lead", here)
    tab_to(page, "Write the evaluation")
    page.keyboard.press("Enter")
    page.wait_for_url("**/write/")
    tab_to(page, "6 excellent")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Why this value?")
    page.keyboard.type("Leaders know what children say, and act on it.")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{here}")
    assert "Value: 4, good" in words(page)
    tab_to(page, "Add what it rests on")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cite/")
    tab_to(page, "Records read")
    page.keyboard.press("Space")
    tab_to(page, "Where is it found?")
    page.keyboard.type("Staff survey, question 3")
    tab_to(page, "Add it")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{here}")
    for role, words_of_button, verb in (
        ("inspection_lead", "Propose", "propose"),
        ("deputy_lead", "Agree", "agree"),
        ("panel_member", "Sign for the panel", "sign"),
    ):
        page = visit(role, here)
        tab_to(page, words_of_button)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{verb}/")
        tab_to(page, words_of_button)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{here}")
    assert "It is signed, and fills its place in the table of evaluations." in words(page)


def test_of_two_who_change_an_entry_the_later_sees_both_versions(visit) -> None:
    first = visit("inspector", f"{A}/ledger/{{open}}/edit/", script=False)
    second = visit("inspection_lead", f"{A}/ledger/{{open}}/edit/", script=False)
    first.get_by_label("Topic").fill("As the first has it")
    first.get_by_role("button", name="Save").click()
    second.get_by_role("textbox", name="Topic").fill("As the second has it")
    second.get_by_role("button", name="Save").click()
    assert "Saved now As the first has it What you wrote As the second has it" in words(second)
    assert second.get_by_role("textbox", name="Topic").input_value() == "As the second has it"
    if PICTURES:
        second.screenshot(path=f"{PICTURES}/stale-1280.png", full_page=True)
        second.set_viewport_size({"width": 320, "height": 900})
        second.screenshot(path=f"{PICTURES}/stale-320.png", full_page=True)
    second.get_by_role("button", name="Save").click()
    assert second.locator("h1").inner_text() == "As the second has it"
