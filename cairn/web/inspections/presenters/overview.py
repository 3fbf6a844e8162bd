"""An inspection at a glance, in plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now

from cairn.actions.inspections import lacking_to_move
from cairn.actions.subjects import subject_of
from cairn.actions.timetables import timetable_of
from cairn.framework.timetable import Span, span_on
from cairn.policy.acts import Act
from cairn.policy.deciding import may, refusal
from cairn.policy.model import Actor
from cairn.policy.permissions import PERMISSIONS
from cairn.policy.roles import Role, titles_of
from cairn.policy.states import GIVEN_UP, INSPECTION
from cairn.store.models import (
    Activity,
    Evaluation,
    Inspection,
    InspectionMove,
    LedgerEntry,
    Membership,
    Request,
)
from cairn.web.components.people import leads_of
from cairn.web.components.place import sees_several
from cairn.web.components.states import state_tag
from cairn.web.components.values import Link, Row, Step, Table
from cairn.web.components.words import day_in_words, short_day
from cairn.web.templatetags.inspections import open_pages

BUTTONS: Mapping[Act, str] = {
    Act.INSPECTION_NOTIFY: "Give the partnership notice",
    Act.INSPECTION_START_SCOPING: "Start scoping",
    Act.INSPECTION_START_FIELDWORK: "Start fieldwork",
    Act.INSPECTION_START_EVALUATING: "Start evaluating",
    Act.INSPECTION_START_REPORTING: "Start reporting",
    Act.INSPECTION_PUBLISH: "Mark as published",
    Act.INSPECTION_CLOSE: "Close the inspection",
    Act.INSPECTION_STEP_BACK: "Take back one step",
    Act.INSPECTION_STOP: "Stop this inspection for good",
}
OFF_THE_WAY = (Act.INSPECTION_STEP_BACK, Act.INSPECTION_STOP)
SHOWN_LEADS = (Role.INSPECTION_LEAD, Role.DEPUTY_LEAD, Role.PARTNERSHIP_COORDINATOR, Role.SENIOR_LEAD)


def table_of_inspections(inspections: Sequence[Inspection], actor: Actor) -> Table:
    leads, several = leads_of(inspections), sees_several(actor)
    return Table(
        caption="Your inspections",
        caption_hidden=True,
        columns=("Partnership", "Programme", "State", "Lead", "Notice"),
        rows=[
            (
                Link(
                    one.partnership.name,
                    reverse("inspection", args=[one.slug]),
                    one.programme.title if several else "",
                ),
                one.programme.title,
                state_tag("inspection", one.state),
                leads.get(one.pk),
                short_day(one.notice_on) if one.notice_on else None,
            )
            for one in inspections
        ],
    )


def page_of(inspection: Inspection, actor: Actor) -> dict[str, object]:
    """The page of an inspection: what the database shows this person, and what policy lets them do."""
    pages = {name: href for name, _, href in open_pages(actor, inspection)}
    spans = timetable_of(inspection)
    return {
        "title": inspection.partnership.name,
        "above_title": inspection.programme.title,
        "inspection": inspection,
        "here": "inspection",
        "next": _next_step(inspection, actor),
        "back": _off_the_way(inspection, actor, Act.INSPECTION_STEP_BACK),
        "stop": _off_the_way(inspection, actor, Act.INSPECTION_STOP),
        "given_up": inspection.state in GIVEN_UP,
        "about": _about(inspection, actor, spans),
        "counts": _counts(inspection, pages),
        "steps": _steps(inspection),
    }


def _next_step(inspection: Inspection, actor: Actor) -> dict[str, object] | None:
    """What takes the inspection on, who may do it, and what is lacking; None at the end."""
    step = next((m for m in INSPECTION.moves_from(inspection.state) if m.act not in OFF_THE_WAY), None)
    if step is None:
        return None
    why_not = refusal(actor, step.act, subject_of(inspection))
    verb = step.act.verb.replace("_", "-")
    return {
        "title": BUTTONS[step.act],
        "who": titles_of(PERMISSIONS[step.act]),
        "consequence": step.consequence,
        "lacking": [] if why_not else lacking_to_move(inspection, step.act),
        "href": "" if why_not else reverse("inspection-move", args=[inspection.slug, verb]),
    }


def _off_the_way(inspection: Inspection, actor: Actor, act: Act) -> str:
    if not may(actor, act, subject_of(inspection)):
        return ""
    return reverse("inspection-move", args=[inspection.slug, act.verb.replace("_", "-")])


def _about(inspection: Inspection, actor: Actor, spans: Sequence[Span]) -> list[Row]:
    today = localdate()
    span = span_on(today, spans)
    rows = [
        Row(
            "Programme",
            Link(inspection.programme.title, reverse("programme", args=[inspection.programme.slug])),
        ),
        Row("Day of notice", inspection.notice_on or "Not set yet", _edit(inspection, actor)),
    ]
    if span:
        rows.append(Row("Phase today", f"{span.phase.name}, until {day_in_words(span.last)}"))
    if spans:
        rows.append(Row("The timetable ends", spans[-1].last))
    return rows + _people(inspection)


def _edit(inspection: Inspection, actor: Actor) -> str:
    allowed = may(actor, Act.INSPECTION_EDIT, subject_of(inspection))
    return reverse("inspection-edit", args=[inspection.slug]) if allowed else ""


def _people(inspection: Inspection) -> list[Row]:
    held = Membership.objects.filter(
        inspection=inspection, ended_at__isnull=True, role__in=SHOWN_LEADS
    ).select_related("person")
    names: dict[str, list[str]] = {}
    for one in held:
        names.setdefault(one.role, []).append(one.person.name)
    return [
        Row(role.label.capitalize(), names.get(role, "Nobody yet"))
        for role in SHOWN_LEADS
        if role in names or role is not Role.DEPUTY_LEAD
    ]


def _counts(inspection: Inspection, pages: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Words, figure and address of what this person may see; each figure counts rows the database shows."""
    found: list[tuple[str, str, str]] = []
    if href := pages.get("inspection-requests"):
        found.append((*_requests(inspection), href))
    if href := pages.get("inspection-diary"):
        ahead = Activity.objects.filter(inspection=inspection, state="planned", ends_at__gte=now()).count()
        found.append((_plural(ahead, "activity ahead", "activities ahead"), str(ahead), href))
    if href := pages.get("inspection-ledger"):
        found.append((*_ledger(inspection), href))
    if href := pages.get("inspection-evaluations"):
        signed = Evaluation.objects.filter(inspection=inspection, state="signed").count()
        found.append(("evaluations signed", f"{signed} of {len(inspection.programme.graded)}", href))
    return found


def _requests(inspection: Inspection) -> tuple[str, str]:
    waiting = Q(state__in=("asked", "answered", "returned"))
    late = Q(state__in=("asked", "returned"), due_on__lt=localdate())
    told = Request.objects.filter(inspection=inspection).aggregate(
        waiting=Count("pk", filter=waiting), late=Count("pk", filter=late)
    )
    words = _plural(told["waiting"], "request waits", "requests wait")
    return f"{words}, {told['late']} overdue" if told["late"] else words, str(told["waiting"])


def _ledger(inspection: Inspection) -> tuple[str, str]:
    told = LedgerEntry.objects.filter(inspection=inspection).aggregate(
        left=Count("pk", filter=Q(state__in=("open", "planned"))), bare=Count("pk", filter=Q(state="open"))
    )
    words = _plural(told["left"], "ledger entry to settle", "ledger entries to settle")
    return f"{words}, {told['bare']} without a plan" if told["bare"] else words, str(told["left"])


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def _steps(inspection: Inspection) -> list[Step]:
    """The states in their order, with the day each was last reached and who moved it there."""
    reached: dict[str, InspectionMove] = {}
    for one in InspectionMove.objects.filter(inspection=inspection).select_related("person"):
        reached[one.to_state] = one
    names = [name for name in INSPECTION.state_names if name not in GIVEN_UP]
    if inspection.state in GIVEN_UP:
        # What lay ahead is no longer shown as ahead.
        names = [*(name for name in names if name in reached), inspection.state]
    present = names.index(inspection.state)
    return [_step(name, place, present, reached.get(name)) for place, name in enumerate(names)]


def _step(name: str, place: int, present: int, move: InspectionMove | None) -> Step:
    state = INSPECTION.state(name)
    title = state.title.capitalize()
    if place > present:
        return Step(title, "next", "", "")
    when = f"{_day(move)}, {move.person.name}" if move else ""
    came_back = move is not None and move.note and place == present
    how = "Given up" if name in GIVEN_UP else "Taken back"
    text = f"{how}: {move.note}" if came_back and move else ""
    if place == present:
        return Step(title, "now", when, text or f"{state.meaning[:1].upper()}{state.meaning[1:]}.")
    return Step(title, "done", when)


def _day(move: InspectionMove) -> str:
    return day_in_words(localtime(move.at).date())
