"""`cairn import`: evidence as people keep it, by a mapping that Cairn drafts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cairn.analysis.disclosure import SYMBOL, withheld_in_table
from cairn.cli.bundle import require_free, require_sound
from cairn.cli.template import table_named
from cairn.collection.descriptor import About
from cairn.collection.import_sheet import Preview, import_sheet, preview_sheet
from cairn.collection.mapping import OPEN, SheetMapping, read_mapping
from cairn.collection.mapping_draft import draft_mapping
from cairn.errors import Problem, UsageError
from cairn.pipeline.shelf import Shelf, load_shelf
from cairn.utils.atomic import write_whole


@click.command(
    "import",
    epilog="""\b
Examples:
  cairn import export.csv --instrument staff_survey --draft staff.yaml
  cairn import export.csv --instrument staff_survey --mapping staff.yaml --preview
  cairn import export.csv --instrument staff_survey --mapping staff.yaml --name our-survey --out evidence/""",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--instrument", required=True, help="The instrument it answers, by name (`cairn template --list`)."
)
@click.option(
    "--draft", type=click.Path(path_type=Path, dir_okay=False), help="Write a mapping to put right."
)
@click.option("--sheet", default="", help="With --draft: the sheet of the workbook, if not the first.")
@click.option("--mapping", type=click.Path(path_type=Path, dir_okay=False), help="The mapping, put right.")
@click.option("--preview", is_flag=True, help="Show what would be taken, and write nothing.")
@click.option("--name", default="", help="A short name for the evidence: letters, digits and hyphens.")
@click.option("--title", default="", help="What the evidence is, in words.")
@click.option("--date", "created", default="", help="The date the evidence speaks of, such as 2027-03.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="The folder of the bundle to write."
)
@click.option("--replace", is_flag=True, help="Put the new bundle in place of one that is there.")
def command(file: Path, instrument: str, mapping: Path | None, **asked: Any) -> int:
    """Bring in FILE (.csv or .xlsx) as a survey tool exports it or readers keep it.

    First draft a mapping, put it right, look at the preview, then make the bundle: all rows, or none.
    Columns under leave_out are never read. Names, dates of birth, postcodes, CHI and candidate numbers,
    e-mail addresses and telephone numbers are refused anywhere else.
    """
    shelf = load_shelf()
    table = table_named(shelf, instrument)
    if asked["draft"] is not None:
        return _draft(shelf, table, file, asked["sheet"], asked["draft"])
    if mapping is None:
        raise _missing("--mapping", "Give --draft to have one drafted, then --mapping.")
    read = read_mapping(mapping, shelf.instruments[table], shelf.instrument_set)
    if asked["preview"]:
        return _preview(shelf, file, read)
    out, name = asked["out"], asked["name"]
    if out is None or not name:
        raise _missing("--name" if out is not None else "--out", "Give --out and --name, or --preview.")
    require_sound(name, asked["created"])
    require_free(out, asked["replace"])
    about = About(name=name, title=asked["title"] or name, created=asked["created"])
    return _import(shelf, file, read, out, about)


def _missing(option: str, remedy: str) -> UsageError:
    return UsageError(Problem(code="option-missing", message=f"{option} is missing.", remedy=remedy))


def _draft(shelf: Shelf, table: str, file: Path, sheet: str, draft: Path) -> int:
    if draft.exists():
        message = "There is a file of this name already; a draft does not take its place."
        raise UsageError(Problem(code="file-there", message=message, file=str(draft)))
    text = draft_mapping(file, shelf.instruments[table], shelf.instrument_set, sheet)
    write_whole(draft, text)
    undecided = text.count(f'"{OPEN}"')
    if undecided:
        click.echo(f"{undecided} places are left for you to decide; look for {OPEN}.")
    click.echo(str(draft))
    return 0


def _import(shelf: Shelf, file: Path, mapping: SheetMapping, out: Path, about: About) -> int:
    made = import_sheet(file, mapping, shelf.instrument_set, out, about)
    for table, rows in made.tables.items():
        click.echo(f"{table}: {rows.num_rows:,} rows")
    for note in made.about.notes:
        click.echo(f"Note: {note}")
    click.echo(str(out))
    return 0


def _preview(shelf: Shelf, file: Path, mapping: SheetMapping) -> int:
    found = preview_sheet(file, mapping, shelf.instrument_set)
    click.echo(f"{mapping.instrument.title}: {found.size:,} rows would be taken.")
    click.echo("\nThe first rows, as they are understood:")
    for unit, answers in found.rows:
        click.echo(f"  {unit}: " + ", ".join(f"{item} = {answer}" for item, answer in answers.items()))
    click.echo("\nHow often each answer was given:")
    for item, counts in found.counts.items():
        click.echo(f"  {item}: " + ", ".join(_shown(counts, shelf.disclosure.below)))
    if any(0 < n < shelf.disclosure.below for c in found.counts.values() for n in c.values()):
        click.echo(f"  {SYMBOL} stands for a small count, and for others that would give it away.")
    _print_left_out(found)
    return 0


def _shown(counts: Mapping[str, int], below: int) -> list[str]:
    hidden = withheld_in_table(counts, below=below)
    return [f"{name} {SYMBOL if name in hidden else format(n, ',')}" for name, n in counts.items()]


def _print_left_out(found: Preview) -> None:
    click.echo(f"\nLeft out, and never read: {', '.join(found.left_out) or 'nothing'}.")
    for note in found.notes:
        click.echo(f"Note: {note}")
