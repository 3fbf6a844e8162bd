"""A checked report in every format there is. What Word and Excel need is loaded by those who ask for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cairn.claims.statement_claims import claims_of_statements, load_statement_forms
from cairn.claims.verify import check_claim
from cairn.pipeline.evidence import Case, statements_of
from cairn.pipeline.provenance import Kept
from cairn.pipeline.report_files import render
from cairn.pipeline.shelf import Shelf
from cairn.reporting.docx import docx_of
from cairn.reporting.open_data import package_of
from cairn.reporting.prepared import Prepared
from cairn.reporting.report_tables import StatementRow, publication_of
from cairn.reporting.workbook import workbook_of

FORMATS = ("html", "pdf", "docx", "xlsx", "zip")
WITH_STATEMENTS = ("xlsx", "zip")


def render_as(prepared: Prepared, ending: str, statements: Sequence[StatementRow] = ()) -> bytes:
    """A prepared report as one of `FORMATS`: `xlsx` is the workbook of its figures and those of the
    statements, `zip` the same as open data. Raises `ReportError` as the printers do."""
    makers: dict[str, Callable[[], bytes]] = {
        "docx": lambda: docx_of(prepared),
        "xlsx": lambda: workbook_of(publication_of(prepared, statements)),
        "zip": lambda: package_of(publication_of(prepared, statements)),
    }
    return makers[ending]() if ending in makers else render(prepared, ending)


def statement_rows(case: Case, shelf: Shelf, kept: Kept) -> tuple[StatementRow, ...]:
    """The published statements of the evidence's programme, each checked; none when it has no programme.
    `kept` says which cannot hold together."""
    if case.programme is None:
        return ()
    forms = load_statement_forms(shelf.root)
    claims = claims_of_statements(statements_of(case.programme), forms, case.book)
    evidence = case.evidence([c.claim for c in claims])
    return tuple(
        StatementRow(
            id=c.statement.id,
            words=c.words,
            finding=check_claim(c.claim, c.words, evidence, shelf.wording),
            set_aside=c.statement.id in kept.set_aside,
            note="; ".join(n for n in (c.statement.note, c.note) if n),
        )
        for c in claims
    )
