"""Where a page says that it stands, how one comes back, and what is drawn where there is nothing."""

from __future__ import annotations

import re
from datetime import time, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from cairn.actions.requests import answer_request
from cairn.store.models import Person, Request
from cairn.web.accounts.presenters import session_rows
from cairn.web.components.fields import TimeOfDayField
from cairn.web.components.values import Press
from cairn.web.templatetags.cairn import cell
from tests.factories import World, as_
from tests.lib.requesting import asked
from tests.lib.signing_in import code_now, give_app, give_password, sign_in

BACK = '<nav class="crumbs wrap" aria-label="Breadcrumb"><ol>\n<li><a href="/account/">Your account</a></li>'


@pytest.mark.parametrize("name", ["mfa_index", "account_change_password", "conduct", "interests", "tokens"])
def test_from_every_page_of_an_account_there_is_a_way_back_to_it(world: World, db: None, name: str) -> None:
    person = give_password(world.person("inspector"))
    give_app(person)
    browser = Client()
    sign_in(browser, person.email)
    browser.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert BACK in browser.get(reverse(name), follow=True).content.decode()


def test_whoever_is_still_on_the_way_in_is_shown_no_way_elsewhere(world: World, db: None) -> None:
    new = give_password(Person.objects.create_user("new@example.org", name="Ash New"))
    browser = Client()
    sign_in(browser, new.email)
    assert BACK not in browser.get(reverse("mfa_index")).content.decode()


def test_giving_a_role_stands_below_people_though_its_address_is_a_programmes(
    client_of, world: World
) -> None:
    page = (
        client_of(world.person("programme_lead"))
        .get(reverse("people-add", args=[world.programme.slug]))
        .content.decode()
    )
    assert re.findall(r'aria-current="true">(\w+)<', page) == ["People"]


@pytest.mark.parametrize("name", ["request-edit", "request-answer"])
def test_a_form_of_a_request_leads_back_to_the_request(client_of, world: World, name: str) -> None:
    request = asked(world)
    who = "inspection_lead" if name == "request-edit" else "partnership_coordinator"
    place = [world.a.slug, request.pk]
    page = client_of(world.person(who)).get(reverse(name, args=place)).content.decode()
    crumbs = page[page.index('aria-label="Breadcrumb"') : page.index("<main")]
    assert f'<a href="{reverse("inspection-request", args=place)}">{request.title}</a>' in crumbs


@pytest.mark.parametrize("nothing", [None, "", [], ()])
def test_nothing_in_a_cell_is_a_dash(nothing: object) -> None:
    assert cell(nothing) == "–"
    assert cell(0) == 0


def test_a_button_in_a_cell_sends_its_form_elsewhere() -> None:
    drawn = str(cell(Press("Remove", "/files/1/remove/", "minutes.txt")))
    assert '<button type="submit"' in drawn
    assert 'formaction="/files/1/remove/">Remove<span class="visually-hidden"> minutes.txt</span>' in drawn


@pytest.mark.parametrize(
    ("written", "meant"), [("9:30", time(9, 30)), ("14.05", time(14, 5)), ("9", time(9))]
)
def test_a_time_is_read_as_people_write_it(written: str, meant: time) -> None:
    assert TimeOfDayField(label="Begins at", example="9:30").clean(written) == meant


def test_a_time_that_is_none_is_told_with_an_example() -> None:
    with pytest.raises(forms.ValidationError, match=r"Write a time such as 9:30\."):
        TimeOfDayField(label="Begins at", example="9:30").clean("half past nine")


@pytest.mark.parametrize(("seconds", "said"), [(0, "just now"), (59, "just now"), (120, "2 minutes ago")])
def test_a_session_says_when_it_was_last_seen(seconds: int, said: str) -> None:
    class Session:
        pk, session_key, user_agent, ip, created_at = 1, "key", "Firefox/120", "192.0.2.1", now()
        last_seen_at = now() - timedelta(seconds=seconds)

    (row,) = session_rows([Session()], "key")
    assert str(row["seen"]).replace("\xa0", " ") == said


def test_one_reason_that_refuses_several_buttons_is_said_once() -> None:
    closed = [
        SimpleNamespace(text=text, href="/", kind="", refusal="It is closed.") for text in ("Plan", "Settle")
    ]
    drawn = render_to_string("judging/buttons.html", {"buttons": closed})
    assert drawn.count('aria-disabled="true"') == 2
    assert drawn.count("It is closed.") == 1
    closed[1].refusal = "It has no plan."
    drawn = render_to_string("judging/buttons.html", {"buttons": closed})
    assert (drawn.count("It is closed."), drawn.count("It has no plan.")) == (1, 1)
    for one in closed:
        one.refusal = ""
    assert 'class="refusal"' not in render_to_string("judging/buttons.html", {"buttons": closed})


def test_what_cannot_be_taken_back_is_the_last_button_of_a_request(client_of, world: World) -> None:
    request = answered(world)
    page = client_of(world.person("inspection_lead")).get(
        reverse("inspection-request", args=[world.a.slug, request.pk])
    )
    named = re.findall(r'class="ds_button[^>]*>([^<]+)<', page.content.decode())
    assert named[:2] == ["Accept the answer", "Ask for more"]
    assert named[-1] == "Withdraw"


def answered(world: World) -> Request:
    request = asked(world)
    return answer_request(
        actor=as_(world, "partnership_coordinator"),
        request_id=request.pk,
        version=request.version,
        text="Yes.",
    )
