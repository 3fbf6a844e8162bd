"""`cairn bundle`: filled-in forms made into an evidence bundle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from cairn.collection.bundle import Bundle
from cairn.collection.descriptor import FILE, About
from cairn.collection.filled_in import add_files, bundle_from_files
from cairn.errors import Problem, UsageError
from cairn.pipeline.shelf import load_shelf
from cairn.utils.counts import counted

_NAME = re.compile(r"[a-z][a-z0-9-]{0,79}")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


add_to_option = click.option(
    "--add-to",
    type=click.Path(path_type=Path, file_okay=False),
    help="A bundle that is there: add tables to it, all or none.",
)
replace_option = click.option(
    "--replace",
    is_flag=True,
    help="Put the new bundle in place of one that is there; with --add-to, a table in place of its old one.",
)


@click.command(
    "bundle",
    epilog="""\b
Examples:
  cairn bundle records=records.xlsx staff=staff.csv --name our-inspection --out evidence/
  cairn bundle records.xlsx --name our-audit --title "Audit, spring 2027" --out evidence/
  cairn bundle parents.xlsx second_readings.xlsx --add-to evidence/""",
)
@click.argument("forms", nargs=-1, required=True, metavar="[TABLE=]FILE …")
@click.option("--name", default="", help="A short name for the evidence: letters, digits and hyphens.")
@click.option("--title", default="", help="What the evidence is, in words.")
@click.option("--date", "created", default="", help="The date the evidence speaks of, such as 2027-03.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder of the bundle to write.")
@add_to_option
@replace_option
def command(forms: tuple[str, ...], **asked: Any) -> int:
    """Turn filled-in forms (.csv or .xlsx) into an evidence bundle that every other command takes.

    A form named after its table (records.xlsx) needs no TABLE=. Everything that is wrong is told at once,
    by file, sheet, row and column; then nothing is written. Personal identifiers are refused.

    second_readings are records that another reader read as well, on the form of records, each with the id of
    the record in the first reading: cairn agreement compares the two.
    """
    target = target_of(asked)
    instruments, files = load_shelf().instrument_set, _by_table(forms)
    if target.about is None:
        made = add_files(files, instruments, target.folder, replacing=asked["replace"])
    else:
        made = bundle_from_files(files, instruments, target.folder, target.about)
    print_made(made, target.folder)
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where tables go: a new bundle `about` something, or, without that, one that is there already."""

    folder: Path
    about: About | None


def target_of(asked: dict[str, Any]) -> Target:
    """What --out or --add-to asks for. Raises `UsageError` unless it is one of them, with what it needs."""
    out, name, created = asked["out"], asked["name"], asked["created"]
    add_to: Path | None = asked["add_to"]
    if add_to is not None:
        given = [f"--{o}" for o in ("out", "name", "title") if asked[o]] + (["--date"] if created else [])
        if given:
            message = f"--add-to keeps the bundle as it is, so there is no {given[0]}."
            raise UsageError(Problem(code="option-unwanted", message=message, remedy="Leave it out."))
        return Target(folder=add_to, about=None)
    if out is None or not name:
        option = "--name" if out is not None else "--out"
        remedy = "Give --out and --name for a new bundle, or --add-to for one that is there."
        raise UsageError(Problem(code="option-missing", message=f"{option} is missing.", remedy=remedy))
    require_sound(name, created)
    require_free(out, asked["replace"])
    return Target(folder=out, about=About(name=name, title=asked["title"] or name, created=created))


def print_made(made: Bundle, folder: Path) -> None:
    """Tables with their rows, notes, and the folder."""
    for table, rows in sorted(made.tables.items()):
        click.echo(f"{table}: {counted(rows.num_rows, 'row')}")
    for note in made.about.notes:
        click.echo(f"Note: {note}")
    click.echo(str(folder))


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
