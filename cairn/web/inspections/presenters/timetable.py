"""The timetable of an inspection, in plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from django.urls import reverse
from django.utils.timezone import localdate, localtime

from cairn.actions.subjects import subject_of
from cairn.actions.timetables import timetable_of
from cairn.framework.timetable import Break, Span, span_on
from cairn.policy.acts import Act
from cairn.policy.deciding import may
from cairn.policy.model import Actor
from cairn.store.models import Activity, Inspection, Request
from cairn.web.components.values import Bar, Pause, Timetable
from cairn.web.components.words import day_in_words

MOST_MARKS = 12
State = Literal["done", "now", "next"]


def page_of(inspection: Inspection, actor: Actor) -> dict[str, object]:
    """Phases, pauses, and the due dates and activities that the database shows this person."""
    today = localdate()
    spans = timetable_of(inspection)
    marks = sorted(_due(inspection, today) + _diary(inspection, today), key=lambda bar: bar.first)
    shown = _nearest(marks, today)
    bars = [*_notice(inspection, today), *(_bar(span, today) for span in spans), *shown]
    subject = subject_of(inspection)
    return {
        "title": "Timetable",
        "inspection": inspection,
        "here": "inspection-timetable",
        "plan": Timetable(
            caption=f"Timetable of the inspection of {inspection.partnership.name}",
            bars=bars if spans else (),
            pauses=_pauses(spans),
            today=today,
        ),
        "now": _told(span_on(today, spans), spans),
        "left_out": len(marks) - len(shown),
        "edit": reverse("inspection-edit", args=[inspection.slug])
        if may(actor, Act.INSPECTION_EDIT, subject)
        else "",
        "no_phases": inspection.notice_on is not None and not spans,
    }


def _told(span: Span | None, spans: Sequence[Span]) -> str:
    if span is not None:
        return f"{span.phase.name} is under way, until {day_in_words(span.last)}."
    if spans and localdate() < spans[0].first:
        return f"It begins on {day_in_words(spans[0].first)}."
    return f"It ended on {day_in_words(spans[-1].last)}." if spans else ""


def _notice(inspection: Inspection, today: date) -> list[Bar]:
    day = inspection.notice_on
    return [Bar("Day of notice", day, day, _state(day, day, today))] if day else []


def _bar(span: Span, today: date) -> Bar:
    weeks = f"{span.phase.weeks} {'week' if span.phase.weeks == 1 else 'weeks'}"
    over = ", ".join(one.name for one in span.stepped_over)
    note = f"{weeks}, stepping over {over}" if over else weeks
    return Bar(span.phase.name, span.first, span.last, _state(span.first, span.last, today), note)


def _due(inspection: Inspection, today: date) -> list[Bar]:
    asked = Request.objects.filter(inspection=inspection).exclude(state__in=("draft", "withdrawn"))
    done = {"answered", "accepted"}
    return [
        Bar(
            f"Due: {one.title}",
            one.due_on,
            one.due_on,
            "done" if one.state in done else _still(one.due_on, one.due_on, today),
            "Overdue" if one.state not in done and one.due_on < today else "",
        )
        for one in asked
    ]


def _diary(inspection: Inspection, today: date) -> list[Bar]:
    found = []
    for one in Activity.objects.filter(inspection=inspection).exclude(state="cancelled"):
        first, last = localtime(one.starts_at).date(), localtime(one.ends_at).date()
        state = "done" if one.state == "done" else _still(first, last, today)
        note = "Not yet marked as done" if one.state == "planned" and last < today else one.place
        found.append(Bar(one.title, first, last, state, note))
    return found


def _still(first: date, last: date, today: date) -> State:
    """What is not done when its day is over is still to be done now."""
    return "next" if today < first else "now"


def _state(first: date, last: date, today: date) -> State:
    if last < today:
        return "done"
    return "now" if first <= today else "next"


def _nearest(marks: Sequence[Bar], today: date) -> list[Bar]:
    """What is to be done now, then what lies nearest to today, when there is more than a picture can show."""
    near = sorted(marks, key=lambda bar: (bar.state != "now", abs((bar.first - today).days)))[:MOST_MARKS]
    return sorted(near, key=lambda bar: bar.first)


def _pauses(spans: Sequence[Span]) -> list[Pause]:
    breaks: dict[Break, None] = {one: None for span in spans for one in span.stepped_over}
    return [Pause(one.name, one.first, one.last) for one in breaks]
