"""A site to look at what is judged: `python -m tests.lib.judging_site`, with the database in the environment.

Prints one line of JSON, `{"port": …, "sessions": {role: cookie}, "open": key, …}`, and serves until it is
stopped. Inspection A is overfull, B is empty; in B nothing has been evaluated.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.lib import serving

# isort: split
from django.db import connections

from cairn.bridge.definitions import edition_named
from cairn.store.models import (
    Activity,
    Evaluation,
    EvaluationCitation,
    EvaluationMove,
    Inspection,
    LedgerActivity,
    LedgerEntry,
    LedgerMove,
    Person,
    ScopeDecision,
)
from tests.factories import OWNER, World, make_world
from tests.lib.live_site import LONG

TOPICS = (
    "How quickly first concerns are answered",
    "Whether chronologies are used in assessments",
    "Plans of children looked after at home",
    f"What children are told about {LONG}",
    "Advocacy",
)
LEVELS = ("concern", "uncertainty", "no_significant_concerns")
STATES = ("open", "planned", "strength", "area_for_improvement", "planned", "no_longer_needed")
WHY = (
    "In most of the records that were read, the assessment led to a plan that somebody answers for.\n\n"
    "Young people said in both focus groups that they know whom to go to. Fewer said that what they asked "
    "for was done."
)


def fill(world: World) -> dict[str, str]:
    """Fifty entries, a scope half decided, and one evaluation at each place on its way."""
    Inspection.objects.using(OWNER).filter(pk=world.a.pk).update(state="evaluating")
    activities = _activities(world)
    entries = [_entry(world, number, activities) for number in range(50)]
    _scope(world)
    _evaluations(world, next(one for one in entries if one.state == "strength"))
    told = {"open": 0, "planned": 1, "settled": 2}
    return {name: str(entries[number].pk) for name, number in told.items()}


def _activities(world: World) -> list[Activity]:
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    return [
        Activity.objects.using(OWNER).create(
            inspection_id=world.a.pk,
            kind=("focus_group", "interview", "document_reading")[number % 3],
            title=f"{('Focus group with foster carers', 'Interview with lead officers', LONG)[number % 3]}",
            starts_at=start + timedelta(days=number),
            ends_at=start + timedelta(days=number, hours=2),
            place="Council offices",
            lead_id=world.person("inspector").pk,
            indicators=["5.1"],
            state=("done", "planned")[number % 2],
        )
        for number in range(9)
    ]


def _entry(world: World, number: int, activities: list[Activity]) -> LedgerEntry:
    codes = [one.code for one in edition_named(world.programme.framework, world.programme.edition).indicators]
    person: Person = world.person(("inspector", "inspection_lead")[number % 2])
    state, level = STATES[number % 6], LEVELS[number // 2 % 3]
    entry = LedgerEntry.objects.using(OWNER).create(
        inspection_id=world.a.pk,
        indicator=codes[(number * number) % 19],
        topic=TOPICS[number % 5],
        level=level,
        reason=WHY,
        owner_id=person.pk,
        state=state,
        outcome_text="All thirty plans had been reviewed in time." if state == "strength" else "",
    )
    note = "In the position statement, and in none of the records."
    moves = [("", "open", note)] + (
        [("open", state, f"To be settled by “{LONG}”.")] if state != "open" else []
    )
    for before, after, said in moves:
        LedgerMove.objects.using(OWNER).create(
            entry_id=entry.pk, from_state=before, to_state=after, level=level, note=said, person_id=person.pk
        )
    if state != "open":
        for one in activities[: 1 + number % 3]:
            LedgerActivity.objects.using(OWNER).create(entry_id=entry.pk, activity_id=one.pk)
    return entry


def _scope(world: World) -> None:
    for number, code in enumerate(("1.1", "2.1", "2.2", "3.1", "4.1", "5.1", "5.2", "5.3", "9.1", "5.1")):
        ScopeDecision.objects.using(OWNER).create(
            inspection_id=world.a.pk,
            indicator=code,
            included=number not in (3, 4, 5),
            reason=WHY if number % 2 else "Graded by this programme.",
            decided_by_id=world.person("inspection_lead").pk,
        )


def _evaluations(world: World, settled: LedgerEntry) -> None:
    way = ("not_started", "proposed", "agreed", "signed")
    people = ("inspector", "deputy_lead", "inspection_lead", "panel_member")
    for subject, state, value in (("1.1", "signed", 3), ("2.1", "agreed", 4), ("2.2", "proposed", 5)):
        found = Evaluation.objects.using(OWNER).get(inspection_id=world.a.pk, subject=subject)
        found.state, found.value, found.reason = state, value, WHY
        found.owner_id, found.proposed_by_id = world.person("inspector").pk, world.person("deputy_lead").pk
        found.save(using=OWNER)
        for kind, reference in (
            ("record_reading", "Question 14: quality of the plan"),
            ("survey", f"Young people, {LONG}"),
            ("ledger", str(settled.pk)),
        ):
            EvaluationCitation.objects.using(OWNER).create(
                evaluation_id=found.pk,
                kind=kind,
                reference=reference,
                note="Three in four were good or better.",
            )
        for place in range(way.index(state) + 1):
            EvaluationMove.objects.using(OWNER).create(
                evaluation_id=found.pk,
                from_state=way[max(0, place - 1)],
                to_state=way[place],
                value=value,
                reason=WHY,
                note="" if place else "It now rests on: Survey, question 12.",
                person_id=world.person(people[place]).pk,
            )


def main() -> None:
    serving.prepare()
    world = make_world()
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SET app.guard = 'on'")
    serving.serve({**fill(world), "sessions": serving.sessions_of(world.people)})


if __name__ == "__main__":
    main()
