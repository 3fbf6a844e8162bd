"""A report as a tagged PDF that meets PDF/UA-1 and PDF/A-2a."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

import page
import typst

from cairn.errors import Problem, ReportError
from cairn.reporting.blocks import Picture
from cairn.reporting.canvas import Format
from cairn.reporting.charts import figures_of
from cairn.reporting.document import Layout, ReportDocument
from cairn.reporting.drawing import draw
from cairn.reporting.letters import named_instead, without_controls_in
from cairn.reporting.pdf_notes import key_of, note_data
from cairn.reporting.pdf_text import Json, PdfText, plain_table
from cairn.reporting.prepared import Prepared, counts_sentences, prepare

SHEET = Format(width=660, font="Libertinus Serif", size=15)
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
BRIEFING_SIZES = (
    11.5,
    11.0,
    10.5,
    10.0,
    9.5,
    9.0,
    8.5,
    8.0,
)  # points; smaller than this nobody should have to read
MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed")
ROUNDS = 20
PROFILES = ("ua1", "2a")
LENGTHS = "STREAM-LENGTH-001"
TEMPLATES = Path(__file__).parent / "templates"
ROOMS = {Layout.REPORT: 42.0, Layout.BRIEFING: 19.5}  # ems of the text: the width of a table


def render_pdf(report: ReportDocument, *, draft: bool = False) -> bytes:
    """The report as PDF bytes; the same report always gives the same bytes.

    Raises `ReportError` as `render_html` does, and for a briefing that does not fit on one page.
    """
    return pdf_of(prepare(report, draft=draft))


def pdf_of(prepared: Prepared) -> bytes:
    """The same of a report that has been prepared already. Sets the text without holding up other threads."""
    report = prepared.report
    data = _data(prepared)
    if report.layout is not Layout.BRIEFING:
        return _set(data, report)
    for size in BRIEFING_SIZES:
        sheet = _set(data | {"size": size}, report)
        if _pages(sheet) == 1:
            return sheet
    raise ReportError(
        Problem(
            code="briefing-too-long",
            message="The briefing does not fit on one page.",
            remedy="Shorten it: a page holds some 350 words and a dozen number-words.",
            file=report.file,
        )
    )


def _data(prepared: Prepared) -> Json:
    report = prepared.report
    return _text(prepared) | {
        "title": report.title,
        "subtitle": report.subtitle,
        "programme": report.programme,
        "date": report.date_text,
        "day": [report.date.year, report.date.month, report.date.day],
        "language": report.language.split("-")[0],
        "region": report.language.partition("-")[2] or None,
        "stand_in": report.stand_in,
        "draft": prepared.draft,
        "failing": prepared.failing,
        "unbacked": list(prepared.unbacked),
        "notes": [note_data(note) for note in prepared.notes],
        "key": key_of(prepared.notes),
        "evaluations": _evaluations(report),
        "terms": [asdict(term) for term in report.terms],
        "counts": counts_sentences(report),
        "methods": list(report.methods),
        "mark": _template("mark.svg"),
        "hills": _template("hills.svg"),
    }


def _text(prepared: Prepared) -> Json:
    """The text as one run of blocks, or for a briefing as cards; and its charts by themselves."""
    report = prepared.report
    charts: list[Json] = []

    def chart(picture: Picture) -> Json:
        charts.append(_picture(prepared, picture))
        return charts[-1]

    writer = PdfText(chart, prepared.label_of, ROOMS[report.layout])
    if report.layout is not Layout.BRIEFING:
        return {"blocks": writer.write(prepared.body.blocks), "charts": charts}
    lead, cards = prepared.body.cards
    return {"lead": writer.write(lead), "cards": [writer.write(card) for card in cards]}


def _picture(prepared: Prepared, picture: Picture) -> Json:
    report = prepared.report
    chart = report.charts[picture.chart]
    figures = figures_of(chart)
    label = prepared.label_of(chart)
    return {
        "t": "chart",
        "name": picture.chart,
        "title": chart.title,
        "sentence": chart.sentence,
        "source": chart.source,
        "alt": picture.alt,
        "svg": draw(chart, SHEET, name="chart", description=picture.alt, label=label),
        "figures": plain_table(figures.head, figures.rows, ROOMS[report.layout]),
        "remarks": figures.notes,
        "label": label,
    }


def _evaluations(report: ReportDocument) -> Json | None:
    found = report.evaluations
    if found is None:
        return None
    rows = [(place, *words) for place, words in found.rows]
    table = plain_table(("Partnership", *found.indicators), rows, ROOMS[report.layout])
    return table | {"caption": found.caption, "source": found.source}


@cache
def _compiler() -> typst.Compiler:
    """One typesetter for all reports: it keeps its fonts, which are its own."""
    return typst.Compiler(ignore_system_fonts=True)


@cache
def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _set(data: Json, report: ReportDocument) -> bytes:
    """Typeset, writing a letter that no font has as its code point, as often as new ones turn up."""
    source = (_template("parts.typ") + _template(f"{report.layout}.typ")).encode()
    stamp = int(datetime.combine(report.date, time(), UTC).timestamp())
    text = json.dumps(without_controls_in(data), ensure_ascii=False)
    for _ in range(ROUNDS):
        try:
            made = _compiler().compile(
                source, format="pdf", sys_inputs={"report": text}, pdf_standards=STANDARDS, timestamp=stamp
            )
        except typst.TypstError as error:
            missing = set(MISSING.findall(error.diagnostic or str(error)))
            if not missing:
                raise
            text = named_instead(text, missing)
        else:
            assert isinstance(made, bytes)
            return made
    raise ReportError(
        Problem(
            code="letters-unknown",
            message="The text has too many letters that no font here can show.",
            remedy="Render it as HTML, or take out the signs that are no letters.",
            file=report.file,
        )
    )


def _pages(data: bytes) -> int:
    return page.validate_pdf_bytes(data, profile="ua1").document.page_count


def _lengths_are_right(data: bytes) -> bool:
    """Whether every stream ends where its length says. The validator doubts one whose last byte happens to be
    a carriage return, which it takes for a part of the end of the line after it."""
    found = [(m.end(), int(m[1])) for m in re.finditer(rb"/Length (\d+)[^\n]*>>\s*stream\r?\n", data)]
    ends = [data[start + length : start + length + 11].lstrip(b"\r\n") for start, length in found]
    return len(found) == data.count(b"endstream") and all(end.startswith(b"endstream") for end in ends)


def check_pdf(data: bytes, profiles: Sequence[str] = PROFILES) -> list[str]:
    """What keeps this PDF from being accessible: the failed rules of PDF/UA-1 (`ua1`) and of PDF/A-2a (`2a`),
    each a sentence with its rule; an empty list when it passes."""
    wrong: list[str] = []
    for profile in profiles:
        try:
            found = page.validate_pdf_bytes(data, profile=profile)
        except page.PageError as error:
            return [f"This is not a PDF that can be read: {error}."]
        wrong += [
            f"{f.rule_id}: {f.message}"
            for f in found.failures
            if not (f.rule_id.endswith(LENGTHS) and _lengths_are_right(data))
        ]
    own = {
        "title": b"<dc:title>" in data and b"/DisplayDocTitle true" in data,
        "language": b"/Lang" in data,
        "tags": b"/StructTreeRoot" in data and b"/Marked true" in data,
    }
    return wrong + [f"The document has no {name}." for name, there in own.items() if not there]
