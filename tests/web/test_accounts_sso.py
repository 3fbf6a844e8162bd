"""Single sign-on from the button to the account, with a provider that answers as OpenID Connect says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client, override_settings

from cairn.store.models import Person
from tests.factories import World
from tests.lib.signing_in import WORK, events, give_app
from tests.lib.single_sign_on import NAME, Provider, callback_of, provider_at_work


@pytest.fixture
def provider(db: None) -> Iterator[Provider]:
    with provider_at_work() as server:
        app = {
            "provider_id": "sso",
            "name": NAME,
            "client_id": "cairn",
            "secret": "s",
            "settings": {"server_url": server.address},
        }
        named = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        with override_settings(SOCIALACCOUNT_PROVIDERS=named):
            yield server


def back_from(provider: Provider, client: Client, **person: object):
    """Press the button, be sent to the provider, and come back as this person."""
    provider.is_signed_in(**person)
    assert f"Sign in with {NAME}" in client.get("/sign-in/").content.decode()
    there = client.post("/sign-in/sso/sso/")["Location"]
    assert there.startswith(f"{provider.address}/authorise?")
    back, state = callback_of(there)
    assert back == "http://testserver/sign-in/sso/sso/back/"
    return client.get("/sign-in/sso/sso/back/", {"code": "the-code", "state": state})


def test_a_verified_address_opens_its_account_and_a_second_factor_is_still_asked(
    provider: Provider, world: World
) -> None:
    person = world.person("analyst")
    client = Client()
    response = back_from(provider, client, email=person.email, email_verified=True)
    assert response["Location"] == WORK
    assert client.get("/account/")["Location"] == "/account/second-factor/"
    assert SocialAccount.objects.get().extra_data == {}
    assert events(person, "session.begin") == [("session.begin", {"how": ["socialaccount"]})]


def test_the_second_time_the_account_is_known_by_its_own_key(provider: Provider, world: World) -> None:
    person = world.person("analyst")
    back_from(provider, Client(), email=person.email, email_verified=True)
    client = Client()
    assert back_from(provider, client, email="new-name@example.org")["Location"] == WORK
    assert client.session["_auth_user_id"] == str(person.pk)
    assert SocialAccount.objects.get().extra_data == {}


def test_where_the_provider_vouches_for_the_second_factor_none_is_asked(
    provider: Provider, world: World
) -> None:
    client = Client()
    with override_settings(SSO_VOUCHES_FACTOR=True):
        back_from(provider, client, email=world.person("analyst").email, email_verified=True)
        assert client.get("/account/").status_code == 200


def test_a_factor_that_is_set_up_is_asked_for_after_single_sign_on(provider: Provider, world: World) -> None:
    person = world.person("analyst")
    give_app(person)
    response = back_from(provider, Client(), email=person.email, email_verified=True)
    assert response["Location"] == "/sign-in/second-factor/"


@pytest.mark.parametrize(("email", "verified"), [("analyst@example.org", False), ("new@example.org", True)])
def test_single_sign_on_makes_no_account(
    provider: Provider, world: World, email: str, verified: bool
) -> None:
    before = Person.objects.count()
    client = Client()
    response = back_from(provider, client, email=email, email_verified=verified)
    assert "There is no account for you yet" in response.content.decode()
    assert "_auth_user_id" not in client.session
    assert Person.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_coming_back_with_an_answer_to_no_question_opens_nothing(provider: Provider, world: World) -> None:
    provider.is_signed_in(email=world.person("analyst").email, email_verified=True)
    client = Client()
    response = client.get("/sign-in/sso/sso/back/", {"code": "the-code", "state": "made-up"})
    assert "did not work" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_without_a_provider_there_is_no_button_and_no_page(world: World, db: None) -> None:
    assert "council" not in Client().get("/sign-in/").content.decode()
    assert Client().post("/sign-in/sso/sso/").status_code == 404
