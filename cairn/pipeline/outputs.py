"""A checked report in every format there is. What Word and Excel need is loaded by those who ask for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from cairn.claims.evidence import Evidence
from cairn.claims.report_check import check_report
from cairn.claims.statement_claims import StatementClaim
from cairn.claims.verify import check_claim
from cairn.pipeline.evidence import Case
from cairn.pipeline.provenance import Kept
from cairn.pipeline.report_files import ReportSource, document_of, render, require_sound
from cairn.pipeline.report_release import ReleaseOrder, sheltered
from cairn.pipeline.shelf import Shelf
from cairn.pipeline.shown_figures import ShownFigures, add_report
from cairn.reporting.document import ReportDocument
from cairn.reporting.docx import docx_of
from cairn.reporting.open_data import package_of
from cairn.reporting.prepared import Prepared
from cairn.reporting.report_tables import StatementRow, publication_of
from cairn.reporting.workbook import workbook_of

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A report checked and looked at as a whole: what is to be printed, and the programme's statements."""

    document: ReportDocument
    statements: tuple[StatementRow, ...]


def checked(
    source: ReportSource,
    case: Case,
    shelf: Shelf,
    *,
    on: date,
    kept: Kept | None,
    release: ReleaseOrder | None,
) -> tuple[Checked, str]:
    """The report against the evidence, with the published statements where `kept` says which cannot hold
    together, and the text of its `release.json`; "" without a `release`, of a draft that nobody publishes.

    Raises `ReportError` for a text that cannot be read through, and for figures that give away together what
    is withheld.
    """
    stated = case.statements if kept is not None else ()
    evidence = case.evidence_for(
        [source.text], also=[c for p in source.charts for c in p.claims] + [c.claim for c in stated]
    )

    def make(shielded: Evidence) -> tuple[Checked, ShownFigures]:
        check = check_report(source.text, shielded, shelf.wording)
        require_sound(source, check)
        document = document_of(source, check, shielded, case, shelf, on=on)
        rows = tuple(_row(c, shielded, shelf, kept or Kept()) for c in stated)
        shown = ShownFigures(shielded, case.bundle.instruments.instruments)
        add_report(shown, source, check, document.charts, case)
        for row in rows:
            shown.finding(row.finding, f"statement {row.id}")
        return Checked(document=document, statements=rows), shown

    return (make(evidence)[0], "") if release is None else sheltered(release, evidence, make)


def _row(stated: StatementClaim, evidence: Evidence, shelf: Shelf, kept: Kept) -> StatementRow:
    statement = stated.statement
    return StatementRow(
        id=statement.id,
        words=stated.words,
        finding=check_claim(stated.claim, stated.words, evidence, shelf.wording),
        set_aside=statement.id in kept.set_aside,
        note="; ".join(n for n in (statement.note, stated.note) if n),
    )
