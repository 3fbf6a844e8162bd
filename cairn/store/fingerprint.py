"""Is the database already as this version wants it? One digest, kept in the database itself, tells.

It covers everything that `upgrade_tables` would do: which migrations there are, every function, right and
policy as they would be written, and for which role. It is written last, in the transaction that applies them,
so a start that was cut short leaves none behind; and it lies where a dump does not carry it on
(`pg_restore --no-comments`), so a restored database is always brought up to date in full.
"""

from __future__ import annotations

import hashlib

from django.db.backends.base.base import BaseDatabaseWrapper

from cairn.store import row_security
from cairn.store.known_migrations import known_migrations

MARKED = "django_migrations"


def wanted(app_role: str) -> str:
    """The digest of what this version would apply for that role; asks no database."""
    said = [repr(sorted(known_migrations())), *row_security.statements(app_role)]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def found(connection: BaseDatabaseWrapper) -> str:
    """The digest of what was applied last; "" when nothing was, or it was cut short."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [f"public.{MARKED}"])
        row = cursor.fetchone()
    return str(row[0]) if row and row[0] else ""


def write(connection: BaseDatabaseWrapper, digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE {MARKED} IS '{digest}'")
