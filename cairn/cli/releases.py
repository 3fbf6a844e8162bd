"""What commands that publish are asked alike: which formats, and what is out already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from cairn.errors import Problem, UsageError

FORMATS = ("html", "pdf", "docx", "xlsx", "zip")
F = TypeVar("F", bound=Callable[..., object])

earlier_option = click.option(
    "--earlier",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="A release that is already out; may be given several times.",
)


def formats_option(usual: str) -> Callable[[F], F]:
    """`--to`, which is `usual` when it is not given."""
    return click.option(
        "--to",
        "formats",
        default=usual,
        show_default=True,
        help=f"The formats, with commas between: {', '.join(FORMATS)}.",
    )


def formats_of(text: str) -> tuple[str, ...]:
    """The formats asked for, each once. Raises `UsageError` for one that is not known, or none."""
    wanted = tuple(dict.fromkeys(f.strip().lower() for f in text.split(",") if f.strip()))
    unknown = [f for f in wanted if f not in FORMATS]
    if unknown or not wanted:
        message = f"Cannot render to “{', '.join(unknown) or text}”."
        remedy = f"It may be: {', '.join(FORMATS)}."
        raise UsageError(Problem(code="format-unknown", message=message, remedy=remedy))
    return wanted
