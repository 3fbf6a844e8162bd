"""The whole command line: what works from files, and what needs the web server and its database."""

from __future__ import annotations

import gc
from collections.abc import Sequence

from cairn.cli import main as run
from cairn.cli.main import COMMANDS, Commands, program_of

OPERATIONS: Commands = {
    "serve": (
        "cairn.config.commands.serve",
        "Start Cairn in the browser, with a database of its own if need be.",
    ),
    "init": ("cairn.config.commands.init", "Make the first programme lead of a new installation."),
    "let-in": ("cairn.config.commands.let_in", "Make a way back in for a person who lost theirs."),
    "upgrade": ("cairn.config.commands.upgrade", "Bring the database and the static files to this version."),
    "backup": ("cairn.config.commands.backup", "Write everything Cairn keeps into one file."),
    "restore": ("cairn.config.commands.restore", "Bring a backup back, and prove that it is whole."),
    "verify-audit": (
        "cairn.config.commands.verify_audit",
        "Prove that no event of the audit chain was changed.",
    ),
    "database-sql": ("cairn.config.commands.database_sql", "Print how to prepare a database elsewhere."),
}
NEW_BEFORE_A_LOOK = (
    50_000  # objects; at Python's own 700 an eighth of the start goes into looking for rubbish
)
program = program_of({**COMMANDS, **OPERATIONS})


def main(arguments: Sequence[str] | None = None) -> None:
    """`cairn` as installed: ends the process with 0, 1 or 2."""
    gc.set_threshold(NEW_BEFORE_A_LOOK, *gc.get_threshold()[1:])
    run(arguments, program)
