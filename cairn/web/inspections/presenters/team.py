"""The people of an inspection, in plain values."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.timezone import localtime, now

from cairn.actions.memberships import offer, roles_offered
from cairn.policy.acts import Act
from cairn.policy.deciding import may
from cairn.policy.model import Actor
from cairn.policy.roles import INSPECTION_ROLES, MEANINGS, PARTNERSHIP, SCRUTINY_TEAM, Role
from cairn.policy.states import BEFORE_NOTICE
from cairn.store.models import Inspection, Interest, Invitation, Membership
from cairn.web.components.people import body_labels, said
from cairn.web.components.values import Link, Table, Tag
from cairn.web.components.words import short_day

ORDER = tuple(role for role in Role if role in INSPECTION_ROLES)


def page_of(inspection: Inspection, actor: Actor) -> dict[str, object]:
    """Those who take part now, on either side, with what they are there for."""
    held = list(
        Membership.objects.filter(inspection=inspection, ended_at__isnull=True).select_related("person")
    )
    held.sort(key=lambda one: (ORDER.index(Role(one.role)), one.person.name))
    offered = roles_offered(actor, inspection.programme, inspection)
    return {
        "title": "People",
        "inspection": inspection,
        "here": "inspection-team",
        "team": _table("Who inspects", held, SCRUTINY_TEAM, inspection, actor),
        "partnership": _table("The partnership’s people", held, PARTNERSHIP, inspection, actor),
        "invitations": _invitations(inspection) if offered else None,
        "may_add": bool(offered),
        "meanings": [(said(role), MEANINGS[role]) for role in ORDER],
        "partnership_hidden": inspection.state in BEFORE_NOTICE,
    }


def _table(
    caption: str, held: Sequence[Membership], roles: frozenset[Role], inspection: Inspection, actor: Actor
) -> Table:
    bodies = body_labels()
    shown = [(one, _end(one, inspection, actor)) for one in held if one.role in roles]
    ending = any(end for _, end in shown)
    rows = [
        (
            one.person.name,
            said(Role(one.role)),
            bodies.get(one.person.body),
            short_day(localtime(one.began_at).date()),
            *((end,) if ending else ()),
        )
        for one, end in shown
    ]
    columns = ("Name", "Role", "Works for", "Since", *(("Change",) if ending else ()))
    return Table(caption=caption, columns=columns, rows=rows, empty="Nobody yet.")


def _end(held: Membership, inspection: Inspection, actor: Actor) -> Link | None:
    # The receiver is left out: nothing about them decides who may end a role, and each would cost a query.
    if not may(actor, Act.MEMBERSHIP_END, offer(inspection.programme, inspection, held.role, None)):
        return None
    role = Role(held.role).label
    address = reverse("inspection-team-end", args=[inspection.slug, held.pk])
    return Link("End", address, f"the role of {held.person.name} as {role}")


def _invitations(inspection: Inspection) -> Table:
    waiting = Invitation.objects.filter(
        inspection=inspection, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).order_by("expires_at")
    return Table(
        caption="Invited, and not here yet",
        columns=("Name", "Address", "Role", "State"),
        rows=[(one.name, one.email, said(Role(one.role)), _invited(one)) for one in waiting],
    )


def _invited(invitation: Invitation) -> Tag:
    if invitation.expires_at <= now():
        return Tag("Expired", "attention")
    return Tag(f"Open until {short_day(localtime(invitation.expires_at).date())}", "progress")


def table_of_interests(inspection: Inspection) -> Table:
    """Who has declared an interest in the partnership, so that nobody wonders why they cannot be chosen."""
    declared = Interest.objects.filter(
        partnership=inspection.partnership_id, ended_at__isnull=True
    ).select_related("person")
    return Table(
        caption="Who cannot inspect here",
        columns=("Name", "Declared interest", "Since"),
        rows=[
            (one.person.name, one.reason, short_day(localtime(one.declared_at).date())) for one in declared
        ],
    )
