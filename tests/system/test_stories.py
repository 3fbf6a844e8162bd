"""Stories of the people who use Cairn, told in the demonstration: by mouse without scripts, and by keyboard.

With CAIRN_MANUAL=1 the pictures of the manual are taken on the way (by the mouse). CAIRN_STORY_SITE names a
file with what a site told that runs already; a story changes its site, so each run needs a fresh one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.lib.small_png import packed
from tests.lib.storytelling import Hand, Keyboard, Mouse
from tests.lib.visiting import ROOT, Visits, site_of

MANUAL = ROOT / "docs" / "manual" / "images"
OVERVIEW = "/reports/overview-2018-2020/"
MOST_BYTES = 150_000
MOUSE, KEYBOARD = "by mouse, without scripts", "by keyboard alone"
WAYS = pytest.mark.parametrize("way", [MOUSE, KEYBOARD])
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]

Enter = Callable[..., Hand]


@pytest.fixture(scope="module")
def site() -> Iterator[dict[str, object]]:
    told = os.environ.get("CAIRN_STORY_SITE")
    if told:
        yield json.loads(Path(told).read_text())
        return
    with site_of("tests.lib.story_site", "stories") as told_site:
        yield told_site


@pytest.fixture
def enter(browser: Browser, site, request: pytest.FixtureRequest) -> Iterator[Enter]:
    """Somebody comes in, with the hand of the way that the story is told."""
    visits = Visits(browser, site)
    way = request.node.callspec.params.get("way", MOUSE) if hasattr(request.node, "callspec") else MOUSE

    def come(role: str, address: str) -> Hand:
        kind = Keyboard if way == KEYBOARD else Mouse
        hand = kind(visits.page(role, script=kind.scripted))
        hand.page.goto(f"{visits.host}{address}")
        return hand

    yield come
    visits.close()


def picture(hand: Hand, name: str, *, most: int = 1200) -> None:
    """For the manual: the page from its top, as it is now. Nothing unless CAIRN_MANUAL is set."""
    if not wanted(hand):
        return
    page = hand.page
    page.evaluate("document.fonts.ready.then(() => window.scrollTo({top: 0, behavior: 'instant'}))")
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), most)
    page.set_viewport_size({"width": 1280, "height": height})
    view(hand, name)
    page.set_viewport_size({"width": 1280, "height": 900})


def view(hand: Hand, name: str) -> None:
    """For the manual: what is in the window now, wherever it was scrolled to."""
    if wanted(hand):
        assert hand.page.context.browser is not None
        png = packed(hand.page.context.browser, hand.page.screenshot())
        assert len(png) <= MOST_BYTES, (name, len(png))
        MANUAL.mkdir(parents=True, exist_ok=True)
        (MANUAL / f"{name}.png").write_bytes(png)


def wanted(hand: Hand) -> bool:
    return bool(os.environ.get("CAIRN_MANUAL")) and isinstance(hand, Mouse)


def words(hand: Hand) -> str:
    """What the page says, on one line."""
    return " ".join(hand.page.locator("main").inner_text().split())


def tell(hand: Hand, address: str) -> None:
    """Go to an address of the same site."""
    hand.page.goto(f"{hand.page.url[: hand.page.url.index('/', 8)]}{address}")


def path_of(page: Page) -> str:
    return page.url[page.url.index("/", 8) :].partition("#")[0]


def in_days(days: int) -> str:
    day = date.today() + timedelta(days=days)
    return f"{day.day} {day:%B %Y}"


# -- a programme lead sets up a programme ------------------------------------------------------------


@WAYS
def test_a_programme_lead_sets_up_a_programme(enter: Enter, way: str) -> None:
    title = "Next round" if way == MOUSE else "Round by keyboard"
    lead = enter("programme_lead", "/programmes/")
    lead.follow("Set up a programme")
    fill_programme(lead, title)
    assert "This programme is a draft" in words(lead)
    programme = path_of(lead.page)
    set_times(lead)
    tell(lead, f"{programme}partnerships/")
    lead.write("Letter", "A")
    lead.write("Name", "Area A")
    lead.press("Add the partnership")
    assert "Area A is in the programme." in words(lead)
    tell(lead, programme)
    picture(lead, "programme-draft")
    lead.follow("Start the programme")
    lead.press("Start the programme")
    lead.follow("Set up an inspection")
    lead.choose("Which partnership is inspected?", "A: Area A")
    lead.write("Day of notice", in_days(0))
    lead.press("Set up the inspection")
    assert "This must be done first" in words(lead)
    picture(lead, "inspection-lacking")
    give_roles(lead, path_of(lead.page))
    lead.follow("Give the partnership notice")
    lead.press("Give the partnership notice")
    assert "The inspection is now notified." in words(lead)
    picture(lead, "inspection-notified")
    lead.follow("Timetable")
    assert "Preparation" in words(lead) and "Reading and talking" in words(lead)
    picture(lead, "timetable")


def fill_programme(lead: Hand, title: str) -> None:
    lead.write("Title", title)
    lead.write("Years", "2031–2033")
    lead.pick("Quality framework")
    for graded in ("1.1", "2.1", "2.2", "9.1–9.4"):
        lead.tick(graded)
    lead.tick("Reading children")
    lead.write("First day of the programme", "6 January 2025")
    lead.write("Last day of the programme", "31 December 2033")
    picture(lead, "programme-new")
    lead.press("Set up the programme")


def set_times(lead: Hand) -> None:
    lead.follow("Change Phases")
    for place, (name, weeks) in enumerate((("Preparation", "6"), ("Reading and talking", "4"))):
        lead.write("Name of the phase", name, place)
        lead.write("Weeks", weeks, place)
    picture(lead, "programme-phases")
    lead.press("Save")
    assert "The phases are set." in words(lead)
    lead.follow("Change School holidays")
    lead.write("Name of the holidays", "Winter")
    lead.write("First day", in_days(10))
    lead.write("Last day", in_days(24))
    lead.press("Save")
    assert "Winter" in words(lead)


def give_roles(lead: Hand, inspection: str) -> None:
    for role, name in (("Inspection lead", "Ailsa Grant"), ("Inspector", "Callum Ross")):
        tell(lead, f"{inspection}people/")
        lead.follow("Add a person")
        lead.pick(role)
        lead.choose("Who?", name)
        picture(lead, "team-add")
        lead.press("Give the role")
        assert f"{name} is now {role.lower()}." in words(lead)
    lead.follow("Add a person")
    lead.follow("Invite somebody new")
    lead.write("Name", "Robin Gray")
    # One account may come by either way: the address differs by inspection.
    lead.write("E-mail address", f"robin.{inspection.strip('/').rpartition('/')[2]}@example.org")
    lead.pick("Partnership coordinator")
    picture(lead, "invite")
    lead.press("Invite")
    assert "Copy the link now." in words(lead)
    tell(lead, inspection)


# -- a partnership coordinator answers requests ------------------------------------------------------


@WAYS
def test_a_coordinator_answers_a_request_for_a_position_statement(
    enter: Enter, way: str, tmp_path: Path
) -> None:
    letter = "D" if way == MOUSE else "E"
    request = asked(enter, letter)
    coordinator = enter(f"{letter}/partnership_coordinator", "/my-work/")
    picture(coordinator, "coordinator-work")
    coordinator.follow("Answer the request How do you know")
    coordinator.follow("Write the answer")
    send_files(coordinator, tmp_path)
    long = "We know our children well. " * 1001
    coordinator.write("Position statement", long)
    coordinator.press("Send the answer")
    assert "5,000" in coordinator.page.locator("[data-error-summary]").inner_text()
    assert coordinator.page.get_by_label("Position statement").input_value().split() == long.split()
    picture(coordinator, "answer-too-long")
    coordinator.press("Keep it for now")
    assert "Kept. Nothing has been sent yet." in words(coordinator)
    assert "has not answered yet" in words(enter(f"{letter}/inspection_lead", request))
    coordinator.write("Position statement", "We know our children well, and act early.")
    coordinator.press("Send the answer")
    assert "Your answer has been sent." in words(coordinator)
    returned_and_answered_again(enter, coordinator, letter, request)


def asked(enter: Enter, letter: str) -> str:
    """The path of a request that the inspection lead has sent."""
    lead = enter(f"{letter}/inspection_lead", f"/inspections/{slug_of(enter, letter)}/requests/")
    lead.follow("Ask for something")
    lead.pick("Position statement")
    lead.write("Title", "How do you know?")
    lead.write("What exactly, and why?", "What the partnership knows of its care leavers.")
    lead.write("Due on", in_days(14))
    picture(lead, "request-new")
    lead.press("Keep as a draft")
    lead.press("Send to the partnership")
    assert "The partnership has it now." in words(lead)
    return path_of(lead.page)


def send_files(coordinator: Hand, folder: Path) -> None:
    good, bad = folder / "minutes.txt", folder / "photograph.pdf"
    good.write_text("Minutes of the committee, first quarter.\n")
    bad.write_bytes(b"MZ\x90\x00 a program that calls itself a document")
    coordinator.attach("Add a file", good)
    coordinator.press("Add the file")
    assert "“minutes.txt” is part of your answer." in words(coordinator)
    coordinator.attach("Add a file", bad)
    coordinator.press("Add the file")
    assert "“photograph.pdf” could not be taken." in words(coordinator)
    picture(coordinator, "answer-files")
    coordinator.follow("Remove photograph.pdf")
    coordinator.press("Take it out")
    assert "“photograph.pdf” has been taken out." in words(coordinator)


def returned_and_answered_again(enter: Enter, coordinator: Hand, letter: str, request: str) -> None:
    lead = enter(f"{letter}/inspection_lead", request)
    lead.follow("Ask for more")
    lead.write("What is missing?", "How many of them answered?")
    picture(lead, "answer-return")
    lead.press("Return the answer")
    assert "They are told what is missing." in words(lead)
    tell(coordinator, request)
    assert "How many of them answered?" in words(coordinator)
    coordinator.follow("Write the answer")
    coordinator.write("Position statement", "We know our children well. Forty of fifty answered.")
    coordinator.press("Send the answer")
    tell(lead, request)
    assert "Forty of fifty answered." in words(lead)
    picture(lead, "answer-read")
    lead.press("Accept the answer")
    assert "Accepted; they are told." in words(lead)


def slug_of(enter: Enter, letter: str) -> str:
    """The address of the inspection of an area, as its lead finds it."""
    page = enter(f"{letter}/inspection_lead", "/inspections/").page
    link = page.get_by_role("link", name=f"Area {letter}", exact=True).first
    return str(link.get_attribute("href")).strip("/").rpartition("/")[2]


# -- an inspector raises a matter of concern ---------------------------------------------------------


@WAYS
def test_an_inspector_raises_a_concern_and_follows_it_to_its_end(enter: Enter, way: str) -> None:
    letter, other = ("D", "F") if way == MOUSE else ("F", "D")
    inspector = enter(f"{letter}/inspector", "/my-work/")
    inspector.follow("Raise a concern about a child")
    inspector.pick("Today: I am worried")
    inspector.write("What did you see, hear or read?", "A boy said that nobody is at home at night.")
    inspector.write("Which child is it?", "The record with the label AB-17")
    picture(inspector, "concern-raise")
    inspector.press("Continue")
    picture(inspector, "concern-check")
    inspector.press("Send this now")
    assert "Your concern has been sent." in words(inspector)
    picture(inspector, "concern-followed")
    concern = path_of(inspector.page)
    assert enter(f"{other}/inspector", concern).page.title().startswith("We could not find this page")
    lead = enter(f"{letter}/inspection_lead", "/my-work/")
    lead.follow("Acknowledge a concern")
    assert "AB-17" in words(lead)
    picture(lead, "concern-kept")
    for step, note, submit in (
        ("Acknowledge this concern", "", "Acknowledge it"),
        ("Say what was done", "Spoken with the duty social worker.", "Write it down"),
        ("Close this concern", "It is kept in the local system.", "Close it"),
    ):
        lead.follow(step)
        if note:
            lead.write("What was done" if submit == "Write it down" else "How did it end?", note)
        lead.press(submit)
    assert "This concern is closed." in words(lead)
    tell(inspector, concern)
    assert "This concern is closed" in words(inspector) and "AB-17" not in inspector.page.content()


# -- evaluations: proposed, agreed, signed ----------------------------------------------------------


@WAYS
def test_an_evaluation_is_proposed_agreed_and_signed_and_fills_the_table(enter: Enter, way: str) -> None:
    letter = "B" if way == MOUSE else "C"
    here = f"/inspections/{slug_of(enter, letter)}/evaluations/"
    lead = enter(f"{letter}/inspection_lead", here)
    picture(lead, "evaluations")
    tell(lead, f"{here}9.1-9.4/")
    lead.follow("Write the evaluation")
    lead.pick("4 good")
    lead.write("Why this value?", "Leaders know what children say, and act on it.")
    picture(lead, "evaluation-write")
    lead.press("Save")
    lead.follow("Add what it rests on")
    lead.pick("Survey")
    lead.write("Where is it found?", "Staff survey, question 3")
    picture(lead, "evaluation-cite")
    lead.press("Add it")
    step(lead, "Propose", "It is proposed.")
    deputy = enter(f"{letter}/deputy_lead", f"{here}9.1-9.4/")
    picture(deputy, "evaluation-proposed")
    step(deputy, "Agree", "It is agreed.")
    panel = enter("panel_member", "/my-work/")
    picture(panel, "panel-work")
    tell(panel, f"{here}9.1-9.4/")
    step(panel, "Sign for the panel", "It is signed, and fills its place in the table of evaluations.")
    tell(panel, here)
    row = panel.page.get_by_role("row").filter(has_text="9.1").first.inner_text()
    assert "good" in row and "Signed" in row
    tell(panel, "/programmes/")
    panel.follow("Practice programme")
    filled = panel.page.locator("#evaluations-caption").locator("xpath=..").get_by_role("row")
    assert "good" in filled.filter(has_text=f"Area {letter}").last.inner_text()
    panel.page.evaluate(
        "document.getElementById('evaluations-heading').scrollIntoView({behavior: 'instant'})"
    )
    view(panel, "programme-table")


def step(hand: Hand, button: str, said: str) -> None:
    hand.follow(button)
    hand.press(button)
    assert said in words(hand)


# -- a report that may not say more than is known -----------------------------------------------------


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
    assert "Line 3: “One third”: not consistent with the published words." in words(author)
    picture(author, "report-fails")
    author.write("Text", f"## What we found\n\n[Two thirds]({claim}) of the plans were good or better.\n")
    author.press("Check without saving")
    assert "cannot be published as it stands" not in words(author)
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
    assert "The report is published." in words(lead)
    public = enter("", report.replace("/drafts/", "/reports/"))
    assert "of the plans were good or better" in words(public)
    picture(public, "report-published")


# -- a citizen asks how we know ----------------------------------------------------------------------


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
