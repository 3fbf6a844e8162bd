"""Two pages in plain JSON: alive, the process answers; ready, the database does too and guards its rows."""

from __future__ import annotations

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from cairn.policy.visibility import SEEN_BY
from cairn.store.known_migrations import known_migrations

DOWN = "The database does not answer."
OLD = "The database is older than this version: run `cairn upgrade`."
UNBOUND = (
    "The role that serves is not bound by row-level security: use the app role that "
    "`cairn database-sql` makes, never its owner and no superuser."
)
UNGUARDED = "A table is without row-level security: run `cairn upgrade`."


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, has every table that this version knows, and shows the role that serves
    only what row-level security lets through; else 503 and what is lacking. A database that is newer already
    is no hindrance: servers of two versions run side by side while one replaces the other."""
    try:
        why = lacking()
    except Error:
        why = DOWN
    if why:
        return JsonResponse({"ready": False, "why": why}, status=503)
    return JsonResponse({"ready": True})


def lacking() -> str:
    """What stands in the way of serving, in words; "" when nothing does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return OLD
        cursor.execute("SELECT app, name FROM django_migrations")
        if not known_migrations() <= set(cursor.fetchall()):
            return OLD
        cursor.execute(
            "SELECT bool_or(r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, c.relowner, 'MEMBER')), "
            "count(*) FILTER (WHERE c.relrowsecurity AND c.relforcerowsecurity) "
            "FROM pg_class c CROSS JOIN pg_roles r "
            "WHERE c.oid = ANY (%s::regclass[]) AND r.rolname = current_user",
            [list(SEEN_BY)],
        )
        unbound, guarded = cursor.fetchone()
    if unbound:
        return UNBOUND
    return "" if guarded == len(SEEN_BY) else UNGUARDED
