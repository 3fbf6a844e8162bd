"""A walk through every address: opened by somebody who may see it, wide and narrow, and nothing is wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.lib.visiting import Visits, faults, open_all

SITE = "tests.lib.walk_site", "walk"
WIDTHS = (1280, 320)
# Addresses that are no pages, and why.
NO_PAGES = {
    **dict.fromkeys(("health-live", "health-ready", "robots", "sitemap"), "read by programs"),
    **dict.fromkeys(
        ("report-file", "request-file", "request-sheet", "mfa_download_recovery_codes"), "a file"
    ),
    **dict.fromkeys(("notice-seen", "notices-seen", "demo-sign-in", "activity-move"), "only posted to"),
    "request-upload": "only posted to; leads back to the answer",
    "mfa_login_webauthn": "read by the script of the sign-in page",
}
OF_API = "api-v1:"
# Pages that say why there is nothing here, and the code they say it with.
INSTEAD = {"/reports/overview/1/": 410, "/invitation/unknown/": 404, "/sign-in/sso/sso/back/?state=none": 401}
OF_CODE = "Failed to load resource: the server responded with a status of"
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("walk")]


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
    wrong = {}
    for who, name, path in sorted(wanted):
        if who not in pages:
            pages[who] = visits.page(who)
        visits.said.clear()
        found = faults_of(pages[who], f"{visits.host}{path}", name)
        said = [text for text in visits.said if path not in INSTEAD or not text.startswith(OF_CODE)]
        found += [f"its console says: {text}" for text in said]
        if found:
            wrong[f"{name} as {who or 'nobody'}"] = found
    visits.close()
    assert not wrong, "\n".join(f"{name}: {told}" for name, told in wrong.items())


def faults_of(page: Page, address: str, name: str) -> list[str]:
    """What is wrong with the page at the address, at both widths."""
    answer = page.goto(address)
    assert answer is not None
    path = address[address.index("/", 8) :]
    if page.url != address:
        return [f"leads to {page.url}"]
    if answer.status != INSTEAD.get(path, 200):
        return [f"answers {answer.status}"]
    open_all(page)
    return faults(page, name, WIDTHS)
