from __future__ import annotations

import pytest
from django.utils.timezone import now

from cairn.actions import memberships
from cairn.actions.invitations import Wanted, accept_invitation, invite
from cairn.actions.subjects import within
from cairn.errors import Invalid, Missing, Refused
from cairn.policy.acts import Act
from cairn.policy.deciding import may
from cairn.policy.roles import Role
from cairn.store.context import answer_to
from cairn.store.models import Evaluation, Event, Inspection, Interest, Invitation, Membership, Notice, Person
from tests.factories import World


def acting_as(world: World, role: str):
    answer_to(world.person(role).pk)
    return world.actor(role)


def give(world: World, actor, role: str, person) -> Membership:
    return memberships.give_role(
        actor=actor, person_id=person.pk, role=role, programme_id=world.programme.pk, inspection_id=world.a.pk
    )


def test_an_inspection_lead_gives_a_role_and_the_person_is_told(world, db) -> None:
    giver = acting_as(world, "inspection_lead")
    given = give(world, giver, "inspector", world.stranger)
    assert given.given_by_id == giver.person_id
    event = Event.objects.get(act="membership.give")
    assert world.stranger.name not in event.details
    answer_to(world.stranger.pk)
    assert Notice.objects.get().text == "You have a role in the joint inspection of Area A: inspector."
    assert Inspection.objects.get().pk == world.a.pk


@pytest.mark.parametrize(
    ("giver", "role"),
    [
        ("inspection_lead", "inspection_lead"),
        ("inspection_lead", "partnership_coordinator"),
        ("partnership_coordinator", "inspector"),
        ("inspector", "inspector"),
        ("record_reader", "record_reader"),
    ],
)
def test_a_role_that_is_not_theirs_to_give_is_refused(world, db, giver: str, role: str) -> None:
    with pytest.raises(Refused):
        give(world, acting_as(world, giver), role, world.stranger)


def test_nobody_inspects_where_they_have_an_interest(world, db) -> None:
    giver = acting_as(world, "inspection_lead")
    other = world.person("inspector", other=True)
    answer_to(other.pk)
    Interest.objects.create(
        person=other, partnership_id=world.a.partnership_id, reason="My sister works there"
    )
    answer_to(giver.person_id)
    with pytest.raises(Refused, match="declared an interest in the partnership"):
        give(world, giver, "inspector", other)


def test_nobody_inspects_and_is_inspected(world, db) -> None:
    giver = acting_as(world, "programme_lead")
    with pytest.raises(Refused, match="on the other side"):
        give(world, giver, "inspector", world.person("partnership_contributor"))


WIDE = ["programme_lead", "panel_member", "analyst", "report_author"]
OF_THE_PARTNERSHIP = ["partnership_coordinator", "partnership_contributor", "senior_lead", "record_reader"]


@pytest.mark.parametrize("mine", OF_THE_PARTNERSHIP)
@pytest.mark.parametrize("role", WIDE)
def test_nobody_of_a_partnership_gets_a_role_that_reaches_every_area(world, db, role, mine) -> None:
    told = {"role": role, "programme_id": world.programme.pk}
    lead, receiver = acting_as(world, "programme_lead"), world.person(mine, other=True)
    with pytest.raises(Refused, match="on the other side"):
        memberships.give_role(actor=lead, person_id=receiver.pk, **told)
    wanted = Wanted(email=receiver.email, name="X", role=role, programme_id=str(world.programme.pk))
    with pytest.raises(Refused, match="on the other side"):
        invite(actor=lead, wanted=wanted)


@pytest.mark.parametrize("wide", WIDE)
def test_nobody_with_a_role_for_the_whole_programme_gets_one_in_a_partnership(world, db, wide) -> None:
    """The coordinator does not see roles of the programme, and is refused all the same."""
    receiver = world.person(wide)
    with pytest.raises(Refused, match="on the other side"):
        give(world, acting_as(world, "partnership_coordinator"), "partnership_contributor", receiver)
    with pytest.raises(Refused, match="on the other side"):
        give(world, acting_as(world, "programme_lead"), "senior_lead", receiver)


def test_an_invitation_from_before_does_not_lead_to_the_other_side(world, db) -> None:
    """She is invited to the panel while she had no account, and comes to be of a partnership first."""
    lead = acting_as(world, "programme_lead")
    place = {"programme_id": str(world.programme.pk)}
    new = Wanted(email="new@example.org", name="New", role="panel_member", **place)
    _, secret = invite(actor=lead, wanted=new)
    contributor = world.person("partnership_contributor")
    Person.objects.filter(pk=contributor.pk).update(email="new@example.org")
    answer_to(contributor.pk)
    with pytest.raises(Invalid, match="on the other side"):
        accept_invitation(actor=world.actor("partnership_contributor"), secret=secret)


def test_somebody_of_a_partnership_may_inspect_another_area(world, db) -> None:
    contributor = world.person("partnership_contributor", other=True)
    given = give(world, acting_as(world, "inspection_lead"), "associate_assessor", contributor)
    assert given.inspection_id == world.a.pk


def test_a_role_of_the_programme_never_reaches_the_own_area_whoever_gave_it(world, db) -> None:
    """As it may stand in an installation from before it was refused."""
    panel = world.person("panel_member")
    acting_as(world, "programme_lead")
    place = {"programme": world.programme, "inspection": world.a}
    Membership.objects.create(person=panel, role="partnership_contributor", **place)
    seeing = acting_as(world, "panel_member")
    shown = {str(key) for key in Evaluation.objects.values_list("inspection_id", flat=True)}
    assert shown == {str(world.b.pk)}
    assert may(seeing, Act.LEDGER_VIEW, within(world.b, noun="ledger_entry", state="open"))
    assert not may(seeing, Act.LEDGER_VIEW, within(world.a, noun="ledger_entry", state="open"))
    assert Inspection.objects.count() == 2  # her own she sees as the partnership does


def test_a_role_is_held_once(world, db) -> None:
    with pytest.raises(Invalid, match="is inspector here already"):
        give(world, acting_as(world, "inspection_lead"), "inspector", world.person("inspector"))


def test_a_role_of_the_programme_is_not_given_in_an_inspection(world, db) -> None:
    with pytest.raises(Invalid, match="cannot be held here"):
        give(world, acting_as(world, "programme_lead"), "analyst", world.stranger)


def test_whose_role_has_ended_sees_nothing_more(world, db) -> None:
    giver = acting_as(world, "inspection_lead")
    held = Membership.objects.get(person=world.person("inspector"))
    memberships.end_role(actor=giver, membership_id=held.pk)
    with pytest.raises(Invalid, match="ended already"):
        memberships.end_role(actor=giver, membership_id=held.pk)
    answer_to(world.person("inspector").pk)
    assert not Inspection.objects.exists()


def test_a_programme_keeps_a_lead(world, db) -> None:
    actor = acting_as(world, "programme_lead")
    held = Membership.objects.get(person=world.person("programme_lead"), role="programme_lead")
    with pytest.raises(Refused, match="only lead"):
        memberships.end_role(actor=actor, membership_id=held.pk)
    memberships.give_role(
        actor=actor, person_id=world.stranger.pk, role="programme_lead", programme_id=world.programme.pk
    )
    assert memberships.end_role(actor=actor, membership_id=held.pk).ended_at is not None


def test_a_role_of_another_inspection_does_not_exist(world, db) -> None:
    answer_to(world.person("inspector", other=True).pk)
    held = Membership.objects.get(person=world.person("inspector", other=True))
    with pytest.raises(Missing):
        memberships.end_role(actor=acting_as(world, "inspection_lead"), membership_id=held.pk)


# The screens


def team(world: World) -> str:
    return f"/inspections/{world.a.slug}/people/"


def test_a_lead_adds_somebody_with_an_account(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    told = {"role": "associate_assessor", "person": str(world.person("analyst").pk), "email": ""}
    assert browser.post(f"{team(world)}add/", told).status_code == 302
    page = browser.get(team(world)).content.decode()
    assert "Associate assessor" in page
    assert "is now associate assessor" in page


def test_an_address_that_has_an_account_is_given_the_role_at_once(world, client_of) -> None:
    browser = client_of(world.person("inspection_lead"))
    told = {"role": "young_volunteer", "person": "", "email": "Stranger@example.org"}
    assert browser.post(f"{team(world)}add/", told).status_code == 302
    answer_to(world.person("inspection_lead").pk)
    assert Membership.objects.filter(person=world.stranger, role="young_volunteer").exists()


def test_an_address_without_an_account_leads_to_an_invitation(world, client_of) -> None:
    browser = client_of(world.person("inspection_lead"))
    told = {"role": "inspector", "person": "", "email": "new@example.org"}
    answered = browser.post(f"{team(world)}add/", told)
    assert answered.status_code == 422
    assert "Nobody has an account with this address" in answered.content.decode()
    assert f"/people/invitations/new/?place={world.programme.pk}/{world.a.pk}" in answered.content.decode()


def test_the_reason_why_somebody_cannot_inspect_stands_on_the_page(world, client_of) -> None:
    other = world.person("inspector", other=True)
    answer_to(other.pk)
    Interest.objects.create(
        person=other, partnership_id=world.a.partnership_id, reason="My sister works there"
    )
    browser = client_of(world.person("programme_lead"))
    assert "My sister works there" in browser.get(f"{team(world)}add/").content.decode()
    told = {"role": "inspector", "person": str(other.pk), "email": ""}
    answered = browser.post(f"{team(world)}add/", told)
    assert answered.status_code == 422
    assert "declared an interest in the partnership" in answered.content.decode()


def test_neither_or_both_ways_to_name_somebody_are_refused(world, client_of) -> None:
    browser = client_of(world.person("inspection_lead"))
    neither = {"role": "inspector", "person": "", "email": ""}
    both = neither | {"person": str(world.person("analyst").pk), "email": "x@example.org"}
    for told in (neither, both, neither | {"email": "no address"}):
        assert browser.post(f"{team(world)}add/", told).status_code == 422


def test_a_coordinator_sees_the_people_and_gives_only_what_is_theirs(world, client_of) -> None:
    browser = client_of(world.person("partnership_coordinator"))
    assert browser.get(team(world)).status_code == 200
    page = browser.get(f"{team(world)}add/").content.decode()
    assert "Record reader" in page
    assert "Deputy lead" not in page
    assert client_of(world.person("inspector")).get(f"{team(world)}add/").status_code == 403


def test_a_role_is_ended_after_saying_what_that_brings(world, client_of) -> None:
    browser = client_of(world.person("inspection_lead"))
    answer_to(world.person("inspection_lead").pk)
    held = Membership.objects.get(person=world.person("inspector"))
    address = f"{team(world)}{held.pk}/end/"
    assert "What they have done in it stays" in browser.get(address).content.decode()
    assert browser.post(address).status_code == 302
    assert browser.get(address).status_code == 404


def test_everybody_is_listed_for_programme_leads_and_colleagues_for_the_others(world, client_of) -> None:
    page = client_of(world.person("programme_lead")).get("/people/").content.decode()
    assert "Deputy lead, Area A" in page
    assert "Deputy lead, Area B" in page
    assert "End this role" in page
    page = client_of(world.person("inspector")).get("/people/").content.decode()
    assert "Deputy lead, Area A" in page
    assert "Area B" not in page
    assert "End this role" not in page
    assert "Add a person" not in page


def test_a_name_is_found_among_the_people(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    page = browser.get("/people/", {"name": "panel"}).content.decode()
    assert "Panel member" in page
    assert "Deputy lead, Area A" not in page
    assert "Nobody of that name" in browser.get("/people/", {"name": "Zzz"}).content.decode()


def test_a_role_in_the_programme_is_given_and_ended_in_the_browser(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    add = f"/programmes/{world.programme.slug}/people/add/"
    told = {"role": "panel_member", "person": "", "email": "stranger@example.org"}
    assert browser.post(add, told).status_code == 302
    answer_to(world.person("programme_lead").pk)
    held = Membership.objects.get(person=world.stranger)
    assert browser.post(f"/people/roles/{held.pk}/end/").status_code == 302
    assert client_of(world.person("inspector")).get(add).status_code in (403, 404)


def test_the_only_lead_is_told_why_they_stay(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    answer_to(world.person("programme_lead").pk)
    held = Membership.objects.get(person=world.person("programme_lead"), role=Role.PROGRAMME_LEAD)
    answered = browser.post(f"/people/roles/{held.pk}/end/")
    assert answered.status_code == 403
    assert "a programme needs one" in answered.content.decode()


def test_an_invitation_that_expired_is_told(world, client_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    Invitation.objects.create(
        email="late@example.org",
        name="L. Ate",
        programme=world.programme,
        inspection=world.a,
        role="inspector",
        token_digest="x",
        invited_by=world.person("inspection_lead"),
        expires_at=now(),
    )
    browser = client_of(world.person("inspection_lead"))
    assert "Expired" in browser.get(team(world)).content.decode()
    assert "the invitation expired" in browser.get("/my-work/").content.decode()
