"""The public site to be visited with a browser: `python -m tests.lib.live_public_site`, as `live_site` is.

It has the overview of 2018–2020, a small report in its second edition, one that was withdrawn, and a draft.
"""

from __future__ import annotations

import sys

from tests.lib import serving

# isort: split
from django.conf import settings
from django.db import connections, transaction

from cairn.actions import reports as acts
from cairn.actions.overview_report import publish_overview
from cairn.bridge.publish import EVIDENCE
from cairn.store.context import answer_to
from cairn.store.models import Programme, Report
from tests.factories import OWNER, World, make_world
from tests.lib.live_site import sessions
from tests.lib.publishing import agreed_report, as_
from tests.lib.small_bundle import FAILING, TEXT, write_small_bundle


def overview(world: World) -> None:
    """The overview on its stand-in evidence, which lies under the slug of a programme of its own."""
    Programme.objects.using(OWNER).filter(pk=world.programme.pk).update(slug="overview-programme")
    with transaction.atomic():
        lead, reviewer = as_(world, "programme_lead"), as_(world, "panel_member")
        publish_overview(lead=lead, reviewer=reviewer, programme_id=world.programme.pk)
    Programme.objects.using(OWNER).filter(pk=world.programme.pk).update(slug=world.programme.slug)


def small_reports(world: World) -> None:
    evidence = settings.HOME / EVIDENCE / world.programme.slug
    if not evidence.is_dir():
        write_small_bundle(evidence)
    with transaction.atomic():
        publish(world, agreed_report(world))
        report = Report.objects.get(slug="what-parents-said")
        lead = as_(world, "programme_lead")
        report = acts.revise_report(actor=lead, report_id=report.pk, version=report.version)
        report = acts.submit_report(actor=lead, report_id=report.pk, version=report.version)
        panel = as_(world, "panel_member")
        publish(world, acts.agree_report(actor=panel, report_id=report.pk, version=report.version))
        withdrawn = publish(world, agreed_report(world))
        acts.withdraw_report(
            actor=as_(world, "programme_lead"),
            report_id=withdrawn.pk,
            version=withdrawn.version,
            reason="The answers of one school had been counted twice.",
        )
        report = agreed_report(world, TEXT)
        Report.objects.filter(pk=report.pk).update(slug="agreed-report", title="Agreed report")
        report = agreed_report(world, FAILING)
        acts.return_report(
            actor=as_(world, "report_author"),
            report_id=report.pk,
            version=report.version,
            reason="Two number-words do not hold.",
        )
        Report.objects.filter(pk=report.pk).update(slug="draft-report", title="Draft report")


def publish(world: World, report: Report) -> Report:
    acts.publish_report(actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version)
    report.refresh_from_db()
    return report


def main() -> None:
    serving.prepare()
    world = make_world()
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SET app.guard = 'on'")
    if "empty" not in sys.argv:
        overview(world)
        small_reports(world)
    with transaction.atomic():
        answer_to(world.person("programme_lead").pk)
        withdrawn = Report.objects.filter(state="withdrawn").values_list("slug", flat=True).first()
    serving.serve({"sessions": sessions(world), "withdrawn": withdrawn})


if __name__ == "__main__":
    main()
