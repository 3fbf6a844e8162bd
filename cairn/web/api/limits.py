"""How often a program may ask: counted by minute in the cache that all workers share."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse

from cairn.errors import Problem

PREFIX = "/api/v1/"


class ApiLimit:
    """Answers 429 to whoever asks too often. It stands outside the request's transaction, so that what was
    refused counts too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        most, minute = settings.API_PER_MINUTE, int(time.time() // 60)
        key = f"api:{_caller(request)}:{minute}"
        cache.add(key, 0, timeout=120)
        count = cache.incr(key)
        if count > most:
            return _too_often(60 - int(time.time() % 60))
        response = self.get_response(request)
        response["RateLimit-Limit"] = str(most)
        response["RateLimit-Remaining"] = str(most - count)
        return response


def _caller(request: HttpRequest) -> str:
    """Whoever asks, by address: kept as a digest, and for two minutes only."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
    return hashlib.sha256(f"{settings.SECRET_KEY}{address}".encode()).hexdigest()[:32]


def _too_often(wait: int) -> JsonResponse:
    problem = Problem(
        code="too-often",
        message=f"A program may ask {settings.API_PER_MINUTE} times a minute.",
        remedy=f"Wait {wait} seconds.",
    )
    response = JsonResponse({"problems": [problem.as_json()]}, status=429)
    response["Retry-After"] = str(wait)
    return response
