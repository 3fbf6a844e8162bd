"""A programme of inspections as it was published: who was inspected, what was evaluated, what was printed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cairn.framework.model import require
from cairn.framework.vocabulary import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFact:
    """A figure or wording that stands in print and has no rows behind it here.

    `source`, `measure`, `level` and `where` are spelt as in a claim; a named population in `where` is a
    pair with no values, such as `("inspected_after_2016", ())`. `stat` is the claim's, `share` unless
    said. `base` is the number of units when it is printed (eight partnerships), else None.
    """

    source: str
    measure: str
    level: str
    where: tuple[tuple[str, tuple[str, ...]], ...]
    words: str
    citation: str
    stat: str = "share"
    by: str = ""
    rank: str = ""
    base: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEvaluation:
    """One cell of the published table: `value` is the point of the six-point scale, 6 the best."""

    partnership: str
    indicator: str
    evaluation: str
    value: int
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCount:
    """How many records of a care group were read, as printed on `line` of the extracted text."""

    care_group: str
    count: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCounts:
    """The printed total and the printed groups; `not_accounted_for` says by how much they do not add up."""

    total: int
    line: int
    groups: tuple[GroupCount, ...]
    remainder_group: str
    explanation: str

    def __post_init__(self) -> None:
        require(
            self.accounted_for <= self.total,
            "counts-exceed-total",
            f"The care groups add up to {self.accounted_for}, more than the total of {self.total}.",
        )

    @property
    def accounted_for(self) -> int:
        return sum(g.count for g in self.groups)

    @property
    def not_accounted_for(self) -> int:
        return self.total - self.accounted_for

    @property
    def by_care_group(self) -> dict[str, int]:
        """Counts of all records by care group, those not accounted for under `remainder_group`."""
        printed = {g.care_group: g.count for g in self.groups}
        return printed | ({self.remainder_group: self.not_accounted_for} if self.not_accounted_for else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInSize:
    """The number of responses chosen for a table whose true base is not published. Invented, and says so."""

    table: str
    size: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Under which terms open data may be used; `path` is the address of the terms."""

    name: str
    title: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme of inspections. `partnerships` are terms of the vocabulary, labelled as the publication
    names them; `areas` are the invented letters that stand-in data uses instead of real places.
    `statements` is the file of quantitative statements, or None where there is none; `licence` that of its
    open data."""

    name: str
    title: str
    begins: str
    ends: str
    status: str
    framework: str
    edition: str
    publication: str
    reference: str
    dated: str
    partnerships: tuple[Term, ...]
    areas: tuple[str, ...]
    record_counts: RecordCounts
    evaluations: tuple[PublishedEvaluation, ...]
    published_facts: tuple[PublishedFact, ...]
    stand_in_sizes: tuple[StandInSize, ...]
    notes: tuple[str, ...]
    statements: Path | None = None
    licence: Licence | None = None

    def __post_init__(self) -> None:
        cells = [(e.partnership, e.indicator) for e in self.evaluations]
        require(
            len(set(cells)) == len(cells), "evaluation-twice", "A place is evaluated twice on an indicator."
        )

    @property
    def sizes(self) -> dict[str, int]:
        """Stand-in sizes by table; the records' size is the published total."""
        return {"records": self.record_counts.total} | {s.table: s.size for s in self.stand_in_sizes}

    def evaluation(self, partnership: str, indicator: str) -> PublishedEvaluation | None:
        cell = (partnership, indicator)
        return next((e for e in self.evaluations if (e.partnership, e.indicator) == cell), None)
