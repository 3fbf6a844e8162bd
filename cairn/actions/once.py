"""What is sent twice is done once: a double click, the back button, an answer that was lost on the way.

A form brings a key that was made when its page was opened. From it, the person and what they wrote comes the
key of the row: the same words sent again find the row that is there, other words make another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid4, uuid5

from django.db import connection, models

from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.policy.states import next_state

Row = TypeVar("Row", bound=models.Model)


def key_once(key: UUID | None, actor: Actor, *words: Mapping[str, object] | str) -> UUID:
    """The key of the row to be made, held for this transaction alone; a new one where no form brought any."""
    if key is None:
        return uuid4()
    own = uuid5(key, json.dumps([actor.person_id, *words], sort_keys=True, default=str))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"once:{own}"])
    return own


def made_before(model: type[Row], own: UUID) -> Row | None:
    """The row that was made when the same was sent before."""
    return model._default_manager.filter(pk=own).first()


class Moved(Protocol):
    """A row whose moves are kept, with who made them."""

    version: int
    state: str
    moves: Any


def done_before(row: Moved, version: int, actor: Actor, by: Act, note: str = "") -> bool:
    """Whether the only change since `version` is this very act, done by the actor with this note: then it was
    sent twice, and is done. A change by anybody else is none of that."""
    if not version or row.version != version + 1:
        return False
    last = row.moves.aggregate(at=models.Max("at"))["at"]
    mine = row.moves.filter(at=last, person_id=actor.person_id, to_state=row.state, note=note.strip())
    return any(next_state(by.noun, one.from_state, by) == row.state for one in mine)
