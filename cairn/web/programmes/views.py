"""The pages of programmes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cairn.actions import programmes as acts
from cairn.actions import timetables
from cairn.actions.acting import missing, refused
from cairn.actions.subjects import subject_of
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.policy.model import Actor, Subject
from cairn.policy.states import PROGRAMME
from cairn.store.models import Programme
from cairn.web.components.saving import Tried, try_to_save, version_of
from cairn.web.components.values import Link
from cairn.web.programmes import presenters
from cairn.web.programmes.forms import (
    HolidayRows,
    PhaseRows,
    ProgrammeForm,
    Rows,
    VersionForm,
    holidays_entered,
    phases_entered,
    programme_as_entered,
)


def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme this person has a part in."""
    table = presenters.table_of_programmes(Programme.objects.all())
    why_not = refusal(request.actor, Act.PROGRAMME_CREATE, Subject(noun="programme"))
    context = {"title": "Programmes", "table": table, "refusal": why_not}
    return render(request, "programmes/list.html", context)


def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """A programme: how it is set up, its inspections, and its table of evaluations as it fills."""
    found = programme_at(request.actor, slug, Act.PROGRAMME_VIEW)
    return render(request, "programmes/programme.html", presenters.page_of(found, request.actor))


def create(request: HttpRequest) -> HttpResponse:
    """Set up a programme."""
    why_not = refusal(request.actor, Act.PROGRAMME_CREATE, Subject(noun="programme"))
    if why_not is not None:
        raise refused(why_not)
    form = ProgrammeForm(request.POST or None)
    made: list[Programme] = []

    def save(told: dict) -> None:
        made.append(acts.create_programme(actor=request.actor, plan=form.plan))

    tried = try_to_save(request, form, save, lambda: "")
    if tried.saved:
        messages.success(request, "The programme is set up as a draft. Set its phases and partnerships next.")
        return redirect("programme", made[0].slug)
    context = {
        "title": "Set up a programme",
        "form": form,
        "submit": "Set up the programme",
        "cancel_url": reverse("programmes"),
        "crumbs": [Link("Programmes", reverse("programmes"))],
    }
    return render(request, "workspace/form.html", context, status=tried.status)


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what a programme is."""
    found = programme_at(request.actor, slug, Act.PROGRAMME_EDIT)
    form = ProgrammeForm(request.POST or None, initial=programme_as_entered(found))

    def save(told: dict) -> None:
        acts.edit_programme(
            actor=request.actor, programme_id=found.pk, version=told["version"] or 0, plan=form.plan
        )

    tried = try_to_save(request, form, save, partial(version_of, found))
    if tried.saved:
        messages.success(request, "The programme is changed.")
        return redirect("programme", found.slug)
    context = form_page(found, "Change the programme", form=form, tried=tried)
    return render(request, "workspace/form.html", context, status=tried.status)


def phases(request: HttpRequest, slug: str) -> HttpResponse:
    """Set the phases of every inspection's timetable."""
    found = programme_at(request.actor, slug, Act.PROGRAMME_SET_PHASES)
    initial = [
        {"name": one.name, "weeks": one.weeks, "skips_holidays": one.skips_holidays}
        for one in found.phases.all()
    ]
    lead = "Weeks are counted from the day of notice of each inspection, one phase after the other."

    def save(rows: Rows, version: int) -> None:
        timetables.set_phases(
            actor=request.actor, programme_id=found.pk, version=version, phases=phases_entered(rows)
        )

    return _rows_page(request, found, PhaseRows(request.POST or None, initial=initial), save, "phases", lead)


def holidays(request: HttpRequest, slug: str) -> HttpResponse:
    """Set the school holidays that phases step over."""
    found = programme_at(request.actor, slug, Act.PROGRAMME_SET_HOLIDAYS)
    initial = [
        {"name": one.name, "first_day": one.first_day, "last_day": one.last_day}
        for one in found.holidays.all()
    ]
    lead = "Timetables step over these days. Where school holidays differ by area, enter the longest."

    def save(rows: Rows, version: int) -> None:
        timetables.set_holidays(
            actor=request.actor, programme_id=found.pk, version=version, holidays=holidays_entered(rows)
        )

    return _rows_page(
        request, found, HolidayRows(request.POST or None, initial=initial), save, "holidays", lead
    )


def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a programme, after saying what that brings."""
    return _confirm(request, slug, Act.PROGRAMME_START, acts.start_programme)


def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a programme, after saying what that brings."""
    return _confirm(request, slug, Act.PROGRAMME_CLOSE, acts.close_programme)


def _confirm(request: HttpRequest, slug: str, act: Act, do: Callable[..., Programme]) -> HttpResponse:
    found = programme_at(request.actor, slug, act)
    form = VersionForm(request.POST or None, initial={"version": found.version})

    def save(told: dict) -> None:
        do(actor=request.actor, programme_id=found.pk, version=told["version"])

    tried = try_to_save(request, form, save, partial(version_of, found))
    if tried.saved:
        messages.success(request, f"You {act.done}.")
        return redirect("programme", found.slug)
    starts = act is Act.PROGRAMME_START
    lacking = acts.lacking_to_start(found) if starts else acts.lacking_to_close(found)
    verb = "Start" if starts else "Close"
    context = form_page(found, f"{verb} “{found.title}”", form=form, tried=tried) | {
        "consequences": [move.consequence for move in PROGRAMME.moves_by(act, found.state)],
        "cannot_undo": True,
        "submit": f"{verb} the programme",
        "submit_kind": "" if starts else "warning",
        "lacking": lacking,
        "refusal": "Do first what is listed above." if lacking else "",
    }
    return render(request, "programmes/confirm.html", context, status=tried.status)


def _rows_page(
    request: HttpRequest,
    found: Programme,
    rows: Rows,
    save: Callable[[Rows, int], None],
    what: str,
    lead: str,
) -> HttpResponse:
    form = VersionForm(request.POST or None, initial={"version": found.version})
    tried = Tried(status=422)
    if request.method != "POST" or rows.is_valid():
        renewed = partial(version_of, found)
        tried = try_to_save(request, form, lambda told: save(rows, told["version"]), renewed)
    if tried.saved:
        messages.success(request, f"The {what} are set.")
        return redirect("programme", found.slug)
    context = form_page(found, f"Set the {what}", form=form, tried=tried) | {
        "formset": rows,
        "lead": lead,
        "row_name": {"phases": "Phase", "holidays": "Holidays"}[what],
    }
    return render(request, "programmes/rows.html", context, status=tried.status)


def form_page(found: Programme, title: str, **more: object) -> dict[str, object]:
    here = reverse("programme", args=[found.slug])
    return {
        "title": title,
        "caption": found.title if title not in found.title else "",
        "cancel_url": here,
        "crumbs": [Link("Programmes", reverse("programmes")), Link(found.title, here)],
        **more,
    }


def programme_at(actor: Actor, slug: str, act: Act) -> Programme:
    """The programme of that address, if the actor may do the act with it."""
    found = Programme.objects.filter(slug=slug).first()
    if found is None:
        raise missing("programme")
    why_not = refusal(actor, act, subject_of(found))
    if why_not is not None:
        raise refused(why_not)
    return found
