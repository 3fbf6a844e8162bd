"""What is published, as pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cairn.bridge.glossary import edition_of, subject_title
from cairn.framework.model import Edition
from cairn.store.models import Publication, PublicationFile, PublishedEvaluation
from cairn.store.queries.searching import BEGINS, ENDS, Hit
from cairn.web.components.values import Column, Grade, Knowledge, Link, Table
from cairn.web.components.words import day_in_words

KINDS = {"overview": "Overview", "inspection": "Inspection report"}
STAND_IN = "Stand-in data built from the published words: it shows what the words allow, not what was found."


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A report in a list."""

    title: str
    href: str
    caption: str
    summary: str
    published: str
    stand_in: bool


def address(publication: Publication, *, of_edition: bool = False) -> str:
    if of_edition:
        return str(reverse("report-edition", args=(publication.slug, publication.number)))
    return str(reverse("report", args=(publication.slug,)))


def card(publication: Publication) -> Card:
    edition = f", edition {publication.number}" if publication.number > 1 else ""
    said = (KINDS.get(publication.kind, publication.kind), publication.place, publication.years)
    return Card(
        title=publication.title,
        href=address(publication),
        caption=" · ".join(part for part in said if part),
        summary=publication.summary,
        published=f"{day_in_words(publication.published_at.date())}{edition}",
        stand_in=publication.stand_in,
    )


def example(publication: Publication) -> Knowledge | None:
    """The first share in a publication that was counted, and not quoted, opened for show."""
    for found in publication.findings:
        if found["share"] and not found["citation"]:
            return Knowledge(
                words=str(found["words"]),
                verdict=str(found["plainly"]),
                figure=str(found["figure"]),
                details=[(name, text) for name, text in found["details"]],
                spelling=str(found["claim"]),
                warning=STAND_IN if publication.stand_in else "",
            )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluations:
    """A table of evaluations under one framework. `report` is where all of them are from; None when they are
    from several, which the table names row by row."""

    table: Table
    edition: Edition | None
    report: Link | None


def evaluation_tables(rows: Iterable[PublishedEvaluation], *, most: int = 0) -> list[Evaluations]:
    """One table for each programme's years and framework; a value published later takes the place of an
    earlier one. With `most`, no more places than that."""
    by_frame: dict[tuple[str, str], dict[str, dict[str, PublishedEvaluation]]] = {}
    for row in rows:
        key = (row.publication.years, row.publication.framework)
        by_frame.setdefault(key, {}).setdefault(row.place, {})[row.subject] = row
    return [
        _evaluations(years, framework, dict(sorted(places.items())[: most or None]))
        for (years, framework), places in sorted(by_frame.items(), reverse=True)
    ]


def _evaluations(
    years: str, framework: str, places: Mapping[str, Mapping[str, PublishedEvaluation]]
) -> Evaluations:
    edition = edition_of(framework)
    subjects = sorted({subject for cells in places.values() for subject in cells}, key=_in_order)
    labels = {p.value: p.label.lower() for p in edition.scale.points} if edition else {}
    everything = _reports([row for cells in places.values() for row in cells.values()])
    several = len(everything) > 1
    table = Table(
        caption=f"Published evaluations, {years}" if years else "Published evaluations",
        columns=(
            "Place",
            *(Column(_heading(edition, s)) for s in subjects),
            *(("Report",) if several else ()),
        ),
        rows=[
            (
                place,
                *(_grade(cells.get(s), labels) for s in subjects),
                *((_links(place, cells.values()),) if several else ()),
            )
            for place, cells in places.items()
        ],
    )
    only = None if several else Link(everything[0].title, address(everything[0]))
    return Evaluations(table=table, edition=edition, report=only)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What the values of a scale mean, the best first, and where its names are from."""

    meanings: Sequence[tuple[str, str]]
    source: str


def scales(tables: Iterable[Evaluations]) -> list[Scale]:
    """Every scale that the tables use, once."""
    known = dict.fromkeys(one.edition.scale for one in tables if one.edition is not None)
    return [
        Scale(
            meanings=[(f"{p.value} {p.label}", p.meaning) for p in reversed(scale.points)],
            source=scale.source,
        )
        for scale in known
    ]


def _heading(edition: Edition | None, subject: str) -> str:
    """The code as people write it: 9.1–9.4."""
    return subject_title(edition, subject).replace(subject, subject.replace("-", "–"), 1)


def _links(place: str, rows: Iterable[PublishedEvaluation]) -> list[Link]:
    return [Link(one.title, address(one), f"about {place}") for one in _reports(rows)]


def _grade(row: PublishedEvaluation | None, labels: Mapping[int, str]) -> object:
    return Grade(row.value, labels.get(row.value, "")) if row else None


def _reports(rows: Iterable[PublishedEvaluation]) -> list[Publication]:
    return list({row.publication_id: row.publication for row in rows}.values())


def _in_order(subject: str) -> tuple[float, ...]:
    parts = subject.partition("-")[0].split(".")
    return tuple(float(part) if part.isdigit() else 0.0 for part in parts)


def file_rows(publication: Publication, files: Iterable[PublicationFile]) -> list[dict[str, object]]:
    return [
        {
            "label": file.label,
            "name": file.name,
            "href": reverse("report-file", args=(publication.slug, publication.number, file.name)),
            "size": file.size,
            "sha256": file.sha256,
        }
        for file in files
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A section found, with the words asked for marked."""

    href: str
    heading: str
    caption: str
    snippet: SafeString
    stand_in: bool


def result(hit: Hit) -> Result:
    href = reverse("report", args=(hit.slug,)) + (f"#{hit.anchor}" if hit.anchor else "")
    said = (hit.title, hit.place, day_in_words(hit.published_at.date()))
    return Result(
        href=href,
        heading=hit.heading or hit.title,
        caption=" · ".join(part for part in said if part),
        snippet=snippet(cut(hit.snippet)),
        stand_in=hit.stand_in,
    )


def cut(text: str) -> str:
    """The fragment, with dots where it was cut out of the middle of a sentence."""
    inner = text.strip()
    bare = inner.replace(BEGINS, "").replace(ENDS, "").strip("“”‘’\"'()[] ")
    begins = not bare or bare[0].isupper() or bare[0].isdigit()
    ends = not bare or bare[-1] in ".!?"
    return f"{'' if begins else '… '}{inner}{'' if ends else ' …'}"


def snippet(text: str) -> SafeString:
    """The text escaped whole, and only then the found words marked."""
    marked = escape(text).replace(BEGINS, "<mark>").replace(ENDS, "</mark>")
    return mark_safe(marked)  # noqa: S308 - escaped the line before
