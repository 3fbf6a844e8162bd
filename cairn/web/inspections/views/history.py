"""What was done in an inspection, by whom and when."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cairn.actions.acting import record_event
from cairn.actions.subjects import within
from cairn.policy.acts import Act
from cairn.store.models import Event
from cairn.web.components.place import inspection_at, require
from cairn.web.inspections.forms import HistoryForm
from cairn.web.inspections.presenters.history import NOUNS, chosen, table_of_events

PER_PAGE = 25


def history(request: HttpRequest, slug: str) -> HttpResponse:
    """The events of an inspection that the database shows this person. Looking at them is an event too."""
    found = inspection_at(request.actor, slug)
    subject = within(found, noun="audit")
    require(request.actor, Act.AUDIT_VIEW, subject)
    form = HistoryForm(request.GET or None, nouns=NOUNS)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    events = chosen(Event.objects.filter(inspection=found), asked)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    table = table_of_events(list(page))
    record_event(Act.AUDIT_VIEW, subject, audience="team", page=page.number)
    context = {
        "title": "History",
        "inspection": found,
        "here": "inspection-history",
        "form": form,
        "filtered": any(asked.values()),
        "table": table,
        "page": page,
    }
    return render(request, "inspections/history.html", context)
