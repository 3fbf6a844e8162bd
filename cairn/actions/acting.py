"""The frame of every act: one transaction that asks for permission, takes rows and writes an event."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from cairn.errors import Invalid, Missing, Problem, Refused, Stale
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.policy.model import Actor, Refusal, Subject
from cairn.store.models.base import Versioned

Row = TypeVar("Row", bound=models.Model)
VersionedRow = TypeVar("VersionedRow", bound=Versioned)


@dataclass(frozen=True, slots=True)
class Acting:
    """One act under way. It ends with its event written, or with nothing written at all."""

    actor: Actor
    act: Act

    def require(self, subject: Subject) -> None:
        """Raises `Missing` when the actor may not know of it, `Refused` when policy says no."""
        found = refusal(self.actor, self.act, subject)
        if found is not None:
            raise refused(found)

    def record(self, subject: Subject, *, audience: str = "team", **details: object) -> None:
        """Write the event of this act into the chain. `details` hold ids, states and counts, never a
        person's words: no name, no text that was entered."""
        record_event(self.act, subject, audience=audience, **details)


@contextmanager
def acting(actor: Actor, act: Act) -> Iterator[Acting]:
    """A transaction for one act; nested in a request's own, it is undone alone when it fails."""
    with transaction.atomic():
        yield Acting(actor, act)


def record_event(act: Act | str, subject: Subject, *, audience: str, **details: object) -> None:
    """The event itself, for acts and for reads of what is sensitive."""
    written = json.dumps(details, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT store_record_event(%s, %s, %s, %s, %s, %s, %s)",
            [
                str(act),
                subject.noun,
                subject.id,
                subject.inspection_id or None,
                subject.programme_id or None,
                audience,
                written,
            ],
        )


def refused(found: Refusal) -> Refused | Missing:
    """A refusal as the error that a screen or a program shows."""
    problem = Problem(code=found.code, message=found.sentence, remedy=found.remedy)
    return Missing(problem) if found.code == "not-seen" else Refused(problem)


def missing(what: str) -> Missing:
    remedy = "It may have been taken away, or belong to an inspection that you have no part in."
    return Missing(Problem(code="not-found", message=f"There is no such {what}.", remedy=remedy))


def take(model: type[Row], key: UUID | str, what: str) -> Row:
    """The row, locked until the transaction ends. Raises `Missing` when row-level security shows none."""
    try:
        return model._default_manager.select_for_update(of=("self",)).get(pk=key)
    except (model.DoesNotExist, ValidationError, ValueError):
        raise missing(what) from None


def take_version(
    model: type[VersionedRow], key: UUID | str, version: int, what: str, mine: Mapping[str, object]
) -> VersionedRow:
    """The row, locked, if nobody changed it since `version`.

    Raises `Missing`, or `Stale` with `mine`, the values that were to be saved, and those of the same fields
    that are there now.
    """
    row = take(model, key, what)
    if row.version != version:
        raise Stale(
            Problem(
                code="changed-meanwhile",
                message=f"Somebody else changed this {what} meanwhile; nothing of yours is saved yet.",
                remedy="Compare the two below, and save again what should stand.",
            ),
            mine=mine,
            theirs={name: getattr(row, name) for name in mine},
        )
    return row


def save_version(row: Versioned, *fields: str) -> None:
    """Save these fields and count the version up."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def checked(row: models.Model) -> None:
    """Raises `Invalid`, a problem for every field that its column cannot hold."""
    try:
        row.clean_fields()
    except ValidationError as error:
        raise Invalid(
            Problem(code="field-wrong", message=" ".join(messages), field=name)
            for name, messages in error.message_dict.items()
        ) from None


def invalid(field: str, message: str, remedy: str = "", code: str = "field-wrong") -> Invalid:
    return Invalid(Problem(code=code, message=message, remedy=remedy, field=field))
