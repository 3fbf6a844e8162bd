"""`cairn template`: a form to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.collection.template import write_template
from cairn.errors import Problem, UsageError
from cairn.instruments.model import Instrument
from cairn.pipeline.shelf import Shelf, load_shelf
from cairn.utils.nearest import did_you_mean


@click.command(
    "template",
    epilog="""\b
Examples:
  cairn template record_reading --out records.xlsx
  cairn template staff_survey --out staff.csv
  cairn template second_readings --out second.xlsx
  cairn template --list""",
)
@click.argument("instrument", required=False)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write: .xlsx or .csv.")
@click.option("--list", "list_them", is_flag=True, help="List the instruments.")
def command(instrument: str | None, out: Path | None, list_them: bool) -> int:
    """Give a form to fill in for INSTRUMENT, with every question, its answers and when it applies.

    A workbook has lists to choose from; beside a CSV file stands its guide. The form asks for no names,
    dates of birth or other personal identifiers, and refuses them when they are brought.
    """
    shelf = load_shelf()
    if list_them or instrument is None:
        for found in shelf.instruments.values():
            click.echo(f"{found.name}: {found.title}, edition {found.edition} (table {found.table})")
        return 0
    table = table_named(shelf, instrument)
    for path in write_template(shelf.instrument_set, table, out or Path(f"{table}.xlsx")):
        click.echo(str(path))
    return 0


def table_named(shelf: Shelf, name: str) -> str:
    """The table of the instrument called `name`, by its own name or its table's."""
    plain = name.replace("-", "_")
    for table, instrument in shelf.instrument_set.instruments.items():
        if plain in names_of(instrument):
            return table
    known = [n for i in shelf.instrument_set.instruments.values() for n in names_of(i)]
    names = dict.fromkeys(i.name for i in shelf.instrument_set.instruments.values())
    remedy = did_you_mean(plain, known) or f"There are: {', '.join(names)}."
    message = f"There is no instrument “{name[:60]}”."
    raise UsageError(Problem(code="instrument-unknown", message=message, remedy=remedy))


def names_of(instrument: Instrument) -> tuple[str, str]:
    return instrument.name, instrument.table
