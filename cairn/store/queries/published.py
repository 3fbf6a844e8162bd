"""What is published, as anybody may read it: the newest edition of each report, and what is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from cairn.store.models import GoodPractice, Publication, PublicationFile, PublishedEvaluation

HEAVY = ("body_html", "plain_text", "findings", "search", "outline")


def newest() -> QuerySet[Publication]:
    """The newest public edition of every report, latest first, without its text."""
    keys = (
        Publication.objects.filter(withdrawn_at__isnull=True)
        .order_by("slug", "-number")
        .distinct("slug")
        .values("pk")
    )
    return Publication.objects.filter(pk__in=keys).defer(*HEAVY).order_by("-published_at", "slug")


def editions(slug: str) -> QuerySet[Publication]:
    """Every public edition under an address, newest first, without its text."""
    return Publication.objects.filter(slug=slug, withdrawn_at__isnull=True).defer(*HEAVY).order_by("-number")


def files(publication: Publication) -> QuerySet[PublicationFile]:
    """The files of a publication, without their content."""
    return (
        PublicationFile.objects.filter(publication=publication)
        .defer("content")
        .order_by("created_at", "name")
    )


def evaluations() -> QuerySet[PublishedEvaluation]:
    """The evaluations of the newest editions, with their publication; earlier published first."""
    heavy = [f"publication__{name}" for name in HEAVY]
    return (
        PublishedEvaluation.objects.filter(publication__in=newest().values("pk"))
        .select_related("publication")
        .defer(*heavy)
        .order_by("publication__published_at", "place", "subject")
    )


def good_practice() -> QuerySet[GoodPractice]:
    """The examples of the newest editions, with their publication."""
    heavy = [f"publication__{name}" for name in HEAVY]
    return (
        GoodPractice.objects.filter(publication__in=newest().values("pk"))
        .select_related("publication")
        .defer(*heavy)
        .order_by("place", "title")
    )


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What may be said of an edition that is no longer public."""

    number: int
    title: str
    published_at: datetime
    withdrawn_at: datetime
    because: str


def withdrawn(slug: str) -> tuple[Withdrawn, ...]:
    """The withdrawn editions under an address, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, title, published_at, withdrawn_at, because FROM store_withdrawn_editions(%s)",
            [slug],
        )
        return tuple(Withdrawn(*row) for row in cursor.fetchall())
