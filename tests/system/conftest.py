"""A browser for the tests that need one, and sites for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from cairn.utils.postgres import EmbeddedServer
from tests.lib.chromium import launched
from tests.lib.storytelling import enter
from tests.lib.visiting import Site, Sites, Visits

__all__ = ["enter"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = launched(playwright.chromium)
        yield started
        started.close()


@pytest.fixture(scope="session")
def sites(postgres_server: EmbeddedServer) -> Iterator[Sites]:
    made = Sites(postgres_server)
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(sites: Sites, request: pytest.FixtureRequest) -> Site:
    """What the site of the module tells, which names it as `SITE`: what serves it, and its database."""
    return sites.at(*request.module.SITE)


@pytest.fixture
def visits(browser: Browser, site: Site) -> Iterator[Visits]:
    made = Visits(browser, site)
    yield made
    made.close()


@pytest.fixture
def visit(visits: Visits) -> Callable[..., Page]:
    """Open an address of the site as somebody, in a browser of their own."""
    return visits.go
