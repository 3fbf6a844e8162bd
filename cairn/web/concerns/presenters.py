"""Concerns in words: where one stands, until when, who did what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localtime, now

from cairn.actions.concerns import Told, holders, keepers_of
from cairn.bridge.definitions import clocks
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.policy.roles import Role
from cairn.policy.states import CONCERN
from cairn.store.models import Concern, ConcernMove, Event, Inspection, Person
from cairn.web.components.place import name_of
from cairn.web.components.states import state_tag
from cairn.web.components.values import Column, Link, Row, Step, Table, Tag, Tone
from cairn.web.components.words import day_in_words, short_day

URGENCY_TAGS: dict[str, Tag] = {"now": Tag("Now", "bad"), "today": Tag("Today", "attention")}
URGENCY_WORDS = {
    "now": "Now: a child may be at risk of harm",
    "today": "Today: worrying, and no child is in danger at this moment",
}
DONE = {"raised": "Raised", "acknowledged": "Acknowledged", "acted_on": "Acted on", "closed": "Closed"}
STILL = {"acknowledged": "To be acknowledged", "acted_on": "To be acted on", "closed": "To be closed"}
READINGS = {Act.CONCERN_VIEW.value: "read it", Act.CONCERN_FOLLOW.value: "looked where it stands"}


def reference(concern: Concern) -> str:
    """What people call it when they speak of it: no name, no place."""
    return f"C-{str(concern.pk)[:6].upper()}"


def moment(at: datetime) -> str:
    """`12 March 2026 at 14:05`, in local time; `today at 14:05` for today."""
    there = localtime(at)
    if there.date() == localtime(now()).date():
        return f"today at {there:%H:%M}"
    return f"{day_in_words(there.date())} at {there:%H:%M}"


def span(length: timedelta) -> str:
    """`2 hours`, `35 minutes`, `3 days`: the largest unit that counts two at least, else the next."""
    minutes = max(1, int(abs(length).total_seconds() // 60))
    for size, name in ((1440, "day"), (60, "hour")):
        if minutes >= 2 * size or (minutes >= size and minutes % size == 0):
            return _counted(minutes // size, name)
    return _counted(minutes, "minute")


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def time_to_answer(urgency: str) -> str:
    """`1 hour`: within what time a concern is to be acknowledged."""
    return span(timedelta(hours=clocks().hours_to_acknowledge[urgency]))


def clock_of(concern: Concern) -> tuple[Tone, str, str]:
    """How it stands with the clock: a tone, a title, a sentence."""
    left = concern.due_at - now()
    if concern.state != "raised":
        return "good", "", ""
    if left > timedelta(0):
        return (
            "attention",
            f"Please acknowledge this {moment(concern.due_at)} at the latest",
            f"There are {span(left)} left. After that it goes to the programme lead as well.",
        )
    return (
        "bad",
        "The time to acknowledge this has passed",
        f"It was {moment(concern.due_at)}, {span(left)} ago. Please do it now, or see that somebody does.",
    )


def tags_of(concern: Concern) -> list[Tag]:
    tags = [state_tag("concern", concern.state)]
    if concern.state == "raised" and concern.due_at <= now():
        tags.append(Tag("Overdue", "bad"))
    if concern.escalated_at is not None and concern.state != "closed":
        tags.append(Tag("With the programme lead", "attention"))
    return tags


def receivers(inspection: Inspection) -> list[str]:
    """Who will be told, in words; a part that nobody holds is taken by the programme lead."""
    told = keepers_of(inspection)
    leads = holders(inspection, Role.PROGRAMME_LEAD)
    said = [
        _named("the inspection lead", told & holders(inspection, Role.INSPECTION_LEAD)),
        _named("the named senior lead of the partnership", told & holders(inspection, Role.SENIOR_LEAD)),
    ]
    if "" in said:
        said.append(_named("the programme lead", leads))
    return [line for line in said if line]


def _named(role: str, keys: Iterable[object]) -> str:
    names = list(Person.objects.filter(pk__in=keys).values_list("name", flat=True))
    return f"{', '.join(names)}, {role}" if names else ""


def summary_of_draft(told: Told, place: str) -> list[Row]:
    """What is about to be sent; with the inspection, where there was a choice."""
    return [
        *([Row("Inspection", place)] if place else []),
        Row("How soon", URGENCY_WORDS[told.urgency]),
        Row("What you saw, heard or read", told.what),
        Row("Which child", told.identity),
        Row("Where the child is now", told.where_now or "Not known"),
    ]


def summary_for_keeper(concern: Concern) -> list[Row]:
    raised = Row("Raised", f"{moment(concern.created_at)}, by {concern.raised_by.name}")
    soon = Row("How soon", URGENCY_TAGS[concern.urgency])
    if concern.purged_at is not None:
        return [soon, raised]
    return [
        soon,
        Row("What was seen, heard or read", concern.what),
        Row("Which child", concern.identity),
        Row("Where the child is now", concern.where_now or "Not known"),
        raised,
    ]


def steps_for_keeper(concern: Concern, moves: Iterable[ConcernMove]) -> list[Step]:
    """All that happened, with who and what they wrote, and what is still to come."""
    dated: list[tuple[datetime, Step]] = []
    by_hand = False
    for move in moves:
        is_escalation = move.from_state == move.to_state
        by_hand = by_hand or is_escalation
        title = "Brought before the programme lead" if is_escalation else DONE[move.to_state]
        dated.append((move.at, Step(title, "done", f"{moment(move.at)}, {move.person.name}", move.note)))
    if concern.escalated_at is not None and not by_hand:
        why = "By the clock: it was not acknowledged in time."
        if concern.escalated_at < concern.due_at:
            why = "At once: there was nobody to tell in one of the two parts."
        told = Step("Brought before the programme lead", "done", moment(concern.escalated_at), why)
        dated.append((concern.escalated_at, told))
    done = [step for _, step in sorted(dated, key=lambda pair: pair[0])]
    return [*done, *_to_come(concern)]


def steps_for_raiser(concern: Concern) -> list[Step]:
    """Where it stands, without a word of what others wrote."""
    reached = CONCERN.state_names.index(concern.state)
    times = {
        "raised": concern.created_at,
        "acknowledged": concern.acknowledged_at,
        "closed": concern.closed_at,
    }
    done = [
        Step(DONE[name], "done", moment(at) if (at := times.get(name)) else "")
        for name in CONCERN.state_names[: reached + 1]
    ]
    return [*done, *_to_come(concern)]


def _to_come(concern: Concern) -> list[Step]:
    reached = CONCERN.state_names.index(concern.state)
    return [
        Step(STILL[name], "now" if i == 0 else "next")
        for i, name in enumerate(CONCERN.state_names[reached + 1 :])
    ]


def readings_of(concern: Concern) -> Table | None:
    """Who opened the page and when, as far as the database shows it; None where it shows nothing."""
    seen = Event.objects.filter(noun="concern", noun_id=str(concern.pk), act__in=READINGS)
    rows = [
        (
            event.person.name if event.person else "–",
            "tried, and was refused" if "refused" in event.details else READINGS[event.act],
            moment(event.at),
        )
        for event in seen.select_related("person").order_by("-pk")[:50]
    ]
    if not rows:
        return None
    caption = "Who has opened this page"
    return Table(caption=caption, columns=("Who", "What", "When"), rows=rows, caption_hidden=True)


def table_of(concerns: Iterable[Concern], caption: str, actor: Actor) -> Table:
    """A list without a word of what they are about."""
    rows = [
        (
            Link(reference(one), reverse("concern", args=[one.pk])),
            name_of(one.inspection, actor),
            URGENCY_TAGS[one.urgency],
            tags_of(one),
            moment(one.due_at) if one.state == "raised" else "",
            short_day(localtime(one.created_at).date()),
        )
        for one in concerns
    ]
    columns = ("Concern", "Inspection", "How soon", "State", "Acknowledge by", Column("Raised"))
    return Table(caption=caption, columns=columns, rows=rows, caption_hidden=True)
