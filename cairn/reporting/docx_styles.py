"""How a Word document looks and what it says of itself: styles, language, properties, header and footer."""

from __future__ import annotations

from datetime import UTC, datetime, time

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from cairn.reporting.document import ReportDocument
from cairn.reporting.docx_parts import TABLE_STYLE, element, field
from cairn.reporting.letters import without_controls

FONT = "Arial"
INK, SOFT, ACCENT, BAD = "22302F", "55605D", "1D5C63", "8A3A1C"
DRAFT = "Draft. Not for publication."
NOTICE, SMALL, CLAIM, LINK, TERM = "Notice", "Small print", "Number-word", "Web link", "Term"
_FORGOTTEN = ("/thumbnail", "/stylesWithEffects")  # kinds of parts of the template
_HEADINGS = {1: 18, 2: 14, 3: 12, 4: 11, 5: 11, 6: 11}


def blank_document(report: ReportDocument, *, draft: bool) -> Document:
    """An A4 document with styles, language and properties set and a header and footer on every page."""
    document = docx.Document()
    _forget_template(document)
    _language(document, report.language)
    _styles(document)
    _page(document)
    _properties(document, report)
    _header(document, report, draft)
    return document


def _forget_template(document: Document) -> None:
    """The template's picture of itself, its second set of styles, its styles of tables but one, and the mode
    of an older Word, in which nothing is checked for accessibility."""
    for style in list(document.styles.element):
        is_table = style.get(qn("w:type")) == "table" and style.get(qn("w:default")) is None
        if is_table and style.get(qn("w:styleId")) != TABLE_STYLE:
            document.styles.element.remove(style)
    for relations in (document.part.package.rels, document.part.rels):
        for key in [k for k, r in relations.items() if r.reltype.endswith(_FORGOTTEN)]:
            del relations[key]
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _language(document: Document, language: str) -> None:
    styles = document.styles.element
    for lang in styles.iter(qn("w:lang")):
        lang.set(qn("w:val"), language)
    for lang in document.settings.element.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), language)
    for fonts in list(styles.iter(qn("w:rFonts"))):
        parent = fonts.getparent()
        parent.replace(fonts, element("w:rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT))


def _styles(document: Document) -> None:
    styles = document.styles
    _look(styles["Normal"], size=11, colour=INK)
    for level, size in _HEADINGS.items():
        _look(styles[f"Heading {level}"], size=size, colour=ACCENT, bold=True, italic=False)
    _look(styles["Title"], size=28, colour=ACCENT, bold=True)
    _look(styles["Subtitle"], size=15, colour=INK, bold=False, italic=False)
    _look(styles["Caption"], size=10.5, colour=INK, bold=True)
    styles["Caption"].paragraph_format.keep_with_next = True
    _look(styles["Quote"], size=11, colour=INK, italic=True)
    styles["Quote"].paragraph_format.left_indent = Mm(8)
    for name in (NOTICE, SMALL, TERM):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles["Normal"]
    _look(styles[SMALL], size=9.5, colour=SOFT)
    _look(styles[TERM], size=11, colour=INK, bold=True)
    styles[TERM].paragraph_format.keep_with_next = True
    styles[TERM].paragraph_format.space_after = Pt(0)
    properties = styles[NOTICE].element.get_or_add_pPr()
    edges = element("w:pBdr")
    edges.append(element("w:left", val="single", sz="24", space="8", color=ACCENT))
    properties.append(edges)
    properties.append(element("w:shd", val="clear", color="auto", fill="F5EFDD"))
    for name in (CLAIM, LINK):
        made = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        made.font.underline = True
        made.font.color.rgb = RGBColor.from_string(ACCENT)


def _look(style: object, *, size: float, colour: str, **font: bool) -> None:
    font_of = style.font  # type: ignore[attr-defined]
    font_of.size = Pt(size)
    font_of.color.rgb = RGBColor.from_string(colour)
    for name, value in font.items():
        setattr(font_of, name, value)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)


def _properties(document: Document, report: ReportDocument) -> None:
    found = document.core_properties
    stamp = datetime.combine(report.date, time(), UTC).replace(tzinfo=None)
    found.title = without_controls(report.title)[:255]
    found.subject = without_controls(report.programme)[:255]
    found.comments = without_controls(report.stand_in)[:255]
    found.author = found.last_modified_by = "Cairn"
    found.keywords = found.category = ""
    found.language = report.language
    found.created = found.modified = stamp
    found.revision = 1


def _header(document: Document, report: ReportDocument, draft: bool) -> None:
    """One header and one footer for all pages: first and even pages have none of their own."""
    section = document.sections[0]
    labels = [DRAFT] if draft else []
    labels += [report.stand_in] if report.stand_in else []
    first = section.header.paragraphs[0]
    first.add_run(without_controls(f"{report.title} · {report.date_text}"))
    for label in labels:
        section.header.add_paragraph(style="Header").add_run(without_controls(label)).bold = True
    foot = section.footer.paragraphs[0]
    foot.add_run(without_controls(report.stand_in or report.programme) + " · Page ")
    field(foot, "PAGE")
    foot.add_run(" of ")
    field(foot, "NUMPAGES")
    for part in (section.header, section.footer):
        for paragraph in part.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(8.5)
