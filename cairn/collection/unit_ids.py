"""The checks of ids, by the name that this room knows them by; they live with the instruments."""

from __future__ import annotations

from cairn.instruments.unit_ids import NO_PERSON, id_fault, is_personal_column

__all__ = ["NO_PERSON", "id_fault", "is_personal_column"]
