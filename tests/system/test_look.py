from __future__ import annotations

import functools
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.lib.visiting import Visits, faults, open_all

ROOT = Path(__file__).parents[2]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGES = [
    "parts", "form", "form-wrong", "form-refused", "confirm", "empty", "overfull", "public", "public-report",
    "400", "403", "404", "409", "413", "429", "500",
]  # fmt: skip
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("look")]


class Strict(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    drawn = tmp_path_factory.mktemp("gallery")
    if not (ROOT / "cairn/web/static/built/cairn.css").is_file():
        subprocess.run([ROOT / "frontend/build"], check=True, capture_output=True)
    command = [sys.executable, "-W", "error", "-m", "tests.lib.gallery", str(drawn)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return drawn


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[dict[str, object]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {"port": server.server_port}
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened(visits: Visits) -> Callable[..., Page]:
    def go(name: str, *, script: bool = True) -> Page:
        return visits.go("", f"/{name}.html", script=script)

    return go


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_nothing_is_too_wide_and_the_strict_policy_is_kept(
    visits: Visits, opened, name: str
) -> None:
    page = opened(name)
    open_all(page)
    assert faults(page, name) == []
    assert visits.said == []


@pytest.mark.parametrize("name", PAGES)
def test_pages_carry_no_inline_style_or_script_and_no_id_twice(folder: Path, name: str) -> None:
    text = (folder / f"{name}.html").read_text()
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text) == []
    names = re.findall(r'\sid="([^"]*)"', text)
    assert sorted(set(names)) == sorted(names)
    assert "{{" not in text
    assert "{%" not in text


@pytest.mark.parametrize("name", PAGES)
def test_pages_ask_for_nothing_from_elsewhere(folder: Path, name: str) -> None:
    assert re.findall(r'(?:src|href)="(?:https?:)?//', (folder / f"{name}.html").read_text()) == []


def test_the_error_summary_leads_to_every_wrong_field(opened) -> None:
    page = opened("form-wrong")
    assert page.evaluate("document.activeElement.classList.contains('ds_error-summary')")
    assert page.title().startswith("Error: ")
    links = page.locator(".ds_error-summary a").all()
    assert len(links) == 9
    assert len(page.locator(".ds_error-summary li").all()) == 9 + 1
    for link in links:
        target = page.locator(str(link.get_attribute("href")))
        assert target.count() == 1
        described = [target, *target.locator("xpath=ancestor::fieldset").all()]
        assert any("_error" in str(part.get_attribute("aria-describedby")) for part in described)


def test_words_are_counted_as_they_are_written(opened) -> None:
    page = opened("form")
    page.locator("#id_statement").fill("one two  three\nfour")
    assert page.locator("[data-words-of=id_statement]").inner_text() == "496 words left of 500"
    page.locator("#id_statement").fill("word " * 502)
    assert page.locator("[data-words-of=id_statement]").inner_text() == "2 words too many"


def test_without_javascript_the_most_words_are_told(opened) -> None:
    page = opened("form", script=False)
    assert page.locator("[data-words-of=id_statement]").inner_text() == "At most 500 words"


def test_a_file_too_large_is_told_of_before_it_is_sent(opened, tmp_path: Path) -> None:
    page = opened("form")
    large = tmp_path / "statement.pdf"
    with large.open("wb") as file:
        file.truncate(20_000_001)
    page.locator("#id_document").set_input_files(large)
    assert "at most 20 MB can be sent" in page.locator("[data-upload-note=id_document]").inner_text()
    before = page.url
    page.get_by_role("button", name="Save").click()
    assert page.url == before


def test_leaving_a_form_with_unsaved_words_asks_first(opened) -> None:
    page = opened("form")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_title").fill("A visit")
    with page.expect_navigation():
        page.locator(".crumbs a").first.click()
    assert asked == ["beforeunload"]


def test_the_account_menu_opens_without_javascript(opened) -> None:
    page = opened("empty", script=False)
    page.locator(".account summary").click()
    assert page.get_by_role("button", name="Sign out").is_visible()


def test_the_keyboard_reaches_the_page_and_the_concern_button_first(opened) -> None:
    page = opened("parts")
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert reached == ["Skip to the main content", "Cairn", "Raise a concern about a child"]


def test_on_paper_navigation_is_left_out_and_what_was_closed_is_printed(opened) -> None:
    page = opened("public-report")
    page.emulate_media(media="print")
    assert not page.locator(".services").is_visible()
    assert page.locator(".know .figure").last.is_visible()


def test_moving_parts_stand_still_for_those_who_ask(opened) -> None:
    page = opened("form")
    page.emulate_media(reduced_motion="reduce")
    assert page.locator(".ds_button").first.evaluate("e => getComputedStyle(e).transitionDuration") == "0s"


@pytest.mark.parametrize(
    "words",
    [
        "Answer “E-mail address”.",
        "Number of records – Write a whole number, such as 12.",
        "When was it held? – Write a real day with its month and year, such as 12 March 2026 or 12/3/2026.",
        "What did you find? – This has 501 words. Shorten it to 500 or fewer; nothing you wrote is lost.",
        "Choose an answer to “How do you see it now?”.",
        "“photo.exe” is of a kind that cannot be taken. Choose one of these kinds: .pdf, .docx.",
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_do(folder: Path, words: str) -> None:
    assert words in (folder / "form-wrong.html").read_text()
