"""The core at work on one report: checked, sheltered from disclosure, and made into all its forms."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from cairn.analysis.disclosure.digests import with_digests
from cairn.bridge.publish import (
    FIGURES,
    FILES,
    RELEASE,
    Beside,
    Made,
    MadeExample,
    MadeFile,
    MadeSection,
    Tell,
    TextCheck,
    Verdict,
    Words,
    silent,
)
from cairn.claims.report_check import PlacedFinding, check_report, finding_as_json
from cairn.errors import Refused, ReportError
from cairn.pipeline.chart_plan import FILE as CHARTS
from cairn.pipeline.chart_plan import PlannedChart, read_chart_plan
from cairn.pipeline.evidence import Case, open_case
from cairn.pipeline.outputs import checked, render_as
from cairn.pipeline.provenance import EVIDENCE, SEED, made_from
from cairn.pipeline.release_attack import attack_of
from cairn.pipeline.report_files import ReportSource
from cairn.pipeline.report_release import ReleaseOrder
from cairn.pipeline.shelf import Shelf, load_shelf
from cairn.pipeline.stand_in import prepare_stand_in
from cairn.pipeline.steps import Steps
from cairn.pipeline.texts import read_text
from cairn.reporting.document import Layout
from cairn.reporting.notes import MARKS, ON_STAND_IN, Note
from cairn.reporting.outline import Outline, outline_problems, read_outlines
from cairn.reporting.prepared import Prepared, prepare
from cairn.reporting.site import site_body
from cairn.utils.atomic import put_in_place

OUTLINES = {"overview": "overview", "inspection": "inspection_report"}
FORMATS = (
    ("pdf", "PDF", "application/pdf"),
    ("docx", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "Workbook of the figures", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("zip", "Open data: CSV files and a data package", "application/zip"),
)
LONGEST_HEADING = 300


def check(words: Words, evidence: Path) -> TextCheck:
    """The verdict on every number-word, as the text stands now.

    Raises `ReportError` for a text too long to read, `EvidenceError` for evidence that cannot be opened.
    """
    shelf = _shelf()
    case = _case(evidence)
    found = check_report(words.text, case.evidence_for([words.text]), shelf.wording)
    outline = _outlines().get(OUTLINES.get(words.kind, ""))
    return TextCheck(
        verdicts=tuple(_verdict(placed, bool(case.bundle.label)) for placed in found.findings),
        problems=found.problems,
        outline=tuple(outline_problems(words.text, outline, "")) if outline else (),
        label=case.bundle.label,
    )


def make(words: Words, evidence: Path, beside: Beside, tell: Tell = silent) -> Made:
    """The publication. Its figures are looked at together with those `beside` it, if they were counted from
    the very same evidence. `tell` hears of FIGURES and FILES as they begin.

    Raises `Refused` with each number-word that bars the report, at its line, and with figures that together
    would give away what is withheld.
    """
    tell(FIGURES)
    barring = check(words, evidence).barring
    if barring:
        raise Refused(barring)
    shelf, case = _shelf(), _case(evidence)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / RELEASE
        if beside.evidence == case.bundle.digest:
            path.write_text(beside.figures, encoding="utf-8")
        order = ReleaseOrder(
            name=f"{words.slug}/{words.edition}",
            dated=words.on.isoformat(),
            path=path,
            rule=shelf.disclosure,
            instruments=case.bundle.instruments.instruments,
            attack=lambda others: attack_of(shelf, (), others),
        )
        try:
            found, manifest = checked(
                _source(words, case), case, shelf, on=words.on, kept=None, release=order
            )
            prepared = prepare(replace(found.document, title=words.title))
        except ReportError as error:
            raise Refused(error.problems) from error
    tell(FILES)
    return _made(words, prepared, case, manifest)


def preview(words: Words, evidence: Path) -> str:
    """The body of the page as it would be, words that may not be published marked as such.

    Raises `ReportError` for a text that cannot be read through.
    """
    case = _case(evidence)
    found, _ = checked(_source(words, case), case, _shelf(), on=words.on, kept=None, release=None)
    return site_body(prepare(replace(found.document, title=words.title), draft=True)).html


def headings(kind: str) -> tuple[tuple[str, str, bool], ...]:
    """The headings of a kind of report as Markdown, with what each holds and whether it must be there."""
    outline = _outlines().get(OUTLINES.get(kind, ""))
    sections = outline.sections if outline else ()
    return tuple((f"{'#' * s.level} {s.heading}", s.holds, s.required) for s in sections)


def stand_in(programme: str, folder: Path) -> Path:
    """The programme's stand-in evidence at `folder`, built unless what is there was made from the same."""
    shelf = _shelf()
    found = shelf.programme(programme)
    told = folder / "datapackage.json"
    if not (told.is_file() and made_from(shelf, found, SEED) in told.read_text("utf-8")):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as building:
            prepare_stand_in(shelf, found, SEED, Path(building), Steps(lambda _: None))
            put_in_place(Path(building) / EVIDENCE, folder)
    return folder


def written(programme: str) -> str:
    """The text of the programme's overview in the definitions, without its title."""
    shelf = _shelf()
    text = read_text(shelf.root / "reports" / shelf.programme(programme).name / "overview.md")
    first, _, rest = text.partition("\n")
    return rest.lstrip() if first.startswith("# ") else text


@cache
def _shelf() -> Shelf:
    return load_shelf()


@cache
def _outlines() -> dict[str, Outline]:
    return read_outlines(_shelf().root, [])


_opened: dict[Path, tuple[int, Case]] = {}


def _case(evidence: Path) -> Case:
    """The evidence, opened once and kept as long as its descriptor is the same."""
    stamp = (evidence / "datapackage.json").stat().st_mtime_ns
    known = _opened.get(evidence)
    if known is None or known[0] != stamp:
        known = _opened[evidence] = (stamp, open_case(evidence, _shelf()))
    return known[1]


def _source(words: Words, case: Case) -> ReportSource:
    return ReportSource(
        file=Path(f"{words.slug}.md"),
        shown_as="",
        text=words.text,
        layout=Layout.REPORT,
        charts=tuple(chart for chart in _charts(case) if f"(chart:{chart.name})" in words.text),
    )


def _charts(case: Case) -> tuple[PlannedChart, ...]:
    """The charts that the definitions plan for the programme of the evidence."""
    if case.programme is None:
        return ()
    root = _shelf().root
    return read_chart_plan(root / "reports" / case.programme.name / CHARTS, root, case.book)


def _verdict(placed: PlacedFinding, stand_in: bool) -> Verdict:
    found = placed.finding
    mark, tone = MARKS[found.verdict]
    plainly = ON_STAND_IN.get(found.verdict, found.verdict.value) if stand_in else found.verdict.value
    said = found.publishable or not found.suggestion or f"“{found.suggestion}”" in found.remedy
    better = "" if said else f"“{found.suggestion}” would be right."
    return Verdict(
        line=placed.line,
        column=placed.column,
        words=found.words,
        verdict=plainly,
        mark=mark,
        tone=tone if found.publishable else "bad",
        publishable=found.publishable,
        figure=found.figure,
        reason=found.reason,
        remedy=" ".join(part for part in (found.remedy, better) if part),
        claim=str(found.claim or ""),
    )


def _made(words: Words, prepared: Prepared, case: Case, manifest: str) -> Made:
    body = site_body(prepared)
    programme = case.programme if words.kind == "overview" else None
    labels = {p.name: p.label for p in programme.partnerships} if programme else {}
    return Made(
        body_html=body.html,
        plain_text=body.plain_text,
        stand_in=case.bundle.stand_in,
        evidence=case.bundle.digest,
        sections=tuple(
            MadeSection(anchor=s.anchor, heading=s.heading[:LONGEST_HEADING], level=s.level, text=s.text)
            for s in body.sections
        ),
        findings=tuple(_figures(prepared, case)),
        files=tuple(_files(words, prepared, manifest)),
        examples=tuple(
            MadeExample(title=e.title, text=e.text, place=e.place, subject=e.subject) for e in body.examples
        ),
        evaluations=tuple(
            (labels[e.partnership], e.indicator, e.value)
            for e in (programme.evaluations if programme else ())
        ),
    )


def _figures(prepared: Prepared, case: Case) -> Iterator[dict[str, object]]:
    linked = [f for f in prepared.report.findings if f.claim is not None]
    for place, note, found in zip(prepared.body.claims, prepared.notes, linked, strict=True):
        placed = PlacedFinding(line=place.line, column=1, finding=found)
        shown = finding_as_json(placed, case.bundle.stand_in, case.bundle.label)
        for name in ("line", "column", "remedy", "suggestion", "stand_in"):
            shown.pop(name)
        yield {"number": note.number, **shown, "plainly": note.verdict, "details": _told(note)}


def _told(note: Note) -> list[list[str]]:
    return [list(pair) for pair in note.details]


def _files(words: Words, prepared: Prepared, manifest: str) -> Iterator[MadeFile]:
    files = tuple(_forms(words, prepared))
    yield from files
    told = with_digests(manifest, {file.name: file.content for file in files})
    yield MadeFile(
        name=RELEASE,
        label="List of every figure shown, to test what can be worked out of them",
        media_type="application/json",
        content=told.encode(),
    )


def _forms(words: Words, prepared: Prepared) -> Iterator[MadeFile]:
    for ending, label, media_type in FORMATS:
        content = render_as(prepared, ending)
        name = f"{words.slug}.{ending}"
        yield MadeFile(name=name, label=label, media_type=media_type, content=content)
    text = words.text if words.text.startswith("# ") else f"# {words.title}\n\n{words.text}"
    yield MadeFile(
        name=f"{words.slug}.md",
        label="Text with its claims",
        media_type="text/markdown",
        content=text.encode(),
    )
