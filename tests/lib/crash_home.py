"""Makes an installation to be killed: `python -m tests.lib.crash_home HOME`, in a process of its own.

Prints one line of JSON: for each of two inspectors their session and what the form of the ledger wants.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from cairn.config.installation import settle
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_roles import prepare_roles


def main(home: Path) -> None:
    # Making a database takes long on a disk; what is killed later runs as it would in earnest.
    server = EmbeddedServer(home / "postgres", durable=False).ensure()
    logins = prepare_roles(server)
    os.environ["DATABASE_URL"] = logins.app.conninfo
    os.environ["DATABASE_OWNER_URL"] = logins.owner.conninfo
    settle(home).manage("upgrade_tables", verbosity=0)
    told = people()
    server.stop()
    sys.stdout.write(json.dumps(told) + "\n")


def people() -> list[dict[str, str]]:
    # Models can be imported only now that Django is set up.
    from django.db import transaction  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from cairn.store.context import answer_to  # noqa: PLC0415
    from tests.factories import make_world  # noqa: PLC0415

    world = make_world()
    told = []
    for other, slug in ((False, world.a.slug), (True, world.b.slug)):
        person = world.person("inspector", other=other)
        with transaction.atomic():
            answer_to(person.pk)
            client = Client()
            client.force_login(person)
            session = client.session
            session["account_authentication_methods"] = [{"method": "mfa", "type": "totp"}]
            session.save()
        told.append({"session": session.session_key, "owner": str(person.pk), "slug": slug})
    return told


if __name__ == "__main__":
    main(Path(sys.argv[1]))
