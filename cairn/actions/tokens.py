"""Tokens: keys by which programs read, for their holder, what the holder may read."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from uuid import UUID

from django.utils import timezone

from cairn.actions.acting import acting, take
from cairn.actions.people import actor_of
from cairn.errors import Invalid, Problem
from cairn.policy.acts import Act
from cairn.policy.model import Actor, Duty, Subject
from cairn.store.context import answer_to, answer_to_duty
from cairn.store.models import ApiToken

# What a token may be used for; all of it is reading.
SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "programmes": "programmes, their phases, holidays and partnerships",
        "inspections": "inspections, their timetables and diaries",
        "requests": "requests to the partnership and the words of their answers",
        "ledger": "the triage ledger and the scope",
        "evaluations": "evaluations, their reasons and what they rest on",
        "reports": "reports and their text, before they are published too",
    }
)
LONGEST = timedelta(days=365)
MOST = 10
PREFIX = "cairn_"
USED_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever came with a token: the holder as an actor, and what the token may be used for."""

    token_id: str
    actor: Actor
    scopes: frozenset[str]


def make_token(*, actor: Actor, name: str, scopes: Sequence[str], expires_on: date) -> tuple[ApiToken, str]:
    """A token and its secret, which is told this once and kept only as a digest.

    Raises `Invalid` with fields `name`, `scopes` and `expires_on`.
    """
    with acting(actor, Act.TOKEN_MAKE) as act:
        act.require(Subject(noun="token", owner_id=actor.person_id))
        _refuse_wrong(actor, name, scopes, expires_on)
        secret = PREFIX + secrets.token_urlsafe(32)
        row = ApiToken.objects.create(
            person_id=actor.person_id,
            name=name.strip(),
            digest=digest_of(secret),
            scopes=sorted(set(scopes)),
            expires_at=_end_of(expires_on),
        )
        act.record(_subject(row), audience="person", scopes=row.scopes, expires_on=expires_on)
    return row, secret


def revoke_token(*, actor: Actor, token_id: UUID | str) -> ApiToken:
    """End a token of one's own, at once. Revoking it again changes nothing."""
    with acting(actor, Act.TOKEN_REVOKE) as act:
        row = take(ApiToken, token_id, "token")
        act.require(_subject(row))
        if row.revoked_at is None:
            row.revoked_at = timezone.now()
            row.save(update_fields=["revoked_at"])
            act.record(_subject(row), audience="person")
    return row


def bearer_of(secret: str) -> Bearer | None:
    """The bearer of a token that is good now, to whom the database answers from here on; else None, and it
    answers to nobody. The second factor counts as used: a token is made only by whoever has used it."""
    answer_to_duty(Duty.DOOR)
    now = timezone.now()
    row = (
        ApiToken.objects.select_related("person")
        .filter(digest=digest_of(secret), revoked_at__isnull=True, expires_at__gt=now, person__is_active=True)
        .first()
    )
    if row is None:
        answer_to(None)
        return None
    if row.last_used_at is None or now - row.last_used_at > USED_AGAIN_AFTER:
        ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    answer_to(row.person_id)
    actor = replace(actor_of(row.person), second_factor=True)
    return Bearer(str(row.pk), actor, frozenset(row.scopes))


def digest_of(secret: str) -> str:
    """What is kept of a secret that has 256 random bits of its own: SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _refuse_wrong(actor: Actor, name: str, scopes: Sequence[str], expires_on: date) -> None:
    today = timezone.localdate()
    kept = ApiToken.objects.filter(person_id=actor.person_id, revoked_at__isnull=True)
    good = list(kept.filter(expires_at__gt=timezone.now()).values_list("name", flat=True))
    found = [
        ("name", not name.strip(), "The name is missing.", "Say which program it is for."),
        ("name", len(name.strip()) > 80, "The name is too long.", "Use at most 80 characters."),
        (
            "name",
            name.strip() in good,
            "You have a token of this name.",
            "Choose another, or revoke that one.",
        ),
        ("name", len(good) >= MOST, f"You have {MOST} tokens.", "Revoke one that you no longer need."),
        ("scopes", not scopes, "No part is chosen.", "Choose what the token may read."),
        ("scopes", not set(scopes) <= set(SCOPES), "That is no part.", f"Choose from {', '.join(SCOPES)}."),
        ("expires_on", expires_on <= today, "This day is past.", "Choose a day to come."),
        ("expires_on", expires_on > today + LONGEST, "This is too far.", "A token lasts at most a year."),
    ]
    problems = [
        Problem(code="field-wrong", message=said, field=field, remedy=remedy)
        for field, wrong, said, remedy in found
        if wrong
    ]
    if problems:
        raise Invalid(problems)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def _subject(row: ApiToken) -> Subject:
    return Subject(noun="token", id=str(row.pk), owner_id=str(row.person_id))
