"""Who has which role where: giving a role to somebody with an account, and ending it."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now

from cairn.actions.acting import acting, invalid, missing, refused, take
from cairn.actions.notices import take_back, tell
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.policy.model import Actor, Refusal, Subject, roles_here
from cairn.policy.roles import HELD_BY_ONE, INSPECTION_ROLES, PARTNERSHIP, PROGRAMME_WIDE, Role, roles_to_give
from cairn.policy.states import BEFORE_NOTICE
from cairn.store.models import Inspection, Interest, Invitation, Membership, Person, Programme

BESIDE = "beside"  # the field of a form by which two come to hold what is one person's


def offer(programme: Programme, inspection: Inspection | None, role: str, receiver: Person | None) -> Subject:
    """The subject of giving, inviting to or ending a role: with what policy asks about the receiver.

    For a receiver, two queries. Interests are those the database shows to the actor; of roles also those
    that the actor does not see, for nobody shall come to be on both sides.
    """
    barred: Iterable[object] = ()
    held: Iterable[str] = ()
    if receiver is not None:
        held = _roles_beside(programme, inspection, receiver)
    if receiver is not None and inspection is not None:
        own = Interest.objects.filter(person=receiver, ended_at__isnull=True)
        barred = own.values_list("partnership_id", flat=True)
    return Subject(
        noun="membership",
        programme_id=str(programme.pk),
        inspection_id=str(inspection.pk) if inspection else None,
        partnership_id=str(inspection.partnership_id) if inspection else None,
        owner_id=str(receiver.pk) if receiver else None,
        facts=MappingProxyType(
            {
                "role": role,
                "receiver_interests": " ".join(str(key) for key in barred),
                "receiver_roles": " ".join(held),
                "inspection_state": inspection.state if inspection else "",
            }
        ),
    )


def roles_offered(actor: Actor, programme: Programme, inspection: Inspection | None) -> tuple[Role, ...]:
    """The roles the actor may give here: of the inspection, or of the whole programme without one."""
    place = offer(programme, inspection, "", None)
    fitting = INSPECTION_ROLES if inspection else PROGRAMME_WIDE
    return tuple(role for role in roles_to_give(roles_here(actor, place)) if role in fitting)


def refusal_to_give(
    actor: Actor, programme: Programme, inspection: Inspection | None, role: str, receiver: Person
) -> Refusal | None:
    """Why the actor may not give this role to this person, or None when they may."""
    return refusal(actor, Act.MEMBERSHIP_GIVE, offer(programme, inspection, role, receiver))


def give_role(
    *,
    actor: Actor,
    person_id: UUID | str,
    role: str,
    programme_id: UUID | str,
    inspection_id: UUID | str | None = None,
    beside: bool = False,
) -> Membership:
    """Give a role to somebody who has an account, and tell them.

    Raises `Invalid` when they hold it; and, unless two are to hold it `beside` each other, when somebody else
    holds a role that is one person's.
    """
    with acting(actor, Act.MEMBERSHIP_GIVE) as act:
        programme, inspection = _place(programme_id, inspection_id)
        receiver = Person.objects.filter(pk=person_id, is_active=True).first()
        if receiver is None:
            raise missing("person")
        if role not in set(Role) or Role(role).is_programme_wide != (inspection is None):
            raise invalid("role", "This role cannot be held here.", "Choose one of the roles offered.")
        subject = offer(programme, inspection, role, receiver)
        act.require(subject)
        held = Membership.objects.filter(
            person=receiver, programme=programme, inspection=inspection, role=role, ended_at__isnull=True
        )
        if held.exists():
            raise invalid("person", f"{receiver.name} is {Role(role).label} here already.")
        others = held_already(inspection, role, beside=beside)
        given = Membership.objects.create(
            person=receiver,
            programme=programme,
            inspection=inspection,
            role=role,
            given_by_id=actor.person_id,
        )
        act.record(subject, audience=_audience(inspection), person=receiver.pk, role=role, beside=len(others))
        _tell(given, actor)
        tell_beside(inspection, role, others, receiver.name, actor)
    return given


def held_already(inspection: Inspection | None, role: str, *, beside: bool) -> list[Person]:
    """Who holds this role, where it is one person's. Raises `Invalid` with field `beside` when somebody does,
    or is invited to it, and it was not said that two are to hold it."""
    if inspection is None or role not in HELD_BY_ONE:
        return []
    here = {"inspection": inspection, "role": role}
    held = Membership.objects.filter(**here, ended_at__isnull=True).select_related("person")
    others = [one.person for one in held.order_by("began_at")]
    invited = Invitation.objects.filter(
        **here, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now()
    )
    said = [f"{one.name} is {Role(role).label} here already." for one in others]
    said += [
        f"{name} is invited to be {Role(role).label} here." for name in invited.values_list("name", flat=True)
    ]
    if said and not beside:
        raise invalid(
            BESIDE,
            f"{' '.join(said)} Whoever is added reads every concern about a child in this inspection, "
            "with the identity, as they do.",
            "To hand over, confirm that both are to hold the role, and end the first when the second has "
            "taken over.",
            code="held-already",
        )
    return others


def tell_beside(
    inspection: Inspection | None, role: str, others: Iterable[Person], name: str, actor: Actor
) -> None:
    """Those who hold the role hear who comes beside them; of a partnership not before it has notice."""
    if inspection is None or (inspection.state in BEFORE_NOTICE and role in PARTNERSHIP):
        return
    place = inspection.partnership.name
    text = f"{name} comes beside you as {Role(role).label} of {place}. You both read concerns."
    people = [one.pk for one in others]
    tell(people, text, reverse("inspection-team", args=[inspection.slug]), but=actor.person_id)


def end_role(*, actor: Actor, membership_id: UUID | str) -> Membership:
    """End a role from now on; what the person did in it stays. A programme keeps one lead at least."""
    with acting(actor, Act.MEMBERSHIP_END) as act:
        membership = take(Membership, membership_id, "role")
        subject = offer(membership.programme, membership.inspection, membership.role, membership.person)
        act.require(subject)
        if membership.ended_at is not None:
            raise invalid("membership", "This role has ended already.")
        last = refusal_to_end_last(membership)
        if last is not None:
            raise refused(last)
        membership.ended_at = now()
        membership.save(update_fields=["ended_at"])
        audience = _audience(membership.inspection)
        act.record(subject, audience=audience, person=membership.person_id, role=membership.role)
        if not Membership.objects.filter(**_same_place(membership), ended_at__isnull=True).exists():
            take_back(_place_of(membership), of=[membership.person_id])
    return membership


def refusal_to_end_last(membership: Membership) -> Refusal | None:
    """The refusal to leave a programme without any lead."""
    if membership.role != Role.PROGRAMME_LEAD:
        return None
    others = Membership.objects.filter(
        ~Q(pk=membership.pk),
        programme=membership.programme,
        role=Role.PROGRAMME_LEAD,
        ended_at__isnull=True,
        person__is_active=True,
    )
    if others.exists():
        return None
    return Refusal(
        "last-lead",
        "This is the only lead of the programme, and a programme needs one.",
        "Give the role to somebody else first.",
    )


def _place(programme_id: UUID | str, inspection_id: UUID | str | None) -> tuple[Programme, Inspection | None]:
    programme = Programme.objects.filter(pk=programme_id).first()
    if programme is None:
        raise missing("programme")
    if inspection_id is None:
        return programme, None
    inspection = Inspection.objects.filter(pk=inspection_id, programme=programme).first()
    if inspection is None:
        raise missing("inspection")
    return programme, inspection


def _roles_beside(programme: Programme, inspection: Inspection | None, receiver: Person) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT store_roles_beside(%s, %s::uuid, %s)",
            [programme.pk, inspection.pk if inspection else None, receiver.pk],
        )
        return list(cursor.fetchone()[0])


def _audience(inspection: Inspection | None) -> str:
    return "team" if inspection else "programme"


def _tell(given: Membership, actor: Actor) -> None:
    role = Role(given.role)
    if given.inspection is None:
        text = f"You have a role in the programme {given.programme.title}: {role.label}."
    else:
        text = (
            f"You have a role in the joint inspection of {given.inspection.partnership.name}: {role.label}."
        )
    # Before its notice the partnership's people learn nothing of an inspection.
    if given.inspection is None or given.inspection.state not in BEFORE_NOTICE or role not in PARTNERSHIP:
        tell([given.person_id], text, _place_of(given), but=actor.person_id)


def _same_place(held: Membership) -> dict[str, object]:
    return {"person": held.person, "programme": held.programme, "inspection": held.inspection}


def _place_of(held: Membership) -> str:
    """The page of the inspection or the programme in which the role is held."""
    if held.inspection is None:
        return reverse("programme", args=[held.programme.slug])
    return reverse("inspection", args=[held.inspection.slug])
