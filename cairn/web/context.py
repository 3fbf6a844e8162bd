"""What every template knows: who is here, and what the house shows on every page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, object]:
    """`actor` (None for the public), `demo`, and `can_raise_concern` for the button on every screen."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "demo": settings.DEMO,
        "can_raise_concern": bool(actor and actor.roles),
        "site_address": settings.SITE_ADDRESS,
    }
