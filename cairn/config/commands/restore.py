"""`cairn restore`: a backup brought back, and proved whole."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cairn.config.backup import differences, restore_dump, unpacked
from cairn.config.installation import home_option, opened
from cairn.errors import InstallationError, Problem


@click.command(
    epilog="""\b
Example:
  cairn restore /backups/cairn-2026-11-22.tar --home /var/lib/cairn-new"""
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@home_option
def command(file: Path, home: Path) -> None:
    """Bring the backup FILE back into an empty installation, then compare rows and audit chains with it."""
    with unpacked(file) as (dump, manifest), opened(home) as installation:
        owner = os.environ["DATABASE_OWNER_URL"]
        restore_dump(dump, owner)
        found = differences(manifest, owner)
        if found:
            raise InstallationError(
                Problem(
                    code="restore-not-whole",
                    message=f"What came back is not what was kept: {'; '.join(found[:5])}.",
                    remedy="Do not use this installation; restore another backup into a new home folder.",
                    file=str(file),
                )
            )
        installation.manage("upgrade_tables", verbosity=0)
        installation.manage("verify_chain")
    click.echo(
        f"Restored {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables, as they were kept."
    )
    if not os.environ.get("CAIRN_SECRET_KEY", "").strip():
        click.echo(
            f"Before the first start put the secret key of the old installation at {home / 'secret-key'}: "
            "codes of second factors fit under that alone."
        )
