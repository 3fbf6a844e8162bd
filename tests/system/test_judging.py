from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.lib.visiting import faults, open_all, picture, words

SITE = "tests.lib.judging_site", "judging"
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


def tick(page: Page, label: str) -> None:
    """As a person does: the drawn circle or box belongs to the label."""
    page.locator("label", has_text=label).first.click()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(visit, name: str) -> None:
    page = visit(*PAGES[name])
    open_all(page)
    assert faults(page, name) == []


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


def test_of_two_who_change_an_entry_the_later_sees_both_versions(visit) -> None:
    first = visit("inspector", f"{A}/ledger/{{open}}/edit/", script=False)
    second = visit("inspection_lead", f"{A}/ledger/{{open}}/edit/", script=False)
    first.get_by_label("Topic").fill("As the first has it")
    first.get_by_role("button", name="Save").click()
    second.get_by_role("textbox", name="Topic").fill("As the second has it")
    second.get_by_role("button", name="Save").click()
    assert "Saved now As the first has it What you wrote As the second has it" in words(second)
    assert second.get_by_role("textbox", name="Topic").input_value() == "As the second has it"
    for width in (1280, 320):
        picture(second, f"stale-{width}", width)
    second.get_by_role("button", name="Save").click()
    assert second.locator("h1").inner_text() == "As the second has it"
