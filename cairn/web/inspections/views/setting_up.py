"""Setting up an inspection, changing its day of notice, and moving it on or back."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cairn.actions import inspections as acts
from cairn.actions.acting import missing, refused
from cairn.actions.once import done_before
from cairn.actions.subjects import subject_of
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.policy.model import Actor, Subject
from cairn.policy.states import INSPECTION
from cairn.store.models import Inspection, Partnership, Programme
from cairn.web.components.place import caption_of, crumbs_to, inspection_at, require
from cairn.web.components.saving import try_to_save, version_of, version_sent
from cairn.web.components.values import Link
from cairn.web.inspections.forms import InspectionForm, MoveForm, NoticeDayForm, StepBackForm, StopForm
from cairn.web.inspections.presenters.overview import BUTTONS

WITH_REASON = {Act.INSPECTION_STEP_BACK: StepBackForm, Act.INSPECTION_STOP: StopForm}


def create(request: HttpRequest, slug: str) -> HttpResponse:
    """Set up an inspection of a partnership of the programme."""
    programme = Programme.objects.filter(slug=slug).first()
    if programme is None:
        raise missing("programme")
    beginning = Subject(noun="inspection", programme_id=str(programme.pk))
    require(request.actor, Act.INSPECTION_CREATE, beginning)
    free = Partnership.objects.filter(programme=programme, inspections__isnull=True)
    form = InspectionForm(request.POST or None, partnerships=free)
    made: list[Inspection] = []

    def save(told: dict) -> None:
        made.append(
            acts.create_inspection(
                actor=request.actor,
                programme_id=programme.pk,
                partnership_id=told["partnership"],
                notice_on=told["notice_on"],
            )
        )

    tried = try_to_save(request, form, save, lambda: "")
    if tried.saved:
        messages.success(request, "The inspection is set up. Give it a lead next.")
        return redirect("inspection", made[0].slug)
    here = reverse("programme", args=[programme.slug])
    context = {
        "title": "Set up an inspection",
        "caption": programme.title,
        "form": form,
        "submit": "Set up the inspection",
        "cancel_url": here,
        "crumbs": [Link("Programmes", reverse("programmes")), Link(programme.title, here)],
        "none_left": not free,
        "programme": programme,
    }
    return render(request, "inspections/create.html", context, status=tried.status)


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the day of notice."""
    found = inspection_at(request.actor, slug)
    require(request.actor, Act.INSPECTION_EDIT, subject_of(found))
    form = NoticeDayForm(
        request.POST or None, initial={"notice_on": found.notice_on, "version": found.version}
    )

    def save(told: dict) -> None:
        acts.edit_inspection(
            actor=request.actor,
            inspection_id=found.pk,
            version=told["version"],
            notice_on=told["notice_on"],
        )

    tried = try_to_save(request, form, save, partial(version_of, found))
    if tried.saved:
        messages.success(request, "The day of notice is changed, and the timetable with it.")
        return redirect("inspection-timetable", found.slug)
    context = {
        "title": "Change the day of notice",
        "caption": caption_of(found, request.actor),
        "lead": "The whole timetable is reckoned from this day.",
        "form": form,
        "tried": tried,
        "cancel_url": reverse("inspection", args=[found.slug]),
        "crumbs": crumbs_to(found, request.actor),
    }
    return render(request, "workspace/form.html", context, status=tried.status)


def move(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """Move the inspection on or back, after saying what that brings."""
    by = next((act for act in acts.MOVES if act.verb == verb.replace("-", "_")), None)
    found = inspection_at(request.actor, slug)
    if by is None:
        raise missing("step")
    why_not = refusal(request.actor, by, subject_of(found))
    if why_not is not None:
        note = request.POST.get("note", "")
        if done_before(found, version_sent(request), request.actor, by, note):
            return redirect("inspection", found.slug)
        raise refused(why_not)
    kind = WITH_REASON.get(by, MoveForm)
    form = kind(request.POST or None, initial={"version": found.version})

    def save(told: dict) -> None:
        acts.move_inspection(
            actor=request.actor,
            inspection_id=found.pk,
            version=told["version"],
            by=by,
            note=told.get("note", ""),
        )

    tried = try_to_save(request, form, save, partial(version_of, found))
    if tried.saved:
        found.refresh_from_db(fields=["state"])
        messages.success(request, f"The inspection is now {INSPECTION.state(found.state).title}.")
        return redirect("inspection", found.slug)
    context = _before_move(found, by, request.actor) | {"form": form, "tried": tried}
    return render(request, "inspections/move.html", context, status=tried.status)


def _before_move(found: Inspection, by: Act, actor: Actor) -> dict[str, object]:
    """What the move brings, and what must be done before it."""
    (step,) = INSPECTION.moves_by(by, found.state)
    lacking = acts.lacking_to_move(found, by)
    before, after = INSPECTION.state(found.state), INSPECTION.state(step.to)
    return {
        "title": BUTTONS[by],
        "caption": caption_of(found, actor),
        "text": f"From {before.title} to {after.title}: {after.meaning}.",
        "consequences": [step.consequence, *acts.also_brought_by(found, by)],
        "submit": BUTTONS[by],
        "submit_kind": "warning" if by is Act.INSPECTION_STOP else "",
        "lacking": lacking,
        "refusal": "Do first what is listed above." if lacking else "",
        "cancel_url": reverse("inspection", args=[found.slug]),
        "crumbs": crumbs_to(found, actor),
    }
