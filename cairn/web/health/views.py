"""Two pages in plain JSON: alive, the process answers; ready, the database does too and is up to date."""

from __future__ import annotations

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and has every table this version knows; else 503 and what is lacking."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return JsonResponse({"ready": False, "why": "The database does not answer."}, status=503)
    if waiting:
        why = "The database is older than this version: run `cairn upgrade`."
        return JsonResponse({"ready": False, "why": why}, status=503)
    return JsonResponse({"ready": True})
