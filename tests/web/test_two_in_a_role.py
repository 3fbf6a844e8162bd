"""A role that reads identities is one person's: a second comes beside them only when that is said."""

from __future__ import annotations

import pytest
from django.utils.timezone import now

from cairn.actions.invitations import Wanted, invite
from cairn.actions.memberships import give_role
from cairn.errors import Invalid
from cairn.policy.model import Actor
from cairn.policy.roles import HELD_BY_ONE, Role
from cairn.store.context import answer_to
from cairn.store.models import Event, Membership, Notice
from tests.factories import World, as_

BOTH = sorted(HELD_BY_ONE)


def given(world: World, role: Role, *, beside: bool = False) -> Membership:
    actor = as_(world, "programme_lead")
    place = {"programme_id": world.programme.pk, "inspection_id": world.a.pk}
    assert world.stranger is not None
    return give_role(actor=actor, person_id=world.stranger.pk, role=role, beside=beside, **place)


def wanted(world: World, role: Role, name: str, *, beside: bool = False) -> Wanted:
    return Wanted(
        email=f"{name}@example.org",
        name=name,
        role=role,
        programme_id=str(world.programme.pk),
        inspection_id=str(world.a.pk),
        beside=beside,
    )


def refused_to_invite(world: World, actor: Actor, role: Role, name: str) -> str:
    with pytest.raises(Invalid) as caught:
        invite(actor=actor, wanted=wanted(world, role, name))
    (problem,) = caught.value.problems
    assert problem.field == "beside"
    return problem.message


@pytest.mark.parametrize("role", BOTH)
def test_a_second_is_added_only_when_it_is_said_that_both_will_read(
    world: World, db: None, role: Role
) -> None:
    with pytest.raises(Invalid, match=f"{role.label} A is {role.label} here already.*with the identity"):
        given(world, role)
    given(world, role, beside=True)
    event = Event.objects.get(act="membership.give")
    assert '"beside":1' in event.details
    answer_to(world.person(role).pk)
    told = f"A stranger comes beside you as {role.label} of Area A. You both read concerns."
    assert Notice.objects.get().text == told


@pytest.mark.parametrize("role", BOTH)
def test_the_first_of_a_role_is_added_without_being_asked(world: World, db: None, role: Role) -> None:
    as_(world, "programme_lead")
    Membership.objects.filter(inspection=world.a, role=role).update(ended_at=now())
    assert given(world, role).role == role


@pytest.mark.parametrize("role", BOTH)
def test_a_second_is_not_invited_without_a_word_either(world: World, db: None, role: Role) -> None:
    lead = as_(world, "programme_lead")
    assert "here already" in refused_to_invite(world, lead, role, "one")
    Membership.objects.filter(inspection=world.a, role=role).update(ended_at=now())
    invite(actor=lead, wanted=wanted(world, role, "one"))
    assert f"one is invited to be {role.label} here." in refused_to_invite(world, lead, role, "two")
    invite(actor=lead, wanted=wanted(world, role, "two", beside=True))


def test_a_role_that_several_hold_is_given_as_before(world: World, db: None) -> None:
    assert given(world, Role.DEPUTY_LEAD).role == "deputy_lead"


def test_the_page_asks_and_goes_on_when_it_is_answered(client_of, world: World) -> None:
    browser = client_of(world.person("programme_lead"))
    page = f"/inspections/{world.a.slug}/people/add/"
    told = {"role": "senior_lead", "person": "", "email": "stranger@example.org"}
    assert "both are to hold" not in browser.get(page).content.decode()
    asked = browser.post(page, told)
    assert asked.status_code == 422
    words = asked.content.decode()
    assert "named senior lead A is named senior lead here already." in words
    assert 'name="beside"' in words
    assert "Yes, both are to hold the role until I end one of them" in words
    assert browser.post(page, told | {"beside": "on"}).status_code == 302


def test_the_form_for_invitations_asks_as_well(client_of, world: World) -> None:
    browser = client_of(world.person("programme_lead"))
    page = "/people/invitations/new/"
    told = {
        "name": "Robin Gray",
        "email": "robin@example.org",
        "place": f"{world.programme.pk}/{world.a.pk}",
        "role": "inspection_lead",
        "body": "",
    }
    asked = browser.post(page, told)
    assert asked.status_code == 422
    assert 'name="beside"' in asked.content.decode()
    assert browser.post(page, told | {"beside": "on"}).status_code == 200
