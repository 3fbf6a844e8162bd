"""`cairn backup`: everything Cairn keeps in one file, proved by bringing it back."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from cairn.config.backup import differences, restore_dump, unpacked, write_backup
from cairn.config.installation import home_option, opened
from cairn.errors import InstallationError, Problem
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_roles import prepare_roles


@click.command(
    epilog="""\b
Examples:
  cairn backup /backups/cairn-2026-11-22.tar
  cairn backup /backups/cairn-2026-11-22.tar --no-proof"""
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@home_option
@click.option(
    "--proof/--no-proof", default=True, show_default=True, help="Bring it back elsewhere and compare."
)
def command(file: Path, home: Path, proof: bool) -> None:
    """Write everything Cairn keeps into FILE, while it goes on serving.

    The backup is then brought back into a database of its own, which vanishes again, and compared: rows of
    every table and the head of every audit chain. With a database elsewhere DATABASE_BACKUP_URL must name a
    role that reads every row.
    """
    with opened(home, needs="DATABASE_BACKUP_URL", founded=True):
        manifest = write_backup(file, os.environ["DATABASE_BACKUP_URL"])
    click.echo(f"{file}: {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables.")
    if proof:
        prove(file)
        click.echo("Brought back and compared: every row and every audit chain is there.")


def prove(file: Path) -> None:
    """Raises `InstallationError` when the backup does not come back whole."""
    with tempfile.TemporaryDirectory(prefix="cairn-proof-") as folder:
        Path(folder).chmod(0o711)
        server = EmbeddedServer(Path(folder) / "postgres", durable=False).ensure()
        try:
            owner = prepare_roles(server).owner.conninfo
            with unpacked(file) as (dump, manifest):
                restore_dump(dump, owner)
                found = differences(manifest, owner)
        finally:
            server.stop()
    if found:
        raise InstallationError(
            Problem(
                code="backup-not-whole",
                message=f"The backup does not come back as it was: {'; '.join(found[:5])}.",
                remedy="Keep the database as it is, and ask for help.",
                file=str(file),
            )
        )
