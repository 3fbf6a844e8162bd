"""`cairn render`: a checked report as HTML, PDF and DOCX, and its figures as workbook and open data."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from cairn.claims.report_check import check_report
from cairn.cli.output import evidence_option, frame_option
from cairn.errors import Problem, UsageError
from cairn.pipeline.evidence import open_case
from cairn.pipeline.outputs import FORMATS, WITH_STATEMENTS, render_as, statement_rows
from cairn.pipeline.provenance import read_kept
from cairn.pipeline.report_files import document_of, read_source, require_sound
from cairn.pipeline.shelf import load_shelf
from cairn.reporting.document import Layout
from cairn.reporting.prepared import prepare
from cairn.utils.atomic import write_whole


@click.command(
    "render",
    epilog="""\b
Examples:
  cairn render report.md --evidence evidence/ --to html,pdf
  cairn render report.md --evidence evidence/ --to pdf --out out/ --date 2026-11-22
  cairn render report.md --evidence evidence/ --to docx,xlsx,zip
  cairn render report.md --evidence evidence/ --draft

Exit codes: 0 rendered; 2 could not run, or a number-word does not hold.""",
)
@click.argument("report", type=click.Path(path_type=Path))
@evidence_option
@frame_option
@click.option(
    "--to",
    "formats",
    default="html,pdf",
    show_default=True,
    help=f"The formats, with commas between: {', '.join(FORMATS)}.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to; the report's if not given.",
)
@click.option(
    "--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The date the report bears; today if not given."
)
@click.option(
    "--layout", type=click.Choice([v.value for v in Layout]), default=Layout.REPORT.value, show_default=True
)
@click.option("--draft", is_flag=True, help="Render although number-words fail, marked as a draft.")
def command(
    report: Path,
    evidence: Path,
    frames: tuple[str, ...],
    formats: str,
    out: Path | None,
    **asked: Any,
) -> int:
    """Render REPORT as accessible HTML, tagged PDF and DOCX, every number-word open to "how do we know?".

    xlsx is a workbook of its figures and of the programme's statements, one table on a sheet; zip is the same
    as open data.

    A report with a number-word that fails, that is not safe to publish or that has nothing behind it is
    refused, unless it is rendered as a draft. Nothing is written unless all formats can be.
    """
    wanted = _formats(formats)
    on: datetime | None = asked["on"]
    shelf = load_shelf()
    case = open_case(evidence, shelf, frames)
    source = read_source(report, shelf, case, Layout(asked["layout"]))
    needed = [claim for plan in source.charts for claim in plan.claims]
    found = case.evidence_for([source.text], also=needed)
    check = check_report(source.text, found, shelf.wording)
    require_sound(source, check)
    document = document_of(source, check, found, case, shelf, on=on.date() if on else date.today())
    prepared = prepare(document, draft=asked["draft"])
    tell = any(ending in WITH_STATEMENTS for ending in wanted)
    statements = statement_rows(case, shelf, read_kept(evidence.parent)) if tell else ()
    made = {ending: render_as(prepared, ending, statements) for ending in wanted}
    for ending, data in made.items():
        stem = f"{report.stem}-draft" if asked["draft"] else report.stem
        target = (out or report.parent) / f"{stem}.{ending}"
        write_whole(target, data)
        click.echo(str(target))
    return 0


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(f.strip().lower() for f in text.split(",") if f.strip()))
    unknown = [f for f in wanted if f not in FORMATS]
    if unknown or not wanted:
        message = f"Cannot render to “{', '.join(unknown) or text}”."
        remedy = f"It may be: {', '.join(FORMATS)}."
        raise UsageError(Problem(code="format-unknown", message=message, remedy=remedy))
    return wanted
