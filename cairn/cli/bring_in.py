"""`cairn import`: evidence as people keep it, by a mapping that Cairn drafts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cairn.analysis.disclosure import SYMBOL, withheld_in_table
from cairn.cli.bundle import add_to_option, print_made, replace_option, target_of
from cairn.cli.template import table_named
from cairn.collection.import_sheet import Preview, add_sheets, import_sheets, preview_sheet
from cairn.collection.mapping import OPEN, SheetMapping, read_mapping, read_own_mapping
from cairn.collection.mapping_draft import draft_mapping
from cairn.errors import EvidenceError, Problem, UsageError
from cairn.pipeline.shelf import Shelf, load_shelf
from cairn.utils.atomic import write_whole
from cairn.utils.counts import counted


@click.command(
    "import",
    epilog="""\b
Examples:
  cairn import export.csv --instrument staff_survey --draft staff.yaml
  cairn import export.csv --instrument staff_survey --mapping staff.yaml --preview
  cairn import export.csv --instrument staff_survey --mapping staff.yaml --name our-survey --out evidence/
  cairn import staff.csv=staff.yaml parents.xlsx=parents.yaml --name our-surveys --out evidence/
  cairn import second.csv=second.yaml --add-to evidence/""",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE[=MAPPING] …")
@click.option(
    "--instrument", default="", help="The instrument one FILE answers, by name (`cairn template --list`)."
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
@add_to_option
@replace_option
def command(files: tuple[str, ...], **asked: Any) -> int:
    """Bring in FILEs (.csv or .xlsx) as a survey tool exports them or readers keep them.

    First draft a mapping, put it right, look at the preview, then make the bundle: all rows, or none.
    Columns under leave_out are never read. Names, dates of birth, postcodes, CHI and candidate numbers,
    e-mail addresses and telephone numbers are refused anywhere else.

    Several files, each with its mapping as FILE=MAPPING, make one bundle, and with --add-to they are added to
    one that is there. A mapping with “table: second_readings” is of records read a second time.
    """
    shelf = load_shelf()
    if asked["draft"] is not None:
        return _draft(shelf, *_only_file(files, asked), asked["sheet"], asked["draft"])
    sheets = _sheets(shelf, files, asked)
    if asked["preview"]:
        for file, mapping in sheets:
            _preview(shelf, file, mapping)
        return 0
    target = target_of(asked)
    if target.about is None:
        made = add_sheets(sheets, shelf.instrument_set, target.folder, replacing=asked["replace"])
    else:
        made = import_sheets(sheets, shelf.instrument_set, target.folder, target.about)
    print_made(made, target.folder)
    return 0


def _only_file(files: tuple[str, ...], asked: dict[str, Any]) -> tuple[str, Path]:
    """The instrument and the one file that --instrument speaks of."""
    if len(files) > 1:
        message = f"{len(files)} files cannot have one mapping."
        remedy = "Name each with its own, as FILE=MAPPING, or draft them one by one."
        raise UsageError(Problem(code="files-many", message=message, remedy=remedy))
    if not asked["instrument"]:
        raise _missing("--instrument", "Name the instrument the file answers, or give FILE=MAPPING.")
    return asked["instrument"], Path(files[0])


def _sheets(shelf: Shelf, files: tuple[str, ...], asked: dict[str, Any]) -> list[tuple[Path, SheetMapping]]:
    """Each file with its mapping. Raises one error with what is wrong in all mappings."""
    instruments = shelf.instrument_set
    if asked["mapping"] is not None or not all("=" in file for file in files):
        name, path = _only_file(files, asked)
        if asked["mapping"] is None:
            raise _missing("--mapping", "Give --draft to have one drafted, then --mapping or FILE=MAPPING.")
        instrument = instruments.instruments[table_named(shelf, name)]
        return [(path, read_mapping(asked["mapping"], instrument, instruments))]
    sheets: list[tuple[Path, SheetMapping]] = []
    problems: list[Problem] = []
    for text in files:
        file, _, mapping = text.rpartition("=")
        try:
            sheets.append((Path(file), read_own_mapping(Path(mapping), instruments)))
        except EvidenceError as error:
            problems += error.problems
    if problems:
        raise EvidenceError(problems)
    return sheets


def _missing(option: str, remedy: str) -> UsageError:
    return UsageError(Problem(code="option-missing", message=f"{option} is missing.", remedy=remedy))


def _draft(shelf: Shelf, name: str, file: Path, sheet: str, draft: Path) -> int:
    table = table_named(shelf, name)
    if draft.exists():
        message = "There is a file of this name already; a draft does not take its place."
        raise UsageError(Problem(code="file-there", message=message, file=str(draft)))
    text = draft_mapping(file, shelf.instrument_set.instruments[table], shelf.instrument_set, sheet)
    write_whole(draft, text)
    undecided = text.count(f'"{OPEN}"')
    if undecided:
        click.echo(f"{counted(undecided, 'place is', 'places are')} left for you to decide; look for {OPEN}.")
    click.echo(str(draft))
    return 0


def _preview(shelf: Shelf, file: Path, mapping: SheetMapping) -> None:
    found = preview_sheet(file, mapping, shelf.instrument_set)
    click.echo(f"{mapping.instrument.title}: {counted(found.size, 'row')} would be taken.")
    click.echo("\nThe first rows, as they are understood:")
    for unit, answers in found.rows:
        click.echo(f"  {unit}: " + ", ".join(f"{item} = {answer}" for item, answer in answers.items()))
    click.echo("\nHow often each answer was given:")
    for item, counts in found.counts.items():
        click.echo(f"  {item}: " + ", ".join(_shown(counts, shelf.disclosure.below)))
    if any(0 < n < shelf.disclosure.below for c in found.counts.values() for n in c.values()):
        click.echo(f"  {SYMBOL} stands for a small count, and for others that would give it away.")
    _print_left_out(found)


def _shown(counts: Mapping[str, int], below: int) -> list[str]:
    hidden = withheld_in_table(counts, below=below)
    return [f"{name} {SYMBOL if name in hidden else format(n, ',')}" for name, n in counts.items()]


def _print_left_out(found: Preview) -> None:
    click.echo(f"\nLeft out, and never read: {', '.join(found.left_out) or 'nothing'}.")
    for note in found.notes:
        click.echo(f"Note: {note}")
