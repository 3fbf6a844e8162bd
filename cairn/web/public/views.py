"""The public site: what is published, and how we know."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cairn.bridge.glossary import entries
from cairn.bridge.search import search as search_for
from cairn.store.models import Publication, PublicationFile
from cairn.store.queries import published
from cairn.web.caching import for_everyone, marked
from cairn.web.components.values import Link
from cairn.web.public import presenters

A_PAGE = 25
LATEST = 3
TEASER = 4
PAGES = (
    "home",
    "reports",
    "evaluations",
    "good-practice",
    "glossary",
    "method",
    "open-data",
    "accessibility",
    "privacy",
    "api",
)


@require_safe
@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """What Cairn is, the latest reports, and a sentence that can be asked how we know."""
    latest = list(published.newest()[:LATEST])
    shown = Publication.objects.only("findings", "stand_in").get(pk=latest[0].pk) if latest else None
    tables = presenters.evaluation_tables(published.evaluations(), most=TEASER)
    told = {
        "title": "Findings that can be followed back",
        "cards": [presenters.card(one) for one in latest],
        "example": presenters.example(shown) if shown else None,
        "evaluations": tables[0] if tables else None,
    }
    return render(request, "public/home.html", told)


@require_safe
@for_everyone
def reports(request: HttpRequest) -> HttpResponse:
    """Every report in its newest edition, latest first; `kind` narrows the list."""
    kind = request.GET.get("kind", "")
    found = published.newest().filter(kind=kind) if kind in presenters.KINDS else published.newest()
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    told = {
        "title": "Reports",
        "page": page,
        "cards": [presenters.card(one) for one in page],
        "kind": kind,
        "kinds": presenters.KINDS,
    }
    return render(request, "public/reports.html", told)


@require_safe
@for_everyone
def report(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The newest edition, or for ever the one of that number; one that is withdrawn says so."""
    public = list(published.editions(slug))
    gone = published.withdrawn(slug)
    newest = public[0] if public else None
    wanted = newest if number is None else next((e for e in public if e.number == number), None)
    if wanted is None or (number is None and gone and gone[0].number > wanted.number):
        return _withdrawn(request, gone, number, newest)
    text = Publication.objects.only("body_html", "outline").get(pk=wanted.pk)
    told = {
        "title": wanted.title,
        "publication": wanted,
        "caption": presenters.card(wanted).caption,
        "body": text.body_html,
        "outline": [(anchor, heading) for anchor, heading, level in text.outline if level == 1],
        "files": presenters.file_rows(wanted, published.files(wanted)),
        "others": [e for e in public if e.pk != wanted.pk],
        "newest": newest if newest and newest.pk != wanted.pk else None,
        "stand_in": presenters.STAND_IN if wanted.stand_in else "",
        "crumbs": [Link("Reports", "/reports/")],
        "crumbs_here": wanted.title,
    }
    response = render(request, "public/report.html", told)
    response.changed_at = max(e.published_at for e in public)
    return response


def _withdrawn(
    request: HttpRequest,
    gone: tuple[published.Withdrawn, ...],
    number: int | None,
    newest: Publication | None,
) -> HttpResponse:
    """What may be said of an edition that is no longer public. Raises `Http404` when there was none."""
    found = gone[:1] if number is None else [w for w in gone if w.number == number]
    if not found:
        raise Http404
    told = {
        "title": f"Withdrawn: {found[0].title}",
        "withdrawn": found[0],
        "newest": newest,
        "crumbs": [Link("Reports", "/reports/")],
        "crumbs_here": found[0].title,
    }
    response = render(request, "public/withdrawn.html", told, status=410)
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def report_file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """A file of a public edition; it never changes."""
    public = PublicationFile.objects.filter(publication__withdrawn_at__isnull=True)
    found = public.filter(publication__slug=slug, publication__number=number, name=name)
    wanted = found.only("content", "media_type", "sha256", "created_at", "name")
    file = wanted.first() if "\0" not in name else None
    if file is None:
        raise Http404
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return marked(request, response, file.sha256, file.created_at)


@require_safe
@for_everyone
def evaluations(request: HttpRequest) -> HttpResponse:
    """Every published evaluation of the newest editions, by place and indicator."""
    tables = presenters.evaluation_tables(published.evaluations())
    told = {"title": "Evaluations", "tables": tables, "scales": presenters.scales(tables)}
    return render(request, "public/evaluations.html", told)


@require_safe
@for_everyone
def good_practice(request: HttpRequest) -> HttpResponse:
    """Examples that others may learn from, by place, indicator and words."""
    everything = published.good_practice()
    place, subject, words = (
        " ".join(request.GET.get(name, "").replace("\0", " ").split())[:120]
        for name in ("place", "subject", "words")
    )
    found = everything
    if place:
        found = found.filter(place=place)
    if subject:
        found = found.filter(subject=subject)
    for word in words.split():
        found = found.filter(text__icontains=word) | found.filter(title__icontains=word)
    known = list(everything.values_list("place", "subject"))
    told = {
        "title": "Good practice",
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "places": sorted({p for p, _ in known if p}),
        "subjects": sorted({s for _, s in known if s}),
        "place": place,
        "subject": subject,
        "words": words,
        "is_filtered": bool(place or subject or words),
    }
    return render(request, "public/good-practice.html", told)


@require_safe
@for_everyone
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the field, in plain words."""
    return render(request, "public/glossary.html", {"title": "Glossary", "entries": entries()})


@require_safe
@for_everyone
def open_data(request: HttpRequest) -> HttpResponse:
    """Every data package with its licence."""
    packages = (
        PublicationFile.objects.filter(publication__in=published.newest().values("pk"), name__endswith=".zip")
        .select_related("publication")
        .defer("content", *(f"publication__{name}" for name in published.HEAVY))
        .order_by("-publication__published_at")
    )
    told = {
        "title": "Open data",
        "packages": [
            {"publication": one.publication, **row}
            for one in packages
            for row in presenters.file_rows(one.publication, [one])
        ],
    }
    return render(request, "public/open-data.html", told)


@require_safe
@for_everyone
def search(request: HttpRequest) -> HttpResponse:
    """Sections of published reports with any of the words, and terms of the glossary."""
    query = request.GET.get("q", "")
    number = request.GET.get("page", "1")
    start = (int(number) - 1 if number.isdigit() and 0 < int(number) < 1000 else 0) * A_PAGE
    found = search_for(query, limit=A_PAGE, offset=start)
    asked = found.query.casefold()
    told = {
        "title": f"Search: {found.query}" if found.query else "Search",
        "query": found.query,
        "found": found,
        "results": [presenters.result(hit) for hit in found.hits],
        "terms": [e for e in entries() if asked and asked in e.term.casefold()][:3],
        "page": Paginator(range(found.total), A_PAGE).get_page(number),
    }
    return render(request, "public/search.html", told)


@require_safe
@for_everyone
def words_page(request: HttpRequest, page: str, title: str) -> HttpResponse:
    """A page that is words alone."""
    return render(request, f"public/{page}.html", {"title": title})


@require_safe
@for_everyone
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public address, for search engines."""
    told = {"reports": published.newest(), "pages": PAGES}
    return render(request, "public/sitemap.xml", told, content_type="application/xml")


@require_safe
@for_everyone
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "public/robots.txt", content_type="text/plain")
