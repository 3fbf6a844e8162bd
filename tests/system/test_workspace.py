from __future__ import annotations

import pytest

from tests.lib.axe import violations
from tests.lib.visiting import faults, open_all

SITE = "tests.lib.live_site", "workspace"
A = "/inspections/test-area-a"
# Empty and overfull states; every address in its usual state is in test_every_page.
PAGES = {
    "programme": ("programme_lead", "/programmes/test-programme/"),
    "people": ("programme_lead", "/people/"),
    "inspections": ("programme_lead", "/inspections/"),
    "inspection": ("programme_lead", f"{A}/"),
    "inspection-stop": ("programme_lead", f"{A}/move/stop/"),
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


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(visit, name: str) -> None:
    page = visit(*PAGES[name])
    open_all(page)
    assert faults(page, name) == []


def test_an_inspection_is_moved_on_and_back_without_javascript(visit) -> None:
    page = visit("programme_lead", f"{A}/", script=False)
    page.get_by_role("link", name="Start evaluating").click()
    page.get_by_role("button", name="Start evaluating").click()
    assert "The inspection is now evaluating." in page.locator("main").inner_text()
    page.get_by_role("link", name="Take back one step").click()
    page.get_by_label("Why does the inspection go back a step?").fill("Too early")
    page.get_by_role("button", name="Take back one step").click()
    assert "The inspection is now fieldwork." in page.locator("main").inner_text()


def test_a_second_named_senior_lead_is_asked_about_in_the_form(visit) -> None:
    page = visit("programme_lead", f"{A}/people/add/", 320)
    page.locator("label", has_text="Named senior lead").first.click()
    page.get_by_label("Or the e-mail address of their account").fill("stranger@example.org")
    page.get_by_role("button", name="Give the role").click()
    assert "named senior lead A is named senior lead here already." in page.locator("main").inner_text()
    assert violations(page) == []
    page.locator("label", has_text="Yes, both are to hold the role").first.click()
    page.get_by_role("button", name="Give the role").click()
    assert "A stranger is now named senior lead." in page.locator("main").inner_text()


def test_a_wrong_form_leads_to_what_is_wrong(visit) -> None:
    page = visit("programme_lead", "/programmes/new/", 320)
    page.get_by_role("button", name="Set up the programme").click()
    summary = page.locator("[data-error-summary]")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "title"
    assert violations(page) == []
