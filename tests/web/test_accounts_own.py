"""One's own: declared interests, tokens, sessions, the account page; the demonstration; single sign-on."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from cairn.actions.interests import declare_interest, end_interest
from cairn.actions.people import _two_factors, people_to_try
from cairn.actions.tokens import bearer_of, digest_of, make_token, revoke_token
from cairn.errors import Invalid, Missing, Refused
from cairn.policy.roles import Role
from cairn.store.context import answer_to
from cairn.store.models import ApiToken, Evaluation, Event, Inspection, Interest, Membership, Notice, Person
from cairn.web.accounts.adapters import SingleSignOnAdapter
from tests.factories import World
from tests.lib.signing_in import WORK, events, in_doors


def test_a_declared_interest_hides_evaluations_at_once_and_ending_it_shows_them(
    client_of, world: World
) -> None:
    person = world.person("inspector")
    client = client_of(person)
    page = client.get("/account/interests/").content.decode()
    assert "In Area A, A programme for tests, you are inspector" in page
    area = str(world.a.partnership_id)
    client.post("/account/interests/", {"partnership": area, "reason": "My sister is a foster carer there."})
    answer_to(person.pk)
    assert not Evaluation.objects.exists()
    row = Interest.objects.get()
    assert "foster carer" in client.get("/account/interests/").content.decode()
    assert client.get(f"/account/interests/{row.pk}/end/").status_code == 200
    client.post(f"/account/interests/{row.pk}/end/")
    answer_to(person.pk)
    assert Evaluation.objects.filter(inspection=world.a).count() == 4
    answer_to(world.person("inspection_lead").pk)
    kept = Event.objects.filter(noun="interest", inspection_id=world.a.pk).order_by("id")
    assert [one.act for one in kept] == ["interest.declare", "interest.end"]


def test_the_lead_is_told_of_a_declared_interest(db, world: World) -> None:
    answer_to(world.person("inspector").pk)
    declare_interest(
        actor=world.actor("inspector"), partnership_id=world.a.partnership_id, reason="I lived there."
    )
    answer_to(world.person("inspection_lead").pk)
    assert "has declared an interest in Area A" in Notice.objects.get().text


@pytest.mark.parametrize(("partnership", "reason"), [("", "Because."), ("nothing", "Because."), (None, "  ")])
def test_an_interest_needs_a_partnership_and_a_reason(db, world: World, partnership, reason: str) -> None:
    answer_to(world.person("inspector").pk)
    key = world.a.partnership_id if partnership is None else partnership
    with pytest.raises(Invalid):
        declare_interest(actor=world.actor("inspector"), partnership_id=key, reason=reason)


def test_an_interest_is_declared_once_at_a_time_and_ended_by_its_holder_alone(db, world: World) -> None:
    answer_to(world.person("inspector").pk)
    mine = {"partnership_id": world.b.partnership_id, "reason": "I worked there."}
    row = declare_interest(actor=world.actor("inspector"), **mine)
    with pytest.raises(Invalid, match="already"):
        declare_interest(actor=world.actor("inspector"), **mine)
    answer_to(world.person("programme_lead").pk)
    with pytest.raises((Refused, Missing)):
        end_interest(actor=world.actor("programme_lead"), interest_id=row.pk)


def test_a_token_is_shown_once_and_kept_as_a_digest(client_of, world: World) -> None:
    person = world.person("analyst")
    client = client_of(person)
    until = timezone.localdate() + timedelta(days=30)
    asked = {"name": "Dashboard", "scopes": ["evaluations"], "expires_on": f"{until:%d/%m/%Y}"}
    response = client.post("/account/tokens/", asked)
    secret = re.search(r'id="secret">(cairn_[\w-]{43})<', response.content.decode()).group(1)
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    page = client.get("/account/tokens/").content.decode()
    assert "Dashboard" in page
    assert secret not in page
    answer_to(person.pk)
    row = ApiToken.objects.get()
    assert row.digest == digest_of(secret) != secret
    assert ("token.make", {"expires_on": str(until), "scopes": ["evaluations"]}) in events(person)


def token(world: World, **more: object) -> tuple[ApiToken, str]:
    answer_to(world.person("analyst").pk)
    until = timezone.localdate() + timedelta(days=30)
    wanted = {"name": "Dashboard", "scopes": ["evaluations"], "expires_on": until, **more}
    return make_token(actor=world.actor("analyst"), **wanted)


def test_the_bearer_of_a_token_acts_as_its_holder_and_within_its_scopes(db, world: World) -> None:
    _, secret = token(world)
    bearer = bearer_of(secret)
    assert bearer is not None
    assert bearer.actor.person_id == str(world.person("analyst").pk)
    assert bearer.actor.second_factor
    assert bearer.scopes == {"evaluations"}
    answer_to(world.person("analyst").pk)
    assert ApiToken.objects.get().last_used_at is not None


@pytest.mark.parametrize("how", ["revoked", "expired", "person gone", "other"])
def test_a_token_that_is_not_good_now_opens_nothing(db, world: World, how: str) -> None:
    row, secret = token(world)
    if how == "revoked":
        revoke_token(actor=world.actor("analyst"), token_id=row.pk)
    if how == "expired":
        ApiToken.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    if how == "person gone":
        Person.objects.filter(pk=row.person_id).update(is_active=False)
    assert bearer_of("cairn_other" if how == "other" else secret) is None
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires_on": timezone.localdate()}, "expires_on"),
        ({"expires_on": timezone.localdate() + timedelta(days=366)}, "expires_on"),
    ],
)
def test_a_token_that_asks_for_too_much_is_refused(db, world: World, wrong, field: str) -> None:
    with pytest.raises(Invalid) as error:
        token(world, **wrong)
    assert [problem.field for problem in error.value.problems] == [field]


def test_nobody_revokes_anothers_token(client_of, world: World) -> None:
    row, _ = token(world)
    assert (
        client_of(world.person("programme_lead")).post(f"/account/tokens/{row.pk}/revoke/").status_code == 404
    )
    assert client_of(world.person("analyst")).post(f"/account/tokens/{row.pk}/revoke/").status_code == 302


def test_sessions_are_seen_and_one_or_all_others_ended(client_of, world: World) -> None:
    person = world.person("deputy_lead")
    here, there, third = client_of(person), client_of(person), client_of(person)
    for agent, client in (
        ("Firefox/120 Windows", here),
        ("Chrome/120 Android", there),
        ("Safari iPhone", third),
    ):
        client.get("/account/", HTTP_USER_AGENT=agent)
    page = here.get("/account/sessions/", HTTP_USER_AGENT="Firefox/120 Windows").content.decode()
    assert [name in page for name in ("Firefox on Windows", "Chrome on Android", "Safari on iPhone")] == [
        True
    ] * 3
    key = re.search(r'name="session" value="(\d+)"', page).group(1)
    here.post("/account/sessions/", {"session": key})
    assert sorted([in_doors(there), in_doors(third)]) == [False, True]
    here.post("/account/sessions/", {"session": "others"})
    assert [in_doors(here), in_doors(there), in_doors(third)] == [True, False, False]
    assert events(person, "session.end_others") == [("session.end_others", {"count": 1})] * 2


def test_nobody_ends_anothers_session(client_of, world: World) -> None:
    mine, theirs = client_of(world.person("inspector")), client_of(world.person("analyst"))
    theirs.get("/account/")
    for key in range(1, 40):
        mine.post("/account/sessions/", {"session": str(key)})
    assert in_doors(theirs)


@pytest.mark.parametrize("role", ["programme_lead", "inspector", "record_reader", "partnership_coordinator"])
@pytest.mark.parametrize(
    "path", ["", "interests/", "tokens/", "sessions/", "second-factor/", "code-of-conduct/"]
)
def test_every_page_of_an_account_opens_for_every_kind_of_person(client_of, world, role, path) -> None:
    assert client_of(world.person(role)).get(f"/account/{path}").status_code == 200


def test_outside_the_demonstration_nobody_tries_a_part(world: World, db: None) -> None:
    response = Client().post("/sign-in/demo/", {"person": str(world.person("inspector").pk)})
    assert response.status_code == 404
    assert "Go in" not in Client().get("/sign-in/").content.decode()


@override_settings(DEMO=True)
def test_in_the_demonstration_each_role_is_tried_without_password_or_phone(world: World, db: None) -> None:
    page = Client().get("/sign-in/").content.decode()
    cards = re.findall(r'name="person" value="([^"]+)"', page)
    assert len(cards) == 14
    assert 'type="password"' not in page
    person = world.person("inspector")
    assert str(person.pk) in cards
    client = Client()
    assert client.post("/sign-in/demo/", {"person": str(person.pk)})["Location"] == WORK
    assert in_doors(client)
    assert ("session.begin", {"how": ["demonstration"]}) in events(person)


@override_settings(DEMO=True)
@pytest.mark.parametrize("who", ["", "nobody", "stranger"])
def test_in_the_demonstration_only_those_listed_are_tried(world: World, db: None, who: str) -> None:
    key = str(world.stranger.pk) if who == "stranger" else who
    assert Client().post("/sign-in/demo/", {"person": key}).status_code == 404


def sso(email: str, *, verified: bool, process: str = "login") -> SocialLogin:
    address = EmailAddress(email=email, verified=verified, primary=True)
    found = SocialLogin(
        user=Person(email=email),
        account=SocialAccount(provider="sso", uid="u-1", extra_data={"email": email, "phone": "1"}),
        email_addresses=[address],
    )
    found.state = {"process": process}
    return found


def test_single_sign_on_opens_the_account_with_the_verified_address(world: World, db: None) -> None:
    person = world.person("inspector")
    before = person.password
    login = sso(person.email.upper(), verified=True)
    app = {"provider_id": "sso", "name": "Office", "client_id": "cairn", "secret": "s", "settings": {}}
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app]}}):
        SingleSignOnAdapter().pre_social_login(RequestFactory().get("/"), login)
    assert login.user.pk == person.pk
    assert SocialAccount.objects.get().extra_data == {}
    assert Person.objects.get(pk=person.pk).password == before


@pytest.mark.parametrize(
    ("email", "verified"), [("inspector.a@example.org", False), ("no@example.org", True)]
)
def test_single_sign_on_makes_no_account_and_trusts_no_unverified_address(
    world: World, db: None, email: str, verified: bool
) -> None:
    login = sso(email, verified=verified)
    adapter = SingleSignOnAdapter()
    adapter.pre_social_login(RequestFactory().get("/"), login)
    assert not login.is_existing
    assert not adapter.is_open_for_signup(RequestFactory().get("/"), login)
    assert not SocialAccount.objects.exists()


def test_single_sign_on_is_for_signing_in_and_nothing_else(world: World, db: None) -> None:
    with pytest.raises(ImmediateHttpResponse):
        SingleSignOnAdapter().pre_social_login(
            RequestFactory().get("/"), sso("inspector.a@example.org", verified=True, process="connect")
        )


@pytest.mark.parametrize(
    ("vouches", "methods", "expected"),
    [
        (False, ["socialaccount"], False),
        (True, ["socialaccount"], True),
        (True, ["password"], False),
        (False, ["password", "mfa"], True),
        (False, [], False),
    ],
)
def test_single_sign_on_counts_as_second_factor_only_where_that_is_set(vouches, methods, expected) -> None:
    session = SimpleNamespace(get=lambda key, default=None: [{"method": method} for method in methods])
    with override_settings(SSO_VOUCHES_FACTOR=vouches):
        assert _two_factors(session) is expected


@override_settings(DEMO=True)
def test_parts_are_tried_where_most_are_at_work(world: World, db: None) -> None:
    """The inspection that evaluates, not the one that has the same people and is over."""
    for state_of_a, state_of_b in (("published", "evaluating"), ("evaluating", "planned")):
        answer_to(world.person("programme_lead").pk)
        Inspection.objects.filter(pk=world.a.pk).update(state=state_of_a)
        Inspection.objects.filter(pk=world.b.pk).update(state=state_of_b)
        coordinators = [one.key for one in people_to_try() if one.role is Role.PARTNERSHIP_COORDINATOR]
        answer_to(world.person("programme_lead").pk)
        home = world.b if state_of_b == "evaluating" else world.a
        assert Membership.objects.filter(person_id__in=coordinators, inspection=home).exists()
