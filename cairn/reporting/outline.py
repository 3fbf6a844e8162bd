"""Outlines: which sections a kind of report has, in order, and whether a text keeps to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cairn.errors import Problem
from cairn.framework.reading import Fields
from cairn.utils.counts import counted

FILE = Path("reports") / "outlines.yaml"

_HEADING = re.compile(r"(#{1,6}) +(.+?)\s*#*\Z")
_FENCE = re.compile(r" {0,3}(```|~~~)")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineSection:
    """A section: its heading and level, what it holds, the charts that belong in it."""

    name: str
    heading: str
    level: int
    required: bool
    holds: str
    charts: tuple[str, ...]

    def matches(self, level: int, heading: str) -> bool:
        """Whether this is the section's heading; `{…}` in it stands for any words."""
        pattern = re.sub(r"\\\{[^}]*\\\}", ".+", re.escape(self.heading))
        return level == self.level and re.fullmatch(pattern, heading) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A kind of report: for whom, how long at most, and its sections in order."""

    name: str
    title: str
    readers: str
    most_words: int
    sections: tuple[OutlineSection, ...]


def read_outlines(root: Path, problems: list[Problem]) -> dict[str, Outline]:
    """The outlines under a folder of definitions; what is wrong with the file is added to `problems`."""
    fields = Fields.open(root / FILE, root, problems)
    if fields is None:
        return {}
    fields.text("source")
    fields.date("dated")
    found = [_outline(name, section) for name, section in fields.named_sections("outlines")]
    fields.finish()
    return {o.name: o for o in found if o is not None}


def _outline(name: str, fields: Fields) -> Outline | None:
    return fields.build(
        Outline,
        name=name,
        title=fields.text("title"),
        readers=fields.text("readers"),
        most_words=fields.integer("most_words", 1),
        sections=tuple(s for f in fields.sections("sections") if (s := _section(f)) is not None),
    )


def _section(fields: Fields) -> OutlineSection | None:
    return fields.build(
        OutlineSection,
        name=fields.name("name"),
        heading=fields.text("heading"),
        level=fields.integer("level", 1, 6),
        required=fields.boolean("required"),
        holds=fields.text("holds"),
        charts=fields.texts("charts"),
    )


def outline_problems(text: str, outline: Outline, file: str) -> list[Problem]:
    """What keeps a text from its outline: required sections that are missing or stand out of order."""
    headings = list(_headings(text))
    found: list[Problem] = []
    last = 0
    for section in outline.sections:
        at = next((line for line, level, heading in headings if section.matches(level, heading)), None)
        if at is None and section.required:
            found.append(_missing(section, outline, file))
        elif at is not None and at < last:
            message = f"“{section.heading}” stands before a section it should follow."
            remedy = f"Move it to its place in the outline “{outline.title}”."
            found.append(Problem(code="section-order", message=message, remedy=remedy, file=file, line=at))
        last = max(last, at or 0)
    words = len(re.findall(r"\w[\w'’-]*", re.sub(r"\]\([^)]*\)", "]", text)))
    if words > outline.most_words:
        message = f"The text has {counted(words, 'word')}; its outline allows {outline.most_words:,}."
        found.append(Problem(code="text-too-long", message=message, remedy="Shorten it.", file=file))
    return found


def _missing(section: OutlineSection, outline: Outline, file: str) -> Problem:
    message = f"The section “{section.heading}” of the outline “{outline.title}” is missing."
    remedy = f"Write it under “{'#' * section.level} {section.heading}”: {section.holds}"
    return Problem(code="section-missing", message=message, remedy=remedy, file=file)


def _headings(text: str) -> Iterator[tuple[int, int, str]]:
    """Line, level and words of every heading outside fenced code."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if _FENCE.match(line):
            inside = not inside
        found = None if inside else _HEADING.match(line)
        if found:
            yield number, len(found.group(1)), found.group(2)
