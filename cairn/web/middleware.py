"""What happens round every request: a line in the log, whose rows the database shows, and who may come in."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404

from cairn.actions.people import actor_of
from cairn.errors import CairnError
from cairn.store.context import answer_to
from cairn.web.access import decide
from cairn.web.errors import page_for

Respond = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("cairn.requests")


class RequestLog:
    """One line a request: what route, how it ended, how long it took. No address, no person, no values."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex  # type: ignore[attr-defined]
        begun = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "route": match.view_name if match else "",
                "method": request.method,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - begun) * 1000, 1),
                "request": request.id,  # type: ignore[attr-defined]
            },
        )
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response


class PersonContext:
    """One transaction a request, in which the database answers to the person signed in.

    The response leaves after the commit: what has been acknowledged is kept. A response of 400 or more undoes
    what was written, but for what the act of refusing itself records after: a view that refuses may leave a
    function in `afterwards` of its response, called in a transaction of its own. A view whose refusal must be
    kept, as a wrong password is counted, says in `ends_as` which status its response takes after the commit.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            person = request.user if request.user.is_authenticated else None
            answer_to(person.pk if person else None)
            request.actor = actor_of(person, request.session) if person else None  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        response.status_code = getattr(response, "ends_as", response.status_code)
        afterwards = getattr(response, "afterwards", None)
        if afterwards is not None:
            with transaction.atomic():
                answer_to(person.pk if person else None)
                afterwards()
        return response


class Access:
    """Every route is in exactly one access list; one that is in none is shown to nobody."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]
    ) -> HttpResponse | None:
        return decide(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An error addressed to a person becomes a page addressed to them."""
        if isinstance(error, (CairnError, Resolver404)):
            return page_for(request, error)
        return None
