"""What is said when an embedded PostgreSQL cannot be made or started: the reason, and what to do."""

from __future__ import annotations

import re

from cairn.errors import Problem
from cairn.utils.postgres_files import Layout

_NO_SPACE = re.compile("No space left on device|Disk quota exceeded")
_FATAL = re.compile(r"(?:FATAL|PANIC|error|ERROR):\s*(.+)")
_CALMLY = re.compile(r"LOG:\s*(.+)")
_CALM = "A large journal takes its time."


def no_space(layout: Layout) -> Problem:
    """The disk under the data is full."""
    return Problem(
        code="database-no-space",
        message=f"The disk under {layout.home} is full: the database cannot be made or started.",
        remedy="Free some space (200 MB at the least) and try again; nothing that was kept is lost.",
    )


def refusal_in(said: str, layout: Layout) -> Problem:
    """The reason in PostgreSQL's own words, `said` by it as it ended."""
    if _NO_SPACE.search(said):
        return no_space(layout)
    reasons = _FATAL.findall(said)
    reason = reasons[-1].strip().rstrip(".") if reasons else "it gave no reason"
    return Problem(
        code="database-not-started",
        message=f"PostgreSQL did not start in {layout.home}: {reason}.",
        remedy=f"Its log is {layout.log}.",
    )


def still_starting(layout: Layout, seconds: float) -> Problem:
    """The server lives and recovers, and the caller would wait no longer."""
    return Problem(
        code="database-still-starting",
        message=f"The database in {layout.home} does not answer after {seconds:.0f} seconds: it is still "
        "starting, or recovering after a crash.",
        remedy=f"Leave it to it and try again later; {layout.log} says how far it is. {_CALM}",
    )


def how_far(said: str, seconds: float) -> str:
    """A sentence on a start that takes long, with the last line of the log."""
    lines = _CALMLY.findall(said)
    return f"The database is starting ({seconds:.0f} s): {lines[-1] if lines else 'nothing in its log yet'}"


def wrong_password(layout: Layout) -> Problem:
    """The superuser's password was changed, or its file comes from another database."""
    return Problem(
        code="database-password-wrong",
        message=f"The database does not take the superuser's password in {layout.password}.",
        remedy="Put the file back from a backup of the same folder as the data.",
    )


def password_missing(layout: Layout) -> Problem:
    """There are data, and nothing to open them with."""
    return Problem(
        code="database-password-missing",
        message=f"{layout.password}, which holds the password of the database's superuser, is missing.",
        remedy="Put it back from a backup of the same folder as the data.",
    )


def not_a_database(layout: Layout) -> Problem:
    """Something else lies where the data should."""
    return Problem(
        code="database-folder-not-a-database",
        message=f"{layout.data} is not empty and holds no PostgreSQL database.",
        remedy="Move it away, or choose another folder for Cairn's data.",
    )


def not_stopped(layout: Layout, seconds: float) -> Problem:
    """The server was asked to stop and did not."""
    return Problem(
        code="database-not-stopped",
        message=f"The database in {layout.home} did not stop within {seconds:g} seconds.",
        remedy=f"Its log, {layout.log}, says what it is busy with. Try again.",
    )


def program_missing(name: str, folder: str) -> Problem:
    """A client program is not beside the server's."""
    return Problem(
        code="database-no-programs",
        message=f"PostgreSQL's program {name} is not in {folder}.",
        remedy="Install PostgreSQL's client programs of the same version.",
    )
