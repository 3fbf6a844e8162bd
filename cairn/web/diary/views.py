"""The pages of the diary."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cairn.actions.acting import missing
from cairn.actions.activities import (
    cancel_activity,
    edit_activity,
    finish_activity,
    note_activity,
    plan_activity,
)
from cairn.actions.subjects import subject_of, within
from cairn.policy.acts import Act
from cairn.policy.deciding import may, refusal
from cairn.policy.model import Actor
from cairn.policy.roles import SCRUTINY_TEAM
from cairn.store.models import Activity, Inspection, Membership
from cairn.web.components.place import caption_of, crumbs_to, edition_of, inspection_at, require
from cairn.web.components.saving import Tried, try_to_save, version_of, version_sent
from cairn.web.components.states import state_tag
from cairn.web.components.values import Link, Tab
from cairn.web.diary.forms import ActivityForm, NoteForm, entered_of, plan_of
from cairn.web.diary.presenters import rows_of, table_of

ON_A_PAGE = 25
MOVES = {
    "finish": (Act.ACTIVITY_FINISH, finish_activity, "It took place", "Marked as done."),
    "cancel": (Act.ACTIVITY_CANCEL, cancel_activity, "Cancel the activity", "Cancelled."),
}


def diary(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes, or what was: by day."""
    found = inspection_at(request.actor, slug)
    require(request.actor, Act.ACTIVITY_VIEW, within(found, noun="activity", state="planned"))
    past = request.GET.get("show") == "past"
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    every = Activity.objects.filter(inspection=found).select_related("lead")
    coming, gone = every.filter(ends_at__gte=today), every.filter(ends_at__lt=today).order_by("-starts_at")
    page = Paginator(gone if past else coming, ON_A_PAGE).get_page(request.GET.get("page"))
    here = reverse("inspection-diary", args=[slug])
    context = {
        "inspection": found,
        "here": "inspection-diary",
        "title": "Diary",
        "page": page,
        "past": past,
        "table": table_of(page.object_list, slug, "What took place" if past else "What comes"),
        "kinds": [
            Tab("What comes", here, current=not past, count=coming.count()),
            Tab("What took place", f"{here}?show=past", current=past, count=gone.count()),
        ],
        "may_plan": may(request.actor, Act.ACTIVITY_PLAN, within(found, noun="activity")),
    }
    return render(request, "diary/diary.html", context)


def activity(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One activity, what may be done with it, and what the team noted."""
    found, one = _activity(request, slug, key)
    subject = subject_of(one)
    verbs = [
        (words, verb, refusal(request.actor, act, subject)) for verb, (act, _, words, _) in MOVES.items()
    ]
    in_team = may(request.actor, Act.LEDGER_VIEW, within(found, noun="ledger_entry", state="open")) or may(
        request.actor, Act.ACTIVITY_NOTE, subject
    )
    titles = {i.code: i.shown_title for i in edition_of(found).indicators}
    context = {
        "inspection": found,
        "title": one.title,
        "activity": one,
        "state": state_tag("activity", one.state),
        "rows": rows_of(one, titles),
        "verbs": verbs if one.state == "planned" and may(request.actor, Act.ACTIVITY_EDIT, subject) else [],
        "may_edit": may(request.actor, Act.ACTIVITY_EDIT, subject),
        "may_note": may(request.actor, Act.ACTIVITY_NOTE, subject),
        "in_team": in_team,
        "notes": one.notes.select_related("person") if in_team else [],
        "crumbs": _crumbs(found, request.actor),
        "crumbs_here": one.title,
    }
    return render(request, "diary/activity.html", context)


def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Put an activity into the diary."""
    found = inspection_at(request.actor, slug)
    require(request.actor, Act.ACTIVITY_PLAN, within(found, noun="activity"))
    form = _form(request, found)
    made: list[Activity] = []

    def save(told: dict) -> None:
        made.append(
            plan_activity(actor=request.actor, inspection_id=found.pk, plan=plan_of(told), key=told["key"])
        )

    tried = try_to_save(request, form, save, lambda: "")
    if tried.saved:
        messages.success(request, "It is in the diary.")
        return redirect("activity", slug, made[0].pk)
    return _form_page(request, found, form, tried, "Plan an activity", {"submit": "Put it into the diary"})


def edit(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Change an activity that is still planned."""
    found, one = _activity(request, slug, key)
    require(request.actor, Act.ACTIVITY_EDIT, subject_of(one))
    form = _form(request, found, entered_of(one))

    def save(told: dict) -> None:
        edit_activity(
            actor=request.actor, activity_id=one.pk, version=told["version"] or 0, plan=plan_of(told)
        )

    tried = try_to_save(request, form, save, partial(version_of, one))
    if tried.saved:
        messages.success(request, "Saved.")
        return redirect("activity", slug, one.pk)
    return _form_page(request, found, form, tried, f"Change “{one.title}”", {})


def note(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Add a note for the team."""
    found, one = _activity(request, slug, key)
    require(request.actor, Act.ACTIVITY_NOTE, subject_of(one))
    form = NoteForm(request.POST or None)

    def save(told: dict) -> None:
        note_activity(actor=request.actor, activity_id=one.pk, text=told["text"], key=told["key"])

    tried = try_to_save(request, form, save, lambda: "")
    if tried.saved:
        messages.success(request, "Your note is kept.")
        return redirect("activity", slug, one.pk)
    lead = "The team reads it; the partnership does not. Write no name of a child."
    return _form_page(request, found, form, tried, f"Note on “{one.title}”", {"lead": lead})


def move(request: HttpRequest, slug: str, key: UUID, verb: str) -> HttpResponse:
    """Mark as done, or cancel."""
    found, one = _activity(request, slug, key)
    if verb not in MOVES or request.method != "POST":
        raise missing("page")
    _, act, _, done = MOVES[verb]
    act(actor=request.actor, activity_id=one.pk, version=version_sent(request))
    messages.success(request, done)
    return redirect("activity", found.slug, one.pk)


def _activity(request: HttpRequest, slug: str, key: UUID) -> tuple[Inspection, Activity]:
    found = inspection_at(request.actor, slug)
    one = Activity.objects.filter(inspection=found, pk=key).select_related("lead", "inspection").first()
    if one is None:
        raise missing("activity")
    require(request.actor, Act.ACTIVITY_VIEW, subject_of(one))
    return found, one


def _form(request: HttpRequest, found: Inspection, initial: dict | None = None) -> ActivityForm:
    members = Membership.objects.filter(inspection=found, ended_at__isnull=True, role__in=SCRUTINY_TEAM)
    team = sorted(
        {(str(m.person_id), m.person.name) for m in members.select_related("person")}, key=lambda p: p[1]
    )
    indicators = [(i.code, f"{i.code} {i.shown_title}") for i in edition_of(found).indicators]
    return ActivityForm(request.POST or None, initial=initial, team=team, indicators=indicators)


def _form_page(
    request: HttpRequest, found: Inspection, form: object, tried: Tried, title: str, more: dict
) -> HttpResponse:
    context = {
        "title": title,
        "caption": caption_of(found, request.actor),
        "form": form,
        "tried": tried,
        "cancel_url": reverse("inspection-diary", args=[found.slug]),
        "crumbs": _crumbs(found, request.actor),
        **more,
    }
    return render(request, "workspace/form.html", context, status=tried.status)


def _crumbs(found: Inspection, actor: Actor) -> list[Link]:
    return crumbs_to(found, actor, Link("Diary", reverse("inspection-diary", args=[found.slug])))
