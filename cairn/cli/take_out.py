"""`cairn export`: rows for analysts, in the files of their programs."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.collection.bundle import open_bundle
from cairn.collection.export import FORMATS, order_problems, write_export
from cairn.collection.export.variables import CONFIDENTIAL
from cairn.errors import EvidenceError
from cairn.pipeline.shelf import load_shelf


@click.command(
    "export",
    epilog="""\b
Examples:
  cairn export evidence/ --to sav,dta --out for-analysis/
  cairn export evidence/ --to r --table records --out for-r/""",
)
@click.argument("evidence", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--to",
    "formats",
    default=",".join(FORMATS),
    show_default=True,
    help="csv, r (CSV and a script that sets factors), sav (SPSS), dta (Stata).",
)
@click.option("--table", "tables", multiple=True, help="Only this table; may be given several times.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder for the files.")
def command(evidence: Path, formats: str, tables: tuple[str, ...], out: Path) -> int:
    """Write the rows of EVIDENCE for R, SPSS and Stata, with labels and a codebook.

    The rows are about single people: they are for analysis, and not for publication. Kinds of missing (not
    recorded, not applicable, cannot tell) stay apart. Stand-in data says in every file what it is.
    """
    wanted = [name.strip().casefold() for name in formats.split(",") if name.strip()]
    problems = list(order_problems(out, wanted))
    if problems:  # before millions of rows are read for nothing
        raise EvidenceError(problems)
    bundle = open_bundle(evidence, load_shelf().instrument_set)
    files = write_export(bundle, out, wanted or FORMATS, tables)
    click.echo(CONFIDENTIAL)
    if bundle.label:
        click.echo(f"Note: {bundle.label}")
    for name in files:
        click.echo(str(out / name))
    return 0
