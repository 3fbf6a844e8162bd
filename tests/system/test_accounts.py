"""Coming into Cairn in a real browser, by invitation, app and passkey; every page of an account."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.lib.app_codes import code_now
from tests.lib.visiting import faults, open_all

SITE = "tests.lib.live_site", "accounts"
PASSWORD = "the stones stand still"
# Every address in its usual state is in test_every_page.
PAGES = {
    "unknown-invitation": ("", "/invitation/cut-off/"),
    "account-without-role": ("stranger", "/account/"),
    "interests-empty": ("inspector", "/account/interests/"),
    "tokens-empty": ("inspector", "/account/tokens/"),
    "invitations-empty": ("partnership_coordinator", "/people/invitations/"),
}
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("accounts")]


def good(page: Page, name: str) -> None:
    assert faults(page, name) == []


def invited(visit, name: str) -> str:
    """The path of a link that an inspection lead made for somebody new."""
    page = visit("inspection_lead", "/people/invitations/new/", script=False)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail address").fill(f"{name.split()[0].lower()}@example.org")
    page.get_by_label("For what?").select_option(index=1)
    tick(page, "Inspector")
    page.get_by_role("button", name="Invite").click()
    return "/" + page.locator("#link").inner_text().split("/", 3)[3]


def tick(page: Page, label: str) -> None:
    """By keyboard: the label lies over the control."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("Space")


def joined(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Make my account and accept").click()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(visit, name: str) -> None:
    page = visit(*PAGES[name])
    open_all(page)
    good(page, name)


def test_somebody_new_comes_in_with_an_app_and_without_javascript(visit) -> None:
    link = invited(visit, "Robin Gray")
    page = visit("", link, script=False)
    assert "Area A" in page.locator("main").inner_text()
    joined(page)
    page.get_by_role("link", name="Set up an app").click()
    page.locator("main summary").click()
    secret = page.locator("#totp-secret").inner_text()
    assert page.locator("main img").evaluate("e => e.naturalWidth") > 100
    page.get_by_label("Code").fill(code_now(secret))
    page.get_by_role("button", name="Set it up").click()
    codes = page.locator("#recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them: go on").click()
    tick(page, "I have read this code of conduct and will keep to it")
    page.get_by_role("button", name="Accept and go on").click()
    page.wait_for_url("**/my-work/")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{page.url[: page.url.index('/', 8)]}/sign-in/")
    page.get_by_label("E-mail address").fill("robin@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(codes[3])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/my-work/")


def test_every_page_on_the_way_in_is_good(visit) -> None:
    page = visit("", invited(visit, "Ash Brown"))
    good(page, "invitation")
    joined(page)
    good(page, "protect-your-account")
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Code").fill("12")
    page.get_by_role("button", name="Set it up").click()
    good(page, "app-wrong-code")
    page.locator("main summary").click()
    page.get_by_label("Code").fill(code_now(page.locator("#totp-secret").inner_text()))
    page.get_by_role("button", name="Set it up").click()
    good(page, "recovery-codes")
    page.get_by_role("link", name="I have kept them: go on").click()
    good(page, "conduct")
    page.get_by_role("button", name="Accept and go on").click()
    good(page, "conduct-not-accepted")
    tick(page, "I have read this code of conduct and will keep to it")
    page.get_by_role("button", name="Accept and go on").click()
    host = page.url[: page.url.index("/", 8)]
    page.goto(f"{host}/account/interests/")
    page.get_by_label("Which partnership?").select_option(index=1)
    page.get_by_label("What connects you to it?").fill("I worked there until last year.")
    page.get_by_role("button", name="Declare it").click()
    good(page, "interests")
    page.goto(f"{host}/account/tokens/")
    page.get_by_label("Name").fill("Dashboard")
    tick(page, "Evaluations, their reasons and what they rest on")
    page.get_by_role("button", name="Make the token").click()
    good(page, "token-made")
    page.goto(f"{host}/account/tokens/")
    good(page, "tokens")
    page.goto(f"{host}/account/second-factor/")
    good(page, "second-factor-set-up")
    page.context.clear_cookies()
    page.goto(f"{host}/sign-in/")
    page.get_by_label("E-mail address").fill("ash@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    good(page, "second-step")


def test_a_passkey_is_set_up_and_opens_cairn_alone(visit) -> None:
    page = visit("", invited(visit, "Sam Black"))
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    phone = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": phone})
    joined(page)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name of this passkey").fill("My phone")
    page.get_by_role("button", name="Set up the passkey").click()
    page.get_by_role("link", name="I have kept them: go on").click()
    tick(page, "I have read this code of conduct and will keep to it")
    page.get_by_role("button", name="Accept and go on").click()
    host = page.url[: page.url.index("/", 8)]
    page.goto(f"{host}/account/second-factor/")
    assert "My phone" in page.locator("main").inner_text()
    good(page, "passkeys")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{host}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/my-work/")
    page.goto(f"{host}/account/")
    assert "Sam Black" in page.locator("h1").inner_text()
