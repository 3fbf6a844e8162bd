"""A whole programme: statements compared, evidence built or opened, the report checked and rendered."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cairn.claims.claim import Finding, Verdict
from cairn.claims.consistency import report_as_json
from cairn.claims.evidence import Evidence
from cairn.claims.report_check import ReportCheck, check_report, finding_as_json
from cairn.claims.statement_claims import StatementClaim, claims_of_statements, load_statement_forms
from cairn.claims.verify import check_claim
from cairn.errors import EvidenceError, Problem, UsageError
from cairn.framework.programme import Programme
from cairn.pipeline.evidence import Case, case_of, open_case, statements_of
from cairn.pipeline.report_files import (
    FORMATS,
    ReportSource,
    document_of,
    holds,
    read_source,
    render,
    require_sound,
)
from cairn.pipeline.shelf import Shelf
from cairn.pipeline.stand_in import build_stand_in, made_from, read_published
from cairn.reporting.document import Counts, Layout
from cairn.utils.atomic import write_whole

EVIDENCE = "evidence"
CONSISTENCY = "consistency.json"
TEXTS = (("overview", Layout.REPORT), ("seven-minute-briefing", Layout.BRIEFING))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that was taken: what, how long in seconds, and what came of it."""

    name: str
    seconds: float
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFinding:
    statement: StatementClaim
    finding: Finding


@dataclass(slots=True, kw_only=True)
class Overview:
    """What a run made: its steps, the files written, how the statements and the texts fare."""

    steps: list[Step] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    statements: list[StatementFinding] = field(default_factory=list)
    checks: dict[str, ReportCheck] = field(default_factory=dict)
    conflicts: list[dict[str, object]] = field(default_factory=list)
    set_aside: tuple[str, ...] = ()
    label: str = ""

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
            if f.statement.statement.id not in self.set_aside and not f.finding.verdict.publishable
        )


OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for. Without `evidence` the stand-in evidence is built, or taken from `out` if it is
    there already and was made from the same definitions and seed."""

    programme: str
    out: Path
    seed: int
    on: date
    evidence: Path | None = None


def run_overview(shelf: Shelf, order: Order, on_step: OnStep) -> Overview:
    """Run the whole pipeline. Raises a `CairnError` when a step cannot be taken; what was written before
    stays whole."""
    run = Overview()
    programme = shelf.programme(order.programme)
    case = _case(shelf, programme, order, run, on_step)
    run.label = case.bundle.label
    with _step(run, on_step, "Checking statements and texts") as told:
        sources = _sources(shelf, programme, case)
        evidence = _evidence(shelf, programme, case, sources, run)
        for source in sources:
            check = check_report(source.text, evidence, shelf.wording)
            require_sound(source, check)
            run.checks[source.file.stem] = check
        number_words = sum(len(c.findings) for c in run.checks.values())
        told.append(f"{len(run.statements)} statements and {number_words} number-words")
    for source in sources:
        _publish(shelf, case, evidence, source, order, run, on_step)
    _write_findings(order.out, run)
    return run


def _case(shelf: Shelf, programme: Programme, order: Order, run: Overview, on_step: OnStep) -> Case:
    if order.evidence is not None:
        with _step(run, on_step, "Opening the evidence"):
            return open_case(order.evidence, shelf)
    folder = order.out / EVIDENCE
    made = made_from(shelf, programme, order.seed)
    if _is_there(order.out, made):
        with _step(run, on_step, "Opening the stand-in evidence"):
            _remember(order.out, run)
            return open_case(folder, shelf)
    with _step(run, on_step, "Comparing the published statements") as told:
        published = read_published(shelf, programme)
        told.append(f"{len(published.consistency.conflicts)} sets cannot all hold")
    with _step(run, on_step, "Building the stand-in evidence") as told:
        bundle = build_stand_in(shelf, published, order.seed, folder)
        told.append(f"{sum(t.num_rows for t in bundle.tables.values()):,} rows")
    found = report_as_json(published.consistency)
    kept = {"made_from": made, "set_aside": list(published.set_aside), **found}
    write_whole(order.out / CONSISTENCY, json.dumps(kept, ensure_ascii=False, indent=2) + "\n")
    _remember(order.out, run)
    return case_of(bundle, shelf)


def _is_there(out: Path, made: str) -> bool:
    if not (out / EVIDENCE).is_dir():
        return False
    return _kept(out).get("made_from") == made


def _kept(out: Path) -> dict[str, object]:
    try:
        found = json.loads((out / CONSISTENCY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _remember(out: Path, run: Overview) -> None:
    kept = _kept(out)
    conflicts, aside = kept.get("conflicts"), kept.get("set_aside")
    run.conflicts = conflicts if isinstance(conflicts, list) else []
    run.set_aside = tuple(aside) if isinstance(aside, list) else ()
    run.files.append(out / CONSISTENCY)


def _sources(shelf: Shelf, programme: Programme, case: Case) -> tuple[ReportSource, ...]:
    folder = shelf.root / "reports" / programme.name
    found = tuple(
        read_source(folder / f"{name}.md", shelf, case, layout)
        for name, layout in TEXTS
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


def _evidence(
    shelf: Shelf, programme: Programme, case: Case, sources: tuple[ReportSource, ...], run: Overview
) -> Evidence:
    """Tallies for statements, texts and charts at once, and the verdict on every statement."""
    statements = statements_of(programme)
    claims = claims_of_statements(statements, load_statement_forms(shelf.root), case.book)
    if case.programme is None:
        raise EvidenceError(
            Problem(
                code="evidence-of-another-programme",
                message=f"The evidence is “{case.bundle.about.name}”, not that of “{programme.name}”.",
                remedy="Name the bundle after the programme, or use cairn render for a report of your own.",
            )
        )
    evidence = case.evidence_for(
        [s.text for s in sources],
        also=[c.claim for c in claims] + [c for s in sources for p in s.charts for c in p.claims],
    )
    run.statements = [
        StatementFinding(statement=c, finding=check_claim(c.claim, c.words, evidence, shelf.wording))
        for c in claims
    ]
    return evidence


def _publish(
    shelf: Shelf,
    case: Case,
    evidence: Evidence,
    source: ReportSource,
    order: Order,
    run: Overview,
    on_step: OnStep,
) -> None:
    """Render one text; one that may not go out is rendered as a draft, and says so."""
    name = source.file.stem
    check = run.checks[name]
    counts = run.counts if source.layout is Layout.REPORT else None
    for ending in FORMATS:
        with _step(run, on_step, f"Rendering {name}.{ending}") as told:
            document = document_of(source, check, evidence, case, shelf, on=order.on, counts=counts)
            made = render(document, (ending,), draft=not check.publishable)
            target = order.out / f"{name}.{ending}"
            write_whole(target, made[ending])
            run.files.append(target)
            told.append(f"{len(made[ending]) / 1000:,.0f} kB" + ("" if check.publishable else ", as a draft"))
    target = order.out / f"{name}.md"
    write_whole(target, source.text)


def _write_findings(out: Path, run: Overview) -> None:
    statements = [
        {
            "id": f.statement.statement.id,
            "words": f.statement.words,
            "claim": str(f.statement.claim),
            "verdict": f.finding.verdict.value,
            "figure": f.finding.figure,
            "set_aside": f.statement.statement.id in run.set_aside,
            "reason": f.finding.reason,
            "note": f.statement.note,
        }
        for f in run.statements
    ]
    found = {
        "evidence": run.label,
        "statements": statements,
        "texts": {name: [finding_as_json(f) for f in c.findings] for name, c in run.checks.items()},
    }
    target = out / "findings.json"
    write_whole(target, json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    run.files.append(target)


@contextmanager
def _step(run: Overview, on_step: OnStep, name: str) -> Iterator[list[str]]:
    on_step(name)
    told: list[str] = []
    begun = time.perf_counter()
    yield told
    run.steps.append(Step(name=name, seconds=time.perf_counter() - begun, told=", ".join(told)))
