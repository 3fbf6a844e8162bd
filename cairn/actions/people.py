"""People as actors: what they hold, what they declared, and whether they came in through every door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from django.conf import settings
from django.db import connection

from cairn.actions.acting import missing, record_event
from cairn.policy.model import Actor, Duty, Held, Subject
from cairn.policy.roles import Role
from cairn.store.context import answer_to, answer_to_duty
from cairn.store.models import ConductAcceptance, Inspection, Interest, Membership, Person

CONDUCT_EDITION = "2026-11"


# From the state of an inspection in which most people have something to do to the one in which fewest have.
MOST_OPEN = ("evaluating", "fieldwork", "scoping", "notified", "reporting", "planned")


class Session(Protocol):
    """What is asked of a session: how the person came in."""

    def get(self, key: str, default: object = None) -> object: ...


class Door(StrEnum):
    """What happens at the doors, before or beside any act: stored as these words in an event."""

    SIGNED_IN = "session.begin"
    SIGN_IN_FAILED = "session.fail"
    SIGNED_OUT = "session.end"
    SESSIONS_ENDED = "session.end_others"
    FACTOR_ADDED = "factor.add"
    FACTOR_REMOVED = "factor.remove"
    CODES_RENEWED = "factor.renew_codes"
    PASSWORD_CHANGED = "password.change"  # noqa: S105
    PASSWORD_RESET = "password.reset"  # noqa: S105
    LET_IN = "account.let_in"


DONE: Mapping[Door, str] = MappingProxyType(
    {
        Door.SIGNED_IN: "signed in",
        Door.SIGN_IN_FAILED: "kept out somebody who tried to sign in",
        Door.SIGNED_OUT: "signed out",
        Door.SESSIONS_ENDED: "ended other sessions",
        Door.FACTOR_ADDED: "added a second factor",
        Door.FACTOR_REMOVED: "removed a second factor",
        Door.CODES_RENEWED: "made new recovery codes",
        Door.PASSWORD_CHANGED: "changed the password",
        Door.PASSWORD_RESET: "set a new password by a link",
        Door.LET_IN: "was given a way back in",
    }
)


def actor_of(person: Person, session: Session | None = None) -> Actor:
    """The actor that a person is now. Three queries, none of which shows another person's rows.

    The second factor counts when it was used for this very session, or when a single sign-on that is
    configured to demand one vouched for it. The demo has none.
    """
    held = Membership.objects.filter(person=person, ended_at__isnull=True)
    return Actor(
        person_id=str(person.pk),
        name=person.name,
        roles=frozenset(
            Held(
                role=Role(row.role),
                programme_id=str(row.programme_id),
                inspection_id=str(row.inspection_id) if row.inspection_id else None,
            )
            for row in held
        ),
        interests=frozenset(
            str(key)
            for key in Interest.objects.filter(person=person, ended_at__isnull=True).values_list(
                "partnership_id", flat=True
            )
        ),
        second_factor=settings.DEMO or _two_factors(session),
        conduct_accepted=ConductAcceptance.objects.filter(person=person, edition=CONDUCT_EDITION).exists(),
    )


def _two_factors(session: Session | None) -> bool:
    methods = session.get("account_authentication_methods", []) if session is not None else []
    assert isinstance(methods, list)
    counted = {"mfa", "socialaccount"} if settings.SSO_VOUCHES_FACTOR else {"mfa"}
    return any(method.get("method") in counted for method in methods)


def clock() -> Actor:
    """The actor of scheduled duties."""
    return Actor(person_id="", name="Cairn", second_factor=True, conduct_accepted=True, duty=Duty.CLOCK)


def setup() -> Actor:
    """The actor that makes the first programme and its lead, from the command line alone."""
    return Actor(person_id="", name="Cairn", second_factor=True, conduct_accepted=True, duty=Duty.SETUP)


def came_in(person: Person, how: Sequence[str]) -> None:
    """From here on the database answers to the person who has just signed in, and their event is written.

    `how` are the means that were used, such as “password” and “totp”; never what was entered.
    """
    answer_to(person.pk)
    _at_the_door(Door.SIGNED_IN, str(person.pk), how=sorted(set(how)))


def failed_to_come_in(email: str, how: str) -> None:
    """Somebody tried in vain. The address is not kept; if it is a person's, the event names their key."""
    found = Person.objects.filter(email=email.strip().lower()).values_list("pk", flat=True).first()
    _at_the_door(Door.SIGN_IN_FAILED, str(found or ""), how=how)


def at_the_door(what: Door, person: Person, **details: object) -> None:
    """Something that a person did to their own way in."""
    _at_the_door(what, str(person.pk), **details)


def _at_the_door(what: Door, key: str, **details: object) -> None:
    record_event(what, Subject(noun="person", id=key), audience="person", **details)


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody whose part can be tried in the demonstration."""

    key: str
    name: str
    role: Role


def people_to_try() -> tuple[Sample, ...]:
    """One person for each role, all of the inspection in which most is open as far as possible, so that what
    one does waits for the next; in the demonstration only.

    Raises `Missing` anywhere else. The database answers to nobody afterwards.
    """
    if not settings.DEMO:
        raise missing("page")
    answer_to_duty(Duty.SETUP)
    held = list(
        Membership.objects.filter(ended_at__isnull=True, person__is_active=True)
        .select_related("person")
        .order_by("began_at", "person__email")
    )
    home = _busiest(held)
    answer_to(None)
    first: dict[Role, Membership] = {}
    for row in sorted(held, key=lambda row: row.inspection_id not in (None, home)):
        first.setdefault(Role(row.role), row)
    return tuple(
        Sample(str(first[role].person_id), first[role].person.name, role) for role in Role if role in first
    )


def _busiest(held: Sequence[Membership]) -> object:
    """The inspection in which there is work for most parts, by its state as those see it who lead a
    programme; the fullest, then the first among equals. It stays the same while people work in it."""
    states: dict[object, str] = {}
    for lead in {row.person_id for row in held if row.role == Role.PROGRAMME_LEAD}:
        answer_to(lead)
        states |= dict(Inspection.objects.filter(state__in=MOST_OPEN).values_list("pk", "state"))
    keys = [row.inspection_id for row in held if row.inspection_id]

    def order(key: object) -> tuple[int, int]:
        return (MOST_OPEN.index(states[key]) if key in states else len(MOST_OPEN), -keys.count(key))

    return min(dict.fromkeys(keys), key=order, default=None)


def person_to_try(key: str) -> Person:
    """Somebody of `people_to_try`. Raises `Missing` for anybody else, and outside the demonstration."""
    if key not in {sample.key for sample in people_to_try()}:
        raise missing("person to try")
    return Person.objects.get(pk=key)


def is_barred_from(inspection_id: object) -> bool:
    """Whether the person to whom the database answers has declared an interest where that inspection is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::uuid = ANY (store_inspections_barred())", [inspection_id])
        return bool(cursor.fetchone()[0])
