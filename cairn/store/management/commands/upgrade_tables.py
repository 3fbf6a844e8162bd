"""Brings the tables, rights and policies of the database to this version, as the owner role."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections, transaction

from cairn.store import row_security


class Command(BaseCommand):
    help = "Bring tables, rights and row-level security to this version (as the owner role)."

    def handle(self, *args: Any, **options: Any) -> None:
        owner = connections["owner"]
        with owner.cursor() as cursor:
            # Migrations may move rows; the owner is under row-level security like everyone.
            cursor.execute("SET app.guard = 'on'")
        call_command("migrate", database="owner", interactive=False, verbosity=options["verbosity"])
        call_command("createcachetable", database="owner", verbosity=options["verbosity"])
        with transaction.atomic(using="owner"):
            row_security.apply(owner, connections["default"].settings_dict["USER"])
        owner.close()
