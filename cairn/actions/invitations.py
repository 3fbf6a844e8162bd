"""Invitations: how people come in and take a role. Nobody makes an account by themselves."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cairn.actions.acting import acting, invalid, missing, take
from cairn.actions.memberships import held_already, offer, tell_beside
from cairn.actions.notices import tell
from cairn.actions.people import actor_of, is_barred_from
from cairn.actions.tokens import digest_of
from cairn.errors import Invalid, Problem
from cairn.policy.acts import Act
from cairn.policy.model import Actor, Duty, Subject
from cairn.policy.roles import PARTNERSHIP, SCRUTINY_TEAM, Role, on_both_sides
from cairn.store.context import answer_to, answer_to_duty
from cairn.store.models import Inspection, Invitation, Membership, Person, Programme

LASTS = timedelta(days=14)
DEAD = MappingProxyType(
    {
        "expired": "This invitation has expired.",
        "accepted": "This invitation has been accepted already.",
        "withdrawn": "This invitation was withdrawn.",
    }
)


@dataclass(frozen=True, slots=True)
class Opened:
    """An invitation as whoever holds its link sees it. `state` is open, expired, accepted or withdrawn."""

    key: str
    email: str
    name: str
    body: str
    role: Role
    place: str
    invited_by: str
    invited_by_id: str
    expires_at: datetime
    state: str
    programme_id: str
    inspection_id: str | None
    has_account: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom to invite, to which role, where: `inspection_id` is None for a role in the whole programme."""

    email: str
    name: str
    role: str
    programme_id: str
    inspection_id: str | None = None
    body: str = ""
    beside: bool = False


def invite(*, actor: Actor, wanted: Wanted) -> tuple[Invitation, str]:
    """An open invitation and its secret, which is told this once and kept only as a digest.

    Raises `Invalid` with fields `email`, `name` and `role`, and `beside` where somebody holds a role that is
    one person's and it was not said that two are to hold it; `Refused` when the role is not the actor's to
    give, or when the receiver has a declared interest there or belongs to the other side.
    """
    with acting(actor, Act.MEMBERSHIP_INVITE) as act:
        role, email = _role(wanted), wanted.email.strip().lower()
        programme, inspection = _place(wanted)
        receiver = Person.objects.filter(email=email).first()
        act.require(offer(programme, inspection, role, receiver))
        _refuse_wrong(wanted, email, receiver)
        others = held_already(inspection, role, beside=wanted.beside)
        secret = secrets.token_urlsafe(32)
        row = Invitation.objects.create(
            email=email,
            name=wanted.name.strip(),
            body=wanted.body,
            programme=programme,
            inspection=inspection,
            role=role,
            token_digest=digest_of(secret),
            invited_by_id=actor.person_id,
            expires_at=timezone.now() + LASTS,
        )
        act.record(_subject(row), audience=audience_of(role), role=role, beside=len(others))
        tell_beside(inspection, role, others, row.name, actor)
    return row, secret


def withdraw_invitation(*, actor: Actor, invitation_id: UUID | str) -> Invitation:
    """Withdraw an open invitation: its link opens nothing from now on."""
    with acting(actor, Act.MEMBERSHIP_WITHDRAW) as act:
        row = take(Invitation, invitation_id, "invitation")
        act.require(_subject(row))
        state = state_of(row)
        if state != "open":
            raise invalid("", DEAD[state], "There is nothing to withdraw.")
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        act.record(_subject(row), audience=audience_of(Role(row.role)), role=row.role)
    return row


def opened_by(secret: str, *, then_answer_to: str | None) -> Opened | None:
    """The invitation with this secret, whoever asks; None when there is none. The database answers to
    `then_answer_to` afterwards."""
    digest = digest_of(secret)
    answer_to_duty(Duty.DOOR)
    row = Invitation.objects.select_related("invited_by").filter(token_digest=digest).first()
    answer_to(then_answer_to)
    if row is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT store_invitation_place(%s)", [digest])
        place = cursor.fetchone()[0]
    return Opened(
        key=str(row.pk),
        email=row.email,
        name=row.name,
        body=row.body,
        role=Role(row.role),
        place=place,
        invited_by=row.invited_by.name,
        invited_by_id=str(row.invited_by_id),
        expires_at=row.expires_at,
        state=state_of(row),
        programme_id=str(row.programme_id),
        inspection_id=str(row.inspection_id) if row.inspection_id else None,
        has_account=Person.objects.filter(email=row.email).exists(),
    )


def accept_invitation(*, actor: Actor, secret: str) -> Opened:
    """The invited person takes the role. Raises `Refused` for anybody else, and for whoever has come to have
    an interest or a role on the other side meanwhile; `Invalid` when the invitation is no longer open."""
    with acting(actor, Act.MEMBERSHIP_ACCEPT) as act:
        found = opened_by(secret, then_answer_to=actor.person_id)
        if found is None:
            raise missing("invitation")
        mine = Person.objects.filter(pk=actor.person_id, email=found.email).exists()
        subject = Subject(
            noun="membership",
            id=found.key,
            programme_id=found.programme_id,
            inspection_id=found.inspection_id,
            owner_id=actor.person_id if mine else None,
        )
        act.require(subject)
        _refuse_dead(found)
        _refuse_two_sides(actor, found)
        with connection.cursor() as cursor:
            cursor.execute("SELECT store_accept_invitation(%s)", [digest_of(secret)])
            if cursor.fetchone()[0] is None:
                raise invalid("", "This invitation is no longer open.", "Ask for a new one.")
        act.record(subject, audience=audience_of(found.role), role=found.role)
        tell(
            [found.invited_by_id],
            f"{actor.name} accepted your invitation: {found.role.label}, {found.place}.",
        )
    return found


def join(*, secret: str, name: str, password: str) -> Person:
    """A new account for the invited person, who takes the role with it; the database answers to them after.

    Raises `Invalid` with fields `name` and `password`, or when the invitation is no longer open, or when its
    address has an account already; `Missing` when there is no such invitation.
    """
    with transaction.atomic():
        found = opened_by(secret, then_answer_to=None)
        if found is None:
            raise missing("invitation")
        _refuse_dead(found)
        _refuse_poor(found, name, password)
        person = _new_person(found, name, password)
        answer_to(person.pk)
        accept_invitation(actor=actor_of(person), secret=secret)
    return person


def state_of(row: Invitation) -> str:
    """open, accepted, withdrawn or expired."""
    if row.accepted_at is not None:
        return "accepted"
    if row.withdrawn_at is not None:
        return "withdrawn"
    return "open" if row.expires_at > timezone.now() else "expired"


def audience_of(role: Role) -> str:
    """Who may see in the history that somebody was invited to a role, or took it."""
    if role.is_programme_wide:
        return "programme"
    return "partnership" if role in PARTNERSHIP else "team"


def _role(wanted: Wanted) -> Role:
    try:
        role = Role(wanted.role)
    except ValueError:
        raise invalid("role", "There is no such role.", "Choose one of the list.") from None
    if role.is_programme_wide != (wanted.inspection_id is None):
        where = "a whole programme" if role.is_programme_wide else "one inspection"
        raise invalid(
            "role", f"The role of {role.label} is held for {where}.", "Choose another place, or role."
        )
    return role


def _place(wanted: Wanted) -> tuple[Programme, Inspection | None]:
    try:
        programme = Programme.objects.get(pk=wanted.programme_id)
        if wanted.inspection_id is None:
            return programme, None
        return programme, Inspection.objects.get(pk=wanted.inspection_id, programme=programme)
    except (Programme.DoesNotExist, Inspection.DoesNotExist, ValidationError, ValueError):
        raise missing("place to invite to") from None


def _refuse_wrong(wanted: Wanted, email: str, receiver: Person | None) -> None:
    here = {"programme": wanted.programme_id, "inspection": wanted.inspection_id, "role": wanted.role}
    found = []
    try:
        validate_email(email)
    except ValidationError:
        found.append(("email", "This is no e-mail address.", "Write it like name@example.org."))
    if not wanted.name.strip():
        found.append(("name", "The name is missing.", "Write the name as colleagues know it."))
    if receiver and Membership.objects.filter(person=receiver, ended_at__isnull=True, **here).exists():
        found.append(("email", "This person has that role already.", "Nothing needs to be done."))
    waiting = Invitation.objects.filter(
        email=email, accepted_at__isnull=True, withdrawn_at__isnull=True, **here
    )
    if waiting.filter(expires_at__gt=timezone.now()).exists():
        remedy = "Withdraw that one first, if its link was lost."
        found.append(("email", "An invitation to that role is already open for this address.", remedy))
    if found:
        raise Invalid(
            Problem(code="field-wrong", message=said, remedy=remedy, field=field)
            for field, said, remedy in found
        )


def _refuse_dead(found: Opened) -> None:
    if found.state != "open":
        raise invalid("", DEAD[found.state], f"Ask {found.invited_by} for a new one, if you still need it.")


def _refuse_two_sides(actor: Actor, found: Opened) -> None:
    beside = {
        held.role
        for held in actor.roles
        if held.programme_id == found.programme_id
        and (not held.inspection_id or not found.inspection_id or held.inspection_id == found.inspection_id)
    }
    if on_both_sides(found.role, beside):
        raise invalid(
            "",
            "You already have a role on the other side: nobody inspects and is inspected at once.",
            f"Tell {found.invited_by}.",
        )
    if found.role in SCRUTINY_TEAM and is_barred_from(found.inspection_id):
        raise invalid(
            "",
            "You have declared an interest in this partnership, so you cannot be in its inspection team.",
            f"Tell {found.invited_by}.",
        )


def _refuse_poor(found: Opened, name: str, password: str) -> None:
    problems = []
    if not name.strip():
        problems.append(Problem(code="name-missing", message="Write your name.", field="name"))
    try:
        validate_password(password, Person(email=found.email, name=name))
    except ValidationError as error:
        problems += [Problem(code="password-weak", message=text, field="password") for text in error.messages]
    if problems:
        raise Invalid(problems)


def _new_person(found: Opened, name: str, password: str) -> Person:
    try:
        with transaction.atomic():
            return Person.objects.create_user(found.email, password, name=name.strip(), body=found.body)
    except IntegrityError:
        raise invalid(
            "", "This address has an account already.", "Sign in to accept the invitation."
        ) from None


def _subject(row: Invitation) -> Subject:
    inspection = Inspection.objects.filter(pk=row.inspection_id).first() if row.inspection_id else None
    if row.inspection_id and inspection is None:
        raise missing("invitation")
    return replace(offer(row.programme, inspection, row.role, None), id=str(row.pk))
