"""`cairn upgrade`: the database and the static files as this version wants them."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.config.installation import home_option, opened


@click.command(
    epilog="""\b
Examples:
  cairn upgrade
  DATABASE_URL=… DATABASE_OWNER_URL=… cairn upgrade"""
)
@home_option
def command(home: Path) -> None:
    """Bring the tables, the rights and the static files to this version.

    Run it once after every change of version, before the servers of the new version start. Running it again
    changes nothing. With a database elsewhere DATABASE_OWNER_URL must name its owner role, and the first time
    makes the tables; a database of one's own is made by `cairn init` or `cairn serve`.
    """
    with opened(home, begun=True) as installation:
        installation.manage("upgrade_tables", verbosity=1)
        installation.manage("collectstatic", interactive=False, verbosity=0)
    click.echo("Database and files are up to date.")
