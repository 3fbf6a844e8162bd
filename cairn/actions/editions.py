"""An edition of a report: what the core made of its text, written as rows that anybody may read."""

from __future__ import annotations

import hashlib

from django.db.models import Max
from django.utils.timezone import localdate

from cairn.bridge.publish import RELEASE, Beside, Made, Words, evidence_of, press
from cairn.store.models import (
    Evaluation,
    GoodPractice,
    Publication,
    PublicationFile,
    PublicationSection,
    PublishedEvaluation,
    Report,
)


def words_of(report: Report, text: str | None = None, *, edition: int = 1) -> Words:
    """The report as the core takes it; with another text, one that is not saved yet."""
    return Words(
        slug=report.slug,
        kind=report.kind,
        title=report.title,
        text=report.text if text is None else text.replace("\r\n", "\n"),
        on=localdate(),
        edition=edition,
    )


def print_edition(report: Report) -> Publication:
    """Make and keep the next edition. Raises `Refused` when a number-word bars it."""
    programme, inspection = report.programme, report.inspection
    slugs = (inspection.slug, programme.slug) if inspection else (programme.slug,)
    last = Publication.objects.filter(report=report).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    made = press().make(words_of(report, edition=number), evidence_of(*slugs), _figures_beside(report))
    publication = Publication.objects.create(
        report=report,
        slug=report.slug,
        number=number,
        kind=report.kind,
        title=report.title,
        place=inspection.partnership.name if inspection else "",
        years=programme.years,
        summary=report.summary,
        framework=f"{programme.framework}/{programme.edition}",
        stand_in=made.stand_in,
        evidence=made.evidence,
        body_html=made.body_html,
        plain_text=made.plain_text,
        outline=[[s.anchor, s.heading, s.level] for s in made.sections if s.anchor and s.level <= 2],
        findings=list(made.findings),
    )
    _add_parts(publication, made)
    _add_evaluations(publication, made)
    return publication


def _figures_beside(report: Report) -> Beside:
    """What the latest publication in the programme shows, with what it lists of those before it."""
    latest = (
        PublicationFile.objects.filter(publication__report__programme=report.programme_id, name=RELEASE)
        .order_by("-publication__published_at")
        .select_related("publication")
        .defer("publication__body_html", "publication__plain_text", "publication__findings")
        .first()
    )
    if latest is None:
        return Beside()
    return Beside(figures=bytes(latest.content).decode(), evidence=latest.publication.evidence)


def _add_parts(publication: Publication, made: Made) -> None:
    PublicationSection.objects.bulk_create(
        PublicationSection(
            publication=publication,
            position=position,
            anchor=section.anchor[:200],
            heading=section.heading,
            text=section.text,
        )
        for position, section in enumerate(made.sections, 1)
    )
    PublicationFile.objects.bulk_create(
        PublicationFile(
            publication=publication,
            name=file.name,
            label=file.label,
            media_type=file.media_type,
            content=file.content,
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
        )
        for file in made.files
    )
    GoodPractice.objects.bulk_create(
        GoodPractice(
            publication=publication,
            title=example.title[:200],
            text=example.text,
            place=(example.place or publication.place)[:120],
            subject=example.subject[:20],
        )
        for example in made.examples
    )


def _add_evaluations(publication: Publication, made: Made) -> None:
    """Those in print, and those that the panel has signed for the inspection of the report."""
    inspection = publication.report.inspection
    signed = (
        Evaluation.objects.filter(inspection=inspection, state="signed").values_list("subject", "value")
        if inspection
        else ()
    )
    cells = [*made.evaluations, *((publication.place, subject, value) for subject, value in signed)]
    PublishedEvaluation.objects.bulk_create(
        PublishedEvaluation(publication=publication, place=place, subject=subject, value=value)
        for place, subject, value in cells
    )
