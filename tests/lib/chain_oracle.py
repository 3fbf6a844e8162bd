"""The audit chain followed from plain rows, knowing nothing of Cairn's own following of it."""

from __future__ import annotations

import hashlib
from itertools import groupby

import psycopg

FIELDS = (
    "previous, chain, position::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), "
    "coalesce(person_id::text, ''), act, noun, noun_id, coalesce(inspection_id::text, ''), "
    "coalesce(programme_id::text, ''), audience, details"
)


def is_whole(connection: psycopg.Connection) -> bool:
    """Whether every chain starts at 1, leaves no number out, and every digest is that of the fields."""
    found = connection.execute(
        f"SELECT {FIELDS}, hash FROM store_event e ORDER BY e.chain, e.position"
    ).fetchall()
    return all(_holds(list(rows)) for _, rows in groupby(found, key=lambda row: row[1]))


def _holds(rows: list[tuple[str, ...]]) -> bool:
    before = ""
    for number, (*fields, digest) in enumerate(rows, 1):
        wanted = hashlib.sha256("\x1f".join(fields).encode()).hexdigest()
        if (fields[0], fields[2], digest) != (before, str(number), wanted):
            return False
        before = digest
    return True
