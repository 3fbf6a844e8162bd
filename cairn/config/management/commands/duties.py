"""The process of scheduled duties; `cairn serve` starts it and starts it again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from cairn.actions.duties import perform_all
from cairn.config.beside import end_with


class Command(BaseCommand):
    help = "Run the scheduled duties until stopped: escalating, reminding, purging, disposing, publishing."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="Do each duty once and stop.")
        parser.add_argument("--beside", type=int, metavar="PID", help="End when this parent process has.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["beside"]:
            end_with(options["beside"])
        perform_all()
        if options["once"]:
            return
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(concurrency=1, delete_jobs="successful", shutdown_graceful_timeout=10)
