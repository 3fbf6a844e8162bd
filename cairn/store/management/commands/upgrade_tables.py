"""Brings the tables, rights and policies of the database to this version, as the owner role."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from cairn.errors import Problem, UsageError
from cairn.store import fingerprint, row_security
from cairn.store.known_migrations import known_migrations

STORE = "store"


class Command(BaseCommand):
    help = "Bring tables, rights and row-level security to this version (as the owner role)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-changed",
            action="store_true",
            help="Do nothing when this version was applied in full before.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        owner, app_role = connections["owner"], connections["default"].settings_dict["USER"]
        digest = fingerprint.wanted(app_role)
        if options["if_changed"] and fingerprint.found(owner) == digest:
            owner.close()
            return
        refuse_newer(MigrationRecorder(owner).applied_migrations())
        with owner.cursor() as cursor:
            # Migrations may move rows; the owner is under row-level security like everyone.
            cursor.execute("SET app.guard = 'on'")
        call_command("migrate", database="owner", interactive=False, verbosity=options["verbosity"])
        call_command("createcachetable", database="owner", verbosity=options["verbosity"])
        with transaction.atomic(using="owner"):
            row_security.apply(owner, app_role)
            fingerprint.write(owner, digest)
        owner.close()


def refuse_newer(applied: Iterable[tuple[str, str]]) -> None:
    """Raises `UsageError` for tables of a later version: this one does not know what must guard them."""
    ahead = sorted(name for app, name in set(applied) - known_migrations() if app == STORE)
    if ahead:
        raise UsageError(
            Problem(
                code="database-newer",
                message=f"The database was brought to a later version of Cairn already ({ahead[-1]}).",
                remedy="Install that version again, or restore a backup from before into a new home folder.",
            )
        )
