"""Makes the first programme and its lead; called by `cairn init`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cairn.actions.founding import Founding, found


class Command(BaseCommand):
    help = "Make the first programme and its lead (use `cairn init`)."
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django spells it
    stealth_options = ("founding",)

    def handle(self, *args: Any, **options: Any) -> None:
        found(Founding(**options["founding"]))
