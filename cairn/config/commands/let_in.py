"""`cairn let-in`: the way back in for somebody who lost their password or their phone."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.config.installation import home_option, opened


@click.command(
    epilog="""\b
Examples:
  cairn let-in kim.reid@example.org
  cairn let-in kim.reid@example.org --without-factor"""
)
@home_option
@click.argument("email")
@click.option(
    "--without-factor", is_flag=True, help="The second factor is lost too: take it away, to be set up anew."
)
def command(home: Path, email: str, without_factor: bool) -> None:
    """Print a link by which one person chooses a new password. It works for a day, once.

    Make sure first that it is them who asks, by telephone or in person: whoever has the link has the account.
    All their sessions end, and the event is kept.
    """
    told: list[str] = []
    with opened(home, needs="DATABASE_URL", founded=True) as installation:
        installation.manage("let_in", email=email, without_factor=without_factor, told=told)
    click.echo(told[0])
