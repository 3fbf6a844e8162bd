"""`cairn reconstruct`: stand-in evidence from published words."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.pipeline.provenance import SEED
from cairn.pipeline.shelf import load_shelf
from cairn.pipeline.stand_in import build_stand_in, prepare_stand_in, read_published
from cairn.utils.counts import counted

__all__ = ["command", "prepare_stand_in"]  # the second for the overview, which loads this module by name


@click.command(
    "reconstruct",
    epilog="""\b
Examples:
  cairn reconstruct scotland/2018-2020 --out stand-in/
  cairn reconstruct scotland/2018-2020 --seed 7 --out stand-in/""",
)
@click.argument("programme")
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=SEED,
    show_default=True,
    help="The same seed gives the same data.",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The folder of the bundle to write."
)
def command(programme: str, seed: int, out: Path) -> int:
    """Build stand-in evidence in which PROGRAMME's published statements hold.

    It shows what the words allow, not what was found. Statements that cannot all hold are named, and a
    smallest set of them is set aside.
    """
    shelf = load_shelf()
    published = read_published(shelf, shelf.programme(programme))
    bundle = build_stand_in(shelf, published, seed, out)
    for table, rows in sorted(bundle.tables.items()):
        click.echo(f"{table}: {counted(rows.num_rows, 'row')}")
    for conflict in published.consistency.conflicts:
        click.echo(f"Cannot all hold: {', '.join(conflict.statements)}")
    click.echo(f"Set aside: {', '.join(published.set_aside) or 'none'}")
    click.echo(f"{out}: {bundle.label}.")
    return 0
