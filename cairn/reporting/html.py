"""A report as one HTML file: no script, nothing fetched, every note a press away."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cairn.reporting.blocks import Picture, plain
from cairn.reporting.canvas import Format
from cairn.reporting.charts import figures_of
from cairn.reporting.document import Layout, ReportDocument
from cairn.reporting.drawing import draw
from cairn.reporting.html_text import HtmlText, framed_table
from cairn.reporting.letters import without_controls
from cairn.reporting.notes import COUNTED
from cairn.reporting.prepared import Prepared, counts_sentences, prepare
from cairn.reporting.tables import sides

SANS = "'Source Sans 3', 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
WIDE = Format(width=720, font=SANS)
SLIM = Format(width=270, font=SANS)

TEMPLATES = Path(__file__).parent / "templates"

_pages = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _breakable(spelling: str) -> Markup:
    """A claim may be broken over lines after any of its signs."""
    return Markup("<wbr>").join(re.split(r"(?<=[/=&?,|_])", spelling))


_pages.filters["breakable"] = _breakable


def render_html(report: ReportDocument, *, draft: bool = False) -> str:
    """The report as one self-contained HTML file.

    Raises `ReportError` for a text that cannot be read and for every word that may not be published, unless
    it is rendered as a `draft`: then those words are marked, and a banner says so.
    """
    return html_of(prepare(report, draft=draft))


def html_of(prepared: Prepared) -> str:
    """The same of a report that has been prepared already."""
    report = prepared.report
    style = _style(report)
    page = _pages.get_template(f"{report.layout}.html.j2")
    written = page.render(
        report=report,
        prepared=prepared,
        body=Markup(_body(prepared)),  # noqa: S704
        chapters=[(c.anchor, plain(c.runs)) for c in prepared.body.chapters],
        counts=counts_sentences(report),
        evaluations=_evaluations(report),
        counted=COUNTED,
        style=Markup(style),  # noqa: S704
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )
    return without_controls(written)


def _body(prepared: Prepared) -> str:
    writer = HtmlText(prepared.notes, lambda picture: _figure(prepared, picture), prepared.label_of)
    if prepared.report.layout is not Layout.BRIEFING:
        return writer.write(prepared.body.blocks)
    lead, cards = prepared.body.cards
    framed = (f'<section class="card">{writer.write(card)}</section>\n' for card in cards)
    return writer.write(lead) + "".join(framed)


def _figure(prepared: Prepared, picture: Picture) -> str:
    chart = prepared.report.charts[picture.chart]
    slug = re.sub(r"[^a-z0-9]+", "-", picture.chart.lower())
    label = prepared.label_of(chart)
    drawn = [
        Markup(draw(chart, form, name=f"{slug}-{kind}", description=picture.alt, label=label))  # noqa: S704
        for form, kind in ((WIDE, "wide"), (SLIM, "slim"))
    ]
    figures = figures_of(chart)
    return _pages.get_template("figure.html.j2").render(
        chart=chart,
        slug=slug,
        wide=drawn[0],
        slim=drawn[1],
        table=_table(f"figures-{slug}", figures.caption, figures.head, figures.rows, label=label),
        remarks=figures.notes,
    )


def _evaluations(report: ReportDocument) -> Markup:
    found = report.evaluations
    if found is None:
        return Markup()
    rows = [(place, *words) for place, words in found.rows]
    return _table("published", found.caption, ("Partnership", *found.indicators), rows)


def _table(
    name: str, caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, label: str = ""
) -> Markup:
    align = sides(rows, len(head))
    inside = _pages.get_template("figures.html.j2").render(head=head, rows=rows, align=align)
    written = framed_table(name, escape(caption), inside, columns=len(head), label=escape(label))
    return Markup(written)  # noqa: S704


def _style(report: ReportDocument) -> str:
    source = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    footer = report.stand_in or report.programme
    return source.replace("%FOOTER%", _css_text(footer))


def _css_text(words: str) -> str:
    """A CSS string that can hold anything: all but plain letters, digits and spaces as code points."""
    return (
        '"'
        + "".join(c if c.isascii() and (c.isalnum() or c == " ") else f"\\{ord(c):06x} " for c in words)
        + '"'
    )
