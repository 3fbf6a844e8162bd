"""A small world for tests of the web application: one programme, two inspections, somebody in every part."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import connections, transaction

from cairn.actions.people import CONDUCT_EDITION, actor_of
from cairn.policy.model import Actor
from cairn.policy.roles import INSPECTION_ROLES, PROGRAMME_WIDE, Role
from cairn.store.context import answer_to
from cairn.store.models import (
    ConductAcceptance,
    Evaluation,
    Inspection,
    Membership,
    Partnership,
    Person,
    Phase,
    Programme,
)

PASSWORD = "a cairn of many stones"
SUBJECTS = ("1.1", "2.1", "2.2", "9.1-9.4")
OWNER = "owner"


@dataclass(slots=True)
class World:
    """`people` by role: of the programme and of inspection `a`; of inspection `b` under `b/…`."""

    programme: Programme
    a: Inspection
    b: Inspection
    people: dict[str, Person] = field(default_factory=dict)
    stranger: Person | None = None

    def person(self, role: Role | str, *, other: bool = False) -> Person:
        return self.people[f"b/{role}" if other else str(role)]

    def actor(self, role: Role | str, *, other: bool = False) -> Actor:
        """The person of that role, with a second factor. The database must answer to them already."""
        return with_factor(actor_of(self.person(role, other=other)))


def with_factor(actor: Actor) -> Actor:
    return Actor(
        person_id=actor.person_id,
        name=actor.name,
        roles=actor.roles,
        interests=actor.interests,
        second_factor=True,
        conduct_accepted=actor.conduct_accepted,
    )


def as_(world: World, role: Role | str, *, other: bool = False) -> Actor:
    """The person of the role, to whom the database answers from here on."""
    answer_to(world.person(role, other=other).pk)
    return world.actor(role, other=other)


def make_world() -> World:
    """Committed once for a session of tests; tests change it within transactions that are undone."""
    connection = connections[OWNER]
    with connection.cursor() as cursor:
        cursor.execute("SET app.guard = 'on'")
    with transaction.atomic(using=OWNER):
        programme = Programme.objects.using(OWNER).create(
            slug="test-programme",
            title="A programme for tests",
            years="2026–2027",
            framework="children-in-need-of-care-and-protection",
            edition="2019-08",
            graded=list(SUBJECTS),
            starts_on=date(2026, 1, 5),
            ends_on=date(2027, 12, 31),
            state="running",
        )
        for position, (name, weeks) in enumerate((("Preparation", 6), ("Fieldwork", 3), ("Reporting", 8)), 1):
            Phase.objects.using(OWNER).create(programme=programme, position=position, name=name, weeks=weeks)
        world = World(programme, _inspection(programme, "A"), _inspection(programme, "B"))
        for role in sorted(PROGRAMME_WIDE):
            world.people[role] = _person(f"{role}@example.org", role.label, programme, None, role)
        for role in sorted(INSPECTION_ROLES):
            world.people[role] = _person(f"{role}.a@example.org", f"{role.label} A", programme, world.a, role)
            world.people[f"b/{role}"] = _person(
                f"{role}.b@example.org", f"{role.label} B", programme, world.b, role
            )
        world.stranger = _person("stranger@example.org", "A stranger", programme, None, None)
    connection.close()
    return world


def _inspection(programme: Programme, letter: str) -> Inspection:
    partnership = Partnership.objects.using(OWNER).create(
        programme=programme, letter=letter, name=f"Area {letter}"
    )
    inspection = Inspection.objects.using(OWNER).create(
        programme=programme,
        partnership=partnership,
        slug=f"test-area-{letter.lower()}",
        state="fieldwork",
        notice_on=date(2026, 2, 2),
    )
    for subject in SUBJECTS:
        Evaluation.objects.using(OWNER).create(inspection=inspection, subject=subject)
    return inspection


def _person(
    email: str, name: str, programme: Programme, inspection: Inspection | None, role: Role | None
) -> Person:
    person = Person(email=email, name=name)
    person.set_unusable_password()
    person.save(using=OWNER)
    ConductAcceptance.objects.using(OWNER).create(person=person, edition=CONDUCT_EDITION)
    if role is not None:
        Membership.objects.using(OWNER).create(
            person=person, programme=programme, inspection=inspection, role=role
        )
    return person
