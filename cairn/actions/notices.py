"""Notices: what a person should know, listed on their page of work until they have seen it, or until the
thing that it tells of has moved on.

A thing's notices have its own address. An act that moves it takes back what nobody has seen yet, then tells
those whose turn it is now: what is listed is never older than the thing itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.utils.timezone import now

from cairn.actions.acting import missing
from cairn.policy.model import Actor
from cairn.policy.roles import Role
from cairn.store.models import Notice


def tell(people: Iterable[UUID | str], text: str, url: str = "", *, but: str = "") -> None:
    """A notice to each of the people once, never to the person `but`, who did what it tells of."""
    told = sorted({str(person) for person in people} - {but})
    if not told:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT store_notify(one, %s, %s) FROM unnest(%s::uuid[]) AS one", [text[:300], url, told]
        )


def tell_holders(
    roles: Iterable[Role],
    text: str,
    url: str,
    *,
    programme_id: UUID | str,
    inspection_id: UUID | str | None = None,
    not_its_team: bool = False,
) -> None:
    """A notice to whoever holds one of the roles for the whole programme, though the person who acts need not
    see them; never to that person, nor to anybody who declared an interest where the inspection is, nor, with
    `not_its_team`, to anybody with a role in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT store_notify_roles(%s, %s, %s, %s, %s, %s)",
            [programme_id, [str(role) for role in roles], inspection_id, not_its_team, text[:300], url],
        )


def take_back(url: str, *, of: Iterable[UUID | str] | None = None, and_below: bool = False) -> None:
    """The thing at the address moved on: what was told of it, or with `and_below` of all that has its address
    below, is new to nobody any more, or not to those."""
    people = None if of is None else sorted({str(person) for person in of})
    with connection.cursor() as cursor:
        cursor.execute("SELECT store_take_back_notices(%s, %s::uuid[], %s)", [url, people, and_below])


def mark_seen(*, actor: Actor, notice_id: UUID | str) -> None:
    """The person has seen one of their own notices. Raises `Missing` for another's."""
    own = Notice.objects.filter(pk=notice_id, person_id=actor.person_id)
    if not own.exists():
        raise missing("notice")
    own.filter(seen_at__isnull=True).update(seen_at=now())


def mark_all_seen(*, actor: Actor) -> int:
    """The person has seen all of their notices; how many were new."""
    return Notice.objects.filter(person_id=actor.person_id, seen_at__isnull=True).update(seen_at=now())
