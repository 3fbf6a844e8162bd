"""Who is in the team of an inspection."""

from __future__ import annotations

from uuid import UUID

from cairn.policy.roles import SCRUTINY_TEAM
from cairn.store.models import Membership


def team_members(inspection_id: UUID | str) -> dict[str, str]:
    """The people who inspect now, by key, with their names; in the order of their names."""
    held = Membership.objects.filter(
        inspection_id=inspection_id, ended_at__isnull=True, role__in=SCRUTINY_TEAM, person__is_active=True
    )
    pairs = held.values_list("person_id", "person__name").order_by("person__name").distinct()
    return {str(key): name for key, name in pairs}
