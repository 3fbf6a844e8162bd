"""`cairn verify-audit`: is every event what it was when it was written?"""

from __future__ import annotations

from pathlib import Path

import click

from cairn.config.installation import home_option, opened


@click.command(
    epilog="""\b
Examples:
  cairn verify-audit --write-heads heads-2026-11.json
  cairn verify-audit --heads heads-2026-10.json"""
)
@home_option
@click.option(
    "--heads",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Digests that were noted earlier and kept elsewhere: they show a chain cut short or written anew.",
)
@click.option(
    "--write-heads", type=click.Path(path_type=Path, dir_okay=False), help="Note today's digests here."
)
def command(home: Path, heads: Path | None, write_heads: Path | None) -> None:
    """Recompute every event's digest, follow every chain, and say where one does not hold (exit code 1)."""
    with opened(home, founded=True) as installation:
        broken: list[object] = []
        named = {"heads": str(heads or ""), "write_heads": str(write_heads or "")}
        installation.manage("verify_chain", breaks=broken, **named)
    if broken:
        raise click.exceptions.Exit(1)
