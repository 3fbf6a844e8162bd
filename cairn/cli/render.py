"""`cairn render`: a checked report as HTML, PDF and DOCX, and its figures as workbook and open data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from cairn.analysis.disclosure.digests import with_digests
from cairn.analysis.disclosure.manifest import MANIFEST
from cairn.cli.output import evidence_option, frame_option
from cairn.cli.releases import earlier_option, formats_of, formats_option
from cairn.pipeline.evidence import Case
from cairn.pipeline.frames import framed_case
from cairn.pipeline.outputs import WITH_STATEMENTS, checked, render_as
from cairn.pipeline.provenance import read_kept
from cairn.pipeline.release_attack import attack_of
from cairn.pipeline.report_files import read_source
from cairn.pipeline.report_release import ReleaseOrder
from cairn.pipeline.shelf import Shelf, load_shelf
from cairn.reporting.document import Layout
from cairn.reporting.prepared import prepare
from cairn.utils.atomic import files_written_whole


@click.command(
    "render",
    epilog="""\b
Examples:
  cairn render report.md --evidence evidence/ --to html,pdf
  cairn render report.md --evidence evidence/ --to pdf --out out/ --date 2026-11-22
  cairn render report.md --evidence evidence/ --to docx,xlsx,zip
  cairn render report.md --evidence evidence/ --out out/ --earlier ../report-2018/
  cairn render report.md --evidence evidence/ --draft

Exit codes: 0 rendered; 2 could not run, a number-word does not hold, or figures give each other away.""",
)
@click.argument("report", type=click.Path(path_type=Path))
@evidence_option
@frame_option
@formats_option("html,pdf")
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
@earlier_option
@click.option("--draft", is_flag=True, help="Render although number-words fail, marked as a draft.")
def command(
    report: Path,
    evidence: Path,
    frames: tuple[str, ...],
    formats: str,
    **asked: Any,
) -> int:
    """Render REPORT as accessible HTML, tagged PDF and DOCX, every number-word open to "how do we know?".

    xlsx is a workbook of its figures and of the programme's statements, one table on a sheet; zip is the same
    as open data.

    A report with a number-word that fails, that is not safe to publish or that has nothing behind it is
    refused, unless it is rendered as a draft. All files are written together, or none of them.

    All its figures are looked at together, with those of earlier releases and of other reports in the folder:
    what could be worked out of them is withheld too, or the report is refused. release.json lists them for
    audit-release.
    """
    wanted = formats_of(formats)
    shelf = load_shelf()
    case = framed_case(evidence, shelf, frames)
    source = read_source(report, shelf, case, Layout(asked["layout"]))
    folder: Path = asked["out"] or report.parent
    release = None if asked["draft"] else _release(report, folder, case, shelf, asked)
    tell = any(ending in WITH_STATEMENTS for ending in wanted)
    found, manifest = checked(
        source,
        case,
        shelf,
        on=_day(asked),
        kept=read_kept(evidence.parent) if tell else None,
        release=release,
    )
    prepared = prepare(found.document, draft=asked["draft"])
    stem = f"{report.stem}-draft" if asked["draft"] else report.stem
    made = {f"{stem}.{ending}": render_as(prepared, ending, found.statements) for ending in wanted}
    if manifest:
        made[MANIFEST] = _digested(manifest, made, report, folder).encode()
    files = {folder / name: data for name, data in made.items()}
    files_written_whole(files)
    for path in files:
        click.echo(str(path))
    return 0


def _digested(manifest: str, made: Mapping[str, bytes], report: Path, folder: Path) -> str:
    """The manifest with the files it speaks of: those made, and the text itself where it lies beside them."""
    beside = folder / MANIFEST
    before = beside.read_text(encoding="utf-8", errors="replace") if beside.is_file() else ""
    text = {report.name: report.read_bytes()} if report.parent.resolve() == folder.resolve() else {}
    return with_digests(manifest, {**text, **made}, before)


def _release(report: Path, folder: Path, case: Case, shelf: Shelf, asked: dict[str, Any]) -> ReleaseOrder:
    earlier: tuple[Path, ...] = asked["earlier"]
    return ReleaseOrder(
        name=report.name,
        dated=_day(asked).isoformat(),
        path=folder / MANIFEST,
        rule=shelf.disclosure,
        instruments=case.bundle.instruments.instruments,
        attack=lambda beside: attack_of(shelf, earlier, beside),
        always=bool(earlier),
    )


def _day(asked: dict[str, Any]) -> date:
    on: datetime | None = asked["on"]
    return on.date() if on else date.today()
