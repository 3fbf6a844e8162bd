"""Every route in exactly one list. A route in none is a programming error and is shown to nobody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cairn.web.errors import page_for_status

# Anyone, signed in or not. Only what is published, sign-in itself, and the health pages.
PUBLIC = frozenset(
    {
        "home",
        "health-live",
        "health-ready",
    }
)

# Signed in, but not yet through every door: second factor, code of conduct.
ON_THE_WAY_IN = frozenset({"account_logout"})

# Signed in, second factor and code of conduct done. What one sees there, policy and the database decide.
MEMBERS = frozenset(
    {
        "my-work",
        "notice-seen",
        "notices-seen",
        "people",
        "people-add",
        "people-end",
        "programmes",
        "programme",
        "programme-create",
        "programme-edit",
        "programme-phases",
        "programme-holidays",
        "programme-partnerships",
        "programme-start",
        "programme-close",
        "inspections",
        "inspection",
        "inspection-create",
        "inspection-edit",
        "inspection-move",
        "inspection-timetable",
        "inspection-team",
        "inspection-team-add",
        "inspection-team-end",
        "inspection-history",
    }
)

# Programs with a token.
TOKENS: frozenset[str] = frozenset()


def decide(request: HttpRequest) -> HttpResponse | None:
    """None to go on; else where the person is sent, or a refusal."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in PUBLIC or name in TOKENS:
        return None
    if not request.user.is_authenticated:
        if name in MEMBERS | ON_THE_WAY_IN:
            return redirect(f"/sign-in/?next={request.get_full_path()}")
        return page_for_status(request, 404)
    if name in ON_THE_WAY_IN:
        return None
    if name in MEMBERS:
        return next_door(request)
    return page_for_status(request, 404)


def next_door(request: HttpRequest) -> HttpResponse | None:
    """A member without a second factor, or who has not accepted the code of conduct, does that first."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.second_factor:
        return redirect("mfa_index")
    if not actor.conduct_accepted:
        return redirect("conduct")
    return None
