"""The workspace, for programs with a token: what its holder sees there, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from cairn.actions.subjects import subject_of
from cairn.actions.timetables import timetable_of
from cairn.policy.acts import Act
from cairn.policy.deciding import may
from cairn.policy.model import Actor
from cairn.store import models
from cairn.web.api import shapes
from cairn.web.api.public import Limit, Offset, Slug
from cairn.web.api.service import Token, api

Row = TypeVar("Row", bound=Model)
KEPT_OUT = {401: shapes.Problems, 403: shapes.Problems, 422: shapes.Problems, 429: shapes.Problems}
NOT_THERE = {**KEPT_OUT, 404: shapes.Problems}
TAG = ["The workspace, with a token"]


@api.get(
    "/workspace/programmes",
    response={200: shapes.Programmes, **KEPT_OUT},
    url_name="work-programmes",
    auth=Token("programmes"),
    tags=TAG,
)
def programmes(request: HttpRequest, limit: Limit = 25, offset: Offset = 0) -> dict[str, Any]:
    """The programmes that the holder of the token has a part in. Scope: programmes."""
    found = models.Programme.objects.prefetch_related("phases", "holidays", "partnerships")
    return _some(found.order_by("starts_on", "pk"), limit, offset, _programme)


@api.get(
    "/workspace/inspections",
    response={200: shapes.Inspections, **KEPT_OUT},
    url_name="work-inspections",
    auth=Token("inspections"),
    tags=TAG,
)
def inspections(request: HttpRequest, limit: Limit = 25, offset: Offset = 0) -> dict[str, Any]:
    """The inspections that the holder of the token has a part in, with their timetables.
    Scope: inspections."""
    found = models.Inspection.objects.select_related("partnership", "programme")
    return _some(
        found.prefetch_related("programme__phases", "programme__holidays"), limit, offset, _inspection
    )


@api.get(
    "/workspace/activities",
    response={200: shapes.Activities, **KEPT_OUT},
    url_name="work-activities",
    auth=Token("inspections"),
    tags=TAG,
)
def activities(request: HttpRequest, limit: Limit = 25, offset: Offset = 0) -> dict[str, Any]:
    """What stands in the diaries that the holder of the token sees, by time. Scope: inspections."""
    found = models.Activity.objects.select_related("inspection").order_by("starts_at", "pk")
    return _some(found, limit, offset, _activity)


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
    actor = request.auth.actor  # type: ignore[attr-defined]
    return _some(found, limit, offset, partial(_request, actor))


@api.get(
    "/workspace/ledger",
    response={200: shapes.LedgerEntries, **KEPT_OUT},
    url_name="work-ledger",
    auth=Token("ledger"),
    tags=TAG,
)
def ledger(request: HttpRequest, limit: Limit = 25, offset: Offset = 0) -> dict[str, Any]:
    """Entries of the triage ledgers that the holder of the token sees. Scope: ledger."""
    found = models.LedgerEntry.objects.select_related("inspection")
    return _some(found.order_by("inspection__slug", "indicator", "created_at", "pk"), limit, offset, _entry)


@api.get(
    "/workspace/scope",
    response={200: shapes.ScopeDecisions, **KEPT_OUT},
    url_name="work-scope",
    auth=Token("ledger"),
    tags=TAG,
)
def scope(request: HttpRequest, limit: Limit = 25, offset: Offset = 0) -> dict[str, Any]:
    """What is in scope and what is not, every decision, the newest first: of an indicator it counts.
    Scope: ledger."""
    found = models.ScopeDecision.objects.select_related("inspection").order_by("-decided_at", "pk")
    return _some(found, limit, offset, _decision)


@api.get(
    "/workspace/evaluations",
    response={200: shapes.WorkEvaluations, **KEPT_OUT},
    url_name="work-evaluations",
    auth=Token("evaluations"),
    tags=TAG,
)
def evaluations(request: HttpRequest, limit: Limit = 25, offset: Offset = 0) -> dict[str, Any]:
    """Evaluations that the holder of the token sees, with what they see them rest on. Scope: evaluations."""
    found = models.Evaluation.objects.select_related("inspection").prefetch_related("citations")
    return _some(found.order_by("inspection__slug", "subject"), limit, offset, _evaluation)


@api.get(
    "/workspace/reports",
    response={200: shapes.WorkReports, **KEPT_OUT},
    url_name="work-reports",
    auth=Token("reports"),
    tags=TAG,
)
def reports(request: HttpRequest, limit: Limit = 25, offset: Offset = 0) -> dict[str, Any]:
    """Reports that the holder of the token sees, before they are published too. Scope: reports."""
    found = models.Report.objects.select_related("programme", "inspection").defer("text")
    return _some(found.order_by("slug"), limit, offset, _report)


@api.get(
    "/workspace/reports/{slug}",
    response={200: shapes.WorkReportText, **NOT_THERE},
    url_name="work-report",
    auth=Token("reports"),
    tags=TAG,
)
def report(request: HttpRequest, slug: Slug) -> dict[str, Any]:
    """One of these reports with its text as it stands now. Scope: reports."""
    found = models.Report.objects.select_related("programme", "inspection").filter(slug=slug).first()
    if found is None:
        raise Http404
    return _report(found) | {"text": found.text}


def _some(
    found: QuerySet[Row], limit: int, offset: int, shape: Callable[[Row], Mapping[str, Any]]
) -> dict[str, Any]:
    return {"total": found.count(), "items": [shape(one) for one in found[offset : offset + limit]]}


def _fields(row: Model, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _programme(one: models.Programme) -> dict[str, Any]:
    names = ("slug", "title", "years", "state", "framework", "edition", "graded", "starts_on", "ends_on")
    return _fields(one, *names) | {
        "phases": [_fields(row, "name", "weeks", "skips_holidays") for row in one.phases.all()],
        "holidays": [_fields(row, "name", "first_day", "last_day") for row in one.holidays.all()],
        "partnerships": [_fields(row, "letter", "name") for row in one.partnerships.all()],
    }


def _inspection(one: models.Inspection) -> dict[str, Any]:
    return _fields(one, "slug", "state", "notice_on") | {
        "partnership": one.partnership.name,
        "programme": one.programme.slug,
        "timetable": [
            {"phase": span.phase.name, "first": span.first, "last": span.last} for span in timetable_of(one)
        ],
    }


def _activity(one: models.Activity) -> dict[str, Any]:
    names = ("id", "kind", "title", "state", "starts_at", "ends_at", "place", "indicators")
    return _fields(one, *names) | {"inspection": one.inspection.slug}


def _request(actor: Actor, one: models.Request) -> dict[str, Any]:
    # Until it is sent, and when it is no longer asked for, an answer is the partnership's own.
    told = may(actor, Act.REQUEST_READ_FILE, subject_of(one))
    return _fields(one, "id", "kind", "title", "text", "state", "due_on") | {
        "inspection": one.inspection.slug,
        "answer": one.answer_text if told else "",
    }


def _entry(one: models.LedgerEntry) -> dict[str, Any]:
    return _fields(one, "id", "indicator", "topic", "level", "reason", "state") | {
        "inspection": one.inspection.slug,
        "outcome": one.outcome_text,
    }


def _decision(one: models.ScopeDecision) -> dict[str, Any]:
    return _fields(one, "indicator", "included", "reason", "decided_at") | {"inspection": one.inspection.slug}


def _evaluation(one: models.Evaluation) -> dict[str, Any]:
    return _fields(one, "subject", "state", "value", "reason") | {
        "inspection": one.inspection.slug,
        "rests_on": [_fields(row, "kind", "reference", "note") for row in one.citations.all()],
    }


def _report(one: models.Report) -> dict[str, Any]:
    return _fields(one, "slug", "kind", "title", "summary", "state", "version") | {
        "programme": one.programme.slug,
        "inspection": one.inspection.slug if one.inspection else None,
    }
