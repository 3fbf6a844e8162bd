"""A report as part of a site: the body of a page, its contents, and its text by section for a search.

The page round it brings the style sheet: there is no style and no script in the body, so that it fits the
strictest content security policy. Every number-word opens its note without a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from cairn.reporting.blocks import (
    Block,
    CodeBlock,
    Heading,
    List,
    Paragraph,
    Picture,
    Quote,
    Strong,
    Table,
    plain,
)
from cairn.reporting.charts import figures_of
from cairn.reporting.drawing import draw
from cairn.reporting.html import SLIM, TEMPLATES, WIDE
from cairn.reporting.html_text import HtmlText, framed_table
from cairn.reporting.letters import without_controls
from cairn.reporting.notes import COUNTED
from cairn.reporting.prepared import Prepared
from cairn.reporting.tables import sides

GOOD_PRACTICE = "good practice"
_SUBJECT = re.compile(r"\s*\((?P<code>\d+\.\d+(?:-\d+\.\d+)?)\)$")
_pages = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.filters["breakable"] = lambda spelling: Markup("<wbr>").join(re.split(r"(?<=[/=&?,|_])", spelling))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the text under one heading: `anchor` leads to it, "" before the first heading. `level` 1
    is a chapter."""

    anchor: str
    heading: str
    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An example of good practice: a paragraph of that chapter that begins with “**Place: what it is.**”.

    `subject` is the indicator named in brackets at the end of the bold words, "" when there is none.
    """

    title: str
    text: str
    place: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBody:
    """What a page of the site shows of a report: HTML without style or script, and its sections in order."""

    html: str
    sections: tuple[Section, ...]
    examples: tuple[Example, ...]

    @property
    def plain_text(self) -> str:
        return "\n\n".join(f"{s.heading}\n{s.text}".strip() for s in self.sections)


def site_body(prepared: Prepared) -> SiteBody:
    """The report as a fragment of a page, with its text for a search."""
    writer = HtmlText(prepared.notes, lambda picture: _figure(prepared, picture), prepared.label_of)
    written = _pages.get_template("site.html.j2").render(
        report=prepared.report,
        prepared=prepared,
        body=Markup(writer.write(prepared.body.blocks)),  # noqa: S704 - cleaned by the writer
        counted=COUNTED,
    )
    return SiteBody(
        html=without_controls(written),
        sections=tuple(_sections(prepared.body.blocks)),
        examples=tuple(_examples(prepared.body.blocks)),
    )


def _figure(prepared: Prepared, picture: Picture) -> str:
    chart = prepared.report.charts[picture.chart]
    slug = re.sub(r"[^a-z0-9]+", "-", picture.chart.lower())
    label = prepared.label_of(chart)
    wide, slim = (
        Markup(draw(chart, form, name=f"{slug}-{kind}", description=picture.alt, label=label))  # noqa: S704
        for form, kind in ((WIDE, "wide"), (SLIM, "slim"))
    )
    figures = figures_of(chart)
    inside = _pages.get_template("figures.html.j2").render(
        head=figures.head, rows=figures.rows, align=sides(figures.rows, len(figures.head))
    )
    table = framed_table(
        f"figures-{slug}",
        str(escape(figures.caption)),
        inside,
        columns=len(figures.head),
        label=str(escape(label)),
    )
    return _pages.get_template("figure.html.j2").render(
        chart=chart,
        slug=slug,
        wide=wide,
        slim=slim,
        table=Markup(table),  # noqa: S704 - of escaped parts
        remarks=figures.notes,
    )


def _sections(blocks: Sequence[Block]) -> Iterator[Section]:
    heading = Heading(1, "", ())
    words: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            yield from _section(heading, words)
            heading, words = block, []
        else:
            words += [part for part in _texts(block) if part]
    yield from _section(heading, words)


def _section(heading: Heading, words: Sequence[str]) -> Iterator[Section]:
    if heading.anchor or words:
        said = re.sub(r"\s+", " ", " ".join(words)).strip()
        yield Section(anchor=heading.anchor, heading=plain(heading.runs), level=heading.level, text=said)


def _texts(block: Block) -> Iterable[str]:
    match block:
        case Paragraph(runs):
            return (plain(runs),)
        case CodeBlock(text):
            return (text,)
        case Picture(_, alt):
            return (alt,)
        case List(_, items):
            return (text for item in items for inner in item for text in _texts(inner))
        case Quote(inside):
            return (text for inner in inside for text in _texts(inner))
        case Table():
            rows = (block.head, *block.rows)
            return (block.caption, *(plain(cell) for row in rows for cell in row))
        case _:
            return ()


def _examples(blocks: Sequence[Block]) -> Iterator[Example]:
    inside = False
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = plain(block.runs).strip().casefold() == GOOD_PRACTICE
        elif inside and isinstance(block, Paragraph) and block.runs and isinstance(block.runs[0], Strong):
            yield _example(block)


def _example(block: Paragraph) -> Example:
    bold = plain(block.runs[:1]).strip().rstrip(".")
    subject = _SUBJECT.search(bold)
    bold = bold[: subject.start()].rstrip(".") if subject else bold
    place, colon, title = bold.partition(":")
    title = (title if colon else bold).strip()
    return Example(
        title=title[:1].upper() + title[1:],
        text=plain(block.runs[1:]).strip(),
        place=place.strip() if colon else "",
        subject=subject["code"] if subject else "",
    )
