"""Rows as the subjects that policy decides about."""

from __future__ import annotations

from functools import singledispatch
from types import MappingProxyType

from cairn.policy.model import NOTHING, Subject
from cairn.store.models import (
    Activity,
    Concern,
    Evaluation,
    Inspection,
    LedgerEntry,
    Programme,
    Report,
    Request,
)


@singledispatch
def subject_of(row: object) -> Subject:
    """The subject of a row: its noun, state, and the programme, inspection and partnership it belongs to."""
    raise TypeError(f"Policy decides nothing about {type(row).__name__}.")


@subject_of.register
def _(row: Programme) -> Subject:
    return Subject(noun="programme", id=str(row.pk), state=row.state, programme_id=str(row.pk))


@subject_of.register
def _(row: Inspection) -> Subject:
    return within(row, noun="inspection", key=str(row.pk), state=row.state)


@subject_of.register
def _(row: Activity) -> Subject:
    return within(
        row.inspection, noun="activity", key=str(row.pk), state=row.state, owner_id=_key(row.lead_id)
    )


@subject_of.register
def _(row: Request) -> Subject:
    return within(row.inspection, noun="request", key=str(row.pk), state=row.state)


@subject_of.register
def _(row: LedgerEntry) -> Subject:
    return within(
        row.inspection, noun="ledger_entry", key=str(row.pk), state=row.state, owner_id=_key(row.owner_id)
    )


@subject_of.register
def _(row: Evaluation) -> Subject:
    return within(
        row.inspection,
        noun="evaluation",
        key=str(row.pk),
        state=row.state,
        owner_id=_key(row.owner_id),
        proposed_by=_key(row.proposed_by_id) or "",
    )


@subject_of.register
def _(row: Concern) -> Subject:
    return within(
        row.inspection,
        noun="concern",
        key=str(row.pk),
        state=row.state,
        owner_id=_key(row.raised_by_id),
        escalated="yes" if row.escalated_at else "no",
    )


@subject_of.register
def _(row: Report) -> Subject:
    submitted_by = _key(row.submitted_by_id) or ""
    if row.inspection is not None:
        return within(
            row.inspection, noun="report", key=str(row.pk), state=row.state, submitted_by=submitted_by
        )
    return Subject(
        noun="report",
        id=str(row.pk),
        state=row.state,
        programme_id=str(row.programme_id),
        facts=MappingProxyType({"submitted_by": submitted_by}),
    )


def within(
    inspection: Inspection,
    *,
    noun: str,
    key: str = "",
    state: str = NOTHING,
    owner_id: str | None = None,
    **facts: str,
) -> Subject:
    """Something of an inspection, existing or about to begin."""
    return Subject(
        noun=noun,
        id=key,
        state=state,
        programme_id=str(inspection.programme_id),
        inspection_id=str(inspection.pk),
        partnership_id=str(inspection.partnership_id),
        owner_id=owner_id,
        facts=MappingProxyType({"inspection_state": inspection.state, **facts}),
    )


def _key(value: object) -> str | None:
    return None if value is None else str(value)
