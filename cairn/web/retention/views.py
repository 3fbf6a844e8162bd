"""The retention screen of a programme, for its leads."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from cairn.actions.acting import missing, refused
from cairn.actions.retention import proofs, proofs_of_the_house
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.policy.model import Actor, Subject
from cairn.store.models import Inspection, Programme
from cairn.web.components.values import Link
from cairn.web.retention.presenters import (
    cleared_table,
    days_table,
    gone_lines,
    kept_lines,
    proofs_table,
    rules,
)

A_PAGE = 25


@require_safe
def retention(request: HttpRequest, slug: str) -> HttpResponse:
    """What is disposed of when, what is kept and why, and what has gone."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    programme = Programme.objects.filter(slug=slug).first()
    if programme is None:
        raise missing("programme")
    found = refusal(actor, Act.AUDIT_VIEW, Subject(noun="audit", programme_id=str(programme.pk)))
    if found is not None:
        raise refused(found)
    inspections = Inspection.objects.filter(programme=programme).select_related("partnership")
    gone = proofs(programme.pk)
    by_year = gone.filter(rule__startswith="records").order_by()
    last = by_year.values_list("inspection_id").annotate(last=Max("at"))
    page = Paginator(gone, A_PAGE).get_page(request.GET.get("page"))
    cleared = Paginator(proofs_of_the_house(), A_PAGE).get_page(request.GET.get("cleared"))
    told = {
        "title": "What is kept, and how long",
        "caption": programme.title,
        "crumbs": [
            Link("Programmes", reverse("programmes")),
            Link(programme.title, reverse("programme", args=[slug])),
        ],
        "crumbs_here": "What is kept, and how long",
        "days": days_table(
            inspections.order_by("partnership__letter"), {key: localdate(at) for key, at in last}
        ),
        "rules": rules(),
        "goes": gone_lines(),
        "stays": kept_lines(),
        "page": page,
        "proofs": proofs_table(page),
        "cleared_page": cleared,
        "cleared": cleared_table(cleared),
    }
    return render(request, "retention/retention.html", told)
