"""For whom the database answers: row-level security reads it from the transaction's own settings."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from cairn.policy.model import Duty


def answer_to(person_id: UUID | str | None) -> None:
    """Within the present transaction, rows are those that this person may see; for nobody, what is published.

    Must be called inside a transaction: the setting ends with it, and a pooled connection carries nothing on.
    """
    _set(person=str(person_id or ""), duty="")


def answer_to_duty(duty: Duty) -> None:
    """Within the present transaction, rows are those that this duty of the program needs."""
    _set(person="", duty=duty.value)


def _set(*, person: str, duty: str) -> None:
    assert connection.in_atomic_block, "whom the database answers is said within a transaction"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.person_id', %s, true), set_config('app.duty', %s, true)", [person, duty]
        )
