"""The files of an embedded PostgreSQL: where they lie, who may read them, and which locks tell the truth.

A process number in a file proves nothing: the number may have been given to another process, or the process
may be dead and not yet buried. What proves that a server lives is a lock that the kernel holds for it: the
server and all its children inherit the open file `alive.lock`, and the lock goes when the last of them has.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cairn.errors import InstallationError, Problem
from cairn.utils.postgres_programs import Account, name_of

SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET = 103  # bytes of a socket's path that every system takes (Linux 107, BSD and macOS 103)
_SHORT_PLACE = Path("/tmp")  # noqa: S108 — not TMPDIR: every process must come to the same folder
_PROCESSES = Path("/proc")
_PATIENCE = 0.02
_FEW = {"turn.lock", "alive.lock"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies under `home`, which is given without symbolic links."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def password(self) -> Path:
        return self.home / "superuser.password"

    @property
    def credentials(self) -> Path:
        return self.home / "credentials.json"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def programs(self) -> Path:
        return self.home / "programs"

    @property
    def sockets(self) -> Path:
        """`home/run`, or a short folder of ours under /tmp where that path will not do for a socket."""
        near = self.home / "run"
        # Clients take a comma for the end of one host and the beginning of the next.
        if len(os.fsencode(near / SOCKET)) <= _LONGEST_SOCKET and "," not in str(near):
            return near
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return _SHORT_PLACE / f"cairn-{os.geteuid()}-{mark}"

    @property
    def socket(self) -> Path:
        return self.sockets / SOCKET


def make_home(home: Path) -> None:
    """Make `home`, for its owner alone; refused when it is somebody else's or others may write in it."""
    with _told("database-folder-not-reachable", home):
        home.parent.mkdir(parents=True, exist_ok=True)
        home.mkdir(mode=0o700, exist_ok=True)
        state = home.stat()
    if state.st_uid != os.geteuid():
        owner = name_of(state.st_uid)
        raise InstallationError(
            Problem(
                code="database-folder-not-ours",
                message=f"{home} belongs to {owner}, and Cairn runs as {name_of(os.geteuid())}.",
                remedy=f"Run Cairn as {owner}, or choose another folder for its data.",
            )
        )
    if state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise InstallationError(
            Problem(
                code="database-folder-not-ours",
                message=f"Others may write in {home}: they could put their own database in its place.",
                remedy=f"Take that away: chmod go-w {home}",
            )
        )


def open_to_account(home: Path, account: Account) -> None:
    """See to it that `account` may pass through `home`; no folder above it is touched.

    Its mode is changed only while nothing of value lies in it. Call it in one's turn.
    """
    if account.drops and {path.name for path in home.iterdir()} <= _FEW and not account.reaches(home):
        os.chown(home, 0, account.gid)
        home.chmod(0o710)
    if account.reaches(home):
        return
    shut = next(folder for folder in (*reversed(home.parents), home) if not account.reaches(folder))
    raise InstallationError(
        Problem(
            code="database-folder-not-reachable",
            message=f"PostgreSQL does not run as root but as {account.name}, who may not enter {shut}.",
            remedy="Choose a folder for Cairn's data that everybody may pass through, such as one under "
            "/var/lib, or run Cairn as an ordinary user.",
        )
    )


def make_socket_folder(layout: Layout, account: Account) -> None:
    """Make the folder of the socket, for `account` alone; refused when somebody else made it first."""
    folder = layout.sockets
    with _told("database-folder-not-reachable", folder), suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    # Held open from here on: nobody can put another folder in its place between the look and the change.
    handle = _ours(folder, account)
    try:
        if account.drops:
            os.fchown(handle, account.uid, account.gid)
        os.fchmod(handle, 0o700)
    finally:
        os.close(handle)


def _ours(folder: Path, account: Account) -> int:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        if os.fstat(handle).st_uid in (os.geteuid(), account.uid):
            return handle
        os.close(handle)
    raise InstallationError(
        Problem(
            code="database-socket-folder-not-ours",
            message=f"{folder}, where the database's socket has its place, was made by "
            f"{name_of(folder.lstat().st_uid)}, or is no folder.",
            remedy="Remove it, or choose a shorter path for Cairn's data: then it is not needed.",
        )
    )


def make_folder_for(account: Account, folder: Path) -> None:
    """An empty folder that only `account` may enter, in place of whatever was there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    if account.drops:
        os.chown(folder, account.uid, account.gid)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all, and not lost in a power cut."""
    scratch = path.with_name(f".{path.name}.new")
    scratch.unlink(missing_ok=True)
    with _told("database-no-space", path):
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names that were moved in `folder` outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told(code: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as refused:
        raise InstallationError(
            Problem(
                code=code,
                message=f"{path} cannot be made or written: {refused.strerror}.",
                remedy="Give Cairn a folder of its own that it may write to, on a disk with free space.",
            )
        ) from refused


@contextmanager
def turn(home: Path, deadline: float) -> Iterator[None]:
    """One process after another: whoever prepares, starts or stops the server does so alone."""
    handle = _locked(home / "turn.lock", deadline)
    if handle is None:
        raise InstallationError(
            Problem(
                code="database-still-starting",
                message=f"Another process is starting or stopping the database in {home}, and takes long.",
                remedy="Wait for it to end, then try again.",
            )
        )
    try:
        yield
    finally:
        os.close(handle)


def take_life_lock(home: Path, deadline: float) -> int | None:
    """An open file with the lock a server is to inherit; None while a server, or a child of one, lives.

    To let the lock go, close the file; never unlock it, for that would unlock it for the server too.
    """
    return _locked(home / "alive.lock", deadline)


def lives(home: Path) -> bool:
    """Whether a server of this folder, or a child of one, lives."""
    with _told("database-folder-not-ours", home):
        if not home.is_dir():
            return False
    # Asked for as one of many, so that those who only ask never take each other for a server.
    handle = _locked(home / "alive.lock", 0.0, fcntl.LOCK_SH)
    if handle is None:
        return True
    os.close(handle)
    return False


def _locked(path: Path, deadline: float, kind: int = fcntl.LOCK_EX) -> int | None:
    with _told("database-folder-not-ours", path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(handle)
                return None
            time.sleep(_PATIENCE)
        else:
            return handle


def server_pid(data: Path) -> int | None:
    """The process number of the server of `data`; None when the noted number is that of something else."""
    with suppress(OSError, ValueError):
        noted = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        return noted if _is_server(noted, data) else None
    return None


def says_ready(data: Path) -> bool:
    """Whether the server of `data` has noted that it takes connections: the eighth line of its file."""
    with suppress(OSError, IndexError):
        return (data / "postmaster.pid").read_text().split("\n")[7].strip() == "ready"
    return False


def _is_server(pid: int, data: Path) -> bool:
    if not _PROCESSES.exists():
        return True  # no way to ask; the life lock has answered already
    with suppress(OSError):
        # A dead process that is not yet buried has no command line any more.
        return os.fsencode(data) in (_PROCESSES / str(pid) / "cmdline").read_bytes().split(b"\0")
    return False


def at_work_in(data: Path) -> frozenset[int]:
    """The living processes whose working folder is `data`: the server and its children, however started.

    Empty where the system has no /proc.
    """
    found = set()
    with suppress(OSError):
        wanted = data.stat()
        for entry in _PROCESSES.iterdir():
            # A dead process that is not yet buried has no working folder any more.
            with suppress(OSError):
                if entry.name.isdecimal() and os.path.samestat((entry / "cwd").stat(), wanted):
                    found.add(int(entry.name))
    return frozenset(found)


def end_orphans(data: Path) -> None:
    """Kill what a killed server left at work in `data`: nothing new may start beside it."""
    workers = at_work_in(data)
    if any(_is_server(pid, data) for pid in workers):
        return
    for pid in workers:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def forget_dead_server(layout: Layout) -> None:
    """Remove what a killed server left behind and a new one would stumble over.

    Only for the holder of the life lock: then nobody is at work, whatever number stands in the files.
    """
    if workers := at_work_in(layout.data):
        raise InstallationError(
            Problem(
                code="database-started-by-others",
                message=f"PostgreSQL is at work in {layout.data}, started by something other than Cairn "
                f"(process {min(workers)}).",
                remedy=f"Stop it first: pg_ctl stop -D {layout.data}",
            )
        )
    left = [layout.data / "postmaster.pid", layout.socket, layout.sockets / f"{SOCKET}.lock"]
    for path in left:
        path.unlink(missing_ok=True)
