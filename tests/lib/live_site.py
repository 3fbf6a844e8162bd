"""A site to be visited with a browser: `python -m tests.lib.live_site`, with the database in the environment.

Prints one line of JSON, `{"port": …, "sessions": {role: cookie}}`, and serves until it is stopped. It has the
small world of the factories, in its usual state, with one inspection that is overfull.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.lib import serving

# isort: split
from django.db import connections
from django.utils.timezone import localdate

from cairn.store.models import (
    Activity,
    Evaluation,
    Holiday,
    Inspection,
    InspectionMove,
    Interest,
    LedgerEntry,
    Notice,
    Phase,
    Request,
)
from tests.factories import OWNER, World, make_world

ROLES = (
    "programme_lead",
    "inspection_lead",
    "inspector",
    "partnership_coordinator",
    "record_reader",
    "panel_member",
    "report_author",
)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def fill(world: World) -> None:
    """What a few weeks of work leave behind."""
    today = localdate()
    Inspection.objects.using(OWNER).filter(pk=world.a.pk).update(notice_on=today - timedelta(days=50))
    Inspection.objects.using(OWNER).filter(pk=world.b.pk).update(state="planned", notice_on=None)
    Phase.objects.using(OWNER).filter(position=1).update(name="Preparation, from notice to the first reading")
    Holiday.objects.using(OWNER).create(
        programme_id=world.programme.pk,
        name="School holidays",
        first_day=today - timedelta(days=20),
        last_day=today - timedelta(days=9),
    )
    lead = world.person("inspection_lead")
    for state, before, note in (
        ("planned", "", ""),
        ("notified", "planned", ""),
        ("scoping", "notified", ""),
        ("fieldwork", "scoping", ""),
        ("scoping", "fieldwork", "One indicator had been left out."),
        ("fieldwork", "scoping", ""),
    ):
        InspectionMove.objects.using(OWNER).create(
            inspection_id=world.a.pk, from_state=before, to_state=state, note=note, person_id=lead.pk
        )
    requests(world, today)
    diary(world, today)
    for subject, state, value in (("1.1", "signed", 3), ("2.1", "agreed", 4), ("2.2", "signed", 5)):
        Evaluation.objects.using(OWNER).filter(inspection_id=world.a.pk, subject=subject).update(
            state=state, value=value
        )
    Interest.objects.using(OWNER).create(
        person_id=world.person("inspector", other=True).pk,
        partnership_id=world.a.partnership_id,
        reason="My sister works in the children’s house there.",
    )
    for text in ("The joint inspection of Area A moved on: fieldwork.", f"Somebody answered: {LONG}"):
        Notice.objects.using(OWNER).create(person_id=lead.pk, text=text, url="/inspections/")


def requests(world: World, today: date) -> None:
    for number in range(32):
        title = ("Pre-inspection return", "Position statement", LONG)[number % 3]
        Request.objects.using(OWNER).create(
            inspection_id=world.a.pk,
            kind="document",
            title=f"{title} {number + 1}",
            due_on=today + timedelta(days=number * 3 - 12),
            state=("asked", "answered", "accepted")[number % 3],
        )


def diary(world: World, today: date) -> None:
    start = datetime(today.year, today.month, today.day, 10, tzinfo=UTC)
    for number in range(6):
        begins = start + timedelta(days=number * 4 - 6)
        Activity.objects.using(OWNER).create(
            inspection_id=world.a.pk,
            kind="focus_group",
            title=f"Focus group {number + 1}",
            starts_at=begins,
            ends_at=begins + timedelta(hours=2),
            lead_id=world.person("inspection_lead").pk,
        )
    LedgerEntry.objects.using(OWNER).create(
        inspection_id=world.a.pk,
        indicator="5.1",
        topic="How quickly first concerns are answered",
        level="uncertainty",
        reason="Records and the survey differ.",
        owner_id=world.person("inspector").pk,
    )


def sessions(world: World) -> dict[str, str]:
    assert world.stranger is not None
    return serving.sessions_of({role: world.person(role) for role in ROLES} | {"stranger": world.stranger})


def main() -> None:
    serving.prepare()
    world = make_world()
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SET app.guard = 'on'")
    fill(world)
    serving.serve({"sessions": sessions(world)})


if __name__ == "__main__":
    main()
