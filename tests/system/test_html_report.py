from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cairn.claims.claim import Verdict
from cairn.reporting.document import ReportDocument
from cairn.reporting.html import render_html
from tests.lib.axe import violations
from tests.lib.sample_report import STAND_IN, finding, findings, sample_briefing, sample_report
from tests.lib.visiting import PATIENCE, WIDTHS

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens a report in a window of a width, without JavaScript unless it is asked for."""
    contexts = []

    def opened(report: ReportDocument, width: int, *, script: bool = False, draft: bool = False) -> Page:
        file = tmp_path / "report.html"
        file.write_text(render_html(report, draft=draft), encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def failing() -> ReportDocument:
    wrong = finding("two thirds", Verdict.FAILS, reason="It is not so.", suggestion="less than half")
    return sample_report(markdown="In [two thirds](claim:a/b) of records.", findings=(wrong,), charts={})


@pytest.mark.parametrize("report", [sample_report, sample_briefing], ids=["report", "briefing"])
def test_axe_finds_nothing_wrong(open_page: Opener, report: Callable[[], ReportDocument]) -> None:
    page = open_page(report(), WIDTHS[0], script=True)
    for summary in page.locator("summary").all():
        summary.click()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], width


def test_axe_finds_nothing_wrong_with_a_draft_and_an_open_note(open_page: Opener) -> None:
    page = open_page(failing(), 768, script=True, draft=True)
    page.locator(".claim button").click()
    assert violations(page) == []


@pytest.mark.parametrize("report", [sample_report, sample_briefing], ids=["report", "briefing"])
def test_nothing_is_wider_than_a_window_of_320(
    open_page: Opener, report: Callable[[], ReportDocument]
) -> None:
    page = open_page(report(), 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator(".claim button").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_at_320_the_label_is_whole_and_the_last_column_is_reached_with_the_keyboard(
    open_page: Opener,
) -> None:
    page = open_page(sample_report(), 320)
    chart = page.locator("#chart-ratings")
    chart.locator("summary").click()
    for part in (".caption", ".framed .standin-line", ".cue"):
        box = chart.locator(part).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
    scroll = chart.locator(".scroll")
    scroll.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    last = chart.locator("tbody tr td:last-child").first
    # Scrolling takes its time: waited for until it has come far enough, however long that is.
    page.wait_for_function("last => last.getBoundingClientRect().right <= 320", arg=last.element_handle())


@pytest.mark.parametrize("width", [320, 1280])
def test_every_number_word_opens_its_note_and_escape_closes_it(open_page: Opener, width: int) -> None:
    page = open_page(sample_report(), width)
    for number in range(1, len(findings()) + 1):
        page.locator(f"#c{number} .words").click(force=True)  # the button lies over the words
        note = page.locator(f"#k{number}:popover-open")
        assert STAND_IN in note.inner_text()
        box = note.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= 900
        page.keyboard.press("Escape")
        assert note.count() == 0


def test_a_note_is_opened_and_closed_with_the_keyboard_and_focus_returns(open_page: Opener) -> None:
    page = open_page(sample_report(), 1280)
    page.locator("#c2 button").focus()
    page.keyboard.press("Enter")
    assert "390 of 754 records" in page.locator("#k2:popover-open").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(":popover-open").count() == 0
    assert page.evaluate("document.activeElement.getAttribute('popovertarget')") == "k2"


def test_all_notes_stand_in_a_list_that_leads_back_to_the_text(open_page: Opener) -> None:
    page = open_page(sample_report(), 768)
    for number in range(1, len(findings()) + 1):
        assert page.locator(f"#k{number}").is_visible()
        page.locator(f"#k{number} .back").click()
        assert page.url.endswith(f"#c{number}")


def test_on_paper_the_notes_and_the_tables_are_printed(open_page: Opener) -> None:
    page = open_page(sample_report(), 768)
    page.emulate_media(media="print")
    assert all(note.is_visible() for note in page.locator(".note").all())
    assert all(table.is_visible() for table in page.locator(".chart table").all())
    assert not page.locator(".skip").is_visible()


def test_the_report_asks_for_nothing_from_elsewhere(
    open_page: Opener, browser: Browser, tmp_path: Path
) -> None:
    asked: list[str] = []
    told: list[str] = []
    file = tmp_path / "r.html"
    file.write_text(render_html(sample_report()), encoding="utf-8")
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(file.as_uri())
    page.close()
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    assert told == []
