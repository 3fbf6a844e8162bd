"""A report's text and what goes with it, made into a document and then into files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cairn.claims.claim import Verdict
from cairn.claims.evidence import Evidence
from cairn.claims.report_check import PlacedFinding, ReportCheck
from cairn.errors import Problem, ReportError
from cairn.framework.reading import Fields, raise_all
from cairn.pipeline.chart_plan import FILE as CHARTS_FILE
from cairn.pipeline.chart_plan import ChartKind, PlannedChart, read_chart_plan
from cairn.pipeline.evidence import Case
from cairn.pipeline.figures import charts_of
from cairn.pipeline.shelf import Shelf
from cairn.pipeline.texts import read_text
from cairn.reporting.body import read_body
from cairn.reporting.document import Counts, Layout, ReportDocument, Term
from cairn.reporting.html import html_of
from cairn.reporting.pdf import check_pdf, pdf_of
from cairn.reporting.prepared import Prepared
from cairn.reporting.publishable import require_matching

GLOSSARY = Path("reports") / "glossary.yaml"
_ESTIMATES = "What is said to be estimated is for all the children of a frame, and has an interval."
# The texts of a programme: file name, outline, layout.
TEXTS = (
    ("overview", "overview", Layout.REPORT),
    ("seven-minute-briefing", "seven_minute_briefing", Layout.BRIEFING),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSource:
    """A report's Markdown with the charts planned beside it."""

    file: Path
    shown_as: str
    text: str
    layout: Layout
    charts: tuple[PlannedChart, ...]

    @property
    def title(self) -> str:
        """The first heading."""
        for line in self.text.splitlines():
            if line.startswith("# "):
                return line[2:].strip()
        return self.file.stem


def read_source(file: Path, shelf: Shelf, case: Case, layout: Layout = Layout.REPORT) -> ReportSource:
    """Read a report and the chart plan beside it, if there is one."""
    charts = read_chart_plan(file.parent / CHARTS_FILE, shelf.root, case.book)
    return ReportSource(file=file, shown_as=str(file), text=read_text(file), layout=layout, charts=charts)


def document_of(
    source: ReportSource,
    check: ReportCheck,
    evidence: Evidence,
    case: Case,
    shelf: Shelf,
    *,
    on: date,
    counts: Counts | None = None,
) -> ReportDocument:
    """Everything the printer needs. `on` is the date the report bears."""
    programme = case.programme
    edition = shelf.editions.get(f"{programme.framework}/{programme.edition}") if programme else None
    report = source.layout is Layout.REPORT
    placed = (*check.of_links, *_unbacked(check))
    charts = charts_of(source.charts, evidence, programme, edition)
    return ReportDocument(
        title=source.title,
        programme=programme.title if programme else case.bundle.about.title,
        date=on,
        markdown=source.text,
        findings=tuple(f.finding for f in placed),
        positions=tuple((f.line, f.column) for f in placed),
        stand_in=case.bundle.label,
        charts=charts,
        undrawn={p.name: _why_undrawn(p, evidence) for p in source.charts if p.name not in charts},
        terms=_terms(source, shelf.root) if report else (),
        counts=counts,
        methods=_methods(case) if report else (),
        book=evidence.book,
        layout=source.layout,
        file=source.shown_as,
        licence=programme.licence if programme else None,
    )


def render(prepared: Prepared, ending: str, passed: bytes = b"") -> bytes:
    """A prepared report as `html` or `pdf`. A PDF that does not pass PDF/UA-1 is refused; `passed` is one
    that has passed before, and the very same bytes are not looked through again."""
    if ending == "html":
        return html_of(prepared).encode("utf-8")
    made = pdf_of(prepared)
    if made == passed:
        return made
    wrong = check_pdf(made, ("ua1",))
    if wrong:
        raise ReportError(
            Problem(
                code="pdf-not-accessible",
                message=f"The PDF does not pass: {rule}",
                file=prepared.report.file,
            )
            for rule in wrong
        )
    return made


def require_sound(source: ReportSource, check: ReportCheck) -> None:
    """Raise `ReportError` when the text could not be read through."""
    if check.problems:
        raise ReportError(
            Problem(
                code=p.code,
                message=p.message,
                remedy=p.remedy,
                file=source.shown_as,
                line=p.line,
                column=p.column,
                key=p.key,
            )
            for p in check.problems
        )


def read_terms(root: Path) -> tuple[Term, ...]:
    """The glossary that reports print."""
    problems: list[Problem] = []
    fields = Fields.open(root / GLOSSARY, root, problems)
    found = []
    if fields is not None:
        fields.text("source")
        fields.date("dated")
        for entry in fields.sections("terms"):
            found.append(entry.build(Term, term=entry.text("term"), meaning=entry.text("meaning")))
        fields.finish()
    raise_all(problems)
    return tuple(t for t in found if t is not None)


def _terms(source: ReportSource, root: Path) -> tuple[Term, ...]:
    """The terms that the text uses, unless it has a glossary of its own."""
    text = source.text.casefold()
    if "\n## glossary" in text:
        return ()
    return tuple(t for t in read_terms(root) if t.term.partition(" (")[0].casefold() in text)


def _unbacked(check: ReportCheck) -> tuple[PlacedFinding, ...]:
    return tuple(f for f in check.findings if f.link is None)


def _why_undrawn(plan: PlannedChart, evidence: Evidence) -> str:
    if plan.kind is ChartKind.EVALUATIONS:
        return "the evidence's programme has no published evaluations."
    source = evidence.book.source(plan.source)
    return f"the evidence has no rows for “{source.label if source else plan.source}”."


def printing_problems(source: ReportSource, check: ReportCheck) -> tuple[Problem, ...]:
    """What a printer would refuse in the text, whatever the verdicts: pictures, links that lead nowhere, HTML
    in the words of a claim."""
    try:
        body = read_body(
            source.text, charts=[p.name for p in source.charts], title=source.title, file=source.shown_as
        )
        require_matching(body.claims, [f.finding for f in check.of_links], source.shown_as)
    except ReportError as error:
        return error.problems
    return ()


def bars(check: ReportCheck) -> tuple[PlacedFinding, ...]:
    """The findings that keep a report from going out."""
    return tuple(f for f in check.findings if not f.finding.publishable)


def holds(verdict: Verdict) -> bool:
    return verdict in (Verdict.HOLDS, Verdict.HOLDS_NARROWLY, Verdict.HOLDS_AGAINST_CITATION)


def _methods(case: Case) -> tuple[str, ...]:
    bundle, below = case.bundle, case.withhold_below
    tables = sorted(bundle.tables.items())
    sizes = "; ".join(f"{bundle.instrument(name).title}, {rows.num_rows:,}" for name, rows in tables)
    return (
        "Each number-word is tied to a claim about evidence. The range it allows stands in a dated table.",
        "A share is of the records read or the people who answered: a fact about them, without an interval.",
        *((_ESTIMATES,) if case.for_all is not None else ()),
        f"Counts of people from 1 to {below - 1} are withheld, and with them whatever would give them back.",
        f"Rows of evidence: {sizes}.",
        *bundle.about.notes,
    )
