"""A citizen asks how we know: every public page and every page of reports at work, looked at in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.lib.axe import violations
from tests.lib.visiting import WIDTHS, faults

SITE = "tests.lib.live_public_site", "public"
REPORT = "/reports/overview-2018-2020/"
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


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_is_accessible_and_fits(visit, name: str) -> None:
    # The overview repeats the parts of the small report a hundred times: their colours once are enough there.
    colours = (320,) if name == "report" else WIDTHS
    assert faults(visit("", PAGES[name]), name, contrast_at=colours) == []


@pytest.mark.parametrize("name", WORK)
def test_a_page_of_reports_at_work_is_accessible_and_fits(visit, name: str) -> None:
    assert faults(visit("programme_lead", WORK[name]), name) == []


def test_a_number_word_opens_without_javascript_and_closes_again(visit) -> None:
    page = visit("", REPORT, script=False)
    button = page.locator("#c1 button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#k1")).to_have_css("position", "fixed")
    expect(page.locator("#k1 .figure")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#k1")).to_have_css("position", "static")


def test_an_open_note_is_accessible(visit) -> None:
    page = visit("", REPORT, 768)
    page.locator("#c1 button").click()
    expect(page.locator("#k1 .figure")).to_be_visible()
    # What stands around it is looked at in the page itself.
    assert violations(page, "#k1") == []
    assert violations(page, "#c1") == []


def test_a_citizen_comes_from_a_search_to_the_figure_without_javascript(visit) -> None:
    page = visit("", "/", script=False)
    page.get_by_label("Search what is published").fill("advocacy")
    page.get_by_role("button", name="Search").first.click()
    page.locator(".results a").first.click()
    assert "/reports/" in page.url and "#" in page.url
    expect(page.locator(".report-body")).to_be_visible()


def test_an_author_writes_and_checks_without_javascript(visit) -> None:
    page = visit("report_author", "/drafts/draft-report/write/", script=False)
    page.get_by_label("Text").fill("[One third](claim:parents/involved_in_plan=agree) had a part.")
    page.get_by_role("button", name="Check without saving").click()
    expect(page.get_by_role("heading", name="Checked, not saved")).to_be_visible()
    expect(page.get_by_text("Line 1: “One third”: fails.")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value(
        "[One third](claim:parents/involved_in_plan=agree) had a part."
    )


def test_a_report_prints_with_its_notes_and_without_the_navigation(visit) -> None:
    page = visit("", REPORT)
    page.emulate_media(media="print")
    expect(page.locator("#k1")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
