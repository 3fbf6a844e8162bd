"""Errors as pages: what is wrong, what to do next, nothing of how Cairn is built."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from psycopg import OperationalError

from cairn.errors import CairnError, Invalid, Missing, Problem, Refused, Stale
from cairn.web.typed import typed_in

log = logging.getLogger("cairn.requests")
API = "/api/"
# What was typed stands on these pages again.
KEEPING = frozenset({403, 404, 409})
PAGES = frozenset({400, 403, 404, 409, 429, 500})
COME_BACK = 15  # seconds; a database of its own is back in less
# Connection exceptions, too many connections, and shutting down, crashed or starting up.
AWAY = ("08", "53300", "57P01", "57P02", "57P03")
FOR_PROGRAMS = {
    400: Problem(
        code="not-understood",
        message="What was sent could not be read.",
        remedy="See /api/ for what can be asked, and how.",
    ),
    403: Problem(
        code="not-allowed", message="This is not open to you.", remedy="See /api/ for what a token opens."
    ),
    404: Problem(
        code="not-found",
        message="There is nothing at this address.",
        remedy="See /api/ for every address there is.",
    ),
    500: Problem(
        code="broken",
        message="Something went wrong on our side; it is not your doing.",
        remedy="Try again in a minute. If it stays so, tell whoever runs this installation.",
    ),
    503: Problem(
        code="unavailable",
        message="Cairn is out of reach of its database for a moment.",
        remedy="Ask again after the seconds that Retry-After names.",
    ),
}
STATUS: dict[type[CairnError], int] = {Refused: 403, Missing: 404, Stale: 409, Invalid: 422}


def page_for(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page (or, for a program, the JSON) of an error addressed to a person."""
    problems = error.problems if isinstance(error, CairnError) else ()
    known = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    status = known if problems else 404
    if problems and request.path.startswith(API):
        return as_json(problems, status)
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


def as_json(problems: Iterable[Problem], status: int) -> JsonResponse:
    return JsonResponse({"problems": [problem.as_json() for problem in problems]}, status=status)


def page_for_status(request: HttpRequest, status: int, **more: object) -> HttpResponse:
    if request.path.startswith(API):
        return as_json([FOR_PROGRAMS.get(status, FOR_PROGRAMS[400])], status)
    page = status if status in PAGES else 400
    typed = typed_in(request) if page in KEEPING else []
    told = {"status": status, "reference": getattr(request, "id", ""), "typed": typed, **more}
    response = HttpResponse(render_to_string(f"{page}.html", told, request), status=status)
    if typed:
        response["Cache-Control"] = "private, no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for_status(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for_status(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for_status(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """What nobody foresaw; or the database does not answer, which passes."""
    status = 503 if is_without_database(sys.exc_info()[1]) else 500
    if status == 503:
        log.error("no database", extra={"request": getattr(request, "id", "")})
    response: HttpResponse
    if request.path.startswith(API):
        response = as_json([FOR_PROGRAMS[status]], status)
    else:
        # Without the request: whatever broke may break its context too.
        response = HttpResponse(render_to_string(f"{status}.html", {"status": status}), status=status)
    if status == 503:
        response["Retry-After"] = str(COME_BACK)
        response["Cache-Control"] = "no-store"
    return response


def is_without_database(error: BaseException | None) -> bool:
    """Whether the error, or what it came of, says that the database cannot be reached, is being stopped or
    started, or takes nobody more. A question that the database refuses is a fault of ours."""
    while error is not None:
        if isinstance(error, InterfaceError):
            return True  # the connection was closed under us
        if isinstance(error, DatabaseError) and isinstance(error.__cause__, OperationalError):
            code = error.__cause__.sqlstate
            return code is None or code.startswith(AWAY)
        error = error.__cause__ or error.__context__
    return False


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or sent from elsewhere: nothing was saved, and the person can go back."""
    return page_for_status(request, 403, form_expired=True)
