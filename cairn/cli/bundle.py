"""`cairn bundle`: filled-in forms made into an evidence bundle."""

from __future__ import annotations

import re
from pathlib import Path

import click

from cairn.collection.descriptor import FILE, About
from cairn.collection.filled_in import bundle_from_files
from cairn.errors import Problem, UsageError
from cairn.pipeline.shelf import load_shelf

_NAME = re.compile(r"[a-z][a-z0-9-]{0,79}")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@click.command(
    "bundle",
    epilog="""\b
Examples:
  cairn bundle records=records.xlsx staff=staff.csv --name our-inspection --out evidence/
  cairn bundle records.xlsx --name our-audit --title "Audit, spring 2027" --out evidence/""",
)
@click.argument("forms", nargs=-1, required=True, metavar="[TABLE=]FILE …")
@click.option("--name", required=True, help="A short name for the evidence: letters, digits and hyphens.")
@click.option("--title", default="", help="What the evidence is, in words.")
@click.option("--date", "created", default="", help="The date the evidence speaks of, such as 2027-03.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The folder of the bundle to write."
)
@click.option("--replace", is_flag=True, help="Put the new bundle in place of one that is there.")
def command(forms: tuple[str, ...], name: str, title: str, created: str, out: Path, replace: bool) -> int:
    """Turn filled-in forms (.csv or .xlsx) into an evidence bundle that every other command takes.

    A form named after its table (records.xlsx) needs no TABLE=. Everything that is wrong is told at once,
    by file, sheet, row and column; then nothing is written. Personal identifiers are refused.
    """
    require_sound(name, created)
    require_free(out, replace)
    shelf = load_shelf()
    about = About(name=name, title=title or name, created=created)
    made = bundle_from_files(_by_table(forms), shelf.instrument_set, out, about)
    for table, rows in sorted(made.tables.items()):
        click.echo(f"{table}: {rows.num_rows:,} rows")
    for note in made.about.notes:
        click.echo(f"Note: {note}")
    click.echo(str(out))
    return 0


def require_free(out: Path, replace: bool) -> None:
    """Raise `UsageError` when a bundle stands at `out` that nobody said may go."""
    if (out / FILE).exists() and not replace:
        message = "There is a bundle here already."
        remedy = "Name another folder, or say --replace to lose what is in this one."
        raise UsageError(Problem(code="bundle-there", message=message, remedy=remedy, file=str(out)))


def require_sound(name: str, created: str) -> None:
    """Raise `UsageError` when a bundle cannot have this name or date."""
    if not _NAME.fullmatch(name):
        message = f"“{name[:60]}” cannot be the name of a bundle."
        remedy = "Use lower-case letters, digits and hyphens, a letter first: our-inspection."
        raise UsageError(Problem(code="bundle-name", message=message, remedy=remedy))
    if created and not _DATE.fullmatch(created):
        message = f"“{created[:60]}” is not a date."
        remedy = "Write a year, month or day: 2027, 2027-03 or 2027-03-31."
        raise UsageError(Problem(code="bundle-date", message=message, remedy=remedy))


def _by_table(forms: tuple[str, ...]) -> dict[str, list[Path]]:
    """The files of each table. Rows of one table may come in several files."""
    found: dict[str, list[Path]] = {}
    for form in forms:
        table, equals, file = form.partition("=")
        path = Path(file if equals else table)
        found.setdefault(table if equals else path.stem, []).append(path)
    return found
