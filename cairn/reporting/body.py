"""From Markdown to the block tree: claim links numbered, charts resolved, nothing let through unread."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from cairn.errors import Problem, ReportError
from cairn.reporting.blocks import (
    Block,
    Blocks,
    Body,
    ClaimPlace,
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
from cairn.reporting.tables import sides
from cairn.utils.nearest import did_you_mean

CLAIM = "claim:"
CHART = "chart:"
CAPTION = "Table: "
WEB = ("https://", "http://", "mailto:")


def read_body(
    markdown: str,
    *,
    charts: Iterable[str] = (),
    undrawn: Mapping[str, str] | None = None,
    title: str = "",
    file: str = "",
) -> Body:
    """The report's text as blocks. A first heading that only repeats `title` is left out. `undrawn` says of
    charts why they cannot be drawn.

    Raises `ReportError`, naming every line, for an unknown chart, a picture that is no chart, a chart in the
    middle of a sentence, and a link that leads nowhere.
    """
    return _Reader(frozenset(charts), undrawn or {}, file).read(markdown, title)


class _Reader:
    """One pass over one text; collects what is wrong until the end."""

    def __init__(self, charts: frozenset[str], undrawn: Mapping[str, str], file: str) -> None:
        self.charts = charts
        self.undrawn = undrawn
        self.file = file
        self.problems: list[Problem] = []
        self.claims: list[ClaimPlace] = []
        self.anchors: set[str] = set()
        self.shown: set[str] = set()
        self.internal: list[tuple[str, int]] = []
        self.level = 0
        self.above = ""
        self.tables = 0
        self.line = 1

    def read(self, markdown: str, title: str) -> Body:
        parser = MarkdownIt("commonmark", {"html": False}).enable("table")
        root = SyntaxTreeNode(parser.parse(markdown))
        nodes = [n for n in root.children if not _repeats(n, title, root.children[0])]
        self.first = min((_depth(n) for n in nodes if n.type == "heading"), default=1)
        blocks = self.blocks(nodes, top=True)
        for target, line in self.internal:
            if target not in self.anchors:
                self.line = line
                remedy = did_you_mean(target, self.anchors)
                self.wrong("link-unknown", f"The link #{target} leads nowhere.", remedy)
        if self.problems:
            raise ReportError(self.problems)
        return Body(blocks=blocks, claims=tuple(self.claims))

    def block(self, node: SyntaxTreeNode, *, top: bool = False) -> Block:
        self.line = node.map[0] + 1 if node.map else self.line
        readers: dict[str, Callable[[SyntaxTreeNode], Block]] = {
            "paragraph": lambda n: self.paragraph(n, top),
            "heading": self.heading if top else self.bold_line,
            "bullet_list": self.list,
            "ordered_list": self.list,
            "blockquote": lambda n: Quote(self.blocks(n.children)),
            "table": self.table,
            "fence": lambda n: CodeBlock(n.content.rstrip("\n")),
            "code_block": lambda n: CodeBlock(n.content.rstrip("\n")),
            "hr": lambda _: Rule(),
        }
        return readers[node.type](node)

    def blocks(self, nodes: Iterable[SyntaxTreeNode], *, top: bool = False) -> Blocks:
        """A paragraph “Table: …” right before a table is its caption; else the heading above serves."""
        found: list[Block] = []
        for node in nodes:
            block = self.block(node, top=top)
            if isinstance(block, Table) and found and _caption(found[-1]):
                block = replace(block, caption=_caption(found.pop()))
            found.append(block)
        return tuple(found)

    def paragraph(self, node: SyntaxTreeNode, top: bool) -> Block:
        inline = _inline(node)
        if top and len(inline) == 1 and inline[0].type == "image":
            return self.picture(inline[0])
        return Paragraph(self.runs(inline))

    def heading(self, node: SyntaxTreeNode) -> Heading:
        runs = self.runs(_inline(node))
        self.level = min(_depth(node) - self.first + 1, self.level + 1)
        self.above = plain(runs)
        return Heading(self.level, self.anchor(self.above), runs)

    def bold_line(self, node: SyntaxTreeNode) -> Paragraph:
        return Paragraph((Strong(self.runs(_inline(node))),))

    def list(self, node: SyntaxTreeNode) -> List:
        start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        return List(start, tuple(self.blocks(item.children) for item in node.children))

    def table(self, node: SyntaxTreeNode) -> Table:
        rows = [[cell for cell in row.children] for part in node.children for row in part.children]
        cells = [tuple(self.cell(cell) for cell in row) for row in rows]
        usual = sides([[plain(cell) for cell in row] for row in cells[1:]], len(rows[0]))
        styles = [str(cell.attrs.get("style", "")) for cell in rows[0]]
        align = tuple(s.removeprefix("text-align:") or side for s, side in zip(styles, usual, strict=True))
        self.tables += 1
        caption = f"Table {self.tables}: {self.above}" if self.above else f"Table {self.tables}"
        return Table(caption, cells[0], tuple(cells[1:]), align)

    def cell(self, node: SyntaxTreeNode) -> Runs:
        self.line = node.parent.map[0] + 1 if node.parent and node.parent.map else self.line
        return self.runs(_inline(node))

    def picture(self, node: SyntaxTreeNode) -> Picture:
        target = unquote(str(node.attrs["src"]))
        alt = plain(self.runs(node.children))
        name = target.removeprefix(CHART)
        if not target.startswith(CHART):
            self.wrong(
                "picture-not-chart",
                f"The picture “{target}” is not a chart.",
                "A report shows charts only: ![what it shows](chart:NAME).",
            )
        elif name in self.undrawn:
            message = f"The chart “{name}” cannot be drawn: {self.undrawn[name]}"
            self.wrong("chart-undrawn", message, "Bring what is lacking, or take the chart out of the text.")
        elif name not in self.charts:
            self.wrong("chart-unknown", f"There is no chart “{name}”.", did_you_mean(name, self.charts))
        elif not alt.strip():
            self.wrong(
                "chart-without-words",
                f"The chart “{name}” has no words for those who cannot see it.",
                "Say in one sentence, between the square brackets, what it shows.",
            )
        elif name in self.shown:
            self.wrong(
                "chart-twice", f"The chart “{name}” stands in the text twice.", "Take one of them out."
            )
        self.shown.add(name)
        return Picture(name, alt.strip())

    def wrong(self, code: str, message: str, remedy: str) -> None:
        self.problems.append(
            Problem(code=code, message=message, remedy=remedy, file=self.file, line=self.line)
        )

    def runs(self, nodes: Iterable[SyntaxTreeNode]) -> Runs:
        return tuple(_joined(self.run(node) for node in nodes))

    def run(self, node: SyntaxTreeNode) -> Run:
        match node.type:
            case "softbreak":
                self.line += 1
                return Text(" ")
            case "hardbreak":
                self.line += 1
                return LineBreak()
            case "strong":
                return Strong(self.runs(node.children))
            case "em":
                return Emphasis(self.runs(node.children))
            case "code_inline":
                return Code(node.content)
            case "link":
                return self.link(node)
            case "image":
                self.inline_picture(node)
                return Text("")
            case _:
                return Text(node.content)

    def inline_picture(self, node: SyntaxTreeNode) -> None:
        self.wrong(
            "picture-not-alone",
            f"The picture “{unquote(str(node.attrs['src']))}” does not stand by itself.",
            "Put it in a paragraph of its own, outside lists, quotations and tables.",
        )

    def link(self, node: SyntaxTreeNode) -> Run:
        target, line = str(node.attrs["href"]), self.line
        if target.startswith(CLAIM):
            return self.claim(node, target, line)
        runs = self.runs(node.children)
        if target.startswith("#"):
            self.internal.append((unquote(target[1:]), line))
            return Link("#" + unquote(target[1:]), runs)
        if not target.startswith(WEB):
            self.wrong(
                "link-not-web",
                f"The link “{target}” leads neither to the web nor to a heading of this report.",
                "Begin it with https://, mailto: or #.",
            )
        return Link(target, runs)

    def claim(self, node: SyntaxTreeNode, target: str, line: int) -> ClaimWords:
        number = len(self.claims) + 1
        self.claims.append(ClaimPlace(line=line, words="", target=unquote(target)))
        runs = self.runs(node.children)
        words = " ".join(plain(runs).split())
        self.claims[number - 1] = ClaimPlace(line=line, words=words, target=unquote(target))
        return ClaimWords(number, runs)

    def anchor(self, words: str) -> str:
        plain_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain_words).strip("-") or "section"
        name, count = stem, 1
        while name in self.anchors:
            count += 1
            name = f"{stem}-{count}"
        self.anchors.add(name)
        return name


def _inline(node: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    return [run for child in node.children for run in child.children]


def _depth(node: SyntaxTreeNode) -> int:
    return int(node.tag[1])


def _repeats(node: SyntaxTreeNode, title: str, first: SyntaxTreeNode) -> bool:
    said = " ".join("".join(r.content for r in _inline(node)).split()) if node is first else ""
    return node is first and node.type == "heading" and said == title


def _caption(block: Block) -> str:
    words = plain(block.runs) if isinstance(block, Paragraph) else ""
    return words.removeprefix(CAPTION) if words.startswith(CAPTION) else ""


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbouring texts as one, so that no renderer has to care where a parser broke them."""
    waiting = ""
    for run in runs:
        if isinstance(run, Text):
            waiting += run.text
            continue
        if waiting:
            yield Text(waiting)
            waiting = ""
        yield run
    if waiting:
        yield Text(waiting)
