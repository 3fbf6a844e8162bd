"""The block tree as paragraphs and tables of a Word document: a text is a text, whatever stands in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from cairn.reporting.blocks import (
    Block,
    ClaimWords,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    LineBreak,
    Link,
    List,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
    Runs,
    Strong,
    Table,
    Text,
    plain,
)
from cairn.reporting.docx_parts import (
    bookmark,
    element,
    link_inside,
    link_outside,
    new_row,
    new_table,
    number_paragraph,
    numbered_anew,
)
from cairn.reporting.docx_styles import CLAIM, LINK, NOTICE, SMALL
from cairn.reporting.letters import without_controls
from cairn.reporting.notes import Note

DEEPEST = 3  # Word's own lists go no deeper
MONO = "Courier New"
SIDES = {"right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is set, and the link it stands in, if any."""

    bold: bool = False
    italic: bool = False
    mono: bool = False
    style: str = ""
    inside: BaseOxmlElement | None = None


class DocxText:
    """Writes blocks at the end of `document`. `picture` writes a chart there."""

    def __init__(
        self,
        document: Document,
        notes: Sequence[Note],
        picture: Callable[[Picture], None],
        *,
        label: str = "",
    ) -> None:
        self.document = document
        self.notes = notes
        self.picture = picture
        self.label = label
        # Looked up once: python-docx reads every style there is whenever it is given the name of one.
        self.styles = {s.name: s.style_id for s in document.styles}
        self.places: dict[str, str] = {}
        self.marks = 0

    def write(self, blocks: Sequence[Block], style: str = "Normal", depth: int = 0) -> None:
        """The blocks in order; `style` is that of their paragraphs, `depth` how many lists they stand in."""
        for block in blocks:
            self.block(block, style, depth)

    def block(self, block: Block, style: str, depth: int) -> None:
        match block:
            case Heading(level, anchor, runs):
                made = self.heading(min(level, 6), runs)
                self.mark(made, self.places[anchor])
            case Paragraph(runs):
                self.runs(self.paragraph(style), runs)
            case CodeBlock(text):
                self.run(self.paragraph(style), Text(text), Look(mono=True))
            case Rule():
                self.rule()
            case List():
                self.list(block, depth + 1)
            case Quote():
                self.quote(block, depth)
            case Table():
                self.table(block)
            case Picture():
                self.picture(block)

    def foresee(self, blocks: Sequence[Block]) -> None:
        """Give every heading its place, so that what comes before it can lead there."""
        for block in blocks:
            if isinstance(block, Heading):
                self.places[block.anchor] = f"section_{len(self.places) + 1}"

    def paragraph(self, style: str, words: str = "") -> WordParagraph:
        """A new paragraph at the end, with plain words."""
        made = self.document.add_paragraph()
        if style != "Normal":
            made._p.style = self.styles[style]
        if words:
            made.add_run(without_controls(words))
        return made

    def heading(self, level: int, runs: Runs) -> WordParagraph:
        made = self.paragraph(f"Heading {level}")
        self.runs(made, runs)
        return made

    def mark(self, paragraph: WordParagraph, name: str) -> None:
        self.marks += 1
        bookmark(paragraph, name, self.marks)

    def rule(self) -> None:
        edges = element("w:pBdr")
        edges.append(element("w:bottom", val="single", sz="6", space="1", color="D8D2C4"))
        self.paragraph("Normal")._p.get_or_add_pPr().append(edges)

    def list(self, block: List, depth: int) -> None:
        level = min(depth, DEEPEST)
        end = "" if level == 1 else f" {level}"
        style = f"List Bullet{end}" if block.start is None else f"List Number{end}"
        numbering = None if block.start is None else numbered_anew(self.document, style, block.start)
        for item in block.items:
            first, rest = (item[:1], item[1:]) if item and isinstance(item[0], Paragraph) else ((), item)
            made = self.paragraph(style)
            if numbering is not None:
                number_paragraph(made, numbering)
            if first and isinstance(first[0], Paragraph):
                self.runs(made, first[0].runs)
            self.write(rest, f"List Continue{end}", depth)

    def quote(self, block: Quote, depth: int) -> None:
        said, speaker = block.parts
        self.write(said, NOTICE if block.notice else "Quote", depth)
        if speaker:
            self.paragraph("Quote", f"— {speaker}")

    def table(self, block: Table) -> None:
        self.caption(block.caption)
        cells = [block.head, *block.rows]
        weights = [max(len(plain(row[i])) for row in cells) for i in range(len(block.head))]
        table = new_table(self.document, weights, without_controls(block.caption))
        for number, row in enumerate(cells):
            for i, cell in enumerate(new_row(table, head=number == 0)):
                self.runs(self.in_cell(cell.paragraphs[0], block.align[i]), row[i], Look(bold=number == 0))
        self.below_table()

    def figures(
        self, caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], align: Sequence[str] = ()
    ) -> None:
        """A table of plain words with its caption. Unless told, the first column names its row and the others
        hold figures."""
        sides = tuple(align) or ("left", *("right",) * (len(head) - 1))
        made = Table(
            caption,
            tuple((Text(name),) for name in head),
            tuple(tuple((Text(cell),) for cell in row) for row in rows),
            sides,
        )
        self.table(made)

    def caption(self, words: str) -> None:
        self.paragraph("Caption", words)

    def below_table(self) -> None:
        """Word joins tables that touch; and a table says whose evidence it shows."""
        self.paragraph(SMALL, self.label)

    def in_cell(self, paragraph: WordParagraph, side: str) -> WordParagraph:
        paragraph.paragraph_format.space_after = Pt(2)
        if side in SIDES:
            paragraph.alignment = SIDES[side]
        return paragraph

    def runs(self, paragraph: WordParagraph, runs: Runs, look: Look | None = None) -> None:
        for run in runs:
            self.run(paragraph, run, look or Look())

    def run(self, paragraph: WordParagraph, run: Run, look: Look) -> None:
        match run:
            case Text(text):
                self.letters(paragraph, text, look)
            case Code(text):
                self.letters(paragraph, text, replace(look, mono=True))
            case LineBreak():
                paragraph.add_run().add_break()
            case Strong(runs):
                self.runs(paragraph, runs, replace(look, bold=True))
            case Emphasis(runs):
                self.runs(paragraph, runs, replace(look, italic=True))
            case Link(target, runs):
                self.link(paragraph, target, runs, look)
            case ClaimWords(number, runs):
                self.claim(paragraph, number, runs, look)

    def letters(self, paragraph: WordParagraph, text: str, look: Look) -> None:
        made = paragraph.add_run(without_controls(text))
        made.bold = look.bold or None
        made.italic = look.italic or None
        if look.style:
            made._r.style = self.styles[look.style]
        if look.mono:
            made.font.name = MONO
            made._r.get_or_add_rPr().append(element("w:noProof"))
        if look.inside is not None:
            look.inside.append(made._r)

    def link(self, paragraph: WordParagraph, target: str, runs: Runs, look: Look) -> None:
        if target.startswith("#"):
            inside = link_inside(paragraph, self.places[target[1:]]) if target[1:] in self.places else None
        else:
            inside = link_outside(paragraph, without_controls(target))
        self.runs(paragraph, runs, replace(look, inside=inside, style=LINK if inside is not None else ""))

    def claim(self, paragraph: WordParagraph, number: int, runs: Runs, look: Look) -> None:
        """The words themselves lead to their note. A word that may not be published says so in words."""
        note = self.notes[number - 1]
        tip = without_controls(f"How do we know? Note {number}: {note.verdict}")
        inside = link_inside(paragraph, f"note_{number}", tip=tip)
        self.marks += 1
        inside.addprevious(element("w:bookmarkStart", id=str(self.marks), name=f"word_{number}"))
        self.runs(paragraph, runs, replace(look, inside=inside, style=CLAIM))
        if note.tone == "bad":
            words = f" [{note.mark} {note.verdict.lower()}]"
            self.letters(paragraph, words, replace(look, bold=True))
        inside.addnext(element("w:bookmarkEnd", id=str(self.marks)))
