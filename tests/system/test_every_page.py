"""A walk through every address: opened by somebody who may see it, wide and narrow, and nothing is wrong.

CAIRN_WALK_SITE may name a file with what a site told that runs already.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.lib.visiting import Visits, site_of

WIDTHS = (1280, 320)
LOOK = "axe.run(document, {resultTypes: ['violations'], preload: false})"
# Addresses that are no pages, and why.
NO_PAGES = {
    **dict.fromkeys(("health-live", "health-ready", "robots", "sitemap"), "read by programs"),
    **dict.fromkeys(("report-file", "request-file", "mfa_download_recovery_codes"), "a file"),
    **dict.fromkeys(("notice-seen", "notices-seen", "demo-sign-in", "activity-move"), "only posted to"),
    "request-upload": "only posted to; leads back to the answer",
    "mfa_login_webauthn": "read by the script of the sign-in page",
    "openid_connect_login": "leads to the single sign-on of an organisation",
    "openid_connect_callback": "leads back from the single sign-on of an organisation",
}
OF_API = "api-v1:"
GONE = "/reports/overview/1/", "/invitation/unknown/"
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("walk")]


@pytest.fixture(scope="module")
def site() -> Iterator[dict[str, object]]:
    told = os.environ.get("CAIRN_WALK_SITE")
    if told:
        yield json.loads(Path(told).read_text())
        return
    with site_of("tests.lib.walk_site", "walk") as told_site:
        yield told_site


def is_page(name: str) -> bool:
    return name not in NO_PAGES and not name.startswith(OF_API)


def test_every_address_is_walked_or_is_no_page(site) -> None:
    walked = {name for name, visits in site["pages"].items() if visits and is_page(name)}
    every = set(site["pages"]) | set(site["without"])
    assert {name for name in every if is_page(name)} - walked == set()
    assert set(NO_PAGES) <= every


def test_nothing_is_wrong_on_any_page_wide_or_narrow(browser: Browser, site) -> None:
    visits = Visits(browser, site)
    wanted = [
        (who, name, path) for name, opened in site["pages"].items() if is_page(name) for who, path in opened
    ]
    pages: dict[str, Page] = {}
    faults = {}
    for who, name, path in sorted(wanted):
        if who not in pages:
            pages[who] = visits.page(who)
        found = faults_of(pages[who], f"{visits.host}{path}", name)
        if found:
            faults[f"{name} as {who or 'nobody'}"] = found
    visits.close()
    assert not faults, "\n".join(f"{name}: {told}" for name, told in faults.items())


def faults_of(page: Page, address: str, name: str) -> list[str]:
    """What is wrong with the page at the address, at both widths."""
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    answer = page.goto(address)
    assert answer is not None
    path = address[address.index("/", 8) :]
    if page.url != address:
        return [f"leads to {page.url}"]
    if answer.status != 200 and path not in GONE:
        return [f"answers {answer.status}"]
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    page.evaluate(AXE_SCRIPT)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [
            f"{width} px: {fault['id']}: {fault['nodes'][0]['html'][:300]}"
            for fault in page.evaluate(LOOK)["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{wide} px wide in a window of {width}")
        if folder := os.environ.get("CAIRN_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    return found
