"""Every form, filled in as nobody should: no page breaks, and what was typed comes back when refused."""

from __future__ import annotations

import html
import re
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from tests.lib.access_table import MEMBER_CELLS, OK, address, expected
from tests.lib.form_reader import Form, forms_of
from tests.lib.rich_world import Rich, actor

pytestmark = pytest.mark.xdist_group("rich_world")

# What is typed into every field at once, by what it tries.
TYPED = {
    "words without end": "word " * 10_000,
    "markup": "<script>alert(1)</script> “Ōtautahi” & 'co' {{ 7*7 }} \u202egnp.exe 👩‍👩‍👧",
    "a day before 1900": "1 January 1850",
    "a day that is none": "31/2/2020",
    "a number without end": "9" * 5_000,
    "a character that ends texts": "before\x00after",
    "nothing": "",
}
VERSIONS = ("9" * 5_000, "-1", "", "the first", "1.5", "99999999999999999999")
CHOSEN = ("", "x", "\x00", str(uuid4()), "00000000-0000-0000-0000-000000000000/x", "9" * 400)
FORMS = sorted(
    name
    for name, cell in MEMBER_CELLS.items()
    if cell.writes
    and cell.get == OK
    and not name.startswith(("report-", "mfa_", "account_"))
    # Nobody has a draft of a programme, or a second session to end, in this world.
    and name not in ("programme-start", "usersessions_list")
)


def browser_for(rich: Rich, name: str) -> Client | None:
    """A browser of the first who may open the form; None where nobody in this world may."""
    who = next((who for who in rich.everybody if expected(name, actor(rich, who), rich) == OK), None)
    return None if who is None else signed_in(rich, who)


def signed_in(rich: Rich, who: str) -> Client:
    actor(rich, who)
    client = Client(raise_request_exception=False)
    client.force_login(rich.person(who))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": now().timestamp()}]
    session.save()
    return client


def fillings(form: Form) -> list[tuple[str, str, dict[str, str]]]:
    """Names of ways to fill it in, with what is typed and all that is sent."""
    first = {name: values[0] for name, values in form.chosen.items() if values}
    plain = form.hidden | first | dict.fromkeys(form.typed, "Something.")
    button = dict(form.buttons[-1:])
    found = [(how, text, plain | dict.fromkeys(form.typed, text) | button) for how, text in TYPED.items()]
    found += [
        (f"version {version[:9]}", "Something.", plain | {"version": version, "seen": version} | button)
        for version in VERSIONS
    ]
    found += [
        (f"chosen {value[:9]!r}", "Something.", plain | dict.fromkeys(form.chosen, value) | button)
        for value in CHOSEN
    ]
    return found


def read(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(page))


def test_every_form_that_is_written_to_is_tried() -> None:
    assert len(FORMS) >= 40


@pytest.mark.parametrize("name", FORMS)
def test_no_form_breaks_or_loses_what_was_typed(undone: Rich, name: str) -> None:
    browser = browser_for(undone, name)
    assert browser is not None
    where = address(name, undone)
    forms = forms_of(browser.get(where).content.decode())
    wrong = []
    for form in forms:
        for how, text, sent in fillings(form):
            with transaction.atomic():  # each is tried on the rows as they were
                response = browser.post(form.action or where, sent)
                transaction.set_rollback(True)
            body = read(response.content.decode()) if response.status_code != 302 else ""
            if response.status_code >= 500:
                wrong.append((how, response.status_code))
            elif body and form.typed and "\x00" not in text and " ".join(text.split()) not in body:
                wrong.append((how, response.status_code, "lost"))
    assert forms
    assert wrong == []


ODD = ("%00", "%FF%FE", "9" * 400, "%27%3B--", "-1", "%F0%9F%91%A9", "..%2F")
ASKED = [
    "/people/?name={}", "/people/?page={}", "/my-work/?page={}&notices={}", "/inspections/?page={}",
    "/inspections/{slug}/history/?noun={}&first={}&last={}&page={}",
    "/inspections/{slug}/diary/?show={}&page={}", "/inspections/{slug}/requests/?show={}&page={}",
    "/inspections/{slug}/people/add/?place={}",
    "/inspections/{slug}/ledger/?indicator={}&level={}&state={}&owner={}&page={}",
    "/inspections/{slug}/ledger/add/?indicator={}", "/inspections/{slug}/scope/{}/",
    "/inspections/{slug}/evaluations/{}/", "/inspections/{slug}/evaluations/{}/write/",
    "/inspections/{slug}/evaluations/{}/agree/", "/inspections/{slug}/move/{}/", "/inspections/{}/",
    "/programmes/{}/", "/concerns/?page={}&raised={}", "/concerns/raise/?inspection={}",
    "/people/invitations/?page={}", "/people/invitations/new/?place={}&role={}", "/invitation/{}/",
]  # fmt: skip


@pytest.mark.parametrize("where", ASKED)
def test_no_address_breaks(undone: Rich, where: str) -> None:
    browser = browser_for(undone, "activity-plan")
    assert browser is not None
    slug = undone.world.a.slug
    found = {odd: browser.get(where.replace("{slug}", slug).replace("{}", odd)).status_code for odd in ODD}
    assert {odd: status for odd, status in found.items() if status >= 500} == {}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["activity-move", "request-move"])
def test_a_step_of_no_version_is_out_of_date_and_no_more(undone: Rich, name: str, version: str) -> None:
    who = {"activity-move": "inspector", "request-move": "inspection_lead"}[name]
    browser = signed_in(undone, who)
    assert browser.post(address(name, undone), {"version": version}).status_code == 409
