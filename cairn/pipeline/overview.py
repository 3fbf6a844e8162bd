"""A whole programme: statements compared, evidence built or opened, the report checked and rendered."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cairn.analysis.disclosure.digests import with_digests, without_digests
from cairn.analysis.disclosure.manifest import MANIFEST
from cairn.claims.claim import Finding, Verdict
from cairn.claims.evidence import Evidence
from cairn.claims.report_check import ReportCheck, check_report, finding_as_json
from cairn.claims.statement_claims import StatementClaim
from cairn.claims.verify import check_claim
from cairn.errors import EvidenceError, Problem, UsageError
from cairn.framework.programme import Programme
from cairn.pipeline.evidence import Case, open_case
from cairn.pipeline.provenance import Kept, stand_in_files
from cairn.pipeline.report_files import (
    TEXTS,
    ReportSource,
    document_of,
    holds,
    read_source,
    render,
    require_sound,
)
from cairn.pipeline.report_release import Attack, ReleaseOrder, sheltered
from cairn.pipeline.shelf import Shelf
from cairn.pipeline.shown_figures import ShownFigures, add_report
from cairn.pipeline.steps import Steps
from cairn.reporting.document import Counts, Layout, ReportDocument
from cairn.reporting.prepared import Prepared, prepare
from cairn.reporting.report_tables import StatementRow
from cairn.utils.atomic import files_written_whole
from cairn.utils.counts import counted
from cairn.utils.csv_text import csv_of_rows

USUAL_FORMATS = ("html", "pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFinding:
    statement: StatementClaim
    finding: Finding


@dataclass(slots=True, kw_only=True)
class Overview:
    """What a run made: its steps, the files written, how the statements and the texts fare."""

    files: list[Path] = field(default_factory=list)
    statements: list[StatementFinding] = field(default_factory=list)
    checks: dict[str, ReportCheck] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    label: str = ""

    @property
    def set_aside(self) -> tuple[str, ...]:
        return self.kept.set_aside

    @property
    def counts(self) -> Counts:
        """How the statements fare. Those set aside cannot all hold with the others."""
        told = [f for f in self.statements if f.statement.statement.id not in self.set_aside]
        return Counts(
            consistent=sum(holds(f.finding.verdict) for f in told),
            conflicting=len(self.statements) - len(told),
            cannot_tell=sum(f.finding.verdict is Verdict.CANNOT_TELL for f in told),
        )

    @property
    def failing(self) -> tuple[str, ...]:
        """Statements outside those set aside that the evidence contradicts: there should be none."""
        return tuple(
            f.statement.statement.id
            for f in self.statements
            if f.statement.statement.id not in self.set_aside and not f.finding.publishable
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: a programme's texts, checked against the bundle at `evidence`, written to `out`.
    `kept` tells which statements cannot all hold, where the evidence was built from statements."""

    programme: str
    out: Path
    evidence: Path
    on: date
    kept: Kept = field(default_factory=Kept)
    formats: tuple[str, ...] = USUAL_FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What takes long to load, and is brought only when it is needed: the attack on the figures, and printers
    other than those of `USUAL_FORMATS`. `always`: attack even what has been attacked already."""

    attack: Callable[[str], Attack]
    render: Callable[[Prepared, str, Sequence[StatementRow]], bytes]
    always: bool = False


def run_overview(
    shelf: Shelf, order: Order, steps: Steps, tools: Tools, before_writing: Callable[[], None]
) -> Overview:
    """Check the programme's statements and texts, look at all their figures together, and render them.

    Raises a `CairnError` when a step cannot be taken, and then nothing has been written. `before_writing`
    is called when everything is rendered.
    """
    programme = shelf.programme(order.programme)
    run = Overview(kept=order.kept)
    with steps.step("Opening the evidence"):
        case = open_case(order.evidence, shelf)
        run.label = case.bundle.label
    with steps.step("Checking statements and texts") as told:
        sources = _sources(shelf, programme, case)
        evidence = _evidence(programme, case, sources)
        release = ReleaseOrder(
            name=programme.title,
            dated=order.on.isoformat(),
            path=order.out / MANIFEST,
            rule=shelf.disclosure,
            instruments=case.bundle.instruments.instruments,
            attack=tools.attack,
            always=tools.always,
        )

        def make(shielded: Evidence) -> tuple[list[ReportDocument], ShownFigures]:
            documents = _documents(run, shielded, sources, case, shelf, order.on)
            return documents, _shown(run, sources, documents, case, release.shown(shielded))

        documents, manifest = sheltered(release, evidence, make)
        number_words = sum(len(c.findings) for c in run.checks.values())
        told.append(f"{counted(len(run.statements), 'statement')} and {counted(number_words, 'number-word')}")
        # A text that may not go out becomes a draft, and says so on every page.
        texts = zip(documents, run.checks.values(), strict=True)
        prepared = [prepare(document, draft=not check.publishable) for document, check in texts]
    before = _file(order.out / MANIFEST).decode(errors="replace")
    # Of a release that is there already, what lies beside it has been through every check of this version.
    unchanged = without_digests(before) == without_digests(manifest)
    passed = order.out if unchanged and not tools.always else None
    made = _publish(run, prepared, order.formats, tools, steps, passed)
    before_writing()
    known = {**stand_in_files(order.out, order.evidence), **dict(made)}
    made.append((MANIFEST, with_digests(manifest, known, before).encode()))
    files = {order.out / name: data for name, data in made}
    files_written_whole(files)
    run.files.extend(files)
    return run


def _sources(shelf: Shelf, programme: Programme, case: Case) -> tuple[ReportSource, ...]:
    folder = shelf.root / "reports" / programme.name
    found = tuple(
        read_source(folder / f"{name}.md", shelf, case, layout)
        for name, _, layout in TEXTS
        if (folder / f"{name}.md").is_file()
    )
    if not found:
        raise UsageError(
            Problem(
                code="report-missing",
                message=f"There is no report text for “{programme.name}”.",
                file=str(folder / "overview.md"),
                remedy="Write one: Markdown with claim links.",
            )
        )
    return found


def _evidence(programme: Programme, case: Case, sources: tuple[ReportSource, ...]) -> Evidence:
    """Tallies for statements, texts and charts at once."""
    if case.programme is None:
        raise EvidenceError(
            Problem(
                code="evidence-of-another-programme",
                message=f"The evidence is “{case.bundle.about.name}”, not that of “{programme.name}”.",
                remedy="Name the bundle after the programme, or use cairn render for a report of your own.",
            )
        )
    return case.evidence_for(
        [s.text for s in sources],
        also=[c.claim for c in case.statements] + [c for s in sources for p in s.charts for c in p.claims],
    )


def _documents(
    run: Overview,
    evidence: Evidence,
    sources: tuple[ReportSource, ...],
    case: Case,
    shelf: Shelf,
    on: date,
) -> list[ReportDocument]:
    """The verdict on every statement and number-word, and what is to be printed of it."""
    run.statements = [
        StatementFinding(statement=c, finding=check_claim(c.claim, c.words, evidence, shelf.wording))
        for c in case.statements
    ]
    documents = []
    for source in sources:
        check = check_report(source.text, evidence, shelf.wording)
        require_sound(source, check)
        run.checks[source.file.stem] = check
        counts = run.counts if source.layout is Layout.REPORT else None
        documents.append(document_of(source, check, evidence, case, shelf, on=on, counts=counts))
    return documents


def _shown(
    run: Overview,
    sources: tuple[ReportSource, ...],
    documents: Sequence[ReportDocument],
    case: Case,
    shown: ShownFigures,
) -> ShownFigures:
    """Every figure of the texts and of the statements beside them."""
    for source, document in zip(sources, documents, strict=True):
        add_report(shown, source, run.checks[source.file.stem], document.charts, case)
    for found in run.statements:
        shown.finding(found.finding, f"statement {found.statement.statement.id}")
    return shown


def _file(path: Path) -> bytes:
    """What the file holds; nothing where it is not there or cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _publish(
    run: Overview,
    prepared: Sequence[Prepared],
    formats: Sequence[str],
    tools: Tools,
    steps: Steps,
    passed: Path | None,
) -> list[tuple[str, bytes]]:
    """Every file, by name, rendered and not yet written. PDFs are set beside the rest: that leaves the
    other core free. `passed` is the folder of files that have passed their checks."""
    rows = [
        StatementRow(
            id=f.statement.statement.id,
            words=f.statement.words,
            finding=f.finding,
            set_aside=f.statement.statement.id in run.set_aside,
            note=_note(f),
        )
        for f in run.statements
    ]

    def make(one: Prepared, ending: str) -> tuple[str, bytes]:
        name = f"{Path(one.report.file).stem}.{ending}"
        with steps.step(f"Rendering {name}") as told:
            if ending in USUAL_FORMATS:
                data = render(one, ending, _file(passed / name) if passed and ending == "pdf" else b"")
            else:
                data = tools.render(one, ending, rows)
            told.append(f"{len(data) / 1000:,.0f} kB" + (", as a draft" if one.draft else ""))
        return name, data

    with ThreadPoolExecutor(1) as beside:
        pdfs = [beside.submit(make, one, "pdf") for one in prepared if "pdf" in formats]
        made = [make(one, ending) for ending in formats if ending != "pdf" for one in prepared]
        made += [pdf.result() for pdf in pdfs]
    made += [(Path(one.report.file).name, one.report.markdown.encode()) for one in prepared]
    made += [
        ("findings.json", _findings(run).encode()),
        ("statements.csv", _statements(run).encode("utf-8-sig")),
    ]
    return made


def _findings(run: Overview) -> str:
    """The verdict on every statement and number-word, for a program."""
    found = {
        "evidence": run.label,
        "statements": [_row(f, run) for f in run.statements],
        "texts": {
            name: [finding_as_json(f, bool(run.label), run.label) for f in check.findings]
            for name, check in run.checks.items()
        },
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _statements(run: Overview) -> str:
    """The published statements with what became of them, for a reader with a spreadsheet. Rows travel alone:
    each says what the evidence is."""
    label = {"evidence_label": run.label} if run.label else {}
    rows = [{**_row(f, run), **label} for f in run.statements]
    head: list[object] = list(rows[0]) if rows else []
    return csv_of_rows([head, *(list(row.values()) for row in rows)])


def _row(found: StatementFinding, run: Overview) -> dict[str, object]:
    statement = found.statement.statement
    return {
        "id": statement.id,
        "line": statement.line,
        "words": found.statement.words,
        "claim": str(found.statement.claim),
        "verdict": found.finding.verdict.value,
        "figure": found.finding.figure,
        "set_aside": "yes" if statement.id in run.set_aside else "no",
        "reason": found.finding.reason,
        "note": _note(found),
    }


def _note(found: StatementFinding) -> str:
    return "; ".join(n for n in (found.statement.statement.note, found.statement.note) if n)
