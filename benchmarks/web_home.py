"""A home folder with an inspection in full swing, and what its pages ask of the database.

    python -m benchmarks.web_home HOME

In a process of its own: Django is set up on that home. Prints one line of JSON: sessions, pages, and for
every page how many queries it asks and what row-level security adds to them.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from pathlib import Path

from cairn.config.installation import settle
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_roles import prepare_roles

home = Path(sys.argv[1])
server = EmbeddedServer(home / "postgres").ensure()
logins = prepare_roles(server)
os.environ["DATABASE_URL"] = logins.app.conninfo
os.environ["DATABASE_OWNER_URL"] = logins.owner.conninfo
installation = settle(home)

from django.db import connections, transaction  # noqa: E402 - models need Django set up
from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.web_world import make_programme  # noqa: E402
from cairn.store import models as m  # noqa: E402
from cairn.store.context import answer_to  # noqa: E402
from tests.lib.rich_world import Rich, as_owner  # noqa: E402

TEAM = ("inspection_lead", "deputy_lead", "inspector", "associate_assessor", "inspection_analyst")
PEOPLE = 50
ROUNDS = 25
WRITING = ("set_config", "store_record_event")


def pages(rich: Rich) -> dict[str, str]:
    """The ten most used pages, by name."""
    here = f"/inspections/{rich.world.a.slug}/"
    return {
        "my work": "/my-work/",
        "inspections": "/inspections/",
        "an inspection": here,
        "timetable": f"{here}timetable/",
        "diary": f"{here}diary/",
        "requests": f"{here}requests/",
        "a request": f"{here}requests/{rich.rows['request'].pk}/",
        "ledger": f"{here}ledger/",
        "an evaluation": f"{here}evaluations/2.2/",
        "a published report": "/reports/overview/2/",
    }


def session_of(person: m.Person) -> str:
    with transaction.atomic():
        answer_to(person.pk)
        client = Client()
        client.force_login(person)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp"}]
        session.save()
    return str(session.session_key)


def asked_by(page: str, session: str) -> list[str]:
    """The queries of one page, as they were sent."""
    client = Client(headers={"host": "localhost"})
    client.cookies["cairn_session"] = session
    client.get(page)  # what is written once a session is not a page's own
    with CaptureQueriesContext(connections["default"]) as seen:
        assert client.get(page).status_code == 200, page
    return [one["sql"] for one in seen]


def milliseconds(person: m.Person, queries: list[str]) -> dict[str, float]:
    """The median time that these reading queries take together, guarded and bare, asked in turn."""
    reading = [
        one
        for one in queries
        if one.lstrip().upper().startswith("SELECT") and not any(word in one for word in WRITING)
    ]
    taken: dict[str, list[float]] = {"default": [], "owner": []}
    as_owner()
    with transaction.atomic(using="default"), transaction.atomic(using="owner"):
        for alias in taken:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT set_config('app.person_id', %s, true)", [str(person.pk)])
        for _ in range(ROUNDS):
            for alias, times in taken.items():
                with connections[alias].cursor() as cursor:
                    times.append(_once(cursor, reading))
    return {
        name: statistics.median(taken[alias]) * 1000
        for name, alias in (("guarded", "default"), ("bare", "owner"))
    }


def _once(cursor: CursorWrapper, queries: list[str]) -> float:
    begun = time.perf_counter()
    for one in queries:
        cursor.execute(one)
        cursor.fetchall()
    return time.perf_counter() - begun


def measure(rich: Rich) -> list[dict[str, object]]:
    person = rich.person("inspection_lead")
    session, told = session_of(person), []
    for name, page in pages(rich).items():
        queries = asked_by(page, session)
        told.append({"page": name, "queries": len(queries), **milliseconds(person, queries)})
    return told


def main() -> None:
    installation.manage("upgrade_tables", verbosity=0)
    installation.manage("collectstatic", interactive=False, verbosity=0)
    rich = make_programme()
    told = {
        "pages": pages(rich),
        "measured": measure(rich),
        "sessions": [session_of(rich.person(TEAM[number % len(TEAM)])) for number in range(PEOPLE)],
    }
    connections.close_all()
    server.stop()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
