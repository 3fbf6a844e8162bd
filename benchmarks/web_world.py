"""A programme of eight inspections in full swing: forty of everything that a page lists, in each."""

from __future__ import annotations

from datetime import timedelta

from django.db import connections, transaction

from cairn.actions.acting import record_event
from cairn.actions.people import CONDUCT_EDITION
from cairn.actions.subjects import subject_of
from cairn.policy.acts import Act
from cairn.policy.roles import INSPECTION_ROLES
from cairn.store import models as m
from cairn.store.context import answer_to
from tests.factories import OWNER, SUBJECTS
from tests.lib.rich_world import MORNING, Rich, as_owner, make, make_rich_world

FULL = 40  # of everything that a list shows, in every inspection
FURTHER = "DEFGHI"  # areas beside the two that the world of tests has
EVENTS = 150  # in every inspection


def make_programme() -> Rich:
    """Eight inspections, some 90 people, and as the database keeps them: with statistics of its tables."""
    rich = make_rich_world()
    as_owner()
    with transaction.atomic(using=OWNER):
        others = [_inspection(rich, letter) for letter in FURTHER]
        for inspection in (rich.world.a, rich.world.b, *others):
            _fill(inspection, rich.person("inspector"))
    for inspection in (rich.world.a, rich.world.b, *others):
        _events(rich, inspection)
    connections[OWNER].close()
    as_owner()
    with connections[OWNER].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return rich


def _inspection(rich: Rich, letter: str) -> m.Inspection:
    programme = rich.world.programme
    area = make(m.Partnership, programme=programme, letter=letter, name=f"Area {letter}")
    inspection = make(
        m.Inspection,
        programme=programme,
        partnership=area,
        slug=f"test-area-{letter.lower()}",
        state="fieldwork",
    )
    for subject in SUBJECTS:
        make(m.Evaluation, inspection=inspection, subject=subject)
    for role in sorted(INSPECTION_ROLES):
        person = make(
            m.Person,
            email=f"{role}.{letter.lower()}@example.org",
            name=f"{role.label} {letter}",
            password="!",
        )
        make(m.ConductAcceptance, person=person, edition=CONDUCT_EDITION)
        make(m.Membership, person=person, programme=programme, inspection=inspection, role=role)
    return inspection


def _fill(inspection: m.Inspection, owner: m.Person) -> None:
    for number in range(FULL):
        begins = MORNING + timedelta(days=300 + number)
        entry = make(
            m.LedgerEntry,
            inspection=inspection,
            indicator=("5.1", "5.3", "2.1")[number % 3],
            topic=f"Topic {number}",
            level="uncertainty",
            reason="Records and the survey differ.",
            owner=owner,
        )
        make(m.LedgerMove, entry=entry, to_state="open", note="Read.", person=owner, level="uncertainty")
        activity = make(
            m.Activity,
            inspection=inspection,
            kind="focus_group",
            title=f"Focus group {number}",
            starts_at=begins,
            ends_at=begins + timedelta(hours=2),
            lead=owner,
        )
        make(m.LedgerActivity, entry=entry, activity=activity)
        request = make(
            m.Request,
            inspection=inspection,
            kind="document",
            title=f"Document {number}",
            due_on=begins.date(),
            state="asked",
        )
        make(m.RequestMove, request=request, to_state="asked", note="", person=owner)


def _events(rich: Rich, inspection: m.Inspection) -> None:
    with transaction.atomic():
        answer_to(rich.person("programme_lead").pk)
        subject = subject_of(m.Inspection.objects.get(pk=inspection.pk))
        for _ in range(EVENTS):
            record_event(Act.INSPECTION_VIEW, subject, audience="team")
