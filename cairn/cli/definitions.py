"""`cairn definitions`: check them, freeze what is published."""

from __future__ import annotations

import click

from cairn.cli.output import format_option, print_json, print_problems
from cairn.framework.freezing import freeze
from cairn.pipeline.definition_check import definition_problems
from cairn.pipeline.places import definitions_root
from cairn.utils.counts import counted


@click.group("definitions")
def command() -> None:
    """The definitions: frameworks, vocabularies, instruments, measures, wording, programmes.

    They are read from the folder named by CAIRN_DEFINITIONS, or from those that come with Cairn.
    """


@command.command("check")
@format_option
def check(output_format: str) -> int:
    """Tell everything that is wrong in every file: file, line, key, what was expected, nearest right name."""
    root = definitions_root()
    problems = definition_problems(root)
    if output_format == "json":
        print_json({"definitions": str(root), "problems": [p.as_json() for p in problems]})
    else:
        print_problems(problems)
        found = counted(len(problems), "problem")
        click.echo(f"{root}: {found if problems else 'all is well'}.")
    return 1 if problems else 0


@command.command("freeze")
def freeze_published() -> int:
    """Write down the digests of published editions, so that they cannot change unseen."""
    frozen = freeze(definitions_root())
    for name in frozen:
        click.echo(f"frozen: {name}")
    click.echo(f"{counted(len(frozen), 'file')} frozen." if frozen else "Nothing new to freeze.")
    return 0
