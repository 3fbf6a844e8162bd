"""The demonstration: whoever goes in as somebody finds something to do, and what the story speaks of."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from cairn.policy.roles import Role
from tests.lib.storytelling import STORIES
from tests.lib.visiting import Visits, picture, words

SITE = STORIES
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]

# To these Cairn brings nothing to do: they are told what they are there for instead.
LOOKING_ON = {Role.ANALYST, Role.RECORD_READER}
PARTS = pytest.mark.parametrize("role", list(Role))


def gone_in(visits: Visits, role: Role) -> Page:
    """My work, as whom the page of the demonstration offers for that role."""
    page = visits.page()
    page.goto(f"{visits.host}/sign-in/")
    page.get_by_role("button", name=re.compile(f"Go in as {role.label}", re.I)).click()
    page.wait_for_url("**/my-work/")
    return page


@PARTS
def test_something_waits_for_whoever_goes_in(visits: Visits, role: Role) -> None:
    page = gone_in(visits, role)
    picture(page, f"demonstration-{role}", 1280)
    if role in LOOKING_ON:
        assert "Nothing is asked of you here" in words(page)
    else:
        assert page.locator("tbody tr").count() > 0
        assert "Nothing waits for you" not in words(page)


def test_those_who_go_in_work_in_one_inspection(visits: Visits) -> None:
    places = set()
    for role in (Role.INSPECTION_LEAD, Role.INSPECTOR, Role.PARTNERSHIP_COORDINATOR, Role.SENIOR_LEAD):
        page = gone_in(visits, role)
        places |= set(page.locator("tbody tr td:nth-of-type(2)").all_inner_texts())
    assert places == {"Area B"}


def test_an_answer_that_speaks_of_a_file_has_it(visits: Visits) -> None:
    page = gone_in(visits, Role.PARTNERSHIP_COORDINATOR)
    page.goto(f"{visits.host}/inspections/")
    page.get_by_role("link", name=re.compile("Area B")).first.click()
    page.get_by_role("link", name="Requests").first.click()
    page.get_by_role("link", name=re.compile("Pre-inspection return")).first.click()
    assert "The list is in the file." in words(page)
    assert "pre-inspection-return.csv" in words(page)


def test_the_reconstruction_is_closed_and_the_practice_has_holidays(visits: Visits) -> None:
    page = gone_in(visits, Role.PROGRAMME_LEAD)
    page.goto(f"{visits.host}/programmes/")
    page.get_by_role("link", name=re.compile("Joint inspections 2018–2020")).first.click()
    assert "It was closed without an inspection in Cairn" in words(page)
    page.goto(f"{visits.host}/programmes/")
    page.get_by_role("link", name=re.compile("Practice programme")).first.click()
    assert "Winter holidays" in words(page)
