"""`cairn tables`: measures by a characteristic as tables to publish."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from cairn.analysis.disclosure.digests import with_digests
from cairn.analysis.disclosure.manifest import MANIFEST
from cairn.analysis.disclosure.release import read_release
from cairn.cli.output import evidence_option
from cairn.cli.releases import earlier_option
from cairn.errors import EvidenceError, Problem, UsageError
from cairn.pipeline.disclosure import reading_of
from cairn.pipeline.evidence import open_case
from cairn.pipeline.figure_tables import Request, published_tables
from cairn.pipeline.shelf import load_shelf
from cairn.pipeline.table_release import Earlier
from cairn.reporting.open_data import LICENCES, package_files
from cairn.reporting.workbook import workbook_of
from cairn.utils.atomic import files_written_whole

FORMATS = ("xlsx", "csv")
WORKBOOK = "tables.xlsx"


@click.command(
    "tables",
    epilog="""\b
Examples:
  cairn tables records/plan_quality=good_or_better --by care_group --evidence evidence/ --out tables/
  cairn tables records/plan_quality records/records_read --by area --evidence evidence/ --to csv --out tables/
  cairn tables records/plan_quality --by area --evidence evidence/ --out more/ --earlier tables/
  cairn audit-release tables/

Exit codes: 0 written; 2 could not run, or no table can be made safe.""",
)
@click.argument("measures", nargs=-1, required=True, metavar="MEASURE…")
@evidence_option
@click.option("--by", default="", help="A characteristic to break the figures down by, such as care_group.")
@click.option("--where", default="", help="The group to count, as in a claim: looked_after.")
@click.option(
    "--to", "formats", default="xlsx,csv", show_default=True, help="The formats, with commas between."
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder to write to."
)
@click.option(
    "--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The date the tables bear; today if not given."
)
@earlier_option
@click.option(
    "--licence",
    type=click.Choice(tuple(LICENCES)),
    help="Under which terms the open data may be used; those of the programme if not given.",
)
def command(measures: tuple[str, ...], evidence: Path, formats: str, out: Path, **asked: Any) -> int:
    """Write tables of MEASUREs, spelt SOURCE/MEASURE=LEVEL as in a claim; every answer without a level.

    What is too small is withheld in all the tables together, and the whole is attacked before it is written,
    with the figures of the same people that are out already (--earlier): what was withheld there stays
    withheld, and tables that would give it away are refused.

    xlsx is an accessible workbook; csv is open data with a descriptor. release.json lists the counts for
    audit-release. All files are written together, or none of them.
    """
    wanted = _formats(formats)
    shelf = load_shelf()
    on: datetime | None = asked["on"]
    request = Request(
        measures=measures,
        by=asked["by"],
        where=asked["where"],
        on=on.date() if on else date.today(),
        licence=LICENCES.get(asked["licence"] or ""),
    )
    earlier: tuple[Path, ...] = asked["earlier"]
    out_already = Earlier(
        releases=tuple(read_release(folder) for folder in earlier), reading=reading_of(shelf.wording)
    )
    found = published_tables(open_case(evidence, shelf), request, shelf.disclosure.limits, out_already)
    files: dict[str, bytes] = {WORKBOOK: workbook_of(found.short)} if "xlsx" in wanted else {}
    if "csv" in wanted:
        files |= package_files(found.tidy)
    files[MANIFEST] = with_digests(found.manifest, files).encode()
    _refuse_others(out, set(files))
    files_written_whole({out / name: data for name, data in files.items()})
    for name in files:
        click.echo(str(out / name))
    if found.short.stand_in:
        click.echo(found.short.stand_in)
    return 0


def _refuse_others(out: Path, names: set[str]) -> None:
    """What stays beside the new files would pass for a part of the release, and was not attacked with it."""
    others = sorted({path.name for path in out.iterdir()} - names) if out.is_dir() else []
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        message = f"The folder holds {', '.join(others[:3])}{more}, which would not belong to these tables."
        remedy = "Name a folder that does not exist yet, or move what is there."
        raise EvidenceError(Problem(code="folder-in-use", message=message, remedy=remedy, file=str(out)))


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(f.strip().lower() for f in text.split(",") if f.strip()))
    unknown = [f for f in wanted if f not in FORMATS]
    if unknown or not wanted:
        message = f"Cannot write tables as “{', '.join(unknown) or text}”."
        remedy = f"It may be: {', '.join(FORMATS)}."
        raise UsageError(Problem(code="format-unknown", message=message, remedy=remedy))
    return wanted
