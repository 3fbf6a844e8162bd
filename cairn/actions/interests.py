"""Declared interests: nobody reads or judges where they have a stake of their own."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from cairn.actions.acting import Acting, acting, invalid, take
from cairn.actions.notices import tell, tell_holders
from cairn.policy.acts import Act
from cairn.policy.model import Actor, Subject
from cairn.policy.roles import SCRUTINY_TEAM, Role
from cairn.store.models import Inspection, Interest, Membership, Partnership


def declare_interest(*, actor: Actor, partnership_id: UUID | str, reason: str) -> Interest:
    """Declare an interest in a partnership that one can see. From this moment its holder neither reads nor
    judges there; the programme leads and the leads of its inspection are told.

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
        _tell_leads(
            actor, partnership, "has declared an interest in {}, and no longer reads or judges there."
        )
        _record(act, row)
    return row


def end_interest(*, actor: Actor, interest_id: UUID | str) -> Interest:
    """End one's own declared interest; what it barred is open again as far as one's roles reach. Nobody is
    asked, but the same leads are told as when it was declared, and it stands in the same history."""
    with acting(actor, Act.INTEREST_END) as act:
        row = take(Interest, interest_id, "declared interest")
        act.require(_subject(row))
        if row.ended_at is not None:
            raise invalid("", "This interest has ended already.")
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        _tell_leads(
            actor, row.partnership, "has ended their interest in {}, and may read and judge there again."
        )
        _record(act, row)
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


def _record(act: Acting, row: Interest) -> None:
    """In the history of the inspection there, which its leads read; in that of the programme where there is
    none that the person knows of."""
    about = Inspection.objects.filter(partnership=row.partnership_id).first()
    placed = replace(
        _subject(row),
        programme_id=str(row.partnership.programme_id),
        inspection_id=str(about.pk) if about else None,
    )
    audience = "team" if about else "programme"
    act.record(placed, audience=audience, partnership=row.partnership_id, ended=row.ended_at is not None)


def _tell_leads(actor: Actor, partnership: Partnership, said: str) -> None:
    """Programme leads, whom the person need not see, and the inspection leads there, as far as they do."""
    text = f"{actor.name} {said.format(partnership.name)}"
    tell_holders([Role.PROGRAMME_LEAD], text, "", programme_id=partnership.programme_id)
    leads = Membership.objects.filter(
        inspection__partnership=partnership, role=Role.INSPECTION_LEAD, ended_at__isnull=True
    )
    tell(leads.values_list("person_id", flat=True), text, but=actor.person_id)
