"""The report of one inspection of the demonstration: written, agreed by another person, and published."""

from __future__ import annotations

import shutil

from django.conf import settings

from cairn.actions.inspections import move_inspection
from cairn.actions.reports import agree_report, create_report, edit_report, publish_report, submit_report
from cairn.bridge.publish import EVIDENCE
from cairn.config.demo.cast import Cast, acting_as
from cairn.pipeline.places import definitions_root
from cairn.policy.acts import Act
from cairn.policy.roles import Role
from cairn.store.models import Inspection, Programme

TEXT = "demo/inspection-report.md"
TITLE = "Joint inspection of services for children and young people in Area {letter}"
SUMMARY = (
    "How well services in an invented area work together. Written for the demonstration, on stand-in data."
)


def print_inspection(cast: Cast, published: Programme, programme: Programme, letter: str) -> None:
    """Publish the report of that area's inspection, and mark the inspection as published."""
    _share_evidence(published, programme)
    title = TITLE.format(letter=letter)
    text = (definitions_root() / TEXT).read_text(encoding="utf-8")
    with acting_as(cast.wide[Role.REPORT_AUTHOR]) as author:
        inspection = Inspection.objects.get(programme=programme, partnership__letter=letter)
        report = create_report(
            actor=author,
            programme_id=programme.pk,
            inspection_id=inspection.pk,
            title=title,
            summary=SUMMARY,
            slug=f"area-{letter.lower()}",
        )
        report = edit_report(
            actor=author,
            report_id=report.pk,
            version=report.version,
            title=title,
            summary=SUMMARY,
            text=text,
        )
        report = submit_report(actor=author, report_id=report.pk, version=report.version)
    with acting_as(cast.wide[Role.PANEL_MEMBER]) as panel:
        report = agree_report(actor=panel, report_id=report.pk, version=report.version)
    with acting_as(cast.lead) as lead:
        publish_report(actor=lead, report_id=report.pk, version=report.version)
        inspection.refresh_from_db()
        move_inspection(
            actor=lead, inspection_id=inspection.pk, version=inspection.version, by=Act.INSPECTION_PUBLISH
        )


def begin_report(cast: Cast, programme: Programme, letter: str) -> None:
    """A report that its author is to write: its sections stand, and nothing else."""
    with acting_as(cast.wide[Role.REPORT_AUTHOR]) as author:
        create_report(
            actor=author,
            programme_id=programme.pk,
            inspection_id=Inspection.objects.get(programme=programme, partnership__letter=letter).pk,
            title=TITLE.format(letter=letter),
            summary=SUMMARY,
            slug=f"area-{letter.lower()}",
        )


def _share_evidence(published: Programme, programme: Programme) -> None:
    """The stand-in evidence speaks of areas A to H, as the practice programme does."""
    root = settings.HOME / EVIDENCE
    if not (root / programme.slug).exists():
        shutil.copytree(root / published.slug, root / programme.slug)
