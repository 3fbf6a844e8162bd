"""`cairn check`: every number-word of a report against its evidence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from cairn.claims.claim import Verdict
from cairn.claims.report_check import ReportCheck, check_report, finding_as_json, finding_line
from cairn.cli.output import (
    evidence_option,
    format_option,
    frame_option,
    placed_in,
    print_json,
    print_problems,
)
from cairn.pipeline.frames import framed_case
from cairn.pipeline.report_files import printing_problems, read_source
from cairn.pipeline.shelf import load_shelf
from cairn.pipeline.texts import read_text
from cairn.utils.counts import counted


@click.command(
    "check",
    epilog="""\b
Examples:
  cairn check report.md --evidence build/overview/evidence
  cairn check report.md --evidence evidence/ --format json
  cairn check report.md --evidence evidence/ --frame frame.csv

Exit codes: 0 all hold; 1 some do not; 2 could not run.""",
)
@click.argument("report", type=click.Path(path_type=Path))
@evidence_option
@frame_option
@format_option
@click.option("--all", "show_all", is_flag=True, help="Show the claims that hold as well.")
def command(report: Path, evidence: Path, frames: tuple[str, ...], output_format: str, show_all: bool) -> int:
    """Check every number-word of REPORT, a Markdown text, against the evidence.

    Each is told with its place, the words, the figure, the verdict and what to do. A number-word without
    a claim has nothing behind it.

    What cairn render would refuse besides (a picture that is no chart, a link that leads nowhere, HTML in the
    words of a claim) is told as a warning.

    Claims with basis=population speak of all the children and need --frame: their words hold firmly when the
    whole interval of the estimate lies in their range, and narrowly when only the estimate does.
    """
    text = read_text(report)
    shelf = load_shelf()
    case = framed_case(evidence, shelf, frames)
    source = read_source(report, shelf, case)
    check = check_report(text, case.evidence_for([text]), shelf.wording)
    if output_format == "json":
        print_json([finding_as_json(f, case.bundle.stand_in, case.bundle.label) for f in check.findings])
    else:
        _print(report, check, case.bundle.label, show_all)
    print_problems(placed_in(report, check.problems))
    refused = () if check.problems else printing_problems(source, check)
    if refused:
        click.echo("cairn render would refuse:", err=True)
        print_problems(refused)
    if check.problems:
        return 2
    return 0 if check.publishable else 1


def _print(report: Path, check: ReportCheck, label: str, show_all: bool) -> None:
    for placed in check.findings:
        if show_all or placed.finding.verdict not in (Verdict.HOLDS, Verdict.HOLDS_AGAINST_CITATION):
            click.echo(finding_line(str(report), placed))
    counts = Counter(f.finding.verdict for f in check.findings)
    told = ", ".join(f"{counts[v]} {v.value}" for v in Verdict if counts[v])
    words = counted(len(check.findings), "number-word")
    click.echo(f"{words} checked: {told or 'none found'}.")
    if check.problems:
        click.echo(f"{len(check.problems)} more could not be read; see the problems.")
    if label:
        click.echo(f"The evidence is {label}.")
