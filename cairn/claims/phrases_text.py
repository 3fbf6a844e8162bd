"""Markdown laid bare: markup blotted out, every remaining character still in its place.

Made for finding words, not for rendering: unbalanced markup is left as it stands, nothing is ever refused,
and the time taken is in proportion to the length of the text.
"""

from __future__ import annotations

import re

# Stands where two words must not be read together: a list marker, a heading, something cut out. Both marks
# are characters of no language and, unlike control characters, not white space to Python.
BREAK = "\ue000"
# Ends a heading's line: what follows is not read on from it.
BREAK_LINE = "\ue001"

_LINE = re.compile(r"[^\n]*\n?")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_LIST_MARKER = re.compile(r"(?:[-*+•]|\*{0,2}\d{1,3}[.)]\*{0,2})[ \t]")
_HEADING = re.compile(r"#{1,6}[ \t]")
_REFERENCE = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:[^\n]*")
_CODE = re.compile(r"`[^`\n]*`")
_DESTINATION = re.compile(r"\]\([^()\n]{0,2000}(?:\([^()\n]{0,200}\)[^()\n]{0,2000})?\)")
_ADDRESS = re.compile(r"<?(?:https?://|www\.|mailto:|claim:)[^\s<>)\]]{1,2000}>?")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,500}>")
_FOOTNOTE = re.compile(r"\[\^[^\]\n]{1,50}\]")
_SPACE_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|#160|#xa0);", re.IGNORECASE)
_ENTITY = re.compile(r"&#?[A-Za-z0-9]{1,10};")
_EMPHASIS = re.compile(r"[*~\[\]]|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])")


def bare_text(markdown: str) -> str:
    """The text with code, comments, tags, link targets and marks replaced by spaces or breaks.

    As long as `markdown`, with its line breaks, so that a place in one is the same place in the other.
    """
    text = _without_comments("".join(_bare_line(line) for line in _outside_fences(markdown)))
    for pattern in (_CODE, _DESTINATION, _ADDRESS):
        text = pattern.sub(_broken, text)
    text = _TAG.sub(_spaces, text)
    text = _FOOTNOTE.sub(_spaces, text)
    text = _SPACE_ENTITY.sub(_spaces, text)
    text = _ENTITY.sub(_broken, text)
    return _EMPHASIS.sub(_spaces, text)


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _broken(match: re.Match[str]) -> str:
    """Spaces; a link's closing bracket goes with its target, so that the words run on after it."""
    found = match[0]
    return " " * len(found) if found.startswith("](") else BREAK + " " * (len(found) - 1)


def _outside_fences(markdown: str) -> list[str]:
    """The lines, those of fenced code blotted out. A fence that is never closed runs to the end."""
    lines: list[str] = []
    fence = ""
    for match in _LINE.finditer(markdown):
        line = match[0]
        mark = _FENCE.match(line)
        closes = mark is not None and fence != "" and mark[1].startswith(fence)
        if fence or mark:
            lines.append(_blank(line))
        else:
            lines.append(line)
        if mark is not None and not fence:
            fence = mark[1]
        elif closes:
            fence = ""
    return lines


def _blank(line: str) -> str:
    body = line.rstrip("\r\n")
    return BREAK * len(body) + line[len(body) :]


def _bare_line(line: str) -> str:
    """A line without the marker it begins with. What follows a heading is not read on from it."""
    if _REFERENCE.match(line):
        return _blank(line)
    before = len(line) - len(line.lstrip("> \t"))
    heading = _HEADING.match(line, before)
    if heading:
        return BREAK * heading.end() + line[heading.end() :].replace("\n", BREAK_LINE)
    marker = _LIST_MARKER.match(line, before)
    if marker:
        return BREAK * marker.end() + line[marker.end() :]
    return " " * before + line[before:] if ">" in line[:before] else line


def _without_comments(text: str) -> str:
    """HTML comments blotted out; one that is never closed is left."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            break
        parts.append(text[at:start])
        parts.append("".join(c if c == "\n" else BREAK for c in text[start : end + 3]))
        at = end + 3
    parts.append(text[at:])
    return "".join(parts)
