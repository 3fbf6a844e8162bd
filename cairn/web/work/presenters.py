"""Duties, notices and people, in plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.timezone import localtime

from cairn.policy.model import Actor
from cairn.policy.roles import Role
from cairn.store.models import Inspection, Membership, Notice
from cairn.web.components.people import body_labels, said
from cairn.web.components.place import name_of, sees_several
from cairn.web.components.values import Link, Table, Tag
from cairn.web.components.words import short_day
from cairn.web.work.duties import Duty

SOON = timedelta(days=7)


# Roles to which Cairn brings nothing to do, what they are there for, and where that is.
LOOKING_ON = {
    Role.RECORD_READER: (
        "You read records beside an inspector, where the records are kept; nothing of that is done in Cairn. "
        "If something you read worries you about a child, raise a concern.",
        "concern-raise",
        "Raise a concern",
    ),
    Role.ANALYST: (
        "You watch the evidence over the whole programme: you read evaluations once they are signed, and "
        "reports from their first draft.",
        "report-drafts",
        "Reports in work",
    ),
}


def looking_on(actor: Actor) -> dict[str, str]:
    """What a person is told for whom nothing can wait, whatever the state of things; nothing for others."""
    roles = {held.role for held in actor.roles}
    if len(roles) != 1 or not roles <= LOOKING_ON.keys():
        return {}
    words, where, label = LOOKING_ON[roles.pop()]
    return {"looks_on": words, "looks_where": where, "looks_at": label}


def table_of_duties(duties: Sequence[Duty], today: date) -> Table:
    return Table(
        caption="What waits for you",
        caption_hidden=True,
        columns=("What", "About", "Where", "Due"),
        rows=[(_linked(one), one.about, one.place, _due(one, today)) for one in duties],
    )


def _linked(duty: Duty) -> object:
    return Link(duty.what, duty.href, duty.about or duty.place) if duty.href else duty.what


def _due(duty: Duty, today: date) -> object:
    if duty.due is None:
        return Tag("At once", "bad") if duty.urgent else None
    if duty.is_late(today):
        days = (today - duty.due).days
        return [short_day(duty.due), Tag(f"Overdue by {_days(days)}", "bad")]
    if duty.due == today:
        return [short_day(duty.due), Tag("Due today", "attention")]
    if duty.due - today <= SOON:
        return [short_day(duty.due), Tag(f"In {_days((duty.due - today).days)}", "attention")]
    return short_day(duty.due)


def _days(count: int) -> str:
    return "a day" if count == 1 else f"{count} days"


def table_of_notices(notices: Sequence[Notice], actor: Actor) -> list[dict[str, object]]:
    """Each notice with when it came, where it leads, and where it is marked as seen; of which programme it
    speaks, for whoever has parts in several."""
    programmes = _programmes(notices) if sees_several(actor) else {}
    return [
        {
            "text": one.text,
            "url": one.url,
            "programme": programmes.get(_slug_in(one.url), ""),
            "when": short_day(localtime(one.created_at).date()),
            "seen_url": reverse("notice-seen", args=[one.pk]),
        }
        for one in notices
    ]


def _programmes(notices: Sequence[Notice]) -> dict[str, str]:
    """The titles of the programmes of the inspections that notices lead to, by the inspection's slug."""
    slugs = {_slug_in(one.url) for one in notices}
    found = Inspection.objects.filter(slug__in=slugs).values_list("slug", "programme__title")
    return dict(found)


def _slug_in(url: str) -> str:
    """Which inspection an address is in; an empty text for none."""
    _, first, *rest = f"{url}//".split("/")
    return rest[0] if first == "inspections" else ""


def table_of_people(held: Sequence[Membership], ending: frozenset[str], actor: Actor) -> Table:
    """One row a person: their roles one below the other, each of a whole programme with the way to end it."""
    bodies = body_labels()
    rows: dict[object, list[Membership]] = {}
    for one in held:
        rows.setdefault(one.person_id, []).append(one)
    return Table(
        caption="People and their roles",
        caption_hidden=True,
        columns=("Name", "Works for", "Roles"),
        rows=[
            (
                theirs[0].person.name,
                bodies.get(theirs[0].person.body),
                [part for one in theirs for part in _role(one, ending, actor)],
            )
            for theirs in rows.values()
        ],
    )


def _role(held: Membership, ending: frozenset[str], actor: Actor) -> list[object]:
    """The role, and below it the way to end it, where there is one."""
    role = said(Role(held.role))
    if held.inspection is not None:
        team = reverse("inspection-team", args=[held.inspection.slug])
        return [Link(f"{role}, {name_of(held.inspection, actor)}", team, f"for {held.person.name}")]
    words: list[object] = [f"{role}, {held.programme.title}"]
    if str(held.pk) in ending:
        of = f"of {held.person.name} as {Role(held.role).label}"
        words.append(Link("End this role", reverse("people-end", args=[held.pk]), of))
    return words
