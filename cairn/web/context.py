"""What every template knows: who is here, and what the house shows on every page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, object]:
    """`actor` (None for the public), their name and roles, `demo`, and whether to show the concern button."""
    actor = getattr(request, "actor", None)
    roles = sorted({held.role.label for held in actor.roles}) if actor else []
    return {
        "actor": actor,
        "account_name": actor.name if actor else "",
        "account_roles": ", ".join(roles).capitalize(),
        "demo": settings.DEMO,
        "can_raise_concern": bool(roles),
        "site_address": settings.SITE_ADDRESS,
    }
