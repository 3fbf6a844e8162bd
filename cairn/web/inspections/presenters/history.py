"""Events in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localtime, make_aware

from cairn.actions.sentences import details_of, sentence_of
from cairn.policy.acts import Act
from cairn.policy.roles import Role
from cairn.policy.states import MACHINES
from cairn.store.models import Event
from cairn.web.components.values import Table
from cairn.web.components.words import day_in_words

NOUNS: tuple[tuple[str, str], ...] = (
    ("inspection", "The inspection itself"),
    ("membership", "People and roles"),
    ("scope", "Scope"),
    ("ledger_entry", "Ledger"),
    ("activity", "Diary"),
    ("request", "Requests"),
    ("evaluation", "Evaluations"),
    ("report", "Reports"),
    ("concern", "Concerns"),
    ("retention", "What was disposed of"),
    ("audit", "Looks at this history"),
)


def chosen(events: QuerySet[Event], asked: Mapping[str, object]) -> QuerySet[Event]:
    """The newest first, of the noun and between the days asked for, both included."""
    if noun := asked.get("noun"):
        events = events.filter(noun=noun)
    if isinstance(first := asked.get("first"), date):
        events = events.filter(at__gte=_midnight(first))
    if isinstance(last := asked.get("last"), date):
        events = events.filter(at__lt=_midnight(last + timedelta(days=1)))
    return events.select_related("person").order_by("-id")


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


def table_of_events(events: Sequence[Event]) -> Table:
    return Table(
        caption="What was done, newest first",
        columns=("When", "Who did what", "More"),
        rows=[(when(one.at), sentence_of(one), more(one)) for one in events],
        row_headings=False,
    )


def when(at: datetime) -> str:
    here = localtime(at)
    return f"{day_in_words(here.date())}, {here:%H:%M}"


def more(event: Event) -> str:
    """From which state to which, and which role, where the event says so."""
    told = details_of(event)
    parts = []
    machine = MACHINES.get(event.noun)
    known = machine.state_names if machine else ()
    before, after = told.get("before"), told.get("after")
    if machine and after in known:
        to = machine.state(after).title
        parts.append(f"{machine.state(before).title} → {to}" if before in known else to)
    elif after or before:
        parts.append(f"{_day(before)} → {_day(after)}")
    if told.get("role") in set(Role):
        parts.append(Role(told["role"]).label)
    if event.act == Act.REQUEST_UPLOAD and told.get("state") == "refused":
        parts.append("It could not be taken")
    return "; ".join(parts)


def _day(value: object) -> str:
    try:
        return day_in_words(date.fromisoformat(str(value)))
    except ValueError:
        return "–"
