"""Says who can be tried in the demonstration; called by `cairn serve --demo`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse

from cairn.actions.people import people_to_try


class Command(BaseCommand):
    help = "Say who can be tried in the demonstration."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            people = people_to_try()
        self.stdout.write(
            f"Try any part at {options['address']}{reverse('account_login')} without a password:"
        )
        width = max((len(one.role.label) for one in people), default=0)
        for one in people:
            self.stdout.write(f"  {one.role.label:<{width}}  {one.name}")
