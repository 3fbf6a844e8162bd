"""Every route in exactly one list. A route in none is a programming error and is shown to nobody."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cairn.web.errors import page_for_status
from cairn.web.typed import typed_in

# Anyone, signed in or not. Only what is published, sign-in itself, and the health pages.
PUBLIC = frozenset(
    {
        "home",
        "accessibility",
        "api",
        "api-v1:api-root",
        "api-v1:edition",
        "api-v1:evaluations",
        "api-v1:figure",
        "api-v1:figures",
        "api-v1:glossary",
        "api-v1:good-practice",
        "api-v1:openapi-json",
        "api-v1:publication",
        "api-v1:publications",
        "api-v1:search",
        "evaluations",
        "glossary",
        "good-practice",
        "method",
        "open-data",
        "privacy",
        "report",
        "report-edition",
        "report-file",
        "reports",
        "robots",
        "search",
        "sitemap",
        "account_inactive",
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "demo-sign-in",
        "health-live",
        "health-ready",
        "invitation-open",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "openid_connect_callback",
        "openid_connect_login",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
    }
)

# Signed in, but not yet through every door: second factor, code of conduct.
ON_THE_WAY_IN = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "conduct",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
    }
)

# Signed in, second factor and code of conduct done. What one sees there, policy and the database decide.
MEMBERS = frozenset(
    {
        "concern",
        "concern-move",
        "concern-raise",
        "concerns",
        "retention",
        "account",
        "account_change_password",
        "interest-end",
        "interests",
        "invitation-make",
        "invitation-withdraw",
        "invitations",
        "mfa_deactivate_totp",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "token-revoke",
        "tokens",
        "usersessions_list",
        "my-work",
        "report-agree",
        "report-check",
        "report-create",
        "report-draft",
        "report-drafts",
        "report-edit",
        "report-preview",
        "report-publish",
        "report-return",
        "report-revise",
        "report-submit",
        "report-version",
        "report-versions",
        "report-withdraw",
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
        "partnership-edit",
        "partnership-remove",
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
        "inspection-diary",
        "activity",
        "activity-plan",
        "activity-edit",
        "activity-note",
        "activity-move",
        "inspection-requests",
        "inspection-request",
        "request-draft",
        "request-edit",
        "request-answer",
        "request-sheet",
        "request-upload",
        "request-file",
        "request-file-remove",
        "request-move",
        "inspection-evaluation",
        "inspection-evaluation-cite",
        "inspection-evaluation-move",
        "inspection-evaluation-owner",
        "inspection-evaluation-uncite",
        "inspection-evaluation-write",
        "inspection-evaluations",
        "inspection-ledger",
        "inspection-ledger-add",
        "inspection-ledger-edit",
        "inspection-ledger-entry",
        "inspection-ledger-plan",
        "inspection-ledger-plan-new",
        "inspection-ledger-reopen",
        "inspection-ledger-settle",
        "inspection-scope",
        "inspection-scope-decide",
        "inspection-scope-several",
    }
)

# Programs with a token.
TOKENS = frozenset(
    {
        "api-v1:work-programmes",
        "api-v1:work-inspections",
        "api-v1:work-activities",
        "api-v1:work-requests",
        "api-v1:work-ledger",
        "api-v1:work-scope",
        "api-v1:work-evaluations",
        "api-v1:work-reports",
        "api-v1:work-report",
    }
)


def decide(request: HttpRequest) -> HttpResponse | None:
    """None to go on; else where the person is sent, or a refusal."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in PUBLIC or name in TOKENS:
        return None
    if not request.user.is_authenticated:
        if name in MEMBERS | ON_THE_WAY_IN:
            sign_in = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
            if typed_in(request):  # their session ended while they were writing
                return page_for_status(request, 403, signed_out=True, sign_in=sign_in)
            return redirect(sign_in)
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
