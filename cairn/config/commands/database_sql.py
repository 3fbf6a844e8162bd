"""`cairn database-sql`: how a database elsewhere is prepared."""

from __future__ import annotations

import click

from cairn.utils.postgres_roles import preparation_sql


@click.command(
    epilog="""\b
Example:
  cairn database-sql | psql -v owner_password=… -v app_password=… -v backup_password=… postgresql://admin@host/postgres"""
)
@click.option("--database", default="cairn", show_default=True, help="The name of the database.")
def command(database: str) -> None:
    """Print a psql script that makes the database and its three roles: owner, app and backup."""
    click.echo(preparation_sql(database), nl=False)
