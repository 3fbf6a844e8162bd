"""Asks that a report be published, for whoever kills its maker: `python -m tests.lib.publishing_asked`."""

from __future__ import annotations

from tests.lib import django_setup

django_setup.set_up()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from cairn.actions.publishing import ask_to_publish  # noqa: E402
from cairn.bridge.publish import EVIDENCE  # noqa: E402
from tests.factories import make_world  # noqa: E402
from tests.lib.publishing import agreed_report, as_  # noqa: E402
from tests.lib.small_bundle import write_small_bundle  # noqa: E402


def main() -> None:
    call_command("upgrade_tables", verbosity=0)
    world = make_world()
    evidence = settings.HOME / EVIDENCE / world.programme.slug
    if not evidence.is_dir():
        write_small_bundle(evidence)
    with transaction.atomic():
        report = agreed_report(world)
        ask_to_publish(actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version)


if __name__ == "__main__":
    main()
