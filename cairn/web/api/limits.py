"""How often a program may ask: counted by minute in the cache that all workers share.

By address, because nobody needs an account to read what is published. A whole office may stand behind one
address, so there is room for many at once; what is asked with tokens is counted apart, so that a busy program
of the office never shuts it out of what is published. Pages and files have no limit at all.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse

from cairn.errors import Problem
from cairn.web.errors import as_json

PREFIX = "/api/v1/"
WITH_TOKENS = f"{PREFIX}workspace/"
HOUSEHOLD = 64  # bits: an IPv6 address is one of countless that its holder has


class ApiLimit:
    """Answers 429 to whoever asks too often. It stands outside the request's transaction, so that what was
    refused counts too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        most, minute = settings.API_PER_MINUTE, int(time.time() // 60)
        what = "work" if request.path.startswith(WITH_TOKENS) else "public"
        key = f"api:{what}:{_digest(address_of(request))}:{minute}"
        cache.add(key, 0, timeout=120)
        count = cache.incr(key)
        if count > most:
            return _too_often(60 - int(time.time() % 60))
        response = self.get_response(request)
        if response.status_code == 405:
            response = _no_such_method(request, response["Allow"])
        response["RateLimit-Limit"] = str(most)
        response["RateLimit-Remaining"] = str(most - count)
        return response


def address_of(request: HttpRequest) -> str:
    """Who asks, by address; of IPv6 the network of their household. Behind a proxy it is the one that the
    proxy itself wrote, the last; what stands before it, or comes without a proxy, anybody could have sent."""
    told = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        told = str(request.META.get("HTTP_X_FORWARDED_FOR", told)).rpartition(",")[2].strip()
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, HOUSEHOLD), strict=False))


def _digest(address: str) -> str:
    """Kept instead of the address, and for two minutes only."""
    return hashlib.sha256(f"{settings.SECRET_KEY}{address}".encode()).hexdigest()[:32]


def _too_often(wait: int) -> JsonResponse:
    problem = Problem(
        code="too-often",
        message=f"Programs at one address may ask {settings.API_PER_MINUTE} times a minute.",
        remedy=f"Wait {wait} seconds. Pages and files are open meanwhile.",
    )
    response = as_json([problem], 429)
    response["Retry-After"] = str(wait)
    return response


def _no_such_method(request: HttpRequest, allowed: str) -> JsonResponse:
    problem = Problem(
        code="method-wrong",
        message=f"Nothing here is done with {request.method}.",
        remedy=f"Everything here is reading: ask with {allowed}.",
    )
    response = as_json([problem], 405)
    response["Allow"] = allowed
    return response
