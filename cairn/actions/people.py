"""People as actors: what they hold, what they declared, and whether they came in through every door."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings

from cairn.policy.model import Actor, Duty, Held
from cairn.policy.roles import Role
from cairn.store.models import ConductAcceptance, Interest, Membership, Person

CONDUCT_EDITION = "2026-11"
SECOND_FACTOR = frozenset({"mfa", "socialaccount"})


class Session(Protocol):
    """What is asked of a session: how the person came in."""

    def get(self, key: str, default: object = None) -> object: ...


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
    return any(method.get("method") in SECOND_FACTOR for method in methods)


def clock() -> Actor:
    """The actor of scheduled duties."""
    return Actor(person_id="", name="Cairn", second_factor=True, conduct_accepted=True, duty=Duty.CLOCK)


def setup() -> Actor:
    """The actor that makes the first programme and its lead, from the command line alone."""
    return Actor(person_id="", name="Cairn", second_factor=True, conduct_accepted=True, duty=Duty.SETUP)
