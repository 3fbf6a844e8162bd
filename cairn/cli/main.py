"""`cairn`: one table of commands; each command's module is loaded by name when it is called.

That is what keeps `cairn --help` quick, and it is the only late import in the house. The table here is what
works from files alone; the room above adds what needs a server and a database.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType

import click

from cairn import __version__
from cairn.cli.output import report_error, report_usage
from cairn.errors import CairnError, Problem, UsageError

Commands = Mapping[str, tuple[str, str]]

# name → (module, under cairn.cli if it has no dot, and the line shown by `cairn --help`)
COMMANDS: Commands = {
    "overview": ("overview", "Build a programme's overview report, from evidence to PDF."),
    "check": ("check", "Check every number-word of a report against its evidence."),
    "fill": ("fill", "Write the words where a report leaves [?]."),
    "render": ("render", "Render a checked report as HTML and PDF."),
    "phrases": ("phrases", "List the number-words of a text and the range each allows."),
    "consistency": ("consistency", "Find the smallest sets of published statements that cannot all hold."),
    "estimate": ("estimate", "Count a measure in the evidence, by any characteristic."),
    "template": ("template", "Give a form (CSV or XLSX) to fill in for an instrument."),
    "bundle": ("bundle", "Turn filled-in forms into an evidence bundle."),
    "differences": ("differences", "Find where experience differs between groups."),
    "draw": ("draw", "Draw a seeded sample from a frame, with reserves and a certificate."),
    "replace": ("replace", "Replace a unit that cannot be read by the next reserve, with the reason."),
    "plan": ("plan", "Say what a sample will be able to say, by group, before it is drawn."),
    "agreement": ("agreement", "Measure how far two readers of the same records agree."),
    "series": ("series", "Judge a measure over time: run chart, limits, steps."),
    "audit-release": ("audit_release", "Attack a release: can anything withheld be worked out?"),
    "tables": ("tables", "Make tables to publish, withheld where too small."),
    "import": ("bring_in", "Bring in a table as people keep it, matched by a mapping."),
    "export": ("take_out", "Take evidence out for R, SPSS or Stata, with a codebook."),
    "reconstruct": ("reconstruct", "Build stand-in evidence from a programme's published words."),
    "definitions": ("definitions", "Check the definitions: frameworks, instruments, measures, wording."),
}


def module_of(name: str, commands: Commands = COMMANDS) -> ModuleType:
    """The module of a command, loaded now."""
    module = commands[name][0]
    return importlib.import_module(module if "." in module else f"cairn.cli.{module}")


class CommandTable(click.Group):
    """A group whose commands are named in a table and loaded only when asked for."""

    def __init__(self, commands: Commands) -> None:
        super().__init__(
            "cairn",
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
            help=ABOUT,
            epilog=EPILOG,
        )
        self.table = commands

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        command: click.Command = module_of(cmd_name, self.table).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])


ABOUT = "Cairn: from the evidence of a joint inspection to a report whose number-words can be followed back."
EPILOG = """\b
Examples:
  cairn overview scotland/2018-2020 --out build/overview
  cairn check report.md --evidence build/overview/evidence
  cairn phrases report.md --format json
  cairn COMMAND --help

Exit codes: 0 all is well; 1 something does not hold; 2 the command could not run."""


def program_of(commands: Commands) -> click.Group:
    """The command line with these commands."""
    group = CommandTable(commands)
    return click.version_option(__version__, prog_name="cairn")(group)


program = program_of(COMMANDS)


def main(arguments: Sequence[str] | None = None, whole: click.Group = program) -> None:
    """Run the command line and end the process: 0 all is well, 1 something does not hold, 2 could not run."""
    try:
        code = _run(whole, list(sys.argv[1:] if arguments is None else arguments))
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except click.ClickException as error:
        report_usage(error)
        code = 2
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        code = 2
    except CairnError as error:
        report_error(error)
        code = 2
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong, and nothing more can be said.
        _say_no_more()
        code = 0
    except OSError as error:
        report_error(_unwritable(error))
        code = 2
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _say_no_more()
    except OSError as error:
        report_error(_unwritable(error))
        _say_no_more()
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


def _run(whole: click.Group, words: list[str]) -> object:
    # Not `whole.main`: that ends a process whose output is no longer read with code 1.
    with whole.make_context("cairn", words) as context:
        return whole.invoke(context)


def _say_no_more() -> None:
    """Python would try to write what is left when it ends, and end with an error of its own."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _unwritable(error: OSError) -> UsageError:
    reason = error.strerror or str(error)
    if isinstance(error, IsADirectoryError):
        reason = "A folder stands where a file is wanted"
        remedy = "Move the folder away, or name another place."
    else:
        remedy = "Check that the folder exists, that you may write there, and that the disk is not full."
    where = str(error.filename) if error.filename else ""
    return UsageError(Problem(code="file-unwritable", message=f"{reason}.", remedy=remedy, file=where))
