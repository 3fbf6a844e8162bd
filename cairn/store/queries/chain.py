"""The audit chain: is every event what it was when it was written, and none missing?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC

from cairn.store.models import Event

SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where a chain does not hold: what is wrong there, in words."""

    chain: str
    position: int
    what: str


def digest_of(event: Event) -> str:
    """SHA-256 over the event's fields and the digest before it, as the database function writes it."""
    parts = (
        event.previous,
        event.chain,
        str(event.position),
        event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        str(event.person_id or ""),
        event.act,
        event.noun,
        event.noun_id,
        str(event.inspection_id or ""),
        str(event.programme_id or ""),
        event.audience,
        event.details,
    )
    return hashlib.sha256(SEPARATOR.join(parts).encode()).hexdigest()


def breaks_in(events: Iterable[Event], heads: Mapping[str, tuple[int, str]]) -> Iterator[Break]:
    """Where chains break. `events` come by chain and position; `heads` are digests noted earlier (chain →
    position, digest), kept outside the database: they show a tail cut off or a chain written anew."""
    found: dict[str, tuple[int, str]] = {}
    wanted = dict(heads)
    for event in events:
        position, before = found.get(event.chain, (0, ""))
        if event.position != position + 1:
            yield Break(chain=event.chain, position=position + 1, what="An event is missing here.")
        if event.previous != before:
            yield Break(
                chain=event.chain, position=event.position, what="It does not follow the event before it."
            )
        if event.hash != digest_of(event):
            yield Break(chain=event.chain, position=event.position, what="It is not what was written.")
        if wanted.get(event.chain, (0, ""))[0] == event.position:
            _, noted = wanted.pop(event.chain)
            if noted != event.hash:
                yield Break(
                    chain=event.chain, position=event.position, what="It differs from the digest noted."
                )
        found[event.chain] = (event.position, event.hash)
    for chain, (position, _) in sorted(wanted.items()):
        yield Break(chain=chain, position=position, what="The chain ends before the digest that was noted.")


def heads_of(events: Iterable[Event]) -> dict[str, tuple[int, str]]:
    """The last position and digest of every chain: to be noted outside the database."""
    return {event.chain: (event.position, event.hash) for event in events}
