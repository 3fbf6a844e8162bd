"""Errors as pages: what is wrong, what to do next, nothing of how Cairn is built."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from psycopg import OperationalError

from cairn.errors import CairnError, Invalid, Missing, Problem, Refused, Stale
from cairn.web.typed import typed_in

log = logging.getLogger("cairn.requests")
API = "/api/"
# What was typed stands on these pages again.
KEEPING = frozenset({403, 404, 409})
PAGES = frozenset({400, 403, 404, 409, 413, 429, 500})
BYTES_OF_A_WORD = 7  # six letters and a space
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
    413: Problem(
        code="too-large",
        message="What was sent is larger than can be taken at once.",
        remedy="Send less at a time: see /api/ for what can be asked, and how.",
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
# For when not even a template can be drawn.
BARE_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>Something went wrong on our side – Cairn</title></head>
<body>
<h1>Something went wrong on our side</h1>
<p>It is not your doing. What you had saved is safe; what you sent just now may not have been saved.</p>
<p>Go back and try again in a minute. Your browser usually still holds what you wrote.</p>
<p>If you ask for help, give this reference: <code>{reference}</code></p>
<p>If a child may be in danger now, do not wait for this page: call the police on 999, or your local child
protection team.</p>
</body>
</html>
"""
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
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        thousands = round(most / BYTES_OF_A_WORD, -5)
        return page_for_status(request, 413, megabytes=most // 2**20, words=f"{thousands:,.0f}")
    return page_for_status(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for_status(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for_status(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """What nobody foresaw; or the database does not answer, which passes. Either is told in the log, with the
    number that the page shows."""
    error = sys.exc_info()
    status = 503 if is_without_database(error[1]) else 500
    number = str(getattr(request, "id", ""))
    if status == 503:
        log.error("no database", extra={"request": number})
    else:
        match = request.resolver_match
        told = {"request": number, "method": request.method, "route": match.view_name if match else ""}
        log.error("broken", exc_info=error if error[0] else None, extra=told)
    response: HttpResponse
    if request.path.startswith(API):
        response = as_json([FOR_PROGRAMS[status]], status)
    else:
        response = HttpResponse(_last_page(status, number), status=status)
    if status == 503:
        response["Retry-After"] = str(COME_BACK)
        response["Cache-Control"] = "no-store"
    return response


def _last_page(status: int, number: str) -> str:
    """Without the request, whose context may be what broke; and without any template where these are."""
    try:
        return render_to_string(f"{status}.html", {"status": status, "reference": number})
    except Exception:
        log.exception("no error page", extra={"request": number})
        return BARE_PAGE.format(reference=escape(number))


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
