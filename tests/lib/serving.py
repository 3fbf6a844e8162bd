"""What the sites share that browsers visit: their tables, a session of somebody, and to be served."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tests.lib import django_setup

django_setup.set_up()

from allauth.account.internal.userkit import user_id_to_str  # noqa: E402
from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils.timezone import now, timedelta  # noqa: E402

from cairn.store.context import answer_to  # noqa: E402
from cairn.store.models import Person  # noqa: E402


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def prepare() -> None:
    """Tables as this version has them, in whatever database the environment names."""
    call_command("upgrade_tables", if_changed=True, verbosity=0)


def session_of(person: Person) -> str:
    """A session of somebody who has just shown a second factor."""
    client = Client()
    client.force_login(person)
    session = client.session
    # Long walks: nobody is asked again on the way whether it is them.
    said = {"method": "mfa", "type": "totp", "at": (now() + timedelta(hours=1)).timestamp()}
    session["account_authentication_methods"] = [said | {"reauthenticated": True}]
    session["account_authentication_methods_user"] = user_id_to_str(person)
    session.save()
    return str(session.session_key)


def sessions_of(people: Mapping[str, Person]) -> dict[str, str]:
    """By the same names; each as the database shows them to themselves."""
    with transaction.atomic():
        made = {}
        for name, person in people.items():
            answer_to(person.pk)
            made[name] = session_of(Person.objects.get(pk=person.pk))
        return made


def serve(told: Mapping[str, object]) -> None:
    """Print what is told of the site, with its port, as one line of JSON, and serve until it is stopped."""
    application = StaticFilesHandler(get_wsgi_application())
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    sys.stdout.write(json.dumps({"port": server.server_port, **told}) + "\n")
    sys.stdout.flush()
    server.serve_forever()
