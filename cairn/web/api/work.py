"""The workspace, for programs with a token: what its holder sees there, and nothing else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cairn.store import models
from cairn.web.api import shapes
from cairn.web.api.public import Limit, Offset
from cairn.web.api.service import Token, api

KEPT_OUT = {401: shapes.Problems, 403: shapes.Problems, 422: shapes.Problems, 429: shapes.Problems}
TAG = ["The workspace, with a token"]


@api.get(
    "/workspace/inspections",
    response={200: shapes.Inspections, **KEPT_OUT},
    url_name="work-inspections",
    auth=Token("inspections"),
    tags=TAG,
)
def inspections(request: HttpRequest, limit: Limit = 25, offset: Offset = 0) -> dict[str, Any]:
    """The inspections that the holder of the token has a part in. Scope: inspections."""
    found = models.Inspection.objects.select_related("partnership", "programme")
    return {
        "total": found.count(),
        "items": [
            {
                "slug": one.slug,
                "partnership": one.partnership.name,
                "state": one.state,
                "notice_on": one.notice_on,
                "programme": one.programme.slug,
            }
            for one in found[offset : offset + limit]
        ],
    }


@api.get(
    "/workspace/requests",
    response={200: shapes.Requests, **KEPT_OUT},
    url_name="work-requests",
    auth=Token("requests"),
    tags=TAG,
)
def requests(request: HttpRequest, limit: Limit = 25, offset: Offset = 0) -> dict[str, Any]:
    """Requests to the partnerships that the holder of the token sees, by day due. Scope: requests."""
    found = models.Request.objects.select_related("inspection").order_by("due_on", "pk")
    return {
        "total": found.count(),
        "items": [
            {
                "id": one.pk,
                "inspection": one.inspection.slug,
                "title": one.title,
                "state": one.state,
                "due_on": one.due_on,
            }
            for one in found[offset : offset + limit]
        ],
    }


@api.get(
    "/workspace/evaluations",
    response={200: shapes.WorkEvaluations, **KEPT_OUT},
    url_name="work-evaluations",
    auth=Token("evaluations"),
    tags=TAG,
)
def evaluations(request: HttpRequest, limit: Limit = 25, offset: Offset = 0) -> dict[str, Any]:
    """Evaluations of inspections that the holder of the token sees. Scope: evaluations."""
    found = models.Evaluation.objects.select_related("inspection").order_by("inspection__slug", "subject")
    return {
        "total": found.count(),
        "items": [
            {
                "inspection": one.inspection.slug,
                "subject": one.subject,
                "state": one.state,
                "value": one.value,
            }
            for one in found[offset : offset + limit]
        ],
    }
