"""An inspection, told by those who do it: it is set up, answered, worried about and judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lib.manual_pictures import picture, show, view
from tests.lib.storytelling import MOUSE, STORIES, WAYS, Enter, Hand, in_days, path_of, said, slug_of, tell

SITE = STORIES
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stories")]


@WAYS
def test_a_programme_lead_sets_up_a_programme(enter: Enter, way: str) -> None:
    title = "Next round" if way == MOUSE else "Round by keyboard"
    lead = enter("programme_lead", "/programmes/")
    lead.follow("Set up a programme")
    fill_programme(lead, title)
    assert "This programme is a draft" in said(lead)
    programme = path_of(lead.page)
    set_times(lead)
    tell(lead, f"{programme}partnerships/")
    lead.write("Letter", "A")
    lead.write("Name", "Area A")
    lead.press("Add the partnership")
    assert "Area A is in the programme." in said(lead)
    tell(lead, programme)
    picture(lead, "programme-draft")
    lead.follow("Start the programme")
    lead.press("Start the programme")
    lead.follow("Set up an inspection")
    lead.choose("Which partnership is inspected?", "A: Area A")
    lead.write("Day of notice", in_days(0))
    lead.press("Set up the inspection")
    assert "This must be done first" in said(lead)
    picture(lead, "inspection-lacking")
    give_roles(lead, path_of(lead.page))
    lead.follow("Give the partnership notice")
    lead.press("Give the partnership notice")
    assert "The inspection is now notified." in said(lead)
    picture(lead, "inspection-notified")
    lead.follow("Timetable")
    assert "Preparation" in said(lead) and "Reading and talking" in said(lead)
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
    assert "The phases are set." in said(lead)
    lead.follow("Change School holidays")
    lead.write("Name of the holidays", "Winter")
    lead.write("First day", in_days(10))
    lead.write("Last day", in_days(24))
    lead.press("Save")
    assert "Winter" in said(lead)


def give_roles(lead: Hand, inspection: str) -> None:
    for role, name in (("Inspection lead", "Ailsa Grant"), ("Inspector", "Callum Ross")):
        tell(lead, f"{inspection}people/")
        lead.follow("Add a person")
        lead.pick(role)
        lead.choose("Who?", name)
        picture(lead, "team-add")
        lead.press("Give the role")
        assert f"{name} is now {role.lower()}." in said(lead)
    lead.follow("Add a person")
    lead.follow("Invite somebody new")
    lead.write("Name", "Robin Gray")
    # One account may come by either way: the address differs by inspection.
    lead.write("E-mail address", f"robin.{inspection.strip('/').rpartition('/')[2]}@example.org")
    lead.pick("Partnership coordinator")
    picture(lead, "invite")
    lead.press("Invite")
    assert "Copy the link now." in said(lead)
    tell(lead, inspection)


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
    assert "Kept. Nothing has been sent yet." in said(coordinator)
    assert "has not answered yet" in said(enter(f"{letter}/inspection_lead", request))
    coordinator.write("Position statement", "We know our children well, and act early.")
    coordinator.press("Send the answer")
    assert "Your answer has been sent." in said(coordinator)
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
    assert "The partnership has it now." in said(lead)
    return path_of(lead.page)


def send_files(coordinator: Hand, folder: Path) -> None:
    good, bad = folder / "minutes.txt", folder / "photograph.pdf"
    good.write_text("Minutes of the committee, first quarter.\n")
    bad.write_bytes(b"MZ\x90\x00 a program that calls itself a document")
    coordinator.attach("Add a file", good)
    coordinator.press("Add the file")
    assert "“minutes.txt” is part of your answer." in said(coordinator)
    coordinator.attach("Add a file", bad)
    coordinator.press("Add the file")
    assert "“photograph.pdf” could not be taken." in said(coordinator)
    show(coordinator, "files-heading")
    view(coordinator, "answer-files")
    coordinator.press("Remove photograph.pdf")
    assert "“photograph.pdf” has been taken out." in said(coordinator)
    coordinator.press("Remove minutes.txt")
    assert "“minutes.txt” will no longer be part of the answer" in said(coordinator)
    coordinator.follow("No, go back")


def returned_and_answered_again(enter: Enter, coordinator: Hand, letter: str, request: str) -> None:
    lead = enter(f"{letter}/inspection_lead", request)
    lead.follow("Ask for more")
    lead.write("What is missing?", "How many of them answered?")
    picture(lead, "answer-return")
    lead.press("Return the answer")
    assert "They are told what is missing." in said(lead)
    tell(coordinator, request)
    assert "How many of them answered?" in said(coordinator)
    coordinator.follow("Write the answer")
    coordinator.write("Position statement", "We know our children well. Forty of fifty answered.")
    coordinator.press("Send the answer")
    tell(lead, request)
    assert "Forty of fifty answered." in said(lead)
    picture(lead, "answer-read")
    lead.press("Accept the answer")
    assert "Accepted; they are told." in said(lead)


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
    assert "Your concern has been sent." in said(inspector)
    picture(inspector, "concern-followed")
    concern = path_of(inspector.page)
    assert enter(f"{other}/inspector", concern).page.title().startswith("We could not find this page")
    lead = enter(f"{letter}/inspection_lead", "/my-work/")
    lead.follow("Acknowledge a concern")
    assert "AB-17" in said(lead)
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
    assert "This concern is closed." in said(lead)
    tell(inspector, concern)
    assert "This concern is closed" in said(inspector) and "AB-17" not in inspector.page.content()


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
    assert "Value: 4, good" in said(lead)
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
    show(panel, "evaluations-heading")
    view(panel, "programme-table")


def step(hand: Hand, button: str, then: str) -> None:
    hand.follow(button)
    hand.press(button)
    assert then in said(hand)
