"""The block tree as HTML: every text escaped, and the whole cleaned once more before it is a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import nh3

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
)
from cairn.reporting.notes import Note

ANYWHERE = {"id", "class"}
ALLOWED = {
    **{name: ANYWHERE for name in ("h2", "h3", "h4", "h5", "h6", "p", "ul", "li", "blockquote", "pre", "hr")},
    **{name: ANYWHERE for name in ("br", "strong", "em", "code", "thead", "tbody", "tr", "td")},
    "a": ANYWHERE | {"href"},
    "button": ANYWHERE | {"type", "popovertarget", "aria-label"},
    "div": ANYWHERE | {"role", "tabindex", "aria-labelledby"},
    "ol": ANYWHERE | {"start"},
    "span": ANYWHERE,
    "table": ANYWHERE | {"aria-labelledby"},
    "th": ANYWHERE | {"scope"},
}  # fmt: skip


FEW_COLUMNS = 3  # a table with more is wider than the window of a telephone
SCROLL_CUE = "This table is wider than the screen: scroll it sideways."


class HtmlText:
    """Writes blocks as HTML. `picture` writes a chart: it is ours, not an author's. `label` gives the
    stand-in label of a table."""

    def __init__(
        self,
        notes: Sequence[Note],
        picture: Callable[[Picture], str],
        label: Callable[[Table], str],
        *,
        top: int = 2,
    ) -> None:
        self.notes = notes
        self.picture = picture
        self.label = label
        self.top = top
        self.tables = 0

    def write(self, blocks: Sequence[Block]) -> str:
        """The blocks in order; prose between two charts is cleaned as one piece."""
        parts: list[str] = []
        waiting: list[str] = []
        for block in blocks:
            if isinstance(block, Picture):
                parts += [clean("".join(waiting)), self.picture(block)]
                waiting = []
            else:
                waiting.append(self.block(block))
        return "".join([*parts, clean("".join(waiting))])

    def block(self, block: Block) -> str:
        match block:
            case Heading(level, anchor, runs):
                tag = f"h{min(6, level + self.top - 1)}"
                return f'<{tag} id="{anchor}">{self.runs(runs)}</{tag}>\n'
            case Paragraph(runs):
                return f"<p>{self.runs(runs)}</p>\n"
            case List():
                return self.list(block)
            case Table():
                return self.table(block)
            case Quote():
                return self.quote(block)
            case CodeBlock(text):
                return f"<pre><code>{escape(text)}</code></pre>\n"
            case Rule():
                return "<hr>\n"
            case Picture(_, alt):
                return f"<p>{escape(alt)}</p>\n"

    def quote(self, block: Quote) -> str:
        said, speaker = block.parts
        kind = ' class="notice"' if block.notice else ""
        who = f'<p class="who">{escape(speaker)}</p>' if speaker else ""
        return f"<blockquote{kind}>{''.join(map(self.block, said))}{who}</blockquote>\n"

    def list(self, block: List) -> str:
        items = "".join(f"<li>{''.join(map(self.block, item))}</li>\n" for item in block.items)
        if block.start is None:
            return f"<ul>\n{items}</ul>\n"
        start = f' start="{block.start}"' if block.start != 1 else ""
        return f"<ol{start}>\n{items}</ol>\n"

    def table(self, block: Table) -> str:
        classes = [f' class="{a}"' if a != "left" else "" for a in block.align]
        head = "".join(
            f'<th scope="col"{c}>{self.runs(cell)}</th>' for c, cell in zip(classes, block.head, strict=True)
        )
        rows = "".join(
            "<tr>"
            + "".join(f"<td{c}>{self.runs(cell)}</td>" for c, cell in zip(classes, row, strict=True))
            + "</tr>\n"
            for row in block.rows
        )
        self.tables += 1
        return framed_table(
            f"table-{self.tables}",
            escape(block.caption),
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>",
            columns=len(block.head),
            label=escape(self.label(block)),
        )

    def runs(self, runs: Runs) -> str:
        return "".join(self.run(run) for run in runs)

    def run(self, run: Run) -> str:
        match run:
            case Text(text):
                return escape(text)
            case Code(text):
                return f"<code>{escape(text)}</code>"
            case LineBreak():
                return "<br>"
            case Strong(runs):
                return f"<strong>{self.runs(runs)}</strong>"
            case Emphasis(runs):
                return f"<em>{self.runs(runs)}</em>"
            case Link(target, runs):
                return f'<a href="{escape(target)}">{self.runs(runs)}</a>'
            case ClaimWords(number, runs):
                return self.claim(number, self.runs(runs))

    def claim(self, number: int, words: str) -> str:
        """The words stay text: a reading mode drops buttons, never words. The button after them opens the
        note without a script; where a browser knows no pop-ups the link leads to the same note."""
        note = self.notes[number - 1]
        bad = note.tone == "bad"
        kind = "claim bad" if bad else "claim short" if len(note.words) <= 28 else "claim"
        name = escape(f"How do we know? Note {number}, on “{note.words}”")
        flag = f'<span class="flag"> {note.mark} {escape(note.verdict.lower())}</span>' if bad else ""
        return (
            f'<span class="{kind}" id="c{number}"><span class="words">{words}</span>{flag}'
            f'<button type="button" popovertarget="k{number}" aria-label="{name}">{number}</button>'
            f'<a class="fallback" href="#k{number}" aria-label="{name}">{number}</a></span>'
        )


def framed_table(name: str, caption: str, inside: str, *, columns: int, label: str = "") -> str:
    """A table in a box that scrolls, and above the box, where nothing cuts them, its caption and label."""
    many = " many" if columns > FEW_COLUMNS else ""
    cue = f'<p class="cue">{SCROLL_CUE}</p>' if many else ""
    line = f'<p class="standin-line">{label}</p>' if label else ""
    return (
        f'<div class="framed{many}"><p class="caption" id="{name}">{caption}</p>{line}{cue}'
        f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{name}">'
        f'<table aria-labelledby="{name}">{inside}</table></div></div>\n'
    )


def clean(html: str) -> str:
    """The same HTML with nothing in it but the elements and attributes this module writes."""
    return nh3.clean(
        html,
        tags=set(ALLOWED),
        attributes={name: set(attributes) for name, attributes in ALLOWED.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
