"""The service itself: its name, its errors, and how a token is shown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from cairn.actions.tokens import SCOPES, Bearer, bearer_of
from cairn.errors import CairnError, Problem, Refused
from cairn.web.errors import STATUS

ABOUT = (
    "What is published is open to anybody, with the figures behind every number-word. What a person sees in "
    "the workspace is open to their token. Everything here is reading. Errors are a list of problems, each "
    "with a stable code, what is wrong, and what to do."
)
HOW_OFTEN = (
    f"From one address {settings.API_PER_MINUTE:,} questions a minute are answered about what is published, "
    "and as many with tokens: room for many programs of one office. Every answer tells in "
    "RateLimit-Remaining how many are left; beyond that the answer is 429, and Retry-After says in how many "
    "seconds to come back. Pages and files have no limit."
)


class Service(NinjaAPI):
    """Describes itself once: it takes a third of a second to work out, and anybody may ask for it."""

    @cached_property
    def _description(self) -> OpenAPISchema:
        return super().get_openapi_schema()

    def get_openapi_schema(self, **_place: Any) -> OpenAPISchema:
        return self._description


api = Service(
    title="Cairn",
    version="1",
    urls_namespace="api-v1",
    description=f"{ABOUT} {HOW_OFTEN}",
    docs_url=None,
    servers=[{"url": "/"}],
)


class Token(HttpBearer):
    """`Authorization: Bearer …`, with a token whose scopes hold the one named."""

    def __init__(self, scope: str) -> None:
        assert scope in SCOPES
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        bearer = bearer_of(token)
        if bearer is None:
            return None
        if not bearer.actor.conduct_accepted:
            raise Refused(
                Problem(
                    code="conduct",
                    message="The holder of this token has not accepted the code of conduct.",
                    remedy="They accept it when they sign in.",
                )
            )
        if self.scope not in bearer.scopes:
            raise Refused(
                Problem(
                    code="not-in-scope",
                    message=f"This token may not be used for {SCOPES[self.scope]}.",
                    remedy=f"Make one with the scope “{self.scope}” on your account page.",
                )
            )
        return bearer


def _answer(request: HttpRequest, problems: Iterable[Problem], status: int) -> HttpResponse:
    shown = {"problems": [problem.as_json() for problem in problems]}
    return api.create_response(request, shown, status=status)


@api.exception_handler(CairnError)
def _cairn_error(request: HttpRequest, error: CairnError) -> HttpResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return _answer(request, error.problems, status)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    problem = Problem(
        code="not-found",
        message="There is no such thing, or it is not public.",
        remedy="See /api/v1/publications for what is.",
    )
    return _answer(request, [problem], 404)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [
        Problem(code="field-wrong", message=f"{one['msg']}.", field=str(one["loc"][-1]))
        for one in error.errors
    ]
    return _answer(request, problems, 422)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    problem = Problem(
        code="token-wrong",
        message="This needs a token that is good now.",
        remedy="Send it as “Authorization: Bearer …”. Make one on your account page.",
    )
    response = _answer(request, [problem], 401)
    response["WWW-Authenticate"] = "Bearer"
    return response
