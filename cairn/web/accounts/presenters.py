"""What the pages of an account show, made of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from cairn.actions.invitations import state_of
from cairn.actions.people import Sample
from cairn.actions.tokens import SCOPES
from cairn.policy.model import Actor
from cairn.policy.roles import MEANINGS, Role
from cairn.store.models import ApiToken, Interest, Invitation, Membership, Partnership
from cairn.web.components.place import name_of
from cairn.web.components.values import Link, Row, Table, Tag, Tone
from cairn.web.components.words import day_in_words

YOU = Link("Your account", "/account/")
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def cards_of(people: Iterable[Sample]) -> list[dict[str, str]]:
    """The parts that can be tried in the demonstration."""
    return [
        {"key": one.key, "name": one.name, "role": sentence(one.role.label), "meaning": MEANINGS[one.role]}
        for one in people
    ]


def sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def moment(at: datetime | None) -> str:
    """ "12 March 2026, 14:05"; an empty text for never."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{day_in_words(local.date())}, {local:%H:%M}"


def role_table(memberships: Iterable[Membership], actor: Actor) -> Table:
    rows = [
        (sentence(Role(row.role).label), _place(row, actor), day_in_words(timezone.localdate(row.began_at)))
        for row in memberships
    ]
    return Table(
        caption="Roles you hold",
        caption_hidden=True,
        columns=("Role", "Where", "Since"),
        rows=rows,
        empty="You hold no role now. Whoever leads your inspection can invite you to one.",
    )


def _place(row: Membership | Invitation, actor: Actor) -> str:
    if row.inspection_id is None:
        return f"{row.programme.title} (whole programme)"
    # Before its notice the database shows an inspection to the team only.
    return name_of(row.inspection, actor) if row.inspection else "an inspection not yet announced"


def factor_rows(held: Mapping[str, Any]) -> list[Row]:
    """Authenticator app, passkeys and recovery codes, and where each is changed."""
    app, keys, codes = held.get("totp"), held.get("webauthn") or [], held.get("recovery_codes")
    left = len(codes.get_unused_codes()) if codes else 0
    rows = [
        Row("Authenticator app", Tag("Set up", "good"), reverse("mfa_deactivate_totp"), "Remove")
        if app
        else Row("Authenticator app", Tag("Not set up"), reverse("mfa_activate_totp"), "Set up"),
        Row(
            "Passkeys",
            Tag(f"{len(keys)} set up", "good") if keys else Tag("None"),
            reverse("mfa_add_webauthn"),
            "Add",
        ),
    ]
    if app or keys:
        tag = Tag(f"{left} left", "good" if left > 3 else "attention")
        address = reverse("mfa_view_recovery_codes" if left else "mfa_generate_recovery_codes")
        rows.append(Row("Recovery codes", tag, address, "See" if left else "Make new"))
    return rows


def passkey_table(keys: Sequence[Any]) -> Table | None:
    rows = [
        (
            key.name,
            "Alone" if key.is_passwordless else "After the password",
            moment(key.instance.created_at),
            moment(key.instance.last_used_at),
            [
                Link("Rename", reverse("mfa_edit_webauthn", args=[key.instance.pk]), key.name),
                Link("Remove", reverse("mfa_remove_webauthn", args=[key.instance.pk]), key.name),
            ],
        )
        for key in keys
    ]
    columns = ("Name", "Signs in", "Added", "Last used", "Change")
    return Table(caption="Your passkeys", columns=columns, rows=rows) if rows else None


def of_programme(partnership: Partnership) -> str:
    """A partnership as it is chosen where those of every programme stand together."""
    return f"{partnership.name}, {partnership.programme.title}"


def interest_table(interests: Iterable[Interest]) -> Table:
    rows = [
        (
            of_programme(row.partnership),
            row.reason,
            day_in_words(timezone.localdate(row.declared_at)),
            Link(
                "End",
                reverse("interest-end", args=[row.pk]),
                f"the interest in {of_programme(row.partnership)}",
            ),
        )
        for row in interests
    ]
    columns = ("Partnership", "Why", "Since", "Change")
    return Table(caption="Interests you have declared", columns=columns, rows=rows)


def token_state(row: ApiToken) -> Tag:
    if row.revoked_at is not None:
        return Tag("Revoked", "neutral")
    return Tag("In use", "good") if row.expires_at > timezone.now() else Tag("Expired", "neutral")


def token_table(tokens: Iterable[ApiToken]) -> Table:
    rows = []
    for row in tokens:
        state = token_state(row)
        revoke = Link("Revoke", reverse("token-revoke", args=[row.pk]), f"the token {row.name}")
        rows.append(
            (
                row.name,
                [sentence(SCOPES.get(scope, scope)) for scope in row.scopes],
                day_in_words(timezone.localdate(row.expires_at)),
                moment(row.last_used_at),
                state,
                revoke if state.text == "In use" else "",
            )
        )
    columns = ("Name", "Reads", "Until", "Last used", "State", "Change")
    return Table(caption="Your tokens", columns=columns, rows=rows)


def _ago(then: datetime) -> str:
    if timezone.now() - then < timedelta(minutes=1):
        return "just now"
    return f"{timesince(then, depth=1)} ago"


def session_rows(sessions: Iterable[UserSession], present: str) -> list[dict[str, object]]:
    """Where one is signed in, newest first, the present session before all."""
    ordered = sorted(sessions, key=lambda one: (one.session_key != present, -one.last_seen_at.timestamp()))
    return [
        {
            "key": one.pk,
            "browser": browser_of(one.user_agent),
            "ip": one.ip,
            "began": moment(one.created_at),
            "seen": _ago(one.last_seen_at),
            "present": one.session_key == present,
        }
        for one in ordered
    ]


def browser_of(agent: str) -> str:
    """ "Firefox on Windows", as far as a browser tells; never taken for proof of anything."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser


def invitation_table(invitations: Iterable[Invitation], actor: Actor) -> Table:
    tones: dict[str, Tone] = {
        "open": "progress",
        "accepted": "good",
        "withdrawn": "neutral",
        "expired": "attention",
    }
    rows = []
    for row in invitations:
        state = state_of(row)
        withdraw = Link(
            "Withdraw", reverse("invitation-withdraw", args=[row.pk]), f"the invitation of {row.name}"
        )
        rows.append(
            (
                [row.name, row.email],
                sentence(Role(row.role).label),
                _place(row, actor),
                row.invited_by.name,
                [
                    Tag(sentence(state), tones[state]),
                    f"until {day_in_words(timezone.localdate(row.expires_at))}",
                ]
                if state == "open"
                else Tag(sentence(state), tones[state]),
                withdraw if state == "open" else "",
            )
        )
    columns = ("Who", "Role", "Where", "Invited by", "State", "Change")
    return Table(caption="Invitations", columns=columns, rows=rows, caption_hidden=True)
