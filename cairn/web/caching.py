"""How long a browser or a proxy may keep a page: what anybody may read a few minutes, all else not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

MINUTES = 5
View = Callable[..., HttpResponse]


def for_everyone(view: View) -> View:
    """A page that is the same for everybody who is not signed in. It carries the digest of its content as an
    ETag, so that a reader who has it already is told so in a few bytes."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method not in {"GET", "HEAD"} or response.status_code != 200:
            return response
        return marked(request, response, hashlib.sha256(response.content).hexdigest()[:32])

    return kept


def marked(
    request: HttpRequest, response: HttpResponse, digest: str, changed: datetime | None = None
) -> HttpResponse:
    """The response with its ETag and how long it may be kept, or 304 when the reader has it."""
    patch_vary_headers(response, ["Cookie"])
    known = request.user.is_authenticated
    response["Cache-Control"] = "private, no-cache" if known else f"public, max-age={MINUTES * 60}"
    response["ETag"] = f'"{digest}"'
    changed = changed or getattr(response, "changed_at", None)
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    found = get_conditional_response(
        request,
        etag=response["ETag"],
        last_modified=int(changed.timestamp()) if changed else None,
        response=response,
    )
    return found if found is not None else response
