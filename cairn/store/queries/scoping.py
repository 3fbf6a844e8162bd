"""What is in scope: the newest decision on every indicator, and what the ledger says beside it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from cairn.store.models import LedgerEntry, ScopeDecision


@dataclass(frozen=True, slots=True)
class InLedger:
    """How many entries of each level an indicator has; entries that are no longer needed do not count."""

    no_significant_concerns: int = 0
    uncertainty: int = 0
    concern: int = 0

    @property
    def suggestion(self) -> bool | None:
        """In scope when anything is uncertain or of concern, out when nothing is; None without an entry."""
        if self.uncertainty or self.concern:
            return True
        return False if self.no_significant_concerns else None


def newest_decisions(inspection_id: UUID | str) -> dict[str, ScopeDecision]:
    """The decision that counts for each indicator on which there is one."""
    decisions = (
        ScopeDecision.objects.filter(inspection_id=inspection_id)
        .order_by("indicator", "-decided_at", "-id")
        .distinct("indicator")
        .select_related("decided_by")
    )
    return {one.indicator: one for one in decisions}


def ledger_by_indicator(inspection_id: UUID | str) -> dict[str, InLedger]:
    """What the ledger holds on each indicator that it has an entry on."""
    counted = (
        LedgerEntry.objects.filter(inspection_id=inspection_id)
        .exclude(state="no_longer_needed")
        .values("indicator", "level")
        .annotate(n=Count("pk"))
        .order_by("indicator")
    )
    found: dict[str, dict[str, int]] = {}
    for row in counted:
        found.setdefault(row["indicator"], {})[row["level"]] = row["n"]
    return {indicator: InLedger(**levels) for indicator, levels in found.items()}
