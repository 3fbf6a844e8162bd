"""Invitations: who may invite whom, what the link opens, and when it opens nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from cairn.actions.invitations import Wanted, accept_invitation, invite
from cairn.actions.people import actor_of
from cairn.errors import Invalid, Missing, Refused
from cairn.store.context import answer_to
from cairn.store.models import Interest, Invitation, Membership, Person
from tests.factories import World, with_factor
from tests.lib.signing_in import WORK, afresh, give_password, sign_in

NEW = {"name": "Robin Gray", "email": "Robin.Gray@Example.org"}
CHOSEN = {"name": "Robin Gray", "password": "the stones stand still", "again": "the stones stand still"}


@pytest.fixture(autouse=True)
def _empty_box() -> None:
    mail.outbox = []


def place(world: World) -> str:
    return f"{world.programme.pk}/{world.a.pk}"


def asked(world: World, role: str = "inspector", **more: str) -> dict[str, str]:
    return {**NEW, "place": place(world), "role": role, "body": "hmics", **more}


def link_in(response) -> str:
    return re.search(r'id="link">[^<]*?(/invitation/[^<]+)<', response.content.decode()).group(1)


@pytest.fixture
def link(client_of, world: World) -> str:
    return link_in(client_of(world.person("inspection_lead")).post("/people/invitations/new/", asked(world)))


def test_without_mail_the_link_is_shown_once_to_the_inviter(client_of, world: World) -> None:
    client = client_of(world.person("inspection_lead"))
    response = client.post("/people/invitations/new/", asked(world))
    secret = link_in(response).split("/")[2]
    answer_to(world.person("inspection_lead").pk)
    row = Invitation.objects.get(email="robin.gray@example.org")
    assert secret not in (row.token_digest, str(row.pk))
    assert len(secret) == 43
    assert timedelta(days=13, hours=23) < row.expires_at - timezone.now() <= timedelta(days=14)
    assert secret not in client.get("/people/invitations/").content.decode()


def test_with_mail_the_link_goes_to_the_invited_person_alone(client_of, world: World) -> None:
    client = client_of(world.person("inspection_lead"))
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        response = client.post("/people/invitations/new/", asked(world))
    assert response["Location"] == "/people/invitations/"
    (sent,) = mail.outbox
    assert sent.to == ["robin.gray@example.org"]
    assert "inspector, Area A" in sent.body
    path = re.search(r"(/invitation/\S+)", sent.body).group(1)
    assert Client().get(path).status_code == 200


def test_when_mail_fails_the_link_is_shown_instead(client_of, world: World) -> None:
    client = client_of(world.person("inspection_lead"))
    nowhere = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    with override_settings(**nowhere, EMAIL_PORT=1):
        response = client.post("/people/invitations/new/", asked(world))
    assert "The mail could not be sent" in response.content.decode()
    assert link_in(response)


def test_the_invited_person_makes_an_account_and_has_the_role(link: str, world: World) -> None:
    client = Client()
    page = client.get(link).content.decode()
    assert "robin.gray@example.org" in page
    assert "Area A" in page
    assert client.post(link, CHOSEN)["Location"] == WORK
    person = Person.objects.get(email="robin.gray@example.org")
    assert (person.name, person.body) == ("Robin Gray", "hmics")
    answer_to(person.pk)
    held = Membership.objects.get(person=person)
    assert (held.role, held.inspection_id) == ("inspector", world.a.pk)
    assert client.get("/account/")["Location"] == "/account/second-factor/"


def test_an_invitation_opens_once(link: str) -> None:
    assert Client().post(link, CHOSEN).status_code == 302
    response = Client().get(link)
    assert response.status_code == 410
    assert "accepted already" in response.content.decode()
    assert Client().post(link, CHOSEN).status_code == 410


@pytest.mark.parametrize(
    ("field", "said"), [("expires_at", "has run out"), ("withdrawn_at", "It was withdrawn")]
)
def test_an_invitation_out_of_time_or_withdrawn_says_so_kindly(
    link: str, world: World, field: str, said: str
) -> None:
    answer_to(world.person("inspection_lead").pk)
    Invitation.objects.filter(email="robin.gray@example.org").update(**{field: timezone.now()})
    response = Client().get(link)
    assert response.status_code == 410
    assert said in response.content.decode()
    assert "Inspection lead A" in response.content.decode() or "Ask " in response.content.decode()
    assert Client().post(link, CHOSEN).status_code == 410
    assert not Person.objects.filter(email="robin.gray@example.org").exists()


def test_an_unknown_link_is_told_that_it_may_be_cut_off(world: World, db: None) -> None:
    response = Client().get("/invitation/nothing-of-the-kind/")
    assert response.status_code == 404
    assert "cut off" in response.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"password": "short", "again": "short"}, {"again": "another"}, {"name": " "}]
)
def test_a_poor_answer_makes_no_account(link: str, wrong: dict[str, str]) -> None:
    assert Client().post(link, CHOSEN | wrong).status_code == 422
    assert not Person.objects.filter(email="robin.gray@example.org").exists()


def test_a_person_with_an_account_signs_in_and_takes_the_role(client_of, world: World) -> None:
    known = give_password(world.stranger)
    lead = client_of(world.person("inspection_lead"))
    link = link_in(lead.post("/people/invitations/new/", asked(world, email=known.email)))
    client = Client()
    assert f"/sign-in/?next={link}" in client.get(link).content.decode()
    assert "password" not in client.get(link).content.decode().split("<main")[1].lower()
    assert sign_in(client, known.email, path=f"/sign-in/?next={link}")["Location"] == link
    assert client.get(link).status_code == 200
    assert client.post(link)["Location"] == WORK
    answer_to(known.pk)
    assert Membership.objects.get(person=known).inspection_id == world.a.pk


def test_an_invitation_for_somebody_else_is_not_taken(link: str, client_of, world: World) -> None:
    client = client_of(world.stranger)
    assert "signed in as stranger@example.org" in client.get(link).content.decode()
    client.post(link)
    answer_to(world.stranger.pk)
    assert not Membership.objects.filter(person=world.stranger).exists()
    with pytest.raises(Missing):
        accept_invitation(actor=with_factor(actor_of(world.stranger)), secret=link.split("/")[2])


def wanted(world: World, role: str, email: str = "new@example.org", *, wide: bool = False) -> Wanted:
    place = None if wide else str(world.a.pk)
    return Wanted(
        email=email, name="New", role=role, programme_id=str(world.programme.pk), inspection_id=place
    )


@pytest.mark.parametrize(
    ("giver", "role", "wide"),
    [
        ("programme_lead", "inspection_lead", False),
        ("programme_lead", "panel_member", True),
        ("inspection_lead", "inspector", False),
        ("partnership_coordinator", "record_reader", False),
        ("partnership_coordinator", "partnership_contributor", False),
    ],
)
def test_those_who_give_roles_invite_to_them(db, world: World, giver: str, role: str, wide: bool) -> None:
    answer_to(world.person(giver).pk)
    # The inspection has a lead already: that there will be two is said in the form.
    asked = replace(wanted(world, role, wide=wide), beside=role == "inspection_lead")
    row, _ = invite(actor=world.actor(giver), wanted=asked)
    assert row.role == role


@pytest.mark.parametrize(
    ("giver", "role", "wide"),
    [
        ("inspection_lead", "inspection_lead", False),
        ("inspection_lead", "partnership_coordinator", False),
        ("inspection_lead", "programme_lead", True),
        ("partnership_coordinator", "inspector", False),
        ("partnership_coordinator", "senior_lead", False),
        ("inspector", "inspector", False),
        ("young_volunteer", "young_volunteer", False),
    ],
)
def test_others_are_refused(db, world: World, giver: str, role: str, wide: bool) -> None:
    answer_to(world.person(giver).pk)
    with pytest.raises((Refused, Missing)):
        invite(actor=world.actor(giver), wanted=wanted(world, role, wide=wide))
    assert not Invitation.objects.exists()


def test_the_lead_of_another_inspection_cannot_invite_here(db, world: World) -> None:
    answer_to(world.person("inspection_lead", other=True).pk)
    with pytest.raises(Missing):
        invite(actor=world.actor("inspection_lead", other=True), wanted=wanted(world, "inspector"))


def test_nobody_with_an_interest_there_is_invited_to_the_team(db, world: World) -> None:
    answer_to(world.stranger.pk)
    Interest.objects.create(person=world.stranger, partnership=world.a.partnership, reason="I work there.")
    answer_to(world.person("programme_lead").pk)
    with pytest.raises(Refused, match="declared an interest"):
        invite(actor=world.actor("programme_lead"), wanted=wanted(world, "inspector", world.stranger.email))


def test_an_interest_declared_after_the_invitation_bars_from_taking_the_role(db, world: World) -> None:
    answer_to(world.person("inspection_lead").pk)
    _, secret = invite(
        actor=world.actor("inspection_lead"), wanted=wanted(world, "inspector", world.stranger.email)
    )
    answer_to(world.stranger.pk)
    Interest.objects.create(person=world.stranger, partnership=world.a.partnership, reason="I work there.")
    with pytest.raises(Invalid, match="declared an interest"):
        accept_invitation(actor=with_factor(actor_of(world.stranger)), secret=secret)
    assert not Membership.objects.filter(person=world.stranger).exists()


def test_nobody_is_invited_twice_to_the_same_role(db, world: World) -> None:
    answer_to(world.person("inspection_lead").pk)
    actor = world.actor("inspection_lead")
    invite(actor=actor, wanted=wanted(world, "inspector"))
    with pytest.raises(Invalid, match="already open"):
        invite(actor=actor, wanted=wanted(world, "inspector"))
    with pytest.raises(Invalid, match="has that role already"):
        invite(actor=actor, wanted=wanted(world, "inspector", world.person("inspector").email))


@pytest.mark.parametrize("email", ["", "no address", "a@b", "<script>@example.org"])
def test_an_address_that_is_none_is_refused(db, world: World, email: str) -> None:
    answer_to(world.person("inspection_lead").pk)
    with pytest.raises(Invalid, match="no e-mail address"):
        invite(actor=world.actor("inspection_lead"), wanted=wanted(world, "inspector", email))


def test_a_withdrawn_invitation_opens_nothing(link: str, client_of, world: World) -> None:
    person = world.person("inspection_lead")
    answer_to(person.pk)
    key = Invitation.objects.get(email="robin.gray@example.org").pk
    client = client_of(person)
    assert client.get(f"/people/invitations/{key}/withdraw/").status_code == 200
    assert client.post(f"/people/invitations/{key}/withdraw/")["Location"] == "/people/invitations/"
    assert "It was withdrawn" in Client().get(link).content.decode()
    assert (
        client_of(world.person("inspector")).post(f"/people/invitations/{key}/withdraw/").status_code == 403
    )


def test_the_inviter_hears_that_it_was_accepted(link: str, world: World) -> None:
    Client().post(link, CHOSEN)
    inviter = afresh(world.person("inspection_lead"))
    answer_to(inviter.pk)
    assert "Robin Gray accepted" in inviter.notices.get().text


def test_only_those_who_give_roles_have_a_page_of_invitations(client_of, world: World) -> None:
    assert client_of(world.person("inspector")).get("/people/invitations/").status_code == 403
    assert client_of(world.person("record_reader")).get("/people/invitations/new/").status_code == 403
    assert client_of(world.person("programme_lead")).get("/people/invitations/").status_code == 200
