"""A report as a Word document that can be read aloud, searched and edited."""

from __future__ import annotations

import io
from functools import cache

import typst
from docx.document import Document
from docx.shared import Mm

from cairn.reporting.blocks import Picture, Text, plain
from cairn.reporting.canvas import Format
from cairn.reporting.charts import EvaluationsChart, figures_of
from cairn.reporting.docx_parts import link_inside
from cairn.reporting.docx_styles import DRAFT, LINK, NOTICE, SMALL, TERM, blank_document
from cairn.reporting.docx_text import DocxText, Look
from cairn.reporting.drawing import draw
from cairn.reporting.letters import without_controls
from cairn.reporting.notes import COUNTED, Note
from cairn.reporting.packing import repacked
from cairn.reporting.prepared import Prepared, counts_sentences
from cairn.utils.counts import counted

SHEET = Format(width=580, font="Libertinus Serif", size=15)
WIDTH = Mm(160)
DOTS = 150.0  # to the inch: sharp on paper, some tens of kilobytes
_PAGE = (
    b"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
    b'#image(bytes(sys.inputs.picture), format: "svg", width: 435pt)'
)


def docx_of(prepared: Prepared) -> bytes:
    """A prepared report as the bytes of a DOCX; the same report always gives the same bytes.

    Number-words lead to their notes and back. Every picture has its alternative text and its figures as a
    table; every table a header row; every page the label of stand-in evidence.
    """
    report = prepared.report
    document = blank_document(report, draft=prepared.draft)
    writer = DocxText(
        document, prepared.notes, lambda picture: _chart(writer, prepared, picture), label=report.stand_in
    )
    writer.foresee(prepared.body.blocks)
    _opening(writer, prepared)
    writer.write(prepared.body.blocks)
    if not prepared.body.blocks:
        writer.paragraph("Normal", "This report has no text yet.")
    _closing(writer, prepared)
    _notes(writer, prepared)
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue(), report.date)


def _opening(writer: DocxText, prepared: Prepared) -> None:
    report = prepared.report
    writer.paragraph("Title", report.title)
    for words in (report.subtitle, report.programme, report.date_text):
        if words:
            writer.paragraph("Subtitle", words)
    if prepared.draft:
        writer.paragraph(NOTICE, f"{DRAFT} {_failing(prepared)}")
        if prepared.unbacked:
            quoted = ", ".join(f"“{words}”" for words in prepared.unbacked)
            writer.paragraph(NOTICE, f"Nothing stands behind these words: {quoted}.")
    if report.stand_in:
        writer.paragraph(NOTICE, report.stand_in)
    if prepared.notes:
        hint = "Words that are underlined rest on evidence. Follow one to its note: how do we know?"
        writer.paragraph("Normal", hint)
    _contents(writer, prepared)


def _failing(prepared: Prepared) -> str:
    count = prepared.failing
    return f"{counted(count, 'number-word does', 'number-words do')} not hold or cannot be shown."


def _contents(writer: DocxText, prepared: Prepared) -> None:
    """Links to the chapters: they need no field that must be brought up to date first."""
    chapters = prepared.body.chapters
    if not chapters:
        return
    writer.paragraph(TERM, "Contents")
    for chapter in chapters:
        _line_to(writer, writer.places[chapter.anchor], plain(chapter.runs), "List Bullet")
    _line_to(writer, "how_do_we_know", "How do we know?", "List Bullet")


def _line_to(writer: DocxText, place: str, words: str, style: str) -> None:
    line = writer.paragraph(style)
    inside = link_inside(line, place)
    writer.letters(line, words, Look(inside=inside, style=LINK))


def _chart(writer: DocxText, prepared: Prepared, picture: Picture) -> None:
    report = prepared.report
    chart = report.charts[picture.chart]
    label = "" if isinstance(chart, EvaluationsChart) else report.stand_in
    writer.caption(chart.title)
    svg = draw(chart, SHEET, name="chart", description=picture.alt, label=label)
    _picture(writer.document, png_of(svg), picture.alt, chart.title)
    writer.paragraph("Normal", chart.sentence)
    if chart.source:
        writer.paragraph(SMALL, f"Source: {chart.source}")
    figures = figures_of(chart)
    words = isinstance(chart, EvaluationsChart)
    aligned = ("left",) * len(figures.head) if words else ()
    writer.figures(figures.caption, figures.head, figures.rows, aligned)
    for note in figures.notes:
        writer.paragraph(SMALL, note)


def _picture(document: Document, data: bytes, words: str, title: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(data), width=WIDTH)
    described = shape._inline.docPr
    described.set("descr", without_controls(words))
    described.set("title", without_controls(title))
    described.set("name", f"Chart {described.get('id')}")


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(ignore_system_fonts=True)


def png_of(svg: str) -> bytes:
    """The SVG as a PNG: Word shows an SVG to some of its readers only."""
    made = _compiler().compile(_PAGE, format="png", ppi=DOTS, sys_inputs={"picture": without_controls(svg)})
    assert isinstance(made, bytes)
    return made


def _closing(writer: DocxText, prepared: Prepared) -> None:
    report = prepared.report
    if report.evaluations:
        table = report.evaluations
        writer.heading(1, (Text("Table of evaluations"),))
        rows = [(place, *words) for place, words in table.rows]
        head = ("Partnership", *table.indicators)
        writer.figures(table.caption, head, rows, ("left",) * len(head))
        writer.paragraph(SMALL, f"Source: {table.source}")
    if report.terms:
        writer.heading(1, (Text("Words we use"),))
        for term in report.terms:
            writer.paragraph(TERM, term.term)
            writer.paragraph("Normal", term.meaning)
    counts = counts_sentences(report)
    if counts or report.methods:
        writer.heading(1, (Text("How this report was checked"),))
        if counts:
            told = "; ".join(f"{number} {words}" for number, words in counts)
            writer.paragraph("Normal", f"Of the statements behind this report: {told}.")
        for line in report.methods:
            writer.paragraph("List Bullet", line)


def _notes(writer: DocxText, prepared: Prepared) -> None:
    heading = writer.heading(1, (Text("How do we know?"),))
    heading.paragraph_format.page_break_before = True
    writer.mark(heading, "how_do_we_know")
    if not prepared.notes:
        writer.paragraph("Normal", "No words in this report rest on a figure.")
        return
    writer.paragraph("Normal", f"One note for each number-word in the text, in order. {COUNTED}")
    if prepared.report.stand_in:
        writer.paragraph(NOTICE, prepared.report.stand_in)
    for note in prepared.notes:
        _note(writer, note)


def _note(writer: DocxText, note: Note) -> None:
    heading = writer.heading(2, (Text(f"{note.number}. “{note.words}”"),))
    writer.mark(heading, f"note_{note.number}")
    writer.paragraph("Normal", f"{note.mark} {note.verdict}")
    if note.same_as:
        _line_to(writer, f"note_{note.same_as}", f"The rest stands in note {note.same_as}", "Normal")
    else:
        _figures_of(writer, note)
    _line_to(writer, f"word_{note.number}", f"Back to “{note.words}” in the text", "Normal")


def _figures_of(writer: DocxText, note: Note) -> None:
    lines = [("Figure", note.figure), *note.details, ("Claim", note.spelling)]
    for name, words in lines:
        if words:
            line = writer.paragraph("Normal")
            line.paragraph_format.space_after = 0
            line.add_run(f"{name}: ").bold = True
            line.add_run(without_controls(words))
    if note.groups:
        writer.figures(f"Note {note.number}: the groups", ("Group", "Number", "Share"), note.groups)
