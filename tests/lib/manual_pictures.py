"""Pictures for the manual, taken on the way by whoever tells a story by mouse, where CAIRN_MANUAL=1."""

from __future__ import annotations

import os

from tests.lib.small_png import packed
from tests.lib.storytelling import Hand, Mouse
from tests.lib.visiting import ROOT

MANUAL = ROOT / "docs" / "manual" / "images"
MOST_BYTES = 150_000


def picture(hand: Hand, name: str, *, most: int = 1200) -> None:
    """The page from its top, as it is now. Nothing unless CAIRN_MANUAL is set."""
    if not wanted(hand):
        return
    page = hand.page
    page.evaluate("document.fonts.ready.then(() => window.scrollTo({top: 0, behavior: 'instant'}))")
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), most)
    page.set_viewport_size({"width": 1280, "height": height})
    view(hand, name)
    page.set_viewport_size({"width": 1280, "height": 900})


def show(hand: Hand, key: str) -> None:
    """Scroll to the part of the page with that id."""
    hand.page.evaluate("key => document.getElementById(key).scrollIntoView({behavior: 'instant'})", key)


def view(hand: Hand, name: str) -> None:
    """What is in the window now, wherever it was scrolled to."""
    if wanted(hand):
        assert hand.page.context.browser is not None
        png = packed(hand.page.context.browser, hand.page.screenshot())
        assert len(png) <= MOST_BYTES, (name, len(png))
        MANUAL.mkdir(parents=True, exist_ok=True)
        (MANUAL / f"{name}.png").write_bytes(png)


def wanted(hand: Hand) -> bool:
    return bool(os.environ.get("CAIRN_MANUAL")) and isinstance(hand, Mouse)
