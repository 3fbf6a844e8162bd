"""The table of evaluations of a programme, as it fills while the panel signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from cairn.store.models import Evaluation, Inspection


@dataclass(frozen=True, slots=True)
class SignedRow:
    """An inspection with the values that the panel has signed, by subject; a subject not signed is absent."""

    inspection_id: UUID
    slug: str
    letter: str
    place: str
    values: Mapping[str, int]


def signed_table(programme_id: UUID | str) -> list[SignedRow]:
    """A row for each inspection of the programme that the database shows to whoever asks, in the order of
    the partnerships' letters. Two queries."""
    inspections = Inspection.objects.filter(programme_id=programme_id).select_related("partnership")
    signed: dict[UUID, dict[str, int]] = {}
    for inspection_id, subject, value in Evaluation.objects.filter(
        inspection__programme_id=programme_id, state="signed"
    ).values_list("inspection_id", "subject", "value"):
        signed.setdefault(inspection_id, {})[subject] = value
    return [
        SignedRow(
            one.pk,
            one.slug,
            one.partnership.letter,
            one.partnership.name,
            MappingProxyType(signed.get(one.pk, {})),
        )
        for one in inspections.order_by("partnership__letter")
    ]
