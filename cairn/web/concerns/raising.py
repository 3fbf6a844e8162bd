"""Raising a concern, in two steps: write it, look once more and send it. No script is needed.

Between the steps the words travel in the page alone: they are in no session, no cookie and no address.
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cairn.actions.concerns import raise_concern, to_raise
from cairn.errors import Invalid
from cairn.policy.acts import Act
from cairn.policy.deciding import may
from cairn.policy.model import Actor
from cairn.store.models import Inspection
from cairn.web.components.problems import status_of
from cairn.web.concerns.forms import RaiseForm
from cairn.web.concerns.presenters import receivers, summary_of_draft, time_to_answer

SENT = "Thank you. Your concern has been sent."


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def raise_a_concern(request: HttpRequest) -> HttpResponse:
    """Step one on GET; a POST checks it, goes back to it, or sends."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    inspections = open_to(actor)
    if request.method != "POST":
        wanted = [str(row.pk) for row in inspections if row.slug == request.GET.get("inspection")]
        chosen = {"inspection": wanted[0]} if wanted else {}
        return _first(request, RaiseForm(actor=actor, inspections=inspections, initial=chosen))
    form = RaiseForm(request.POST, actor=actor, inspections=inspections)
    step = request.POST.get("step", "check")
    if step == "back":
        return _first(request, RaiseForm(actor=actor, inspections=inspections, initial=request.POST.dict()))
    if not form.is_valid():
        return _first(request, form)
    if step != "send" or form.key_given is None:
        return _second(request, form)
    try:
        sent = raise_concern(actor=actor, key=form.key_given, inspection_id=form.chosen.pk, told=form.told)
    except Invalid as refused:
        for problem in refused.problems:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return _first(request, form)
    messages.success(request, SENT)
    return redirect("concern", key=sent.pk)


def open_to(actor: Actor) -> list[Inspection]:
    """The inspections in which the actor may raise a concern, by the letter of the partnership."""
    seen = Inspection.objects.select_related("partnership", "programme").order_by("partnership__letter")
    return [row for row in seen if may(actor, Act.CONCERN_RAISE, to_raise(actor, row))]


def _first(request: HttpRequest, form: RaiseForm) -> HttpResponse:
    told = {"form": form, "title": "Raise a concern about a child", "here": "concern-raise"}
    return render(request, "concerns/raise.html", told, status=status_of(form))


def _second(request: HttpRequest, form: RaiseForm) -> HttpResponse:
    told = {
        "title": "Is this right?",
        "caption": "Raise a concern about a child",
        "rows": summary_of_draft(form.told, form.place if len(form.inspections) > 1 else ""),
        "entered": form.entered,
        "key": form.key_given or uuid4(),
        "receivers": receivers(form.chosen),
        "within": time_to_answer(form.told.urgency),
        "urgent": form.told.urgency == "now",
    }
    return render(request, "concerns/check.html", told)
