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
    ("interest", "Declared interests"),
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
    """From which state or day to which, and which role, where the event says so."""
    told = details_of(event)
    parts = [_change(event.noun, told)] if "before" in told else []
    role = str(told.get("role", ""))
    if role in set(Role):
        parts.append(Role(role).label)
    if event.act == Act.REQUEST_UPLOAD and told.get("state") == "refused":
        parts.append("It could not be taken")
    return "; ".join(part for part in parts if part)


def _change(noun: str, told: Mapping[str, object]) -> str:
    """“scoping → fieldwork”, or one day and another; nothing where nothing changed or it is neither."""
    before, after = told["before"], told.get("after", told.get("state"))
    machine = MACHINES.get(noun)
    if machine and after in machine.state_names:
        to = machine.state(str(after)).title
        known = before in machine.state_names and before != after
        return f"{machine.state(str(before)).title} → {to}" if known else to
    days = _day(before), _day(after)
    return " → ".join(day or "no day" for day in days) if any(days) else ""


def _day(value: object) -> str:
    try:
        return day_in_words(date.fromisoformat(str(value)))
    except ValueError:
        return ""
