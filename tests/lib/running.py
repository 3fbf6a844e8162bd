"""Commands, run in the process of the test."""

from __future__ import annotations

from pathlib import Path

import click
from click.testing import CliRunner, Result

from cairn.errors import CairnError


def run(command: click.Command, *words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)


def refused(command: click.Command, *words: str | Path) -> CairnError:
    """What the command refuses with."""
    error = run(command, *words).exception
    assert isinstance(error, CairnError), error
    return error
