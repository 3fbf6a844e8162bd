"""Through the single sign-on of an organisation and back in a real browser, with every page on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from cairn.utils.postgres import EmbeddedServer
from tests.lib.single_sign_on import NAME, Provider, provider_at_work
from tests.lib.visiting import Site, Visits, faults, site_of, words

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("accounts")]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provider_at_work() as server:
        yield server


@pytest.fixture(scope="module")
def site(postgres_server: EmbeddedServer, provider: Provider) -> Iterator[Site]:
    said = {"ADDRESS": provider.address, "NAME": NAME, "CLIENT_ID": "cairn", "SECRET": "s"}
    settings = {f"CAIRN_SSO_{name}": value for name, value in said.items()}
    with site_of(postgres_server, "tests.lib.live_site", "sign_on", **settings) as told:
        yield told


def good(page: Page, visits: Visits, name: str) -> None:
    assert faults(page, name) == []
    assert visits.said == []


def test_whoever_has_an_account_comes_in_and_is_asked_for_a_second_factor(
    visits: Visits, provider: Provider
) -> None:
    provider.is_signed_in(email="inspector.a@example.org", email_verified=True)
    page = visits.go("", "/sign-in/")
    good(page, visits, "sign-in-with-sso")
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    page.wait_for_url("**/account/second-factor/")
    assert "Protect your account" in words(page)


def test_whoever_has_none_is_told_so(visits: Visits, provider: Provider) -> None:
    provider.is_signed_in(sub="u-18", email="nobody-we-know@example.org", email_verified=True)
    page = visits.go("", "/sign-in/sso/sso/")
    assert f"You go on to {NAME}" in words(page)
    good(page, visits, "sso-go-on")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="There is no account for you yet").wait_for()
    good(page, visits, "sso-no-account")


def test_whoever_breaks_off_there_is_told_that_nothing_has_changed(
    visits: Visits, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "refuses", True)
    page = visits.go("", "/sign-in/")
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    page.wait_for_url("**/sign-in/sso/cancelled/**")
    assert "You broke off at your organisation's sign-on." in words(page)
    good(page, visits, "sso-broken-off")
