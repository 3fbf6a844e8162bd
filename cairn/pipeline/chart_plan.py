"""Which charts a report has: read from `charts.yaml` beside its text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Claim, Where
from cairn.claims.grammar import parse_claim
from cairn.errors import ClaimError, Problem
from cairn.framework.reading import Fields, raise_all

FILE = "charts.yaml"


class ChartKind(StrEnum):
    BASES = "bases"
    RATINGS = "ratings"
    SHARES = "shares"
    AREAS = "areas"
    EVALUATIONS = "evaluations"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChart:
    """A chart before its figures: the measures shown, the groups they are shown by, the level counted."""

    name: str
    kind: ChartKind
    title: str
    source: str
    measures: tuple[str, ...]
    level: str
    by: str
    where: Where

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Claims that need the same counts as the chart, so that one tally serves both."""
        if self.kind is ChartKind.EVALUATIONS:
            return ()
        return tuple(
            Claim(source=self.source, measure=m, where=self.where, by=self.by) for m in self.measures
        )


def read_chart_plan(path: Path, root: Path, book: MeasureBook) -> tuple[PlannedChart, ...]:
    """The charts planned in the file at `path`; none when there is no such file.

    Raises `DefinitionError` with every problem, names the book does not have included.
    """
    if not path.is_file():
        return ()
    problems: list[Problem] = []
    fields = Fields.open(path, root, problems)
    planned = [_planned(f, book) for f in fields.sections("charts")] if fields is not None else []
    if fields is not None:
        fields.finish()
    raise_all(problems)
    return tuple(p for p in planned if p is not None)


def _planned(fields: Fields, book: MeasureBook) -> PlannedChart | None:
    source = fields.choice("source", [s.name for s in book.sources])
    measures = fields.names("measures", book.measure_names(source), required=True, what="measure")
    level = fields.optional_text("level")
    where_text = fields.optional_text("where")
    where = _where(fields, source, measures, level, where_text, book)
    return fields.build(
        PlannedChart,
        name=fields.text("chart"),
        kind=fields.member("kind", ChartKind),
        title=fields.text("title"),
        source=source,
        measures=measures,
        level=level,
        by=fields.optional_text("by"),
        where=where,
    )


def _where(
    fields: Fields, source: str, measures: tuple[str, ...], level: str, where: str, book: MeasureBook
) -> Where:
    """`where` as a claim would spell it; a claim is parsed for it, so the same names are known."""
    if fields.broken or not level:
        return ()
    found: Where = ()
    for measure in measures:
        try:
            found = parse_claim(
                f"claim:{source}/{measure}={level}{f'?where={where}' if where else ''}", book
            ).where
        except ClaimError as error:
            for problem in error.problems:
                fields.problem(problem.code, problem.message, "level", remedy=problem.remedy)
    return found
