"""Follows every chain of events; called by `cairn verify-audit` and after a restore."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections

from cairn.errors import Problem, UsageError
from cairn.store.models import Event
from cairn.store.queries.chain import breaks_in, heads_of
from cairn.utils.atomic import write_whole
from cairn.utils.counts import counted

MOST_TOLD = 50


class Command(BaseCommand):
    help = "Follow every chain of events (use `cairn verify-audit`)."
    stealth_options = ("breaks",)  # a list that the caller gives, to have what was found

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--heads", default="")
        parser.add_argument("--write-heads", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SET app.guard = 'on'")
        events = Event.objects.using("owner").order_by("chain", "position")
        noted = read_heads(Path(options["heads"])) if options["heads"] else {}
        broken = list(breaks_in(events.iterator(chunk_size=2000), noted))
        for one in broken[:MOST_TOLD]:
            self.stderr.write(f"{one.chain}, event {one.position}: {one.what}")
        heads = heads_of(events.iterator(chunk_size=2000))
        count = sum(position for position, _ in heads.values())
        if options["write_heads"]:
            write_whole(Path(options["write_heads"]), json.dumps(heads, indent=1) + "\n")
        connections["owner"].close()
        if broken:
            told = counted(
                len(broken), "of the places checked does not hold", "of the places checked do not hold"
            )
            self.stderr.write(f"{told}. Keep this database as it is.")
            options.get("breaks", []).extend(broken)
            return
        told = f"{counted(count, 'event')} in {counted(len(heads), 'chain')}"
        self.stdout.write(f"{told}: every one is what was written.")


def read_heads(path: Path) -> dict[str, tuple[int, str]]:
    """Digests as `--write-heads` writes them. Raises `UsageError` for a file that is not one."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(chain): (int(position), str(digest)) for chain, (position, digest) in found.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        message = "This is no file of digests."
        remedy = "Give one that `cairn verify-audit --write-heads` wrote."
        raise UsageError(
            Problem(code="heads-unreadable", message=message, remedy=remedy, file=str(path))
        ) from error
