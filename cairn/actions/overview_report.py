"""The overview of a published programme, from the definitions into print, for installations that show it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from cairn.actions.reports import agree_report, create_report, edit_report, publish_report, submit_report
from cairn.bridge.publish import EVIDENCE, press
from cairn.policy.model import Actor
from cairn.store.context import answer_to
from cairn.store.models import Programme, Publication

TITLE = "Children and young people in need of care and protection"
SUMMARY = (
    "What the joint inspections of services in eight community planning partnerships found, 2018 to 2020, "
    "and what that rests on."
)
SLUG = "overview-2018-2020"


def publish_overview(
    *,
    lead: Actor,
    reviewer: Actor,
    programme_id: UUID | str,
    definitions: str = "scotland/2018-2020",
    slug: str = SLUG,
) -> Publication:
    """Publish the overview of a programme of the definitions in the programme `programme_id`: its text, on
    its stand-in evidence, with the published evaluations of the partnerships and the good practice.

    `lead` leads that programme; `reviewer`, another person, is of its panel or leads it too. The evidence is
    built in the home of the installation, under the programme's slug, unless it is there. Must be called
    inside a transaction; for whom the database answers afterwards is `lead`. Takes about twenty seconds.
    """
    answer_to(lead.person_id)
    programme = Programme.objects.get(pk=programme_id)
    press().stand_in(definitions, settings.HOME / EVIDENCE / programme.slug)
    report = create_report(
        actor=lead, programme_id=programme.pk, inspection_id=None, title=TITLE, summary=SUMMARY, slug=slug
    )
    report = edit_report(
        actor=lead,
        report_id=report.pk,
        version=report.version,
        title=TITLE,
        summary=SUMMARY,
        text=press().written(definitions),
    )
    report = submit_report(actor=lead, report_id=report.pk, version=report.version)
    answer_to(reviewer.person_id)
    report = agree_report(actor=reviewer, report_id=report.pk, version=report.version)
    answer_to(lead.person_id)
    return publish_report(actor=lead, report_id=report.pk, version=report.version)
