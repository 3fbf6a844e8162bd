"""`cairn bundle`: filled-in forms made into an evidence bundle."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.collection.descriptor import About
from cairn.collection.filled_in import bundle_from_files
from cairn.pipeline.shelf import load_shelf


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
def command(forms: tuple[str, ...], name: str, title: str, created: str, out: Path) -> int:
    """Turn filled-in forms (.csv or .xlsx) into an evidence bundle that every other command takes.

    A form named after its table (records.xlsx) needs no TABLE=. Everything that is wrong is told at once,
    by file, sheet, row and column; then nothing is written. Personal identifiers are refused.
    """
    shelf = load_shelf()
    about = About(name=name, title=title or name, created=created)
    made = bundle_from_files(_by_table(forms), shelf.instrument_set, out, about)
    for table, rows in sorted(made.tables.items()):
        click.echo(f"{table}: {rows.num_rows:,} rows")
    for note in made.about.notes:
        click.echo(f"Note: {note}")
    click.echo(str(out))
    return 0


def _by_table(forms: tuple[str, ...]) -> dict[str, list[Path]]:
    """The files of each table. Rows of one table may come in several files."""
    found: dict[str, list[Path]] = {}
    for form in forms:
        table, equals, file = form.partition("=")
        path = Path(file if equals else table)
        found.setdefault(table if equals else path.stem, []).append(path)
    return found
