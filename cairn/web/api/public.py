"""What is published, for programs: no token, no account."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Path, Query

from cairn.bridge.glossary import edition_of, entries
from cairn.bridge.search import search as search_for
from cairn.store import models
from cairn.store.queries import published
from cairn.store.queries.searching import BEGINS, ENDS
from cairn.web.api import shapes
from cairn.web.api.service import api

Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
Offset = Annotated[int, Query(ge=0, le=100_000, description="How many to pass over.")]
PLAIN = r"^[^\x00]*$"
Kind = Annotated[
    str,
    Query(
        max_length=200,
        pattern=PLAIN,
        description="Only overviews (overview) or inspection reports (inspection).",
    ),
]
Place = Annotated[
    str, Query(max_length=200, pattern=PLAIN, description="Only of this place, named as it is published.")
]
Subject = Annotated[
    str,
    Query(max_length=200, pattern=PLAIN, description="Only of this indicator, by its code: 2.1, 9.1-9.4."),
]
Asked = Annotated[
    str,
    Query(
        max_length=200, pattern=PLAIN, description="The words to look for; in quotation marks, side by side."
    ),
]
Slug = Annotated[
    str,
    Path(
        max_length=80,
        pattern=r"^[-a-zA-Z0-9_]+$",
        description="The report, as its address names it: /reports/…/",
    ),
]
Number = Annotated[int, Path(ge=1, le=32_767, description="Which edition: the first is 1.")]
Note = Annotated[int, Path(ge=1, le=32_767, description="The small number after the word in the report.")]
NOT_FOUND = {404: shapes.Problems, 422: shapes.Problems, 429: shapes.Problems}
WRONG = {422: shapes.Problems, 429: shapes.Problems}
TAG = ["What is published"]


@api.get("/publications", response={200: shapes.Publications, **WRONG}, url_name="publications", tags=TAG)
def publications(
    request: HttpRequest, kind: Kind = "", limit: Limit = 25, offset: Offset = 0
) -> dict[str, Any]:
    """The newest edition of every report, latest first."""
    found = published.newest().filter(kind=kind) if kind else published.newest()
    return {"total": found.count(), "items": [_publication(one) for one in found[offset : offset + limit]]}


@api.get(
    "/publications/{slug}",
    response={200: shapes.PublicationWhole, **NOT_FOUND},
    url_name="publication",
    tags=TAG,
)
def publication(request: HttpRequest, slug: Slug) -> dict[str, Any]:
    """The newest edition of one report, with its text by section and its files."""
    return _whole(_edition(slug, None))


@api.get(
    "/publications/{slug}/{number}",
    response={200: shapes.PublicationWhole, **NOT_FOUND},
    url_name="edition",
    tags=TAG,
)
def edition(request: HttpRequest, slug: Slug, number: Number) -> dict[str, Any]:
    """One edition, with its text by section and its files."""
    return _whole(_edition(slug, number))


@api.get(
    "/publications/{slug}/{number}/figures",
    response={200: list[shapes.Figure], **NOT_FOUND},
    url_name="figures",
    tags=TAG,
)
def figures(request: HttpRequest, slug: Slug, number: Number) -> list[dict[str, Any]]:
    """The figure behind every number-word of an edition, in the order of the text."""
    return list(models.Publication.objects.only("findings").get(pk=_edition(slug, number).pk).findings)


@api.get(
    "/publications/{slug}/{number}/figures/{note}",
    response={200: shapes.Figure, **NOT_FOUND},
    url_name="figure",
    tags=TAG,
)
def figure(request: HttpRequest, slug: Slug, number: Number, note: Note) -> dict[str, Any]:
    """How do we know? The figure behind one number-word, by the number of its note."""
    for found in figures(request, slug, number):
        if found["number"] == note:
            return found
    raise Http404


@api.get("/evaluations", response={200: shapes.Evaluations, **WRONG}, url_name="evaluations", tags=TAG)
def evaluations(
    request: HttpRequest, place: Place = "", subject: Subject = "", limit: Limit = 100, offset: Offset = 0
) -> dict[str, Any]:
    """Published evaluations on the six-point scale, of the newest editions."""
    found = published.evaluations()
    found = found.filter(place=place) if place else found
    found = found.filter(subject=subject) if subject else found
    return {"total": found.count(), "items": [_evaluation(one) for one in found[offset : offset + limit]]}


@api.get("/good-practice", response={200: shapes.Examples, **WRONG}, url_name="good-practice", tags=TAG)
def good_practice(
    request: HttpRequest, place: Place = "", limit: Limit = 25, offset: Offset = 0
) -> dict[str, Any]:
    """Examples of good practice, of the newest editions."""
    found = published.good_practice().filter(place=place) if place else published.good_practice()
    return {
        "total": found.count(),
        "items": [
            {
                "title": one.title,
                "text": one.text,
                "place": one.place,
                "subject": one.subject,
                "slug": one.publication.slug,
                "number": one.publication.number,
            }
            for one in found[offset : offset + limit]
        ],
    }


@api.get("/glossary", response={200: list[shapes.Term], 429: shapes.Problems}, url_name="glossary", tags=TAG)
def glossary(request: HttpRequest) -> list[dict[str, str]]:
    """The words that reports explain."""
    return [{"term": one.term, "meaning": one.meaning} for one in entries()]


@api.get("/search", response={200: shapes.Hits, **WRONG}, url_name="search", tags=TAG)
def search(request: HttpRequest, q: Asked, limit: Limit = 25, offset: Offset = 0) -> dict[str, Any]:
    """Passages of the newest editions with any of the words, best first."""
    found = search_for(q, limit=limit, offset=offset)
    return {
        "query": found.query,
        "total": found.total,
        "beside": list(found.beside),
        "hits": [
            {
                "slug": hit.slug,
                "title": hit.title,
                "heading": hit.heading,
                "anchor": hit.anchor,
                "snippet": hit.snippet.replace(BEGINS, "").replace(ENDS, ""),
                "stand_in": hit.stand_in,
                "href": reverse("report", args=(hit.slug,)) + (f"#{hit.anchor}" if hit.anchor else ""),
            }
            for hit in found.hits
        ],
    }


def _edition(slug: str, number: int | None) -> models.Publication:
    public = list(published.editions(slug))
    found = public[:1] if number is None else [one for one in public if one.number == number]
    if not found:
        raise Http404
    return found[0]


def _publication(one: models.Publication) -> dict[str, Any]:
    told = {
        name: getattr(one, name)
        for name in (
            "slug",
            "number",
            "kind",
            "title",
            "place",
            "years",
            "summary",
            "framework",
            "stand_in",
            "published_at",
        )
    }
    return {**told, "href": reverse("report-edition", args=(one.slug, one.number))}


def _whole(one: models.Publication) -> dict[str, Any]:
    parts = one.sections.defer("search")
    return {
        **_publication(one),
        "sections": [{"anchor": p.anchor, "heading": p.heading, "text": p.text} for p in parts],
        "files": [
            {
                "name": file.name,
                "label": file.label,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
                "href": reverse("report-file", args=(one.slug, one.number, file.name)),
            }
            for file in published.files(one)
        ],
    }


def _evaluation(one: models.PublishedEvaluation) -> dict[str, Any]:
    known = edition_of(one.publication.framework)
    return {
        "place": one.place,
        "subject": one.subject,
        "value": one.value,
        "meaning": known.scale.point(one.value).label if known else "",
        "slug": one.publication.slug,
        "number": one.publication.number,
    }
