"""The demonstration, to tell stories in: `python -m tests.lib.story_site`, as `live_site` is.

Prints one line of JSON, `{"port": …, "sessions": {…}}`, and serves until it is stopped. Sessions are by role;
in the practice programme's inspections by letter and role, `D/inspector`.
"""

from __future__ import annotations

import json
import os
import sys
from wsgiref.simple_server import make_server

from tests.lib import django_setup

os.environ["CAIRN_DEMO"] = "1"
django_setup.set_up()

from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402

from cairn.config.demo.loading import load  # noqa: E402
from cairn.store.context import answer_to  # noqa: E402
from cairn.store.models import Membership, Person  # noqa: E402
from tests.lib.live_site import Quiet, Server  # noqa: E402

LEAD = "kim.reid@demo.invalid"


def sessions() -> dict[str, str]:
    """A session of everybody in the demonstration."""
    answer_to(Person.objects.get(email=LEAD).pk)
    held = Membership.objects.select_related("person", "inspection__partnership").order_by("began_at")
    made: dict[str, str] = {}
    for one in held:
        place = f"{one.inspection.partnership.letter}/" if one.inspection else ""
        name = f"{place}{one.role}"
        if name not in made:
            client = Client()
            client.force_login(one.person)
            made[name] = client.session.session_key
    return made


def main() -> None:
    call_command("upgrade_tables", verbosity=0)
    load(lambda text: None)
    with transaction.atomic():
        keys = sessions()
    application = StaticFilesHandler(get_wsgi_application())
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    sys.stdout.write(json.dumps({"port": server.server_port, "sessions": keys}) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
