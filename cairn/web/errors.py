"""Errors as pages: what is wrong, what to do next, nothing of how Cairn is built."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from cairn.errors import CairnError, Invalid, Missing, Refused, Stale

STATUS: dict[type[CairnError], int] = {Refused: 403, Missing: 404, Stale: 409, Invalid: 422}


def page_for(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page (or, for a program, the JSON) of an error addressed to a person."""
    problems = error.problems if isinstance(error, CairnError) else ()
    status = next(
        (code for kind, code in STATUS.items() if isinstance(error, kind)), 404 if not problems else 400
    )
    if request.path.startswith("/api/"):
        return JsonResponse({"problems": [problem.as_json() for problem in problems]}, status=status)
    stale = error if isinstance(error, Stale) else None
    return page_for_status(request, status, problems=problems, stale=stale)


def page_for_status(request: HttpRequest, status: int, **more: object) -> HttpResponse:
    html = render_to_string(f"errors/{status}.html", {"status": status, **more}, request)
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for_status(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for_status(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for_status(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    # Without the request: whatever broke may break its context too.
    return HttpResponse(render_to_string("errors/500.html", {"status": 500}), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or sent from elsewhere: nothing was saved, and the person can go back."""
    return page_for_status(request, 403, form_expired=True)
