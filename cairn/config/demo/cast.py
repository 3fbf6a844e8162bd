"""The people of the demonstration, and acting as one of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from cairn.actions.conduct import accept_conduct
from cairn.actions.memberships import give_role
from cairn.actions.people import CONDUCT_EDITION, actor_of
from cairn.policy.model import Actor
from cairn.policy.roles import Role
from cairn.store.context import answer_to
from cairn.store.models import Inspection, Person, Programme

ADDRESS = "demo.invalid"  # a domain that never exists: no mail can go astray


@contextmanager
def acting_as(person: Person) -> Iterator[Actor]:
    """One transaction in which the database answers to the person, who acts with what they hold now."""
    with transaction.atomic():
        answer_to(person.pk)
        yield actor_of(person)


@dataclass(slots=True)
class Cast:
    """Who plays which part: programme-wide by role, in an inspection by its letter and role."""

    lead: Person
    wide: dict[Role, Person] = field(default_factory=dict)
    teams: dict[str, dict[Role, Person]] = field(default_factory=dict)

    def of(self, letter: str, role: Role) -> Person:
        return self.teams[letter][role]


def make_person(key: str, name: str, body: str) -> Person:
    """Somebody who can be tried, but has no password, and has accepted the code of conduct."""
    person = Person.objects.create_user(f"{key}@{ADDRESS}", None, name=name, body=body)
    with acting_as(person) as actor:
        accept_conduct(actor=actor, edition=CONDUCT_EDITION)
    return person


def give(
    lead: Person, person: Person, role: Role, programme: Programme, inspection: Inspection | None
) -> None:
    """The programme lead gives the role."""
    with acting_as(lead) as actor:
        give_role(
            actor=actor,
            person_id=person.pk,
            role=role,
            programme_id=programme.pk,
            inspection_id=inspection.pk if inspection else None,
        )


def fill_team(
    cast: Cast, told: dict[str, dict[str, object]], letter: str, programme: Programme, inspection: Inspection
) -> None:
    """People in every part of an inspection; each has an account of their own in each area."""
    place = ord(letter) - ord("A")
    cast.teams[letter] = {}
    for role_name, part in told.items():
        names = part["names"]
        assert isinstance(names, list)
        role, name = Role(role_name), str(names[place % len(names)])
        key = f"{name.lower().replace(' ', '.')}.{letter.lower()}"
        person = make_person(key, name, str(part["body"]))
        give(cast.lead, person, role, programme, inspection)
        cast.teams[letter][role] = person


def key_of(person: Person) -> UUID:
    return UUID(str(person.pk))
