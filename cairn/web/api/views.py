"""The page for programmers: written from the description that programs read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cairn.web.api.service import ABOUT, HOW_OFTEN, api
from cairn.web.caching import for_everyone


@require_safe
@for_everyone
def documentation(request: HttpRequest) -> HttpResponse:
    """What a program can ask, in words."""
    described = api.get_openapi_schema()
    told = {
        "title": "For programmers",
        "about": ABOUT,
        "how_often": HOW_OFTEN,
        "endpoints": list(_endpoints(described)),
    }
    return render(request, "api/documentation.html", told)


def _endpoints(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield {
                "method": method.upper(),
                "path": path,
                "words": operation["description"],
                "tag": operation["tags"][0],
                "needs_token": bool(operation.get("security")),
                "parameters": [
                    (
                        one["name"],
                        one["in"],
                        one.get("description") or one["schema"].get("type", ""),
                        one["required"],
                    )
                    for one in operation.get("parameters", [])
                ],
                "statuses": sorted(str(code) for code in operation["responses"]),
            }
