"""Coming into Cairn in a real browser, by invitation, app and passkey; every page of an account."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.lib.app_codes import code_now
from tests.lib.postgres_fixture import fresh_database, shared_server, worker

ROOT = Path(__file__).parents[2]
PASSWORD = "the stones stand still"
PAGES = {
    "sign-in": ("", "/sign-in/"),
    "forgotten-password": ("", "/forgotten-password/"),
    "closed-account": ("", "/sign-in/closed/"),
    "sso-failed": ("", "/sign-in/sso/failed/"),
    "unknown-invitation": ("", "/invitation/cut-off/"),
    "account": ("inspection_lead", "/account/"),
    "account-without-role": ("stranger", "/account/"),
    "second-factor": ("inspector", "/account/second-factor/"),
    "second-factor-app": ("inspector", "/account/second-factor/app/"),
    "second-factor-passkey": ("inspector", "/account/second-factor/passkeys/new/"),
    "interests-empty": ("inspector", "/account/interests/"),
    "conduct-accepted": ("inspector", "/account/code-of-conduct/"),
    "sessions": ("inspector", "/account/sessions/"),
    "tokens-empty": ("inspector", "/account/tokens/"),
    "invitations-empty": ("partnership_coordinator", "/people/invitations/"),
    "invite": ("programme_lead", "/people/invitations/new/"),
    "sign-out": ("inspector", "/sign-out/"),
}
WIDTHS = (320, 768, 1280)
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("accounts")]


@pytest.fixture(scope="module")
def site() -> Iterator[dict[str, object]]:
    with shared_server() as server, fresh_database(server, f"cairn_doors_{worker()}") as logins:
        names = {"DATABASE_URL": logins.app.conninfo, "DATABASE_OWNER_URL": logins.owner.conninfo}
        command = [sys.executable, "-W", "error", "-m", "tests.lib.live_site"]
        with subprocess.Popen(
            command, cwd=ROOT, env=os.environ | names, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            told = process.stdout.readline()
            assert told, "the site did not start"
            try:
                yield json.loads(told)
            finally:
                process.kill()


@pytest.fixture
def visit(browser: Browser, site) -> Iterator[functools.partial[Page]]:
    """A page in a browser of its own, signed in as a role or, without one, as nobody."""
    contexts: list[BrowserContext] = []

    def go(role: str, address: str, width: int = 1280, *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, locale="en-GB"
        )
        contexts.append(context)
        host = f"http://localhost:{site['port']}"
        if role:
            context.add_cookies([{"name": "cairn_session", "value": site["sessions"][role], "url": host}])
        page = context.new_page()
        page.goto(f"{host}{address}")
        return page

    yield go  # type: ignore[misc]
    for context in contexts:
        context.close()


def good(page: Page, name: str) -> None:
    """Axe finds nothing, nothing is too wide; a picture is kept where one is asked for."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        folder = os.environ.get("CAIRN_PICTURES")
        if folder:
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in found] == [], (name, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)


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


# Every address in its usual state is in test_every_page.
@pytest.mark.parametrize(
    "name", [name for name in PAGES if name.endswith(("-empty", "-role", "-invitation"))]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(visit, name: str) -> None:
    page = visit(*PAGES[name])
    for summary in page.locator("main summary").all():
        summary.click()
    good(page, name)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_breaks_the_strict_policy(browser: Browser, site, name: str) -> None:
    role, address = PAGES[name]
    context = browser.new_context(locale="en-GB")
    host = f"http://localhost:{site['port']}"
    if role:
        context.add_cookies([{"name": "cairn_session", "value": site["sessions"][role], "url": host}])
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(f"{host}{address}", wait_until="networkidle")
    context.close()
    assert [text for text in told if "404 (Not Found)" not in text] == []


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
    assert page.url.endswith("/work" + "/")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{page.url[: page.url.index('/', 8)]}/sign-in/")
    page.get_by_label("E-mail address").fill("robin@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(codes[3])
    page.get_by_role("button", name="Go on").click()
    assert page.url.endswith("/work" + "/")


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
    tick(page, "Evaluations and what they rest on")
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
    page.wait_for_url("**/work" + "/")
    page.goto(f"{host}/account/")
    assert "Sam Black" in page.locator("h1").inner_text()
