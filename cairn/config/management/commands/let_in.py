"""Makes a way back in for one person; called by `cairn let-in`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cairn.actions.rescue import let_in


class Command(BaseCommand):
    help = "Make a way back in for one person (use `cairn let-in`)."
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django spells it
    stealth_options = ("email", "without_factor", "told")

    def handle(self, *args: Any, **options: Any) -> None:
        options["told"].append(let_in(email=options["email"], without_factor=options["without_factor"]))
