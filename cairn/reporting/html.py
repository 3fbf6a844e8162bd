"""A report as one HTML file: no script, nothing fetched, every note a press away."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cairn.reporting.blocks import Picture, plain
from cairn.reporting.canvas import Format
from cairn.reporting.charts import EvaluationsChart, figures_of
from cairn.reporting.document import Layout, ReportDocument
from cairn.reporting.drawing import draw
from cairn.reporting.html_text import HtmlText
from cairn.reporting.letters import without_controls
from cairn.reporting.prepared import Prepared, counts_sentences, prepare

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
        style=Markup(style),  # noqa: S704
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )
    return without_controls(written)


def _body(prepared: Prepared) -> str:
    writer = HtmlText(prepared.notes, lambda picture: _figure(prepared.report, picture))
    if prepared.report.layout is not Layout.BRIEFING:
        return writer.write(prepared.body.blocks)
    lead, cards = prepared.body.cards
    framed = (f'<section class="card">{writer.write(card)}</section>\n' for card in cards)
    return writer.write(lead) + "".join(framed)


def _figure(report: ReportDocument, picture: Picture) -> str:
    chart = report.charts[picture.chart]
    slug = re.sub(r"[^a-z0-9]+", "-", picture.chart.lower())
    label = (
        "" if isinstance(chart, EvaluationsChart) else report.stand_in
    )  # what was published is no stand-in
    drawn = [
        Markup(draw(chart, form, name=f"{slug}-{kind}", description=picture.alt, label=label))  # noqa: S704
        for form, kind in ((WIDE, "wide"), (SLIM, "slim"))
    ]
    return _pages.get_template("figure.html.j2").render(
        chart=chart, slug=slug, wide=drawn[0], slim=drawn[1], figures=figures_of(chart), label=label
    )


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
