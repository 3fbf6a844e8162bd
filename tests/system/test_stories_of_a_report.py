"""A report, told by those who write it and those who ask it how we know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.lib.manual_pictures import picture, view
from tests.lib.storytelling import MOUSE, STORIES, WAYS, Enter, Hand, Keyboard, path_of, said, tell

OVERVIEW = "/reports/overview-2018-2020/"

SITE = STORIES
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]


@WAYS
def test_a_report_with_a_wrong_word_is_mended_and_published(enter: Enter, way: str) -> None:
    title = "A short look at plans" if way == MOUSE else "A short look by keyboard"
    author = enter("report_author", "/drafts/")
    author.follow("Begin a report")
    author.pick("Overview of Joint inspections 2018–2020")
    author.write("Title", title)
    author.write("What it says", "How many children had a plan.")
    picture(author, "report-begin")
    author.press("Begin")
    claim = "claim:records/plan_quality=good_or_better"
    author.write("Text", f"## What we found\n\n[One third]({claim}) of the plans were good or better.\n")
    author.press("Check without saving")
    assert "Line 3: “One third”: not consistent with the stand-in data." in said(author)
    picture(author, "report-fails")
    author.write("Text", f"## What we found\n\n[Two thirds]({claim}) of the plans were good or better.\n")
    author.press("Check without saving")
    assert "cannot be published as it stands" not in said(author)
    picture(author, "report-holds")
    author.press("Save")
    author.follow("Back to the report")
    report = path_of(author.page)
    author.follow("Hand in")
    author.press("Hand it in")
    panel = enter("panel_member", report)
    panel.follow("Read it as its page would be")
    tell(panel, report)
    panel.follow("Agree")
    panel.press("Agree")
    lead = enter("programme_lead", report)
    lead.follow("Publish")
    picture(lead, "report-publish")
    lead.press("Publish")
    assert "Cairn is publishing the report" in said(lead)
    picture(lead, "report-publishing")
    wait_until_public(lead, way)
    public = enter("", report.replace("/drafts/", "/reports/"))
    assert "of the plans were good or better" in said(public)
    picture(public, "report-published")


def wait_until_public(lead: Hand, way: str) -> None:
    """With scripts the page looks again by itself; without them its reader does, by a link."""
    done = lead.page.get_by_text("The report is published")
    tries = 60 if way == MOUSE else 0
    while tries and not done.count():
        lead.page.wait_for_timeout(1000)
        lead.follow("Look again")
        tries -= 1
    expect(done).to_be_visible(timeout=60_000)


@WAYS
def test_a_citizen_asks_how_we_know(enter: Enter, way: str) -> None:
    citizen = enter("", "/")
    picture(citizen, "public-home")
    citizen.write("Search what is published", "advocacy")
    citizen.press("Search")
    picture(citizen, "public-search")
    found = citizen.page.locator(".results a").first.inner_text()
    citizen.follow(found)
    assert path_of(citizen.page) == OVERVIEW
    ask(citizen, way)
    with saved(citizen, "PDF") as pdf:
        assert pdf.read_bytes().startswith(b"%PDF-")
    with saved(citizen, "Open data") as package:
        assert package.read_bytes().startswith(b"PK")
    tell(citizen, "/evaluations/")
    picture(citizen, "public-evaluations")


def ask(citizen: Hand, way: str) -> None:
    """Open a number-word where it stands, and close it again."""
    word, note = citizen.page.locator("#c1 button"), citizen.page.locator("#k1 .figure")
    word.scroll_into_view_if_needed()
    if way == MOUSE:
        word.click()
    else:
        word.focus()
        citizen.page.keyboard.press("Enter")
    expect(note).to_be_visible()
    view(citizen, "public-how-do-we-know")
    citizen.page.keyboard.press("Escape")


@contextmanager
def saved(citizen: Hand, label: str) -> Iterator[Path]:
    link = citizen.page.locator(".files a", has_text=label).first
    with citizen.page.expect_download() as waiting:
        if isinstance(citizen, Keyboard):
            link.focus()
            citizen.page.keyboard.press("Enter")
        else:
            link.click()
    yield Path(waiting.value.path())
