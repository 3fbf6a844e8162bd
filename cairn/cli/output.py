"""What commands print: problems for a person, JSON for a program."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from cairn.errors import CairnError, Problem

SHOWN_AT_MOST = 200

format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for a person, json for a program.",
)


evidence_option = click.option(
    "--evidence",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of an evidence bundle.",
)


frame_option = click.option(
    "--frame",
    "frames",
    multiple=True,
    metavar="[SOURCE=]FILE",
    help="A CSV with one row for each stratum and its number of children, for claims with basis=population;"
    " of the records if no SOURCE is named.",
)


def placed_in(file: Path, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The same problems, with the file they were found in."""
    return tuple(replace(p, file=p.file or str(file)) for p in problems)


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def report_error(error: CairnError) -> None:
    """All the error's problems on standard error, one a line; JSON when the command was asked for JSON."""
    if _json_was_asked():
        click.echo(
            json.dumps({"problems": [p.as_json() for p in error.problems]}, ensure_ascii=False), err=True
        )
        return
    print_problems(error.problems)


def report_usage(error: click.ClickException) -> None:
    """What is wrong with how a command was called: as click says it, or as JSON when that was asked for."""
    if _json_was_asked():
        problem = Problem(code="usage", message=error.format_message(), remedy="See --help.")
        click.echo(json.dumps({"problems": [problem.as_json()]}, ensure_ascii=False), err=True)
    else:
        error.show()


def print_problems(problems: Sequence[Problem]) -> None:
    """`file:line:column: what is wrong. What to do next. [code]`, one a line, on standard error."""
    for problem in problems[:SHOWN_AT_MOST]:
        click.echo(str(problem), err=True)
    if len(problems) > SHOWN_AT_MOST:
        click.echo(f"… and {len(problems) - SHOWN_AT_MOST} more like these.", err=True)


def _json_was_asked() -> bool:
    words = sys.argv[1:]
    asked = any(a == "--format" and b == "json" for a, b in itertools.pairwise(words))
    return asked or "--format=json" in words
