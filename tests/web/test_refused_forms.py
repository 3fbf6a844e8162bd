"""A form that is refused says so to programs too: 422, whoever wrote its view, and a try is still counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from cairn.store.models import Person
from tests.factories import PASSWORD, World
from tests.lib.signing_in import code_now, give_app, give_password, sign_in

MAIL = override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def lead(world: World, db: None) -> Person:
    return give_password(world.person("inspection_lead"))


@pytest.mark.parametrize("name", ["interests", "tokens", "invitation-make", "concern-raise"])
def test_a_form_sent_empty(client_of: Callable[..., Client], world: World, name: str) -> None:
    browser = client_of(world.person("inspection_lead"))
    assert browser.get(reverse(name)).status_code == 200
    answer = browser.post(reverse(name), {"step": "check"})
    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()


@MAIL
@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_a_form_of_the_entrance_sent_empty(db: None, name: str) -> None:
    answer = Client().post(reverse(name), {})
    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()


def test_a_wrong_code_on_the_way_in_and_inside(lead: Person) -> None:
    give_app(lead)
    client = Client()
    sign_in(client, lead.email)
    assert client.post(reverse("mfa_authenticate"), {"code": "123"}).status_code == 422
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.post(reverse("mfa_reauthenticate"), {"code": "123"}).status_code == 422


def test_an_app_that_is_set_up_wrongly_or_is_the_only_factor(lead: Person) -> None:
    client = Client()
    sign_in(client, lead.email)
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 422
    give_app(lead)
    client = Client()
    sign_in(client, lead.email)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 422


def test_wrong_passwords_are_counted_though_the_answer_is_a_refusal(lead: Person) -> None:
    """Answers of 400 and more undo what was written; the count of tries must outlive them."""
    assert [sign_in(Client(), lead.email, "wrong").status_code for _ in range(5)] == [422] * 5
    assert "too many wrong tries" in sign_in(Client(), lead.email).content.decode()
