"""Coming in: password, second factor, recovery codes, limits, and what is told to whom."""

from __future__ import annotations

import re

import pytest
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from cairn.actions.conduct import accept_conduct
from cairn.actions.people import actor_of
from cairn.actions.rescue import let_in
from cairn.errors import Invalid
from cairn.store.context import answer_to
from cairn.store.models import ConductAcceptance, Person
from tests.factories import PASSWORD, World, with_factor
from tests.lib.signing_in import WORK, code_now, events, give_app, give_password, in_doors, sign_in

MAIL = override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
WRONG = "The e-mail address or the password is not right"


@pytest.fixture(autouse=True)
def _empty_box() -> None:
    mail.outbox = []


@pytest.fixture
def lead(world: World, db: None) -> Person:
    return give_password(world.person("inspection_lead"))


def test_a_person_without_a_factor_is_led_to_set_one_up(lead: Person) -> None:
    client = Client()
    assert sign_in(client, lead.email)["Location"] == WORK
    assert client.get("/account/")["Location"] == "/account/second-factor/"
    assert "Set up an app" in client.get("/account/second-factor/").content.decode()


def test_setting_up_an_app_opens_the_door_and_gives_recovery_codes(lead: Person) -> None:
    client = Client()
    sign_in(client, lead.email)
    page = client.get("/account/second-factor/app/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r'id="totp-secret">([A-Z2-7]+)<', page).group(1)
    response = client.post("/account/second-factor/app/", {"code": code_now(secret)})
    assert response["Location"] == "/account/second-factor/codes/"
    codes = re.findall(r"<li><code>(\d{8})</code>", client.get(response["Location"]).content.decode())
    assert len(set(codes)) == 10
    assert in_doors(client)
    assert ("factor.add", {"kind": "totp"}) in events(lead)


def test_a_wrong_code_sets_nothing_up(lead: Person) -> None:
    client = Client()
    sign_in(client, lead.email)
    client.get("/account/second-factor/app/")
    assert (
        "This code is not right"
        in client.post("/account/second-factor/app/", {"code": "000000"}).content.decode()
    )
    assert not Authenticator.objects.filter(user=lead).exists()


def test_the_secret_of_an_app_is_not_in_the_database(lead: Person) -> None:
    kept = give_app(lead).data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in kept
    with override_settings(SECRET_KEY="another key of at least thirty-two characters"):
        client = Client()
        sign_in(client, lead.email)
        assert client.post("/sign-in/second-factor/", {"code": code_now()}).status_code == 422


def test_with_an_app_the_password_alone_opens_nothing(lead: Person) -> None:
    give_app(lead)
    client = Client()
    assert sign_in(client, lead.email)["Location"] == "/sign-in/second-factor/"
    assert "_auth_user_id" not in client.session
    assert client.get("/account/")["Location"] == "/sign-in/?next=%2Faccount%2F"
    assert client.post("/sign-in/second-factor/", {"code": code_now()})["Location"] == WORK
    assert in_doors(client)
    assert ("session.begin", {"how": ["password", "totp"]}) in events(lead)


def test_a_code_opens_once(lead: Person) -> None:
    give_app(lead)
    for expected in (302, 422):
        client = Client()
        sign_in(client, lead.email)
        assert client.post("/sign-in/second-factor/", {"code": code_now()}).status_code == expected


def test_a_recovery_code_opens_once(lead: Person) -> None:
    client = Client()
    sign_in(client, lead.email)
    page = client.get("/account/second-factor/app/").content.decode()
    secret = re.search(r'id="totp-secret">([A-Z2-7]+)<', page).group(1)
    client.post("/account/second-factor/app/", {"code": code_now(secret)})
    codes = re.findall(
        r"<li><code>(\d{8})</code>", client.get("/account/second-factor/codes/").content.decode()
    )
    for expected in (302, 422):
        other = Client()
        sign_in(other, lead.email)
        assert other.post("/sign-in/second-factor/", {"code": codes[0]}).status_code == expected


def test_the_first_factor_ends_sessions_that_were_begun_without_one(lead: Person) -> None:
    old, new = Client(), Client()
    sign_in(old, lead.email)
    old.get("/account/second-factor/")
    sign_in(new, lead.email)
    page = new.get("/account/second-factor/app/").content.decode()
    secret = re.search(r'id="totp-secret">([A-Z2-7]+)<', page).group(1)
    new.post("/account/second-factor/app/", {"code": code_now(secret)})
    assert old.get("/account/second-factor/")["Location"].startswith("/sign-in/")
    assert in_doors(new)


def test_the_only_factor_cannot_be_removed(lead: Person) -> None:
    give_app(lead)
    client = Client()
    sign_in(client, lead.email)
    client.post("/sign-in/second-factor/", {"code": code_now()})
    client.post("/account/again/", {"password": PASSWORD})
    page = client.get("/account/second-factor/app/remove/").content.decode()
    assert "only second factor" in page
    client.post("/account/second-factor/app/remove/")
    assert Authenticator.objects.filter(user=lead, type="totp").exists()


def test_another_factor_is_added_only_after_the_password_is_given_again(lead: Person) -> None:
    give_app(lead)
    client = Client()
    sign_in(client, lead.email)
    client.post("/sign-in/second-factor/", {"code": code_now()})
    assert client.get("/account/second-factor/passkeys/new/")["Location"].startswith("/account/again/")
    client.post("/account/again/", {"password": PASSWORD})
    assert client.get("/account/second-factor/passkeys/new/").status_code == 200


def test_after_the_factor_comes_the_code_of_conduct_and_then_the_work(world: World, db: None) -> None:
    new = give_password(Person.objects.create_user("new@example.org", name="Ash New"))
    give_app(new)
    client = Client()
    sign_in(client, new.email)
    client.post("/sign-in/second-factor/", {"code": code_now()})
    assert client.get("/account/")["Location"] == "/account/code-of-conduct/"
    page = client.get("/account/code-of-conduct/").content.decode()
    assert "Children come first" in page
    assert client.post("/account/code-of-conduct/", {"edition": "2026-11"}).status_code == 422
    assert not in_doors(client)
    accepted = {"edition": "2026-11", "accepted": "on"}
    assert client.post("/account/code-of-conduct/", accepted)["Location"] == WORK
    assert in_doors(client)
    assert ("conduct.accept", {"edition": "2026-11"}) in events(new)


def test_an_edition_of_the_code_that_is_no_longer_present_is_not_accepted(world: World, db: None) -> None:
    new = Person.objects.create_user("new@example.org", name="Ash New")
    answer_to(new.pk)
    with pytest.raises(Invalid, match="has changed"):
        accept_conduct(actor=with_factor(actor_of(new)), edition="2025-01")
    assert not ConductAcceptance.objects.filter(person=new).exists()


@pytest.mark.parametrize("email", ["inspection_lead.a@example.org", "nobody@example.org"])
def test_a_wrong_password_says_the_same_whether_or_not_the_account_exists(lead: Person, email: str) -> None:
    page = sign_in(Client(), email, "not the password").content.decode()
    assert WRONG in page
    assert email not in re.sub(r'value="[^"]*"', "", page)


def test_a_wrong_password_leaves_an_event_without_the_address(lead: Person) -> None:
    written: list[list[object]] = []

    def watch(execute, sql, params, many, context):
        if "store_record_event" in sql:
            written.append(list(params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        sign_in(Client(), "nobody@example.org", "not the password")
        sign_in(Client(), lead.email, "not the password")
    same = ["session.fail", "person"]
    rest = [None, None, "person", '{"how":"password"}']
    assert written == [[*same, "", *rest], [*same, str(lead.pk), *rest]]


def test_the_sixth_wrong_password_shuts_the_account_and_nobody_elses(lead: Person, world: World) -> None:
    cache.clear()
    other = give_password(world.person("deputy_lead"))
    for _ in range(5):
        assert WRONG in sign_in(Client(), lead.email, "not the password").content.decode()
    for _ in range(40):
        assert "too many wrong tries" in sign_in(Client(), lead.email).content.decode()
    assert sign_in(Client(), other.email).status_code == 302
    cache.clear()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Requested-With": "XMLHttpRequest"},
        {"Accept": "application/json"},
        {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"},
    ],
)
def test_wrong_passwords_are_counted_whatever_kind_of_answer_is_asked_for(
    lead: Person, headers: dict[str, str]
) -> None:
    cache.clear()
    for _ in range(5):
        wrong = {"login": lead.email, "password": "not the password"}
        assert Client(headers=headers).post("/sign-in/", wrong).status_code == 422
    assert "too many wrong tries" in sign_in(Client(), lead.email).content.decode()
    cache.clear()


def test_wrong_passwords_given_again_inside_are_counted_too(lead: Person) -> None:
    cache.clear()
    client = Client()
    give_app(lead)
    sign_in(client, lead.email)
    client.post("/sign-in/second-factor/", {"code": code_now()})
    for _ in range(5):
        assert client.post("/account/again/", {"password": "not the password"}).status_code == 422
    assert "too many wrong tries" in client.post("/account/again/", {"password": PASSWORD}).content.decode()
    cache.clear()


def test_unknown_addresses_are_shut_too_so_that_the_limit_tells_nothing(db: None) -> None:
    cache.clear()
    for _ in range(5):
        assert WRONG in sign_in(Client(), "no@example.org", "not the password").content.decode()
    assert "too many wrong tries" in sign_in(Client(), "no@example.org", "x").content.decode()
    cache.clear()


def test_a_shut_account_opens_after_a_quarter_of_an_hour(lead: Person, monkeypatch) -> None:
    cache.clear()
    for _ in range(6):
        sign_in(Client(), lead.email, "not the password")
    now = ratelimit.time.time()
    monkeypatch.setattr(ratelimit.time, "time", lambda: now + 15 * 60 + 1)
    assert sign_in(Client(), lead.email).status_code == 302
    cache.clear()


def test_a_wrong_code_is_tried_five_times_at_most(lead: Person) -> None:
    cache.clear()
    give_app(lead)
    client = Client()
    sign_in(client, lead.email)
    for _ in range(5):
        assert "not right" in client.post("/sign-in/second-factor/", {"code": "123"}).content.decode()
    assert "too many" in client.post("/sign-in/second-factor/", {"code": code_now()}).content.decode()
    cache.clear()


def test_too_many_sign_ins_from_one_address_wait_on_a_page_that_says_so(db: None) -> None:
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS={"login": "2/m/ip"}):
        for _ in range(2):
            sign_in(Client(), "no@example.org", "x")
        response = sign_in(Client(), "no@example.org", "x")
    assert response.status_code == 429
    assert "Please wait a moment" in response.content.decode()
    cache.clear()


def test_the_limits_are_kept_where_every_worker_sees_them(lead: Person) -> None:
    cache.clear()
    sign_in(Client(), lead.email, "not the password")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM store_cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] == 2
    cache.clear()


def test_a_person_who_is_no_longer_active_is_told_so_only_with_the_right_password(lead: Person) -> None:
    Person.objects.filter(pk=lead.pk).update(is_active=False)
    assert WRONG in sign_in(Client(), lead.email, "not the password").content.decode()
    assert sign_in(Client(), lead.email)["Location"] == "/sign-in/closed/"
    assert Client().get("/sign-in/closed/").status_code == 200


def test_signing_out_ends_the_session_and_leaves_an_event(client_of, world: World) -> None:
    person = world.person("inspector")
    client = client_of(person)
    assert client.get("/sign-out/").status_code == 200
    assert in_doors(client)
    assert client.post("/sign-out/")["Location"] == "/"
    assert not in_doors(client)
    assert ("session.end", {}) in events(person)


def test_nobody_is_sent_to_another_site_after_signing_in(lead: Person) -> None:
    give_app(lead)
    client = Client()
    sign_in(client, lead.email, next="https://elsewhere.example/")
    assert client.post("/sign-in/second-factor/", {"code": code_now()})["Location"] == WORK


def test_without_mail_a_forgotten_password_is_a_matter_of_asking(lead: Person) -> None:
    page = Client().get("/forgotten-password/").content.decode()
    assert "Ask the person who looks after Cairn" in page
    assert "<input" not in page.split("<main")[1]


@MAIL
def test_a_forgotten_password_is_renewed_by_mail_and_the_factor_stays(lead: Person) -> None:
    cache.clear()
    give_app(lead)
    client = Client()
    assert (
        client.post("/forgotten-password/", {"email": lead.email})["Location"] == "/forgotten-password/sent/"
    )
    (sent,) = mail.outbox
    assert sent.to == [lead.email]
    path = re.search(r"http://[^/]+(/forgotten-password/\S+)", sent.body).group(1)
    where = client.get(path)["Location"]
    chosen = {"password1": "the stones stand still", "password2": "the stones stand still"}
    assert client.post(where, chosen)["Location"] == "/forgotten-password/done/"
    assert sign_in(client, lead.email).status_code == 422
    assert sign_in(client, lead.email, "the stones stand still")["Location"] == "/sign-in/second-factor/"
    assert "no longer works" in Client().get(path).content.decode()
    cache.clear()


@MAIL
def test_asking_with_an_unknown_address_looks_the_same_and_sends_a_mail_too(db: None) -> None:
    cache.clear()
    response = Client().post("/forgotten-password/", {"email": "nobody@example.org"})
    assert response["Location"] == "/forgotten-password/sent/"
    (sent,) = mail.outbox
    assert "There is no account with it" in sent.body
    cache.clear()


def test_a_changed_password_ends_every_session(client_of, world: World) -> None:
    person = give_password(world.person("analyst"))
    here, there = client_of(person), client_of(person)
    asked = {"oldpassword": PASSWORD, "password1": "the stones stand still"}
    response = here.post("/account/password/", {**asked, "password2": "the stones stand still"})
    assert response["Location"] == "/sign-in/"
    assert not in_doors(here)
    assert not in_doors(there)
    assert ("password.change", {}) in events(person)


@pytest.mark.parametrize("password", ["short", "password1234", "analyst@example.org"])
def test_a_poor_password_is_refused(client_of, world: World, password: str) -> None:
    person = give_password(world.person("analyst"))
    asked = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client_of(person).post("/account/password/", asked).status_code == 422
    assert Person.objects.get(pk=person.pk).check_password(PASSWORD)


@pytest.mark.parametrize(
    "path",
    ["/accounts/signup/", "/signup/", "/account/email/", "/2fa/trust/", "/3rdparty/", "/sign-in/sso/sso/"],
)
def test_pages_of_allauth_that_are_not_ours_are_not_there(db: None, path: str) -> None:
    assert Client().get(path).status_code == 404


def test_whoever_looks_after_the_installation_makes_a_way_back_in(lead: Person) -> None:
    give_app(lead)
    old = Client()
    sign_in(old, lead.email)
    old.post("/sign-in/second-factor/", {"code": code_now()})
    assert in_doors(old)
    link = let_in(email=lead.email.upper(), without_factor=True)
    assert not in_doors(old)
    path = re.search(r"http://[^/]+(/\S+)", link).group(1)
    client = Client()
    where = client.get(path)["Location"]
    client.post(where, {"password1": "the stones stand still", "password2": "the stones stand still"})
    assert sign_in(client, lead.email, "the stones stand still")["Location"] == WORK
    assert client.get("/account/")["Location"] == "/account/second-factor/"


def test_with_the_factor_kept_a_new_password_alone_opens_nothing(lead: Person) -> None:
    give_app(lead)
    path = re.search(r"http://[^/]+(/\S+)", let_in(email=lead.email, without_factor=False)).group(1)
    client = Client()
    where = client.get(path)["Location"]
    client.post(where, {"password1": "the stones stand still", "password2": "the stones stand still"})
    assert sign_in(client, lead.email, "the stones stand still")["Location"] == "/sign-in/second-factor/"


def test_there_is_no_way_in_for_an_address_without_an_account(db: None) -> None:
    with pytest.raises(Invalid, match="No active account"):
        let_in(email="nobody@example.org", without_factor=True)
