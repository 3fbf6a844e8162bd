"""Statements written in a line, and what the tests of their consistency share."""

from __future__ import annotations

from functools import cache

from cairn.analysis.measures import MeasureBook
from cairn.claims.consistency import ConsistencyReport, find_conflicts
from cairn.claims.statements import Statement
from cairn.claims.wording import Wording, load_wording
from cairn.pipeline.places import definitions_root

NO_BOOK = MeasureBook(sources=(), measures=(), populations=())


@cache
def wording() -> Wording:
    return load_wording(definitions_root())


def statement(number: int, line: str) -> Statement:
    """From “population | measure | level | phrase”, with “| statistic” and “| source” where they matter."""
    cells = [cell.strip() for cell in line.split("|")]
    population, measure, level, phrase, *more = cells
    return Statement(
        id=f"T{number}",
        line=number,
        source=more[1] if len(more) > 1 else "survey",
        population=population,
        measure=measure,
        level=level,
        phrase=phrase,
        statistic=more[0] if more else "share",
    )


def report_of(*lines: str, book: MeasureBook = NO_BOOK) -> ConsistencyReport:
    statements = [statement(number, line) for number, line in enumerate(lines, start=1)]
    return find_conflicts(statements, book, wording())


def conflicts_of(*lines: str, book: MeasureBook = NO_BOOK) -> list[tuple[str, ...]]:
    return [c.statements for c in report_of(*lines, book=book).conflicts]
