"""Everything that is wrong in all definitions, in one pass: every room reads its own files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from cairn.analysis.measures import MeasureBook
from cairn.claims.grammar import parse_claim
from cairn.claims.quotations import with_quotations
from cairn.claims.report_text import read_report
from cairn.claims.statement_claims import claims_of_statements, load_statement_forms
from cairn.claims.wording_file import read_wording
from cairn.errors import ClaimError, Problem
from cairn.framework.clocks import load_clocks
from cairn.framework.freezing import check_frozen
from cairn.framework.programme import Programme
from cairn.framework.programme_loader import read_programmes
from cairn.framework.reading import shown_path
from cairn.pipeline.chart_plan import FILE as CHARTS_FILE
from cairn.pipeline.chart_plan import read_chart_plan
from cairn.pipeline.evidence import statements_of
from cairn.pipeline.places import definitions_root
from cairn.pipeline.report_files import TEXTS, read_terms
from cairn.pipeline.shelf import WORDING, Shelf, or_problems, read_shelf
from cairn.reconstruction.assumptions import FILE as STAND_IN_FILE
from cairn.reconstruction.assumptions import read_assumptions
from cairn.reporting.outline import Outline, outline_problems, read_outlines
from cairn.sampling.design_loader import read_designs

# Each rests on those before it.
_ROOMS = (
    "vocabularies",
    "frameworks",
    "instruments",
    "measures",
    "wording",
    "programmes",
    "claims",
    "reports",
)


def definition_problems(root: Path | None = None) -> tuple[Problem, ...]:
    """All problems of all files, by file and line; empty when all is well.

    Files that others rest on come first: what is wrong there is often the cause of what is wrong after.
    """
    folder = root or definitions_root()
    problems: list[Problem] = []
    shelf = read_shelf(folder, problems)
    for path in sorted((folder / "wording").glob("*.yaml")):
        if path.stem != WORDING:
            read_wording(path, folder, problems)
    for path in sorted(folder.glob(f"programmes/**/{STAND_IN_FILE}")):
        or_problems(partial(read_assumptions, path, folder), problems)
    or_problems(partial(read_terms, folder), problems)
    or_problems(partial(load_clocks, folder), problems)
    read_designs(folder, problems)
    outlines = read_outlines(folder, problems)
    if shelf is not None:
        programmes = read_programmes(folder, shelf.vocabularies, shelf.editions, problems)
        for programme in programmes.values():
            _check_programme(shelf, programme, outlines, problems)
    problems.extend(check_frozen(folder))
    return tuple(sorted(set(problems), key=_place))


def _place(problem: Problem) -> tuple[int, str, int, int, str]:
    room = problem.file.partition("/")[0]
    rank = _ROOMS.index(room) if room in _ROOMS else len(_ROOMS)
    return rank, problem.file, problem.line or 0, problem.column or 0, problem.code


def _check_programme(
    shelf: Shelf, programme: Programme, outlines: dict[str, Outline], problems: list[Problem]
) -> None:
    """Statements that make no claim, charts that cannot be drawn, texts that stray from their outline."""
    statements = or_problems(partial(statements_of, programme), problems) or ()
    forms = or_problems(partial(load_statement_forms, shelf.root), problems)
    if forms is not None:
        or_problems(partial(claims_of_statements, statements, forms, shelf.book), problems)
    folder = shelf.root / "reports" / programme.name
    book = with_quotations(shelf.book, statements)
    or_problems(partial(read_chart_plan, folder / CHARTS_FILE, shelf.root, book), problems)
    for name, outline, _ in TEXTS:
        path = folder / f"{name}.md"
        if path.is_file():
            shown = shown_path(path, shelf.root)
            text = path.read_text(encoding="utf-8")
            problems.extend(_claim_problems(text, shown, book))
            if outline in outlines:
                problems.extend(outline_problems(text, outlines[outline], shown))


def _claim_problems(text: str, shown: str, book: MeasureBook) -> Iterator[Problem]:
    """Claims of a text that the book cannot serve, and links that are none."""
    report = read_report(text)
    for problem in report.problems:
        yield replace(problem, file=shown)
    for link in report.links:
        try:
            parse_claim(link.target, book)
        except ClaimError as error:
            for problem in error.problems:
                yield replace(problem, file=shown, line=link.line, column=link.column, key=link.target)
