"""Errors as pages: what is wrong, what to do next, nothing of how Cairn is built."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from cairn.errors import CairnError, Invalid, Missing, Refused, Stale

PAGES = frozenset({400, 403, 404, 409, 429, 500})
STATUS: dict[type[CairnError], int] = {Refused: 403, Missing: 404, Stale: 409, Invalid: 422}


def page_for(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page (or, for a program, the JSON) of an error addressed to a person."""
    problems = error.problems if isinstance(error, CairnError) else ()
    known = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    status = known if problems else 404
    if request.path.startswith("/api/"):
        return JsonResponse({"problems": [problem.as_json() for problem in problems]}, status=status)
    said = " ".join(part for problem in problems for part in (problem.message, problem.remedy) if part)
    # Whoever was too late goes on from what is saved: the same form, opened anew.
    onward = request.path if isinstance(error, Stale) else ""
    told = {"reason": said, "differences": _differences(error), "continue_url": onward}
    return page_for_status(request, status, **told)


def _differences(error: Exception) -> list[dict[str, object]]:
    """Field by field what was saved meanwhile and what this person wrote, where the two differ."""
    if not isinstance(error, Stale):
        return []
    return [
        {
            "label": name.replace("_", " ").capitalize(),
            "saved": _readable(error.theirs.get(name)),
            "yours": _readable(yours),
        }
        for name, yours in error.mine.items()
        if error.theirs.get(name) != yours
    ]


def _readable(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def page_for_status(request: HttpRequest, status: int, **more: object) -> HttpResponse:
    page = status if status in PAGES else 400
    told = {"status": status, "reference": getattr(request, "id", ""), **more}
    return HttpResponse(render_to_string(f"{page}.html", told, request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for_status(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for_status(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for_status(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    # Without the request: whatever broke may break its context too.
    return HttpResponse(render_to_string("500.html", {"status": 500}), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or sent from elsewhere: nothing was saved, and the person can go back."""
    return page_for_status(request, 403, form_expired=True)
