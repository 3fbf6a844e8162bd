"""People of a story and their hands: the same journey told with a mouse and no script, or by keyboard alone.

`Hand` has one verb for each thing a person does on a page; a story uses only these, so that whoever has no
mouse and whoever has no script can do all of it. A story changes its site: to be told again it wants a fresh
one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Page

from tests.lib.visiting import Visits, words

STORIES = "tests.lib.story_site", "stories"
MOUSE, KEYBOARD = "by mouse, without scripts", "by keyboard alone"
WAYS = pytest.mark.parametrize("way", [MOUSE, KEYBOARD])
MOST_TABS = 160
FOCUSED = """() => {
    const here = document.activeElement, label = here.labels && here.labels.length ? here.labels[0] : here;
    const words = node => node.textContent.replace(/\\s+/g, ' ').trim();
    const group = here.type === 'radio'
        ? [...here.form.querySelectorAll('input[type=radio]')].filter(e => e.name === here.name)
              .map(e => words(e.labels[0]))
        : [];
    return {words: words(label), kind: here.type || here.localName, group};
}"""
TYPED = frozenset({"text", "textarea", "email", "number", "password", "search"})


class Hand(Protocol):
    """What a person can do on a page. Words are the beginning of a label or of a text, as it is read."""

    page: Page
    scripted: bool

    def follow(self, link: str) -> None: ...
    def press(self, button: str) -> None: ...
    def open(self, summary: str) -> None: ...
    def write(self, label: str, text: str, place: int = 0) -> None: ...
    def choose(self, label: str, option: str) -> None: ...
    def pick(self, radio: str) -> None: ...
    def tick(self, box: str) -> None: ...
    def attach(self, label: str, file: Path) -> None: ...


class Mouse:
    """Points and clicks; made for pages whose scripts are switched off."""

    scripted = False

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, link: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=link).first.click()

    def press(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button).first.click()

    def open(self, summary: str) -> None:
        self.page.locator("summary", has_text=summary).first.click()

    def write(self, label: str, text: str, place: int = 0) -> None:
        fields = self.page.locator("textarea, input:not([type=checkbox]):not([type=radio])")
        self.page.get_by_label(re.compile(f"^{re.escape(label)}")).and_(fields).nth(place).fill(text)

    def choose(self, label: str, option: str) -> None:
        found = self.page.get_by_label(label).first
        value = found.locator("option", has_text=option).first.get_attribute("value")
        found.select_option(value=value)

    def pick(self, radio: str) -> None:
        self.page.locator("label", has_text=radio).first.click()

    def tick(self, box: str) -> None:
        self.pick(box)

    def attach(self, label: str, file: Path) -> None:
        self.page.get_by_label(label).set_input_files(file)


class Keyboard:
    """Tab, Enter, Space, arrows and letters; no pointer comes near the page."""

    scripted = True

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, link: str) -> None:
        self._reach(link, "a")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, button: str) -> None:
        self._reach(button, "submit", "button", "a")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def open(self, summary: str) -> None:
        self._reach(summary, "summary")
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str, place: int = 0) -> None:
        """The next field of that label: places are reached in their order."""
        self._reach(label, *TYPED)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, label: str, option: str) -> None:
        self._reach(label, "select-one")
        self.page.keyboard.type(option)

    def pick(self, radio: str) -> None:
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            group = self._focused()["group"]
            if any(words.startswith(radio) for words in group):
                break
        else:
            raise AssertionError(f"no Tab leads to “{radio}”")
        if not str(self._focused()["words"]).startswith(radio):
            for _ in group:
                self.page.keyboard.press("ArrowDown")
                if str(self._focused()["words"]).startswith(radio):
                    return
        self.page.keyboard.press("Space")

    def tick(self, box: str) -> None:
        self._reach(box, "checkbox")
        self.page.keyboard.press("Space")

    def attach(self, label: str, file: Path) -> None:
        # The browser's own chooser, which Space would open, is no part of the page: the file is given to the
        # field that Tab has led to.
        self._reach(label, "file")
        self.page.locator(":focus").set_input_files(file)

    def _focused(self) -> dict[str, object]:
        return self.page.evaluate(FOCUSED)

    def _reach(self, words: str, *kinds: str) -> None:
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            found = self._focused()
            if found["kind"] in kinds and str(found["words"]).startswith(words):
                return
        raise AssertionError(f"no Tab leads to “{words}” ({', '.join(kinds)}) on {self.page.url}")


Enter = Callable[..., Hand]


@pytest.fixture
def enter(visits: Visits, way: str) -> Enter:
    """Somebody comes in, with the hand of the way that the story is told."""

    def come(role: str, address: str) -> Hand:
        kind = Keyboard if way == KEYBOARD else Mouse
        hand = kind(visits.page(role, script=kind.scripted))
        hand.page.goto(f"{visits.host}{address}")
        return hand

    return come


def said(hand: Hand) -> str:
    """What the page says, on one line."""
    return words(hand.page)


def tell(hand: Hand, address: str) -> None:
    """Go to an address of the same site."""
    hand.page.goto(f"{hand.page.url[: hand.page.url.index('/', 8)]}{address}")


def path_of(page: Page) -> str:
    return page.url[page.url.index("/", 8) :].partition("#")[0]


def in_days(days: int) -> str:
    day = date.today() + timedelta(days=days)
    return f"{day.day} {day:%B %Y}"


def slug_of(enter: Enter, letter: str) -> str:
    """The address of the inspection of an area, as its lead finds it."""
    page = enter(f"{letter}/inspection_lead", "/inspections/").page
    link = page.get_by_role("link", name=f"Area {letter}").first
    return str(link.get_attribute("href")).strip("/").rpartition("/")[2]
