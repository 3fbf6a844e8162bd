"""`cairn init`: the first programme, and the person who leads it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from cairn.config.installation import home_option, opened

FRAMEWORK = "children-in-need-of-care-and-protection"
EDITION = "2019-08"
GRADED = ["1.1", "2.1", "2.2", "9.1-9.4"]
INSTRUMENTS = ["records", "staff", "aged_8_15", "aged_16_plus", "parents"]
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(
    epilog="""\b
Example:
  cairn init --email lead@example.org --name "Kim Reid" --title "Joint inspections 2027–2029" \\
      --starts 2027-01-11 --ends 2029-12-21"""
)
@home_option
@click.option("--email", required=True, help="The address by which the lead signs in.")
@click.option("--name", required=True, help="The lead's name.")
@click.option("--title", required=True, help="What the programme is called.")
@click.option("--starts", required=True, type=DAY, help="Its first day.")
@click.option("--ends", required=True, type=DAY, help="Its last day.")
@click.option(
    "--password",
    envvar="CAIRN_INIT_PASSWORD",
    prompt="Password of at least 12 characters",
    hide_input=True,
    confirmation_prompt=True,
    help="Asked for when it is not in CAIRN_INIT_PASSWORD; never write it on the command line.",
)
def command(
    home: Path, email: str, name: str, title: str, starts: datetime, ends: datetime, password: str
) -> None:
    """Make the first programme lead of a new installation, who then invites everyone else.

    At the first sign-in the lead sets up a second factor and accepts the code of conduct.
    """
    founding = {
        "email": email,
        "name": name,
        "password": password,
        "title": title,
        "years": years_of(starts.date(), ends.date()),
        "framework": FRAMEWORK,
        "edition": EDITION,
        "graded": GRADED,
        "instruments": INSTRUMENTS,
        "starts_on": starts.date(),
        "ends_on": ends.date(),
    }
    with opened(home) as installation:
        installation.manage("upgrade_tables", verbosity=0)
        installation.manage("found_house", founding=founding)
    click.echo(f"{name} now leads “{title}”. Start with `cairn serve` and sign in as {email}.")


def years_of(first: date, last: date) -> str:
    """ "2027–2029", or one year alone."""
    return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
