"""`cairn fill`: the words where a report leaves [?]."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.claims.fill import fill_report
from cairn.cli.output import evidence_option, frame_option, placed_in
from cairn.errors import ReportError
from cairn.pipeline.frames import framed_case
from cairn.pipeline.shelf import load_shelf
from cairn.pipeline.texts import read_text
from cairn.utils.atomic import write_whole


@click.command(
    "fill",
    epilog="""\b
Examples:
  cairn fill draft.md --evidence evidence/ > report.md
  cairn fill draft.md --evidence evidence/ --out report.md""",
)
@click.argument("report", type=click.Path(path_type=Path))
@evidence_option
@frame_option
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file to write; standard output if not given."
)
def command(report: Path, evidence: Path, frames: tuple[str, ...], out: Path | None) -> int:
    """Write the words for every [?](claim:…) in REPORT; nothing else in it changes.

    If one of them cannot be given words, all that is wrong is told and nothing is written.
    """
    text = read_text(report)
    shelf = load_shelf()
    case = framed_case(evidence, shelf, frames)
    try:
        filled = fill_report(text, case.evidence_for([text]), shelf.wording)
    except ReportError as error:
        raise ReportError(placed_in(report, error.problems)) from None
    if out is None:
        click.echo(filled, nl=False)
    else:
        write_whole(out, filled)
    return 0
