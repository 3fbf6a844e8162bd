"""The timetable of an inspection, as a picture and as a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cairn.web.components.place import inspection_at
from cairn.web.inspections.presenters.timetable import page_of


def timetable(request: HttpRequest, slug: str) -> HttpResponse:
    """Phases from the day of notice, with what is due and what is in the diary."""
    found = inspection_at(request.actor, slug)
    return render(request, "inspections/timetable.html", page_of(found, request.actor))
