"""The evaluations of an inspection at a glance."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cairn.actions.subjects import within
from cairn.policy.acts import Act
from cairn.web.components.place import edition_of, inspection_at, require
from cairn.web.judging.presenters.evaluations import table_of

TITLE = "Evaluations"


def evaluations(request: HttpRequest, slug: str) -> HttpResponse:
    """What the programme grades, and how far each is. The database shows only what this person may see."""
    found = inspection_at(request.actor, slug)
    require(request.actor, Act.EVALUATION_VIEW, within(found, noun="evaluation", state="signed"))
    edition = edition_of(found)
    context = {
        "title": TITLE,
        "inspection": found,
        "here": "inspection-evaluations",
        "table": table_of(found, edition, request.actor),
        "points": list(reversed(edition.scale.points)),
        "scale_source": edition.scale.source,
    }
    return render(request, "judging/evaluations.html", context)
