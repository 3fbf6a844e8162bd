"""What commands print: problems for a person, JSON for a program."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from cairn.errors import CairnError, Problem, UsageError

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


LARGEST_TEXT = 5_000_000  # bytes: about eight hundred pages


def read_text(path: Path) -> str:
    """A UTF-8 text file. Raises `UsageError` when it is missing, too large, empty or not UTF-8."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_TEXT else b""
    except OSError as error:
        raise _refusal(path, "file-unreadable", f"{error.strerror}.", "Check the file's name.") from None
    if size > LARGEST_TEXT:
        raise _refusal(path, "file-too-large", f"The file is larger than {LARGEST_TEXT:,} bytes.", "")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refusal(path, "not-utf8", "This is not UTF-8 text.", "Save it as UTF-8.", line) from None
    if not text.strip():
        raise _refusal(path, "file-empty", "The file is empty.", "")
    return text


def _refusal(path: Path, code: str, message: str, remedy: str, line: int | None = None) -> UsageError:
    return UsageError(Problem(code=code, message=message, remedy=remedy, file=str(path), line=line))
