"""A site in which every page has something to show: `python -m tests.lib.walk_site`, as `live_site` is.

Prints one line of JSON: `port`, `sessions` by who, `pages` (name of the address → who may open it, and the
path with real rows in it) and `without`: the addresses that nobody can open as a page.
"""

from __future__ import annotations

import json
import sys
from wsgiref.simple_server import make_server

from tests.lib import django_setup

django_setup.set_up()

from allauth.account.internal.userkit import user_id_to_str  # noqa: E402
from allauth.mfa.models import Authenticator  # noqa: E402
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils.timezone import localdate, now, timedelta  # noqa: E402
from fido2.cose import ES256  # noqa: E402
from fido2.utils import websafe_encode  # noqa: E402
from fido2.webauthn import (  # noqa: E402
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from cairn.actions import reports as acts  # noqa: E402
from cairn.actions.tokens import digest_of  # noqa: E402
from cairn.bridge.publish import EVIDENCE  # noqa: E402
from cairn.store import models as m  # noqa: E402
from cairn.web.access import PUBLIC  # noqa: E402
from tests.lib.access_table import OK, TABLE, address, expected  # noqa: E402
from tests.lib.live_site import Quiet, Server  # noqa: E402
from tests.lib.publishing import agreed_report, as_, begun_report  # noqa: E402
from tests.lib.rich_world import Rich, actor, make, make_rich_world  # noqa: E402
from tests.lib.signing_in import give_app, give_password, sign_in  # noqa: E402
from tests.lib.small_bundle import TEXT, write_small_bundle  # noqa: E402

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
        report, author = begun_report(rich.world), as_(rich.world, "report_author")
        report = acts.edit_report(
            actor=author, report_id=report.pk, version=1, title=report.title, summary="", text=TEXT
        )
        found["draft"] = begun_report(rich.world).slug
        found["in_review"] = acts.submit_report(
            actor=author, report_id=report.pk, version=report.version
        ).slug
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
    made = {}
    for who in rich.everybody:
        client = Client()
        client.force_login(m.Person.objects.get(pk=rich.person(who).pk))
        session = client.session
        # Long walks: nobody is asked again on the way whether it is them.
        said = {"method": "mfa", "type": "totp", "at": (now() + timedelta(hours=1)).timestamp()}
        session["account_authentication_methods"] = [said | {"reauthenticated": True}]
        session["account_authentication_methods_user"] = user_id_to_str(rich.person(who))
        session.save()
        made[who] = session.session_key
    client = Client()
    sign_in(client, rich.person(SAFE).email)
    made[BETWEEN] = client.session.session_key
    return made


def main() -> None:
    call_command("upgrade_tables", verbosity=0)
    rich = make_rich_world()
    with transaction.atomic():
        more_rows(rich)
    found = pages(rich, reports(rich))
    with transaction.atomic():
        keys = sessions(rich)
    application = StaticFilesHandler(get_wsgi_application())
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    told = {
        "port": server.server_port,
        "sessions": keys,
        "pages": found,
        "without": sorted(name for name in TABLE if not found.get(name)),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
