"""Loads the demonstration, unless it is there; called by `cairn serve --demo`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cairn.config.demo.loading import is_loaded, load
from cairn.errors import Problem, UsageError


class Command(BaseCommand):
    help = "Load the demonstration (use `cairn serve --demo`)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            message = "The demonstration is only for an installation that was started as one."
            raise UsageError(Problem(code="not-a-demo", message=message, remedy="Use `cairn serve --demo`."))
        if not is_loaded():
            load(self.stdout.write)
