"""An edition of a report: what the core made of its text, written as rows that anybody may read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils.timezone import localdate

from cairn.bridge.publish import RELEASE, Beside, Made, Tell, Words, evidence_of, press, silent
from cairn.errors import Problem, Refused
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """All that an edition is made of, as it stood when the work began. `after` is the publication of the
    programme that was the latest then, whose figures lie beside it."""

    number: int
    words: Words
    evidence: Path
    beside: Beside
    after: UUID | None


class Overtaken(Refused):
    """Another report of the programme became public meanwhile: figures must be looked at together anew."""


def order_of(report: Report) -> Order:
    """What the next edition is made of. Raises `Missing` without evidence."""
    programme, inspection = report.programme, report.inspection
    slugs = (inspection.slug, programme.slug) if inspection else (programme.slug,)
    last = Publication.objects.filter(report=report).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    beside, after = _beside(report)
    words = words_of(report, edition=number)
    return Order(number=number, words=words, evidence=evidence_of(*slugs), beside=beside, after=after)


def made_of(order: Order, tell: Tell = silent) -> Made:
    """The edition in all its forms: the long work, which asks no database. Raises `Refused` with every
    number-word that bars it; `tell` is called with each step that begins."""
    return press().make(order.words, order.evidence, order.beside, tell)


def keep_edition(report: Report, order: Order, made: Made) -> Publication:
    """Write the edition down; public once the transaction is kept. Raises `Overtaken`."""
    programme, inspection = report.programme, report.inspection
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"publish:{programme.pk}"])
    if _beside(report)[1] != order.after:
        raise Overtaken(
            Problem(
                code="overtaken",
                message="Another report of the programme was published meanwhile.",
                remedy="Publish again: the figures of both are then looked at together.",
            )
        )
    publication = Publication.objects.create(
        report=report,
        slug=report.slug,
        number=order.number,
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


def _beside(report: Report) -> tuple[Beside, UUID | None]:
    """What the latest publication in the programme shows, and what it lists of those before it; its key."""
    latest = (
        PublicationFile.objects.filter(publication__report__programme=report.programme_id, name=RELEASE)
        .order_by("-publication__published_at")
        .select_related("publication")
        .defer("publication__body_html", "publication__plain_text", "publication__findings")
        .first()
    )
    if latest is None:
        return Beside(), None
    figures = bytes(latest.content).decode()
    return Beside(figures=figures, evidence=latest.publication.evidence), latest.publication_id


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
