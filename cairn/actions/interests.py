"""Declared interests: nobody reads or judges where they have a stake of their own."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from cairn.actions.acting import acting, invalid, take
from cairn.actions.notices import tell
from cairn.policy.acts import Act
from cairn.policy.model import Actor, Subject
from cairn.policy.roles import SCRUTINY_TEAM, Role
from cairn.store.models import Inspection, Interest, Membership, Partnership


def declare_interest(*, actor: Actor, partnership_id: UUID | str, reason: str) -> Interest:
    """Declare an interest in a partnership that one can see. From this moment its holder neither reads nor
    judges there; the leads whom they can see are told.

    Raises `Invalid` with fields `partnership` and `reason`.
    """
    with acting(actor, Act.INTEREST_DECLARE) as act:
        act.require(Subject(noun="interest", owner_id=actor.person_id))
        partnership = _partnership(partnership_id)
        if not reason.strip():
            raise invalid("reason", "The reason is missing.", "Say in a sentence what connects you.")
        row, made = Interest.objects.get_or_create(
            person_id=actor.person_id,
            partnership=partnership,
            ended_at=None,
            defaults={"reason": reason.strip()},
        )
        if not made:
            raise invalid(
                "partnership",
                f"You have declared an interest in {partnership.name} already.",
                "End it below if it is over.",
            )
        _tell_leads(actor, partnership)
        act.record(_subject(row), audience="person", partnership=partnership.pk)
    return row


def end_interest(*, actor: Actor, interest_id: UUID | str) -> Interest:
    """End one's own declared interest; what it barred is open again as far as one's roles reach."""
    with acting(actor, Act.INTEREST_END) as act:
        row = take(Interest, interest_id, "declared interest")
        act.require(_subject(row))
        if row.ended_at is not None:
            raise invalid("", "This interest has ended already.")
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        act.record(_subject(row), audience="person", partnership=row.partnership_id)
    return row


def roles_barred(actor: Actor) -> dict[str, list[Role]]:
    """By partnership, the actor's roles in a team that inspects it: what an interest there takes away."""
    mine: dict[str, list[Role]] = {held.inspection_id: [] for held in actor.roles if held.inspection_id}
    for held in sorted(actor.roles, key=lambda held: held.role):
        if held.inspection_id and held.role in SCRUTINY_TEAM:
            mine[held.inspection_id].append(held.role)
    rows = Inspection.objects.filter(pk__in=mine).values_list("pk", "partnership_id")
    return {str(partnership): mine[str(key)] for key, partnership in rows if mine[str(key)]}


def _partnership(key: UUID | str) -> Partnership:
    try:
        return Partnership.objects.get(pk=key)
    except (Partnership.DoesNotExist, ValidationError, ValueError):
        raise invalid("partnership", "There is no such partnership.", "Choose one of the list.") from None


def _subject(row: Interest) -> Subject:
    return Subject(noun="interest", id=str(row.pk), owner_id=str(row.person_id))


def _tell_leads(actor: Actor, partnership: Partnership) -> None:
    told = (
        f"{actor.name} has declared an interest in {partnership.name}, and no longer reads or judges there."
    )
    here = Q(inspection__isnull=True) | Q(inspection__partnership=partnership)
    leads = (
        Membership.objects.filter(here, programme=partnership.programme_id, ended_at__isnull=True)
        .filter(role__in=(Role.PROGRAMME_LEAD, Role.INSPECTION_LEAD))
        .exclude(person_id=actor.person_id)
        .values_list("person_id", flat=True)
    )
    tell(leads, told)
