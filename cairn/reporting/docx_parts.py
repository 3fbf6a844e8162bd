"""The parts of a Word document that python-docx leaves out: links, bookmarks, header rows, fields."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

TABLE_STYLE = "TableGrid"
ROOM = Mm(160)  # the width of the text on A4
_LEAST, _MOST = 7, 34  # letters that weigh in sharing the width among columns


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """A new element of WordprocessingML: `element("w:b", val="1")` has the attribute w:val."""
    made: BaseOxmlElement = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Marks the paragraph as a place to go to. Names are letters, digits and _; numbers are unique."""
    start = element("w:bookmarkStart", id=str(number), name=name)
    at = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(at, start)
    paragraph._p.append(element("w:bookmarkEnd", id=str(number)))


def link_inside(paragraph: Paragraph, name: str, *, tip: str = "") -> BaseOxmlElement:
    """A link to a bookmark of the same document, to put runs into."""
    made = element("w:hyperlink", anchor=name, history="1")
    if tip:
        made.set(qn("w:tooltip"), tip[:250])
    paragraph._p.append(made)
    return made


def link_outside(paragraph: Paragraph, target: str) -> BaseOxmlElement | None:
    """A link to the web, to put runs into; None for an address that Word would call corrupt."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if "%" in parts.netloc or not (parts.netloc or parts.path):
        return None
    key = paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    made = element("w:hyperlink", history="1")
    made.set(qn("r:id"), key)
    paragraph._p.append(made)
    return made


def field(paragraph: Paragraph, code: str) -> None:
    """A field that Word fills in, such as PAGE."""
    made = element("w:fldSimple", instr=code)
    run = paragraph.add_run("1")
    made.append(run._r)
    paragraph._p.append(made)


def new_table(document: Document, weights: Sequence[int], caption: str) -> Table:
    """A table without rows. `weights` are the letters of the longest cell of each column."""
    table: Table = document.add_table(rows=0, cols=len(weights))
    table._tbl.tblStyle_val = TABLE_STYLE
    bounded = [min(_MOST, max(_LEAST, w)) for w in weights]
    for column, weight in zip(table.columns, bounded, strict=True):
        column.width = int(ROOM * weight / sum(bounded))
    properties = table._tbl.tblPr
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    look = element("w:tblLook", val="0620", firstRow="1", lastRow="0", noHBand="1", noVBand="1")
    look.set(qn("w:firstColumn"), "0")
    properties.append(look)
    properties.append(element("w:tblCaption", val=caption))
    return table


def new_row(table: Table, *, head: bool = False) -> list[_Cell]:
    """The cells of a new row that no page break divides; a header row is repeated on every page."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    properties = row._tr.get_or_add_trPr()
    properties.append(element("w:cantSplit"))
    if head:
        properties.append(element("w:tblHeader"))
    cells = [_Cell(tc, table) for tc in row._tr.tc_lst]
    if head:
        for cell in cells:
            shade = element("w:shd", val="clear", color="auto", fill="EFEBE1")
            cell._tc.get_or_add_tcPr().append(shade)
    return cells


def numbered_anew(document: Document, style: str, start: int) -> int:
    """The id of a numbering like that of the style, which begins at `start`."""
    numbering = document.part.numbering_part.element
    of_style = document.styles[style].element.pPr.numPr.numId.val
    abstract = next(n.abstractNumId.val for n in numbering.num_lst if n.numId == of_style)
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(number.numId)


def number_paragraph(paragraph: Paragraph, numbering: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering
