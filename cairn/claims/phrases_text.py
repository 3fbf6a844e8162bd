"""Markdown laid bare: markup blotted out, every remaining character still in its place.

Made for finding words, not for rendering: unbalanced markup is left as it stands, nothing is ever refused,
and the time taken is in proportion to the length of the text.
"""

from __future__ import annotations

import re
from html import unescape

from cairn.claims.wording_folding import UNSEEN

# Stands where two words must not be read together: a list marker, a heading, something cut out. Both marks
# are characters of no language and, unlike control characters, not white space to Python.
BREAK = "\ue000"
# Ends a heading's line: what follows is not read on from it.
BREAK_LINE = "\ue001"

_LINE = re.compile(r"[^\n]*\n?")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_LIST_MARKER = re.compile(r"(?:[-*+•]|\*{0,2}\d{1,3}[.)]\*{0,2})[ \t]")
_HEADING = re.compile(r"#{1,6}[ \t]")
# Only an address and a title: Markdown prints "[1]: Most areas had" as it stands.
_REFERENCE = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S+(?:[ \t]+[\"'(][^\n]*)?[ \t\r]*$", re.MULTILINE)
_ESCAPE_OR_CODE = re.compile(r"\\[!-/:-@\[-`{-~\n]|`[^`\n]*`")
_DESTINATION = re.compile(r"\]\([^()\n]{0,2000}(?:\([^()\n]{0,200}\)[^()\n]{0,2000})?\)")
_ADDRESS = re.compile(r"<?(?:https?://|www\.|mailto:|claim:)[^\s<>)\]]{1,2000}>?")
# Reports are printed without HTML: a tag or comment is seen as it is written, and so are the words in it.
_COMMENT = re.compile(r"<!--|-->")
_TAG = re.compile(r"(</?[A-Za-z][A-Za-z0-9-]{0,50}/?)(?:(>)|[\s/][^<>\n]{0,500}>)")
_FOOTNOTE = re.compile(r"\[\^[^\]\n]{1,50}\]")
_SPACE_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|#160|#xa0);", re.IGNORECASE)
_ENTITY = re.compile(r"&#?[A-Za-z0-9]{1,10};")
_AFTER_LETTER, _BEFORE_LETTER = rf"(?:(?<=[^\W\d_])|(?<={UNSEEN}))", rf"(?=[^\W\d_]|{UNSEEN})"
_INSIDE_A_WORD = re.compile(rf"{_AFTER_LETTER}[*~\[]{{1,6}}{_BEFORE_LETTER}|(?<=\d)\*{{2,3}}(?=\d)")
_EMPHASIS = re.compile(r"[*~\[\]]|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])")
_NO_WIDTH = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")


def bare_text(markdown: str) -> str:
    """The text with code, link targets and marks replaced by spaces, breaks or, in a word, by `UNSEEN`.

    What HTML says stays: a report prints it as it is written. As long as
    `markdown`, with its line breaks, so that a place in one is the same place in the other.
    """
    text = "".join(_bare_line(line) for line in _outside_fences(markdown))
    text = _ESCAPE_OR_CODE.sub(_escaped, _NO_WIDTH.sub(UNSEEN, text))
    text = _COMMENT.sub(_broken, text)
    for pattern in (_DESTINATION, _ADDRESS):
        text = pattern.sub(_broken, text)
    text = _TAG.sub(_tag, text)
    text = _FOOTNOTE.sub(_spaces, text)
    text = _SPACE_ENTITY.sub(_spaces, text)
    text = _ENTITY.sub(_read, text)
    text = _INSIDE_A_WORD.sub(_unseen, text)
    return _EMPHASIS.sub(_spaces, text)


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _unseen(match: re.Match[str]) -> str:
    return UNSEEN * len(match[0])


def _broken(match: re.Match[str]) -> str:
    """Spaces; a link's closing bracket goes with its target, so that the words run on after it."""
    found = match[0]
    if not found.startswith("]("):
        return BREAK + " " * (len(found) - 1)
    inside_a_word = (
        match.string[match.start() - 1 : match.start()].isalpha()
        and match.string[match.end() : match.end() + 1].isalpha()
    )
    return (UNSEEN if inside_a_word else " ") * len(found)


def _escaped(match: re.Match[str]) -> str:
    """A backslash is not seen, and what it stands before is taken as it is; code is cut out."""
    found = match[0]
    if found[0] == "`":
        return _broken(match)
    if found[1] == "\n":
        return " \n"
    return UNSEEN + (found[1] if found[1] in "%/" else BREAK)


def _tag(match: re.Match[str]) -> str:
    """The words in a tag, apart from its name."""
    opening, found = match[1], match[0]
    if match[2]:
        return " " * len(found)
    return BREAK + " " * (len(opening) - 1) + found[len(opening) : -1] + BREAK


def _read(match: re.Match[str]) -> str:
    """The one character that an entity stands for; a break when it is no letter, figure or sign of one."""
    found = unescape(match[0])
    if len(found) != 1 or found in "<>&[]*_`\n":
        return _spaces(match) if found.isspace() else BREAK + " " * (len(match[0]) - 1)
    kept = UNSEEN if _NO_WIDTH.match(found) else found
    return kept + (" " if kept.isspace() else UNSEEN) * (len(match[0]) - 1)


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
