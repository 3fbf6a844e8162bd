"""What presenters hand to the tags of `{% load cairn %}`: plain words that know no model and no HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Tone = Literal["neutral", "progress", "good", "attention", "bad"]
TONES: tuple[Tone, ...] = ("neutral", "progress", "good", "attention", "bad")


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `more` is said to screen readers after the text, so that twenty “Change” can be told apart."""

    text: str
    href: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A button in a table that stands in a form: the form, with all that was written, is sent to `action`."""

    text: str
    action: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in a word or two, with a tone that also chooses a shape."""

    text: str
    tone: Tone = "neutral"

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"A tag has one of the tones {', '.join(TONES)}, not “{self.tone}”.")


@dataclass(frozen=True, slots=True)
class Grade:
    """A value of the six-point scale with its word, such as 4, good."""

    value: int
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `align` is start, end (for numbers) or centre; `href` makes the heading a link that sorts."""

    label: str
    align: Literal["start", "end", "centre"] = "start"
    href: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


# Words, a number, a day, one of the values above, or a list of them, one below the other. `None` is a dash.
Cell = object


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. On a small screen its rows become blocks (`stack`), or it scrolls (`scroll`)."""

    caption: str
    columns: Sequence[Column | str]
    rows: Sequence[Sequence[Cell]]
    narrow: Literal["stack", "scroll"] = "stack"
    caption_hidden: bool = False
    row_headings: bool = True
    source: str = ""
    empty: str = "Nothing to show."


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a summary list: what, its value (a `Cell`), and where it is changed."""

    key: str
    value: Cell
    href: str = ""
    action: str = "Change"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a timeline; exactly what has happened is `done`, what is happening is `now`."""

    title: str
    state: Literal["done", "now", "next", "stopped"] = "next"
    when: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab is a link to a page of its own, so it needs no JavaScript."""

    text: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a timetable, first to last day; equal days make a moment, drawn as a diamond."""

    label: str
    first: date
    last: date
    state: Literal["done", "now", "next"] = "next"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which nothing is planned, such as school holidays."""

    label: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Bars over a calendar, with the pauses between them."""

    caption: str
    bars: Sequence[Bar]
    pauses: Sequence[Pause] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What opens from “How do we know?”, like a note of a report; empty fields are not shown."""

    words: str
    verdict: str
    figure: str = ""
    mark: str = "✓"
    tone: Literal["good", "plain", "bad"] = "good"
    details: Sequence[tuple[str, str]] = ()
    groups: Sequence[tuple[str, str, str]] = ()
    spelling: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that two people changed: what is saved now, and what this person wrote."""

    label: str
    saved: str
    yours: str
