"""The shapes of answers. Additions are possible at any time; nothing here is ever renamed or taken away."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema


class Problem(Schema):
    """What is wrong and what to do about it. `code` is stable."""

    code: str
    message: str
    remedy: str = ""
    field: str = ""


class Problems(Schema):
    problems: list[Problem]


class File(Schema):
    name: str
    label: str
    media_type: str
    size: int = Field(description="In bytes.")
    sha256: str
    href: str


class Publication(Schema):
    """One edition of a report. It never changes; it can be withdrawn."""

    slug: str
    number: int
    kind: str = Field(description="overview or inspection")
    title: str
    place: str
    years: str
    summary: str
    framework: str
    stand_in: bool = Field(description="Its figures come from invented data that fit the published words.")
    published_at: datetime
    href: str


class Part(Schema):
    anchor: str
    heading: str
    text: str


class PublicationWhole(Publication):
    sections: list[Part]
    files: list[File]


class Group(Schema):
    label: str
    k: int | None
    n: int | None


class Figure(Schema):
    """What is behind one number-word. What may not be shown is null."""

    number: int = Field(description="The number of the note in the report.")
    words: str
    claim: str | None
    verdict: str
    plainly: str = Field(description="The verdict as the report says it.")
    figure: str
    k: int | None
    n: int | None
    share: float | None = Field(description="From 0 to 1; whole per cents on stand-in data.")
    low: float | None
    high: float | None
    base: str
    reason: str
    method: str
    citation: str
    published: str
    reading: str
    groups: list[Group]
    label: str = Field(description="What the evidence is, where it is not the real evidence.")


class Evaluation(Schema):
    place: str
    subject: str
    value: Annotated[int, Field(ge=1, le=6)]
    meaning: str
    slug: str
    number: int


class Example(Schema):
    title: str
    text: str
    place: str
    subject: str
    slug: str
    number: int


class Term(Schema):
    term: str
    meaning: str


class Hit(Schema):
    slug: str
    title: str
    heading: str
    anchor: str
    snippet: str = Field(description="Plain text.")
    stand_in: bool
    href: str


class Hits(Schema):
    query: str
    total: int
    beside: list[str] = Field(description="Other names that were looked for too.")
    hits: list[Hit]


class Phase(Schema):
    name: str
    weeks: int
    skips_holidays: bool


class Holiday(Schema):
    name: str
    first_day: date
    last_day: date


class Partnership(Schema):
    letter: str
    name: str


class Programme(Schema):
    slug: str
    title: str
    years: str
    state: str
    framework: str
    edition: str
    graded: list[str]
    starts_on: date
    ends_on: date
    phases: list[Phase]
    holidays: list[Holiday]
    partnerships: list[Partnership]


class Span(Schema):
    phase: str
    first: date
    last: date


class Inspection(Schema):
    slug: str
    partnership: str
    state: str
    notice_on: date | None
    programme: str
    timetable: list[Span] = Field(description="Empty without a day of notice.")


class Activity(Schema):
    id: UUID
    inspection: str
    kind: str
    title: str
    state: str
    starts_at: datetime
    ends_at: datetime
    place: str
    indicators: list[str]


class Request(Schema):
    id: UUID
    inspection: str
    kind: str
    title: str
    text: str
    state: str
    due_on: date | None
    answer: str = Field(description="Empty until it is sent, but for those who write it.")


class LedgerEntry(Schema):
    id: UUID
    inspection: str
    indicator: str
    topic: str
    level: str
    reason: str
    state: str
    outcome: str


class ScopeDecision(Schema):
    inspection: str
    indicator: str
    included: bool
    reason: str
    decided_at: datetime


class Citation(Schema):
    kind: str
    reference: str = Field(description="For an entry of the ledger, its id.")
    note: str


class WorkEvaluation(Schema):
    inspection: str
    subject: str
    state: str
    value: int | None
    reason: str
    rests_on: list[Citation]


class WorkReport(Schema):
    slug: str
    kind: str
    title: str
    summary: str
    programme: str
    inspection: str | None
    state: str
    version: int


class WorkReportText(WorkReport):
    text: str = Field(description="Markdown, with the claims of its number-words.")


class Publications(Schema):
    total: int
    items: list[Publication]


class Evaluations(Schema):
    total: int
    items: list[Evaluation]


class Examples(Schema):
    total: int
    items: list[Example]


class Inspections(Schema):
    total: int
    items: list[Inspection]


class Programmes(Schema):
    total: int
    items: list[Programme]


class Activities(Schema):
    total: int
    items: list[Activity]


class LedgerEntries(Schema):
    total: int
    items: list[LedgerEntry]


class ScopeDecisions(Schema):
    total: int
    items: list[ScopeDecision]


class WorkReports(Schema):
    total: int
    items: list[WorkReport]


class Requests(Schema):
    total: int
    items: list[Request]


class WorkEvaluations(Schema):
    total: int
    items: list[WorkEvaluation]
