"""Rows of the ledger, the diary and evaluations for tests, made as the database's owner would find them."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection
from django.utils.timezone import get_current_timezone

from cairn.actions.ledger import EntryWords
from cairn.store.context import answer_to
from cairn.store.models import Activity, Inspection, Interest, LedgerEntry, Person
from tests.factories import World

REASON = "Two focus groups spoke of plans that nobody had read."


def words(world: World, **other: object) -> EntryWords:
    usual: dict[str, object] = {
        "indicator": "5.3",
        "topic": "Plans of children looked after at home",
        "level": "uncertainty",
        "reason": REASON,
        "owner_id": world.person("inspector").pk,
    }
    return EntryWords(**(usual | other))  # type: ignore[arg-type]


def an_entry(world: World, **other: object) -> LedgerEntry:
    """An entry of inspection `a`, straight into its table; the database must answer to one of its team."""
    usual = words(world).values() | {"inspection": world.a}
    return LedgerEntry.objects.create(**(usual | other))


def an_activity(inspection: Inspection, *, state: str = "planned", title: str = "Focus group") -> Activity:
    """An activity on 2 March 2026, 10 to 12 o'clock."""
    return Activity.objects.create(
        inspection=inspection,
        kind="focus_group",
        title=title,
        starts_at=datetime(2026, 3, 2, 10, tzinfo=get_current_timezone()).astimezone(UTC),
        ends_at=datetime(2026, 3, 2, 12, tzinfo=get_current_timezone()).astimezone(UTC),
        state=state,
    )


def declare_interest(person: Person, inspection: Inspection) -> None:
    """The person is from that partnership; afterwards the database answers to them."""
    answer_to(person.pk)
    Interest.objects.create(person=person, partnership_id=inspection.partnership_id, reason="I work there.")


def put_inspection_in(world: World, state: str) -> None:
    """As the programme lead, without the act; the database answers afterwards to whom it answered before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.person_id', true)")
        (before,) = cursor.fetchone()
    answer_to(world.person("programme_lead").pk)
    Inspection.objects.filter(pk=world.a.pk).update(state=state)
    answer_to(before)
