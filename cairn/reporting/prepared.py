"""A report made ready for any printer: text read, findings matched, the guard passed, notes written."""

from __future__ import annotations

from dataclasses import dataclass

from cairn.reporting.blocks import Body, Table, claims_in
from cairn.reporting.body import read_body
from cairn.reporting.charts import Chart, EvaluationsChart
from cairn.reporting.document import ReportDocument
from cairn.reporting.notes import Note, notes_of
from cairn.reporting.publishable import publishable, require_matching, require_publishable


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What both printers take. A `draft` is marked as one on every page; `unbacked` are its number-words with
    nothing behind them."""

    report: ReportDocument
    body: Body
    notes: tuple[Note, ...]
    draft: bool
    failing: int
    unbacked: tuple[str, ...]

    def label_of(self, block: Table | Chart) -> str:
        """The stand-in label of a table or chart; "" when its figures were published or it has none."""
        if isinstance(block, Table):
            ours = any(not self.notes[n - 1].published for n in claims_in(block))
        else:
            ours = not isinstance(block, EvaluationsChart)
        return self.report.stand_in if ours else ""


def prepare(report: ReportDocument, *, draft: bool = False) -> Prepared:
    """Raise `ReportError` for a text that cannot be read and, unless `draft`, for any word that may not be
    published."""
    body = read_body(
        report.markdown, charts=report.charts, undrawn=report.undrawn, title=report.title, file=report.file
    )
    linked = tuple(f for f in report.findings if f.claim is not None)
    require_matching(body.claims, linked, report.file)
    if not draft:
        require_publishable(body.claims, report.findings, report.file, report.positions)
    return Prepared(
        report=report,
        body=body,
        notes=notes_of(body.claims, linked, report.book, stand_in=bool(report.stand_in)),
        draft=draft,
        failing=len(publishable(report.findings)),
        unbacked=tuple(f.words for f in report.findings if f.claim is None),
    )


def counts_sentences(report: ReportDocument) -> tuple[tuple[str, str], ...]:
    """(number, words) for the summary of the checking; nothing is called verified on stand-in evidence."""
    counts = report.counts
    if counts is None:
        return ()
    first = "consistent with the stand-in data" if report.stand_in else "hold on the evidence"
    return (
        (f"{counts.consistent:,}", first),
        (f"{counts.conflicting:,}", "cannot all hold together"),
        (f"{counts.cannot_tell:,}", "cannot be told either way"),
    )
