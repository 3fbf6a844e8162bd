"""axe, as pages are looked at with it."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# axe works out anew what `rgb(11, 12, 12)` means for every word on a page, and for all that lies behind it: a
# quarter of its time. What it made of a text is kept.
COLOURS_ONCE = """;(() => {
    const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
    colour.parseString = function (text) {
        if (known.has(text)) {
            [this.r, this.g, this.b, this.alpha] = known.get(text);
        } else {
            read.call(this, text);
            known.set(text, [this.r, this.g, this.b, this.alpha]);
        }
        return this;
    };
})()"""
LOOK = """([within, contrast]) => axe.run(
    within || document,
    {resultTypes: ['violations'], preload: false, rules: {'color-contrast': {enabled: contrast}}}
).then(told => told.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 300)}`))"""


def violations(page: Page, within: str = "", *, contrast: bool = True) -> list[str]:
    """What axe finds, as the page is now: in all of it, or within one part."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT + COLOURS_ONCE)
    return list(page.evaluate(LOOK, [within, contrast]))
