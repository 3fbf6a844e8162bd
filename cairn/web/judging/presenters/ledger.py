"""The triage ledger in plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from cairn.actions.activities import KINDS
from cairn.actions.ledger import LEVELS, address_of
from cairn.actions.subjects import subject_of, within
from cairn.framework.model import Edition
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.policy.states import LEDGER_ENTRY
from cairn.store.models import (
    Activity,
    EvaluationCitation,
    Inspection,
    LedgerEntry,
    LedgerMove,
)
from cairn.web.components.states import state_tag
from cairn.web.components.values import Column, Link, Row, Table
from cairn.web.judging.presenters.parts import (
    Button,
    Past,
    button,
    indicator_name,
    level_tag,
    moment,
    usable_first,
)
from cairn.web.judging.presenters.picture import draw, table_of_levels

UNSETTLED = ("open", "planned")
COUNTED = (
    ("open", "open, nothing planned"),
    ("planned", "planned"),
    ("strength", "strengths"),
    ("area_for_improvement", "areas for improvement"),
    ("no_longer_needed", "no longer needed"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one indicator on this page; `id` names its table."""

    id: str
    table: Table


def entries_of(inspection: Inspection, edition: Edition, asked: Mapping[str, str], actor: Actor) -> QuerySet:
    """The entries that were asked for, in the order of the edition's indicators, the gravest first."""
    order = [When(indicator=one.code, then=Value(n)) for n, one in enumerate(edition.indicators)]
    gravity = [When(level=level, then=Value(n)) for n, level in enumerate(LEVELS)]
    found = (
        LedgerEntry.objects.filter(inspection=inspection)
        .select_related("owner")
        .annotate(
            place=Case(*order, default=Value(999), output_field=IntegerField()),
            gravity=Case(*gravity, default=Value(9), output_field=IntegerField()),
            activities=Count("planned"),
            took_place=Count("planned", filter=Q(planned__activity__state="done")),
        )
        .order_by("place", "indicator", "gravity", "created_at", "id")
    )
    for name in ("indicator", "level"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("state"):
        found = found.filter(state__in=UNSETTLED if asked["state"] == "unsettled" else (asked["state"],))
    if asked.get("owner") == "me":
        found = found.filter(owner_id=actor.person_id)
    return found


def groups_of(entries: Sequence[LedgerEntry], inspection: Inspection, edition: Edition) -> list[Group]:
    for one in entries:
        one.inspection = inspection
    return [
        Group(f"on-{code.replace('.', '-')}", _table(indicator_name(edition, code), list(found)))
        for code, found in groupby(entries, key=lambda one: one.indicator)
    ]


def _table(name: str, entries: Sequence[LedgerEntry]) -> Table:
    return Table(
        caption=name,
        columns=("Topic", "Level", "State", "Owner", Column("Activities")),
        rows=[
            (
                Link(one.topic, address_of(one)),
                level_tag(one.level),
                state_tag("ledger_entry", one.state),
                one.owner.name,
                _activities(one.activities, one.took_place),
            )
            for one in entries
        ],
    )


def _activities(planned: int, took_place: int) -> str | None:
    if not planned:
        return None
    return f"{planned} planned, {took_place} done" if took_place else f"{planned} planned"


def overview_of(inspection: Inspection, edition: Edition) -> dict[str, object]:
    """Counts by state, each with the address that shows them, and the picture by level; one query."""
    rows = (
        LedgerEntry.objects.filter(inspection=inspection)
        .values_list("indicator", "level", "state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    states: dict[str, int] = {}
    levels: dict[str, dict[str, int]] = {}
    for indicator, level, state, n in rows:
        states[state] = states.get(state, 0) + n
        if state != "no_longer_needed":
            of = levels.setdefault(indicator, {})
            of[level] = of.get(level, 0) + n
    names = {one.code: f"{one.code} {one.shown_title}" for one in edition.indicators}
    return {
        "total": sum(states.values()),
        "counts": [(words, states.get(name, 0), f"?{urlencode({'state': name})}") for name, words in COUNTED],
        "pictures": draw(names, levels),
        "levels": table_of_levels(names, levels),
        "untouched": len([code for code in names if code not in levels]),
    }


def add_button(inspection: Inspection, actor: Actor) -> Button:
    href = reverse("inspection-ledger-add", args=[inspection.slug])
    return button(actor, Act.LEDGER_ADD, within(inspection, noun="ledger_entry"), "Add an entry", href)


def page_of(entry: LedgerEntry, edition: Edition, actor: Actor) -> dict[str, object]:
    """One entry with all that belongs to it."""
    activities = list(Activity.objects.filter(because_of__entry=entry).select_related("lead"))
    cited_by = list(
        EvaluationCitation.objects.filter(
            kind="ledger", reference=str(entry.pk), evaluation__inspection=entry.inspection
        ).values_list("evaluation__subject", flat=True)
    )
    return {
        "entry": entry,
        "state": state_tag("ledger_entry", entry.state),
        "meaning": LEDGER_ENTRY.state(entry.state).meaning,
        "about": _about(entry, edition, cited_by),
        "activities": _activity_table(activities),
        "buttons": buttons_of(entry, actor),
        "past": past_of(entry),
    }


def _about(entry: LedgerEntry, edition: Edition, cited_by: Sequence[str]) -> list[Row]:
    rows = [
        Row("Indicator", indicator_name(edition, entry.indicator)),
        Row("Level", level_tag(entry.level)),
        Row("Owner", entry.owner.name),
        Row("Added", moment(entry.created_at)),
    ]
    if cited_by:
        links = [
            Link(subject, reverse("inspection-evaluation", args=[entry.inspection.slug, subject]))
            for subject in sorted(set(cited_by))
        ]
        rows.append(Row("Evaluations that rest on it", links))
    return rows


def _activity_table(activities: Sequence[Activity]) -> Table:
    return Table(
        caption="How it is settled",
        columns=("Activity", "Kind", "When", "Lead", "State"),
        rows=[
            (
                one.title,
                KINDS.get(one.kind, one.kind),
                moment(one.starts_at),
                one.lead.name if one.lead else None,
                state_tag("activity", one.state),
            )
            for one in activities
        ],
    )


def buttons_of(entry: LedgerEntry, actor: Actor) -> list[Button]:
    """What can be done from here: the next step first."""
    subject, at = subject_of(entry), [entry.inspection.slug, entry.pk]
    plan = ("Plan how to settle it", "inspection-ledger-plan")
    settle = ("Settle it", "inspection-ledger-settle")
    if entry.state not in UNSETTLED:
        href = reverse("inspection-ledger-reopen", args=at)
        return [button(actor, Act.LEDGER_REOPEN, subject, "Open it again", href, "secondary")]
    steps = [(Act.LEDGER_PLAN, *plan), (Act.LEDGER_RESOLVE, *settle)]
    if entry.state == "planned":
        steps = [(Act.LEDGER_RESOLVE, *settle), (Act.LEDGER_PLAN, "Change the plan", plan[1])]
    steps.append((Act.LEDGER_EDIT, "Change the entry", "inspection-ledger-edit"))
    return usable_first(
        button(actor, act, subject, words, reverse(name, args=at), "secondary" if n else "")
        for n, (act, words, name) in enumerate(steps)
    )


def past_of(entry: LedgerEntry) -> list[Past]:
    """Newest first."""
    moves = LedgerMove.objects.filter(entry=entry).select_related("person").order_by("-at", "-id")
    return [
        Past(
            what=_what(one),
            when=moment(one.at),
            by=one.person.name,
            beside=level_tag(one.level) if one.level else None,
            said=one.note,
        )
        for one in moves
    ]


def _what(move: LedgerMove) -> str:
    if not move.from_state:
        return "Added"
    if move.from_state == move.to_state:
        return "Changed"
    if move.to_state == "open":
        return "Opened again"
    title = LEDGER_ENTRY.state(move.to_state).title
    return f"{title[:1].upper()}{title[1:]}"
