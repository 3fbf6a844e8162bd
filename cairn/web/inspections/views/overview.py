"""The list of inspections, and one inspection at a glance."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cairn.store.models import Inspection
from cairn.web.components.place import inspection_at
from cairn.web.inspections.presenters.overview import page_of, table_of_inspections

PER_PAGE = 25


def inspections(request: HttpRequest) -> HttpResponse:
    """Every inspection this person has a part in."""
    seen = Inspection.objects.select_related("partnership", "programme").order_by(
        "-programme__starts_on", "partnership__letter"
    )
    page = Paginator(seen, PER_PAGE).get_page(request.GET.get("page"))
    context = {"title": "Inspections", "table": table_of_inspections(list(page), request.actor), "page": page}
    return render(request, "inspections/list.html", context)


def inspection(request: HttpRequest, slug: str) -> HttpResponse:
    """Where an inspection stands, what comes next and whose step that is."""
    found = inspection_at(request.actor, slug)
    return render(request, "inspections/inspection.html", page_of(found, request.actor))
