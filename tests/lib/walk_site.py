"""A site in which every page has something to show: `python -m tests.lib.walk_site`, as `live_site` is.

Prints one line of JSON: `port`, `sessions` by who, `pages` (name of the address → who may open it, and the
path with real rows in it) and `without`: the addresses that nobody can open as a page. The single sign-on of
an organisation is configured, and never asked: the way through it is in tests/system/test_single_sign_on.
"""

from __future__ import annotations

import os

os.environ |= {"CAIRN_SSO_ADDRESS": "http://127.0.0.1:9", "CAIRN_SSO_NAME": "the council account"}
os.environ |= {"CAIRN_SSO_CLIENT_ID": "cairn", "CAIRN_SSO_SECRET": "never sent"}

from functools import partial

from tests.lib import serving

# isort: split
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now, timedelta
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from cairn.actions import reports as acts
from cairn.actions.publishing import ask_to_publish
from cairn.actions.tokens import digest_of
from cairn.bridge.publish import EVIDENCE
from cairn.store import models as m
from cairn.web.access import PUBLIC
from tests.factories import OWNER
from tests.lib.access_table import OK, TABLE, address, expected
from tests.lib.publishing import agreed_report, as_, begun_report
from tests.lib.rich_world import Rich, actor, make, make_rich_world
from tests.lib.signing_in import give_app, give_password, sign_in
from tests.lib.small_bundle import TEXT, write_small_bundle

# Asked first whether they may open an address; then everybody else of the world.
USUAL = ("programme_lead", "inspection_lead", "deputy_lead", "inspector", "partnership_coordinator")
# Has a password, an app, a passkey and recovery codes; and who is between the two steps of signing in.
SAFE, BETWEEN = "inspector", "between"
SECRET = "an-open-invitation"

Pages = dict[str, list[tuple[str, str]]]


def reports(rich: Rich) -> dict[str, str]:
    """The slugs of reports in every state, by state."""
    evidence = settings.HOME / EVIDENCE / rich.world.programme.slug
    if not evidence.is_dir():
        write_small_bundle(evidence)
    found = {}
    with transaction.atomic():
        published = agreed_report(rich.world)
        acts.publish_report(
            actor=as_(rich.world, "programme_lead"), report_id=published.pk, version=published.version
        )
        found["published"] = published.slug
        found["agreed"] = agreed_report(rich.world).slug
        found |= being_published(rich)
        report, author = begun_report(rich.world), as_(rich.world, "report_author")
        report = acts.edit_report(
            actor=author, report_id=report.pk, version=1, title=report.title, summary="", text=TEXT
        )
        found["draft"] = begun_report(rich.world).slug
        found["in_review"] = acts.submit_report(
            actor=author, report_id=report.pk, version=report.version
        ).slug
    return found


def being_published(rich: Rich) -> dict[str, str]:
    """A report that Cairn is publishing, and one that it could not publish."""
    found = {}
    for state in ("asked", "failed"):
        report = agreed_report(rich.world)
        lead = as_(rich.world, "programme_lead")
        asked = ask_to_publish(actor=lead, report_id=report.pk, version=report.version)
        found[state] = report.slug
    problem = {"code": "claim-fails", "message": "“Most” does not hold: 12 of 40.", "remedy": "Write “some”."}
    failed = m.Publishing.objects.using(OWNER).filter(pk=asked.pk)
    transaction.on_commit(partial(failed.update, state="failed", ended_at=now(), problems=[problem]))
    return found


def more_rows(rich: Rich) -> None:
    """What the rich world lacks: a draft of a programme, an open invitation, a person with every factor."""
    programme, lead = rich.world.programme, rich.person("programme_lead")
    draft = make(
        m.Programme,
        slug="draft-programme",
        title="A programme to come",
        years="2031–2033",
        framework=programme.framework,
        edition=programme.edition,
        graded=programme.graded,
        starts_on=localdate(),
        ends_on=localdate() + timedelta(days=900),
        state="draft",
    )
    make(m.Membership, person=lead, programme=draft, role="programme_lead")
    make(m.Phase, programme=draft, position=1, name="Preparation", weeks=6)
    make(
        m.Invitation,
        email="somebody.new@example.org",
        name="Somebody new",
        programme=programme,
        role="inspector",
        inspection=rich.world.a,
        token_digest=digest_of(SECRET),
        invited_by=lead,
        expires_at=now() + timedelta(days=7),
    )
    for place in range(5):
        make(m.Notice, person=lead, text=f"Somebody answered request {place}.", url="/inspections/")
    give_password(rich.person(SAFE))
    give_app(rich.person(SAFE))
    rich.rows["passkey"] = Authenticator.objects.create(
        user_id=rich.person(SAFE).pk,
        type="webauthn",
        data={"name": "My telephone", "credential": credential()},
    )
    RecoveryCodes.activate(m.Person.objects.get(pk=rich.person(SAFE).pk))


def credential() -> dict[str, object]:
    """What a telephone answers when a passkey is set up on it; nobody holds its key."""
    key = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    held = AttestedCredentialData.create(bytes(16), b"a passkey of the walk", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    said = AuthenticatorData.create(bytes(32), flags, 0, held)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    return {
        "id": websafe_encode(held.credential_id),
        "rawId": websafe_encode(held.credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", said, {})),
        },
    }


def pages(rich: Rich, report: dict[str, str]) -> Pages:
    """Who opens what: as the table of access has it, but for pages that want rows of another state."""
    own = _own(rich, report)
    found: Pages = {}
    for name in TABLE:
        if name in own:
            found[name] = own[name]
        elif TABLE[name].get == OK:
            who = _somebody(name, rich)
            found[name] = [(who, address(name, rich))] if who is not None else []
    return found


def _somebody(name: str, rich: Rich) -> str | None:
    """The first who may open it; nobody at all ("") for what is public."""
    if name in PUBLIC:
        return ""
    with transaction.atomic():
        everybody = [*USUAL, *(who for who in rich.everybody if who not in USUAL)]
        return next((who for who in everybody if expected(name, actor(rich, who), rich) == OK), None)


def _own(rich: Rich, report: dict[str, str]) -> Pages:
    place = rich.world.a.slug
    key = rich.rows["passkey"].pk
    steps = {
        "report-edit": ("report_author", "draft"),
        "report-submit": ("report_author", "draft"),
        "report-draft": ("programme_lead", "in_review"),
        "report-preview": ("programme_lead", "in_review"),
        "report-check": ("programme_lead", "in_review"),
        "report-versions": ("programme_lead", "in_review"),
        "report-return": ("panel_member", "in_review"),
        "report-agree": ("panel_member", "in_review"),
        "report-publish": ("programme_lead", "agreed"),
        "report-withdraw": ("programme_lead", "published"),
        "report-revise": ("programme_lead", "published"),
    }
    own = {name: [(who, reverse(name, args=[report[state]]))] for name, (who, state) in steps.items()}
    on_the_way = [reverse("report-draft", args=[report[state]]) for state in ("asked", "failed")]
    own["report-draft"] += [("programme_lead", where) for where in on_the_way]
    published = report["published"]
    withdrawn = ("", reverse("report-edition", args=["overview", 1]))
    own |= {
        "report": [("", reverse("report", args=[published]))],
        "report-edition": [("", reverse("report-edition", args=[published, 1])), withdrawn],
        "report-version": [("programme_lead", reverse("report-version", args=[report["in_review"], 1]))],
        "programme-start": [("programme_lead", reverse("programme-start", args=["draft-programme"]))],
        "request-move": [
            (
                "inspection_lead",
                reverse("request-move", args=[place, rich.rows["answered"].pk, "return"]),
            )
        ],
        "invitation-open": [
            ("", reverse("invitation-open", args=[SECRET])),
            ("", reverse("invitation-open", args=["unknown"])),
        ],
        "account_login": [("", reverse("account_login"))],
        "openid_connect_login": [("", reverse("openid_connect_login", args=["sso"]))],
        # Coming back with an answer to no question.
        "openid_connect_callback": [("", f"{reverse('openid_connect_callback', args=['sso'])}?state=none")],
        "mfa_authenticate": [(BETWEEN, reverse("mfa_authenticate"))],
        "mfa_activate_totp": [("deputy_lead", reverse("mfa_activate_totp"))],
        "mfa_index": [(who, reverse("mfa_index")) for who in (SAFE, "deputy_lead")],
        "mfa_edit_webauthn": [(SAFE, reverse("mfa_edit_webauthn", args=[key]))],
        "mfa_remove_webauthn": [(SAFE, reverse("mfa_remove_webauthn", args=[key]))],
        "search": [("", f"{reverse('search')}?q=most"), ("", f"{reverse('search')}?q=zebra")],
    }
    factors = ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes")
    again = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_reauthenticate")
    safe = (*factors, *again, "account_change_password")
    return own | {name: [(SAFE, reverse(name))] for name in safe}


def sessions(rich: Rich) -> dict[str, str]:
    """A session of everybody past the doors, and one of whoever is between the two steps."""
    client = Client()
    with transaction.atomic():
        sign_in(client, rich.person(SAFE).email)
    made = {who: rich.person(who) for who in rich.everybody}
    return serving.sessions_of(made) | {BETWEEN: client.session.session_key}


def main() -> None:
    serving.prepare()
    rich = make_rich_world()
    with transaction.atomic():
        more_rows(rich)
    found = pages(rich, reports(rich))
    without = sorted(name for name in TABLE if not found.get(name))
    serving.serve({"sessions": sessions(rich), "pages": found, "without": without})


if __name__ == "__main__":
    main()
