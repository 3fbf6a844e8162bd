"""The demonstration, to tell stories in: `python -m tests.lib.story_site`, as `live_site` is.

Prints one line of JSON, `{"port": …, "sessions": {…}}`, and serves until it is stopped. Sessions are by role;
in the practice programme's inspections by letter and role, `D/inspector`.
"""

from __future__ import annotations

import os

os.environ["CAIRN_DEMO"] = "1"

from tests.lib import serving

# isort: split
from django.db import transaction
from django.test import Client

from cairn.config.demo.loading import load
from cairn.store.context import answer_to
from cairn.store.models import Membership, Person
from tests.lib.publishing_kept import keep_publishing

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
    serving.prepare()
    load(lambda text: None)
    with transaction.atomic():
        keys = sessions()
    keep_publishing()
    serving.serve({"sessions": keys})


if __name__ == "__main__":
    main()
