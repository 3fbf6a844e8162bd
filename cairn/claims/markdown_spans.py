"""Where things stand in a Markdown text: every block of prose with the place of each of its characters.

markdown-it gives tokens without columns. Here its inline rules are wrapped, so that each link, code span,
entity and tag is noted with its place, and each block's text is laid beside the lines it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline, autolink, backtick, entity, escape, html_inline, image, link
from markdown_it.token import Token

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_Rule: TypeAlias = Callable[[StateInline, bool], bool]


@dataclass(frozen=True, slots=True)
class Span:
    """Something noted in a block's text, from `start` up to `end`.

    For a link or picture `label_end` is the place of the `]` and `target` what it points to, as written.
    """

    kind: str
    start: int
    end: int
    label_end: int = 0
    target: str = ""
    direct: bool = True
    in_picture: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block of prose. `places[i]` is the offset in the file of character i of `content`."""

    content: str
    places: tuple[int, ...]
    spans: tuple[Span, ...]
    is_html: bool = False


@dataclass(slots=True)
class Lines:
    """A file's lines and where each begins."""

    text: str
    starts: list[int] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for found in _LINE.finditer(self.text):
            if found.end() == found.start() and self.starts:
                break
            self.starts.append(found.start())
            self.lines.append(found.group().rstrip("\r\n"))

    def place_of(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, counted from 1."""
        low, high = 0, len(self.starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.starts[middle] <= offset else (low, middle)
        return low + 1, offset - self.starts[low] + 1


def blocks_of(lines: Lines) -> Iterator[Block]:
    """Every block of prose and of raw HTML, in order. Code blocks are left out."""
    env: dict[str, object] = {}
    tokens = _PARSER.parse(lines.text.replace("\0", "\ufffd"), env)
    cells: dict[int, int] = {}
    in_table = False
    for token in tokens:
        in_table = token.type == "table_open" or (in_table and token.type != "table_close")
        if token.type == "inline" and token.map:
            places = _lay(token, lines, cells if in_table else None)
            yield Block(token.content, places, _spans(token.content, env))
        elif token.type == "html_block" and token.map:
            yield _html_block(token, lines)


def _html_block(token: Token, lines: Lines) -> Block:
    assert token.map is not None
    first, last = token.map
    begin = lines.starts[first]
    end = lines.starts[last] if last < len(lines.starts) else len(lines.text)
    return Block(lines.text[begin:end], tuple(range(begin, end)), (), is_html=True)


def _lay(token: Token, lines: Lines, cells: dict[int, int] | None) -> tuple[int, ...]:
    """The offset of every character of an inline token's content.

    `cells` holds, for tables, how far each line has been read, so that like cells are told apart.
    """
    assert token.map is not None
    places: list[int] = []
    for i, part in enumerate(token.content.split("\n")):
        number = min(token.map[0] + i, len(lines.lines) - 1)
        source, start = lines.lines[number].replace("\0", "\ufffd"), lines.starts[number]
        columns = _columns(part, source) if cells is None else _cell_columns(part, source, number, cells)
        if i:
            places.append(max(start - 1, 0))
        places += [start + c for c in columns]
    return tuple(places)


def _columns(part: str, source: str) -> list[int]:
    """Prose is the end of its line: what stands before it is indentation, `>` and list marks."""
    body = part.strip()
    lead = len(part) - len(part.lstrip())
    at = max(source.rfind(body), 0)
    return [max(at - lead + i, 0) for i in range(len(part))]


def _cell_columns(part: str, source: str, number: int, cells: dict[int, int]) -> list[int]:
    """In a table a `|` inside a cell is written `\\|`, one character longer than what is read."""
    pattern = "".join(r"\\?\|" if c == "|" else re.escape(c) for c in part)
    found = re.compile(pattern).search(source, cells.get(number, 0))
    if found is None:
        return [0] * len(part)
    columns, at = [], found.start()
    for character in part:
        at += source[at] == "\\" and character == "|"
        columns.append(at)
        at += 1
    cells[number] = found.end()
    return columns


def _spans(content: str, env: dict[str, object]) -> tuple[Span, ...]:
    noted: list[Span] = []
    _PARSER.inline.parse(content, _PARSER, {**env, "spans": noted}, [])
    return tuple(sorted(noted, key=lambda s: (s.start, -s.end)))


def _noting(kind: str, rule: _Rule, mark: str) -> _Rule:
    """The rule, noting what it reads. `mark` is the character that all it reads begins with."""
    bracketed = kind in ("link", "picture")

    def noted(state: StateInline, silent: bool) -> bool:
        start = state.pos
        # A link without any `]` after it is none; asking costs nothing, reading on for it costs much.
        if state.src[start] != mark or (bracketed and start > _last_bracket(state.src)):
            return False
        if silent:
            return rule(state, True)
        before = len(state.tokens)
        outer = state.env.get("spans", [])
        inner: list[Span] = []
        state.env["spans"] = inner
        done = rule(state, False)
        state.env["spans"] = outer
        if done:
            outer.append(_span(kind, state, start, before))
            outer.extend(_moved(inner, start + 2) if kind == "picture" else inner)
        return done

    return noted


@lru_cache(maxsize=2)
def _last_bracket(content: str) -> int:
    return content.rfind("]")


def _span(kind: str, state: StateInline, start: int, before: int) -> Span:
    if kind not in ("link", "picture", "autolink"):
        return Span(kind, start, state.pos)
    names = {"link_open": "href", "image": "src"}
    target = next((str(t.attrs[names[t.type]]) for t in state.tokens[before:] if t.type in names), "")
    if kind == "autolink":
        return Span(kind, start, state.pos, target=target)
    opening = start + (kind == "picture")
    label_end = parseLinkLabel(state, opening, kind == "link")
    return Span(kind, start, state.pos, label_end, target, state.src[label_end + 1 : label_end + 2] == "(")


def _moved(spans: list[Span], by: int) -> list[Span]:
    """Spans of a picture's own text, which markdown-it reads apart, put where they stand."""
    return [
        replace(s, start=s.start + by, end=s.end + by, label_end=s.label_end + by, in_picture=True)
        for s in spans
    ]


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").disable("inline")
    rules: dict[str, tuple[str, _Rule, str]] = {
        "link": ("link", link, "["),
        "image": ("picture", image, "!"),
        "autolink": ("autolink", autolink, "<"),
        "backticks": ("code", backtick, "`"),
        "html_inline": ("tag", html_inline, "<"),
        "entity": ("entity", entity, "&"),
        "escape": ("escape", escape, "\\"),
    }
    for name, (kind, rule, mark) in rules.items():
        parser.inline.ruler.at(name, _noting(kind, rule, mark))
    # Targets are read as written and never opened here; whoever renders a report filters them.
    for name, function in {"validateLink": lambda _: True, "normalizeLink": lambda url: url}.items():
        setattr(parser, name, function)
    return parser


_PARSER = _parser()
