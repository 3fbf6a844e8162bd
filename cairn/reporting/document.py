"""The report as it goes to the printer: everything a page shows, nothing computed while printing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Finding
from cairn.errors import Problem, ReportError
from cairn.framework.programme import Licence
from cairn.reporting.charts import Chart
from cairn.utils.counts import counted


class Layout(StrEnum):
    """Which template a report is set in."""

    REPORT = "report"
    BRIEFING = "briefing"  # one A4 page, read in seven minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of the field and its meaning in plain text."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationTable:
    """A published table of evaluations, in words: one row for each partnership."""

    caption: str
    indicators: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    source: str

    def __post_init__(self) -> None:
        for place, words in self.rows:
            if len(words) != len(self.indicators):
                raise ReportError(
                    Problem(
                        code="evaluations-row",
                        message=f"The row of {place} in “{self.caption}” has "
                        f"{counted(len(words), 'evaluation')} for "
                        f"{counted(len(self.indicators), 'indicator')}.",
                        remedy="Give one word for each indicator.",
                    )
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How the statements behind the report fare: so many hold, cannot all hold, cannot be told."""

    consistent: int
    conflicting: int
    cannot_tell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDocument:
    """One report or briefing.

    `markdown` is CommonMark with tables, claim links and chart pictures; `findings` has one finding for each
    claim link, in the order of the text. `stand_in` is the label of evidence that is not the real evidence,
    kept as a sentence and shown with every note, chart, table and page; "" for real evidence. `book` gives
    sources and measures their labels. `methods` are plain sentences. `licence` is that of the open data.
    `positions` are lines and columns of the findings, one for each or none; `undrawn` says of charts that are
    planned why they cannot be drawn.
    """

    title: str
    programme: str
    date: date
    markdown: str
    findings: tuple[Finding, ...]
    subtitle: str = ""
    language: str = "en-GB"
    stand_in: str = ""
    charts: Mapping[str, Chart] = field(default_factory=dict)
    evaluations: EvaluationTable | None = None
    terms: tuple[Term, ...] = ()
    counts: Counts | None = None
    methods: tuple[str, ...] = ()
    book: MeasureBook | None = None
    layout: Layout = Layout.REPORT
    file: str = ""
    licence: Licence | None = None
    positions: tuple[tuple[int, int], ...] = ()
    undrawn: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stand_in", sentence(self.stand_in))

    @property
    def date_text(self) -> str:
        return f"{self.date.day} {MONTHS[self.date.month - 1]} {self.date.year}"


def sentence(words: str) -> str:
    """The words with a capital and a full stop; nothing stays nothing."""
    words = words.strip()
    return words[:1].upper() + words[1:] + ("." if words and words[-1] not in ".!?" else "")


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
