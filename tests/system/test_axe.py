"""What the tests add to axe makes it quicker and nothing else."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from tests.lib.axe import COLOURS_ONCE, violations

COLOURS = (
    *("rgb(11, 12, 12)", "rgba(255, 255, 255, 0)", "rgba(29, 112, 184, 0.35)", "#0b0c0c", "#fd0", "white"),
    *("color(srgb 0.2 0.4 0.6 / 0.5)", "oklch(0.7 0.1 200)", "hsl(0.5turn 40% 40%)", "transparent"),
)
READ = """texts => texts.map(text => {
    const read = new axe.commons.color.Color().parseString(text);
    return [read.r, read.g, read.b, read.red, read.green, read.blue, read.alpha, read.toHexString()];
})"""
pytestmark = pytest.mark.browser


def test_colours_that_are_kept_are_those_that_axe_reads(browser: Browser) -> None:
    page = browser.new_page()
    page.evaluate(AXE_SCRIPT)
    alone = page.evaluate(READ, COLOURS)
    assert alone[0] == [11 / 255, 12 / 255, 12 / 255, 11, 12, 12, 1, "#0b0c0c"]
    page.evaluate(COLOURS_ONCE)
    # Each of them twice: read, and kept.
    assert page.evaluate(READ, [*COLOURS, *COLOURS]) == [*alone, *alone]
    page.close()


def test_what_is_hard_to_read_is_found_each_time(browser: Browser) -> None:
    # On white, #777 has a contrast of 4.48 and #767676 of 4.54; WCAG 2.2 asks for 4.5.
    page = browser.new_page()
    page.set_content(
        "<html lang='en'><title>Grey</title><main><h1>Grey</h1><p style='color: #767676'>Enough</p>"
        "<p style='color: #777'>Too little</p></main></html>"
    )
    found = [violations(page) for _ in range(2)]
    assert found == [['color-contrast: <p style="color: #777">Too little</p>']] * 2
    assert violations(page, contrast=False) == []
    page.close()
