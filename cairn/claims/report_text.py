"""A report's text as Cairn reads it: its claim links, and its prose with the place of every character.

What counts, decided once:

- A claim link is a Markdown link whose target begins with `claim:`, inline or by reference. Its words are
  the text a reader sees: emphasis, entities and backslashes are read, not copied.
- Code, in spans or blocks, is neither claim nor prose.
- A link to an ordinary address (`https:`, `http:`, `doi:`) is a citation that a reader can open: the
  number-words in it have something behind them, and are not checked here. Other links are prose.
- Raw HTML is printed as it is written: what stands in a comment, a script or a tag is prose too. Only the
  marks and names of tags are no words. A claim in it is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from cairn.claims.grammar import is_claim
from cairn.claims.markdown_spans import Block, Lines, Span, blocks_of
from cairn.errors import Problem, ReportError

LARGEST_REPORT = 5_000_000  # characters; a long overview report has under 200,000

GAP = "\ufffc"  # stands in prose for what is not words: code, a picture, a citation

_CITATION = re.compile(r"\s*(?:https?|doi):", re.IGNORECASE)
_STRAY = re.compile(r"\]\s*\(\s*<?\s*claim:|claim:[\w%.-]+/", re.IGNORECASE)
_BLANK_ASK = re.compile(r"\[\?\]")
_HTML_TAG = re.compile(r"<!--|-->|<[^<>]*>")
_HTML_OPENING = re.compile(r"<(?:!--|[!/?]?[A-Za-z][\w-]*|[!?/])?")
_HTML_CLOSING = re.compile(r"(?:--|/)?>\Z")
_SPACES = {"\n": " ", "\t": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " "}


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A claim link: what a reader sees, the claim as written, and where its `[` stands.

    `begin` up to `end` is the whole link in the file; `words_begin` up to `words_end` what stands between
    its brackets. `direct` is False for a link by reference.
    """

    words: str
    target: str
    line: int
    column: int
    begin: int
    end: int
    words_begin: int
    words_end: int
    direct: bool = True

    @property
    def asks_for_words(self) -> bool:
        """Whether the words are `?`: Cairn is asked to write them."""
        return self.words == "?"


@dataclass(frozen=True, slots=True)
class Prose:
    """The words of one block. `places[i]` is the offset in the file of `text[i]`; `links` are the stretches
    of `text` that are the words of claim links."""

    text: str
    places: tuple[int, ...]
    links: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ReportText:
    """A report as read. `problems` are claim links that are not links, each with line and column."""

    lines: Lines
    links: tuple[ClaimLink, ...]
    prose: tuple[Prose, ...]
    problems: tuple[Problem, ...]

    def place_of(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset in the file, counted from 1."""
        return self.lines.place_of(offset)


@lru_cache(maxsize=8)
def read_report(text: str) -> ReportText:
    """The claim links and the prose of a Markdown text, in order. Raises `ReportError` if it is too long."""
    if len(text) > LARGEST_REPORT:
        message = f"The report has {len(text):,} characters; at most {LARGEST_REPORT:,} are read."
        raise ReportError(Problem(code="report-too-large", message=message, remedy="Split it."))
    # A byte order mark is no text; as a space it leaves every column right.
    lines = Lines(" " + text[1:] if text.startswith("\ufeff") else text)
    reader = _Reader(lines)
    for block in blocks_of(lines):
        reader.read(block)
    return ReportText(lines, tuple(reader.links), tuple(reader.prose), tuple(reader.problems))


class _Reader:
    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.links: list[ClaimLink] = []
        self.prose: list[Prose] = []
        self.problems: list[Problem] = []

    def read(self, block: Block) -> None:
        writer = _HtmlWriter(block) if block.is_html else _ProseWriter(block)
        writer.write()
        text = "".join(writer.text)
        claims = []
        for span in block.spans:
            if not is_claim(span.target):
                continue
            if span.kind == "link" and not span.in_picture:
                begin, end = writer.stretch(span.start + 1, span.label_end)
                self.links.append(self.link(block, span, text[begin:end]))
                claims.append((begin, end))
            else:
                self.refuse(block.places[span.start], *_MISPLACED[span.kind])
        self.prose.append(Prose(text, tuple(block.places[i] for i in writer.at), tuple(claims)))
        self.strays(block, text, writer)

    def link(self, block: Block, span: Span, words: str) -> ClaimLink:
        places = block.places
        line, column = self.lines.place_of(places[span.start])
        return ClaimLink(
            words=" ".join(words.split()),
            target=span.target,
            line=line,
            column=column,
            begin=places[span.start],
            end=places[span.end - 1] + 1,
            words_begin=places[span.start] + 1,
            words_end=places[span.label_end],
            direct=span.direct,
        )

    def strays(self, block: Block, text: str, writer: _ProseWriter) -> None:
        """What looks like a claim link but is not one: the reader would see the raw text."""
        for found in _STRAY.finditer(text):
            opening = text.rfind("[", 0, found.start())
            at = found.start() if opening < 0 or "\n" in text[opening : found.start()] else opening
            self.refuse(block.places[writer.at[at]], *(_MISPLACED["tag"] if block.is_html else _NOT_A_LINK))
        for found in _BLANK_ASK.finditer(text):
            if not _STRAY.match(text, found.end() - 1):
                self.refuse(block.places[writer.at[found.start()]], *_ASKS_NOTHING)
        for span in block.spans:
            if span.kind == "tag" and "claim:" in block.content[span.start : span.end].casefold():
                self.refuse(block.places[span.start], *_MISPLACED["tag"])

    def refuse(self, offset: int, code: str, message: str, remedy: str) -> None:
        line, column = self.lines.place_of(offset)
        self.problems.append(Problem(code=code, message=message, remedy=remedy, line=line, column=column))


_NOT_A_LINK = (
    "claim-not-a-link",
    "This looks like a claim link, but Markdown does not read it as a link.",
    "Write [words](claim:…): no space between “]” and “(”, and every bracket closed.",
)
_ASKS_NOTHING = (
    "claim-missing",
    "“[?]” asks for words, but names no claim.",
    "Write [?](claim:SOURCE/MEASURE=LEVEL).",
)
_MISPLACED = {
    "autolink": ("claim-without-words", "This claim has no words.", "Write [words](claim:…)."),
    "picture": ("claim-in-picture", "A picture cannot be a claim.", "Write [words](claim:…)."),
    "link": (
        "claim-in-picture",
        "A claim in the text of a picture cannot be opened by a reader.",
        "Move it into the sentence beside the picture.",
    ),
    "tag": ("claim-in-html", "A claim in raw HTML is not read.", "Write [words](claim:…)."),
}


class _ProseWriter:
    """Writes the words of a block, keeping for each character the index in the block it came from."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.text: list[str] = []
        self.at: list[int] = []

    def write(self) -> None:
        i, content = 0, self.block.content
        for start, end, instead in self.replacements():
            if start < i:
                continue  # inside something already replaced
            self.put_all(i, start)
            for character in instead:
                self.put(character, start)
            i = end
        self.put_all(i, len(content))

    def put_all(self, start: int, end: int) -> None:
        for i in range(start, end):
            # Emphasis marks are not words. A literal star or underscore is in no number-word either.
            if self.block.content[i] not in "*_":
                self.put(self.block.content[i], i)

    def put(self, character: str, at: int) -> None:
        character = _SPACES.get(character, character)
        if character == " " and self.text and self.text[-1] == " ":
            return
        self.text.append(character)
        self.at.append(at)

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters of the block from `start` up to `end` ended up."""
        return bisect_left(self.at, start), bisect_left(self.at, end)

    def replacements(self) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        for span in self.block.spans:
            found += self.instead_of(span)
        return sorted(found)

    def instead_of(self, span: Span) -> Iterator[tuple[int, int, str]]:
        written = self.block.content[span.start : span.end]
        if span.kind == "link" and not _CITATION.match(span.target):
            yield span.start, span.start + 1, ""
            yield span.label_end, span.end, ""
        elif span.kind == "picture":
            yield span.start, span.start + 2, GAP
            yield span.label_end, span.end, GAP
        elif span.kind == "entity":
            yield span.start, span.end, unescape(written)
        elif span.kind == "escape":
            yield span.start, span.end, _unescaped(written)
        elif span.kind == "tag":
            refused = "claim:" in written.casefold()
            yield from [(span.start, span.end, "")] if refused else _marks_of(written, span.start, "")
        else:  # code, a bare address, a citation
            yield span.start, span.end, GAP


class _HtmlWriter(_ProseWriter):
    """Raw HTML: all but the marks and names of tags."""

    def put_all(self, start: int, end: int) -> None:
        for i in range(start, end):
            self.put(self.block.content[i], i)

    def replacements(self) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        for tag in _HTML_TAG.finditer(self.block.content):
            if "claim:" in tag[0].casefold():  # refused as a stray, at the place of the tag
                found.append((tag.start(), tag.end(), tag[0]))
            else:
                found += _marks_of(tag[0], tag.start(), GAP)
        return found


def _marks_of(tag: str, start: int, instead: str) -> list[tuple[int, int, str]]:
    """What is put in place of the beginning and the end of a tag that stands at `start`."""
    opening, closing = _HTML_OPENING.match(tag), _HTML_CLOSING.search(tag)
    begin = opening.end() if opening else 0
    end = max(closing.start(), begin) if closing else len(tag)
    marks = ((0, begin), (end, len(tag)))
    return [(start + a, start + b, instead) for a, b in marks if a < b]


def _unescaped(written: str) -> str:
    after = written[1:].lstrip("\n ") if written[1:2] == "\n" else written[1:]
    return after if after and not after.isalnum() else (written if after else " ")
