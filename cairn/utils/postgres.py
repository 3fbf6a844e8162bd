"""A PostgreSQL of one's own: made, started, recovered and stopped, for one machine, a demo and tests.

Passwords always (SCRAM-SHA-256), a socket that only its owner reaches, no network port, checksums on every
page. Whoever calls `ensure` gets a server that answers, whether it has to be made, started, recovered after
a crash, or is running already; any number of processes may call it at once.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from cairn.errors import InstallationError
from cairn.utils.postgres_files import (
    Layout,
    end_orphans,
    forget_dead_server,
    lives,
    make_folder_for,
    make_home,
    make_socket_folder,
    open_to_account,
    says_ready,
    server_pid,
    sync_folder,
    take_life_lock,
    turn,
    write_private,
)
from cairn.utils.postgres_programs import Account, Programs, account_for, find_programs, within_reach
from cairn.utils.postgres_refusals import (
    how_far,
    no_space,
    not_a_database,
    not_stopped,
    password_missing,
    program_missing,
    refusal_in,
    still_starting,
    wrong_password,
)

SUPERUSER = "postgres"
PORT = 5432  # of the socket's name only; nothing listens on a network
Progress = Callable[[str], None]

_PATIENCE = 0.03
_SOON = 2.0
_ANSWER_WITHIN = 2  # seconds, the least libpq knows; asked again until the time is up
_ORPHANS_LEAVE_IN = 1.0
_TELL_EVERY = 1.0
_LARGEST_LOG = 10_000_000
_ENOUGH_LOG = 100_000
_ROOM_TO_MAKE = 200_000_000  # bytes: a new cluster takes 40 MB, its first journal files 16 MB each
_ALWAYS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    # What goes wrong is logged without the statement and without its details: they hold personal data.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_startup_progress_interval": "1s",
}
_AT_FIRST = """
# Cairn's first choice; change what you need.
max_connections = 60
shared_buffers = '256MB'
timezone = 'UTC'
log_timezone = 'UTC'
"""
# Never synchronous_commit: without it a killed server, too, loses what it acknowledged.
_ONLY_IN_TESTS = {"fsync": "off", "full_page_writes": "off"}


class EmbeddedServer:
    """The PostgreSQL whose data and secrets lie in the folder `home`.

    `durable=False` is for tests alone: what was acknowledged is then lost in a power cut, though not when
    the server is killed. An object holds no state of the server; any process may make one.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.absolute().resolve()
        self.durable = durable
        self.layout = Layout(self.home)

    def ensure(self, timeout: float = 600.0, progress: Progress | None = None) -> EmbeddedServer:
        """See to it that the server answers; how far it is goes to `progress`, about once a second.

        After `timeout` seconds the call is refused with `database-still-starting`; a server that is
        recovering is left to it. Every other refusal is an `InstallationError` too.
        """
        deadline = time.monotonic() + timeout
        make_home(self.home)
        if self._answers():
            return self
        with turn(self.home, deadline):
            begun_by_others = self.pid is not None
            if not (begun_by_others and self._wait(deadline, self._log_size(), progress, ours=False)):
                self._bring_up(deadline, progress)
        return self

    def _bring_up(self, deadline: float, progress: Progress | None) -> None:
        account = account_for(self.layout.data)
        open_to_account(self.home, account)
        has_data = self._has_data()
        found = find_programs(self._major() if has_data else None)
        programs = within_reach(found, account, self.layout.programs)
        make_socket_folder(self.layout, account)
        if not has_data:
            self._make_data(programs, account)
        self._superuser_password()
        while True:
            written, ours = self._start(programs, account, deadline)
            if self._wait(deadline, written, progress, ours=ours):
                return
            if ours:
                raise InstallationError(refusal_in(self._log_from(written), self.layout))

    def stop(self, timeout: float = 60.0) -> None:
        """End the server in good order: connections are closed, what is acknowledged is on disk."""
        if not lives(self.home):
            return
        deadline = time.monotonic() + timeout
        with turn(self.home, deadline):
            self._interrupt()
            handle = take_life_lock(self.home, deadline)
            if handle is None:
                raise InstallationError(not_stopped(self.layout, timeout))
            os.close(handle)

    def kill(self) -> None:
        """Kill the server as a power cut would (for tests): its children learn of it by themselves."""
        pid = self.pid
        if pid is not None:
            _signal(pid, signal.SIGKILL)

    @property
    def pid(self) -> int | None:
        """The process number of the running server; None when it does not run."""
        return server_pid(self.layout.data) if lives(self.home) else None

    @property
    def cut_off(self) -> bool:
        """Whether the server runs and says it is ready, but its socket is gone: nobody can reach it."""
        return self.pid is not None and says_ready(self.layout.data) and not self.layout.socket.exists()

    def conninfo(self, user: str, database: str, password: str) -> str:
        """What libpq and psycopg connect by. It holds the password: keep it out of logs."""
        return make_conninfo(
            host=str(self.layout.sockets), port=PORT, user=user, dbname=database, password=password
        )

    @property
    def superuser_conninfo(self) -> str:
        """How the server's superuser connects: to prepare databases and roles, for nothing else."""
        return self.conninfo(SUPERUSER, "postgres", self._superuser_password())

    def program(self, name: str) -> Path:
        """The path of a client program such as `pg_dump`, of the version of the data."""
        path = find_programs(self._major() if self._has_data() else None).folder / name
        if os.access(path, os.X_OK):
            return path
        raise InstallationError(program_missing(name, str(path.parent)))

    def _interrupt(self) -> None:
        pid = self.pid
        if pid is not None:
            _signal(pid, signal.SIGINT)

    def _answers(self) -> bool:
        if not self.layout.password.exists() or not self.layout.sockets.exists():
            return False
        try:
            with psycopg.connect(self.superuser_conninfo, connect_timeout=_ANSWER_WITHIN) as connection:
                found = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError as refused:
            if "authentication failed" in str(refused):
                raise InstallationError(wrong_password(self.layout)) from None
            return False
        return found is not None and found[0] == str(self.layout.data)

    def _superuser_password(self) -> str:
        try:
            return self.layout.password.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise InstallationError(password_missing(self.layout)) from None

    def _has_data(self) -> bool:
        data = self.layout.data
        if (data / "PG_VERSION").exists():
            return True
        if data.exists() and any(data.iterdir()):
            raise InstallationError(not_a_database(self.layout))
        return False

    def _major(self) -> int:
        return int((self.layout.data / "PG_VERSION").read_text().strip().split(".")[0])

    def _make_data(self, programs: Programs, account: Account) -> None:
        if shutil.disk_usage(self.home).free < _ROOM_TO_MAKE:
            raise InstallationError(no_space(self.layout))
        scratch, given = self.home / "data.new", self.home / "initdb.password"
        password = secrets.token_urlsafe(32)
        write_private(self.layout.password, password)
        write_private(given, password)
        os.chown(given, account.uid, account.gid)
        make_folder_for(account, scratch)
        append = 'printf %s "$2" >> "$1" && sync "$1"'
        try:
            for command in (
                self._initdb(programs, scratch, given),
                ["/bin/sh", "-c", append, "sh", str(scratch / "postgresql.conf"), _AT_FIRST],
            ):
                code, said = account.run(command)
                if code:
                    raise InstallationError(refusal_in(said, self.layout))
            scratch.replace(self.layout.data)
        finally:
            given.unlink()
            shutil.rmtree(scratch, ignore_errors=True)
        sync_folder(self.home)

    def _initdb(self, programs: Programs, data: Path, password: Path) -> list[str]:
        # Built into PostgreSQL itself since 17: the order of text is the same on every machine.
        own_order = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        options = [
            f"--username={SUPERUSER}",
            f"--pwfile={password}",
            "--auth-local=scram-sha-256",
            "--auth-host=scram-sha-256",
            "--encoding=UTF8",
            "--data-checksums",
            *(own_order if programs.major >= 17 else ["--locale=C.UTF-8"]),
            *([] if self.durable else ["--no-sync"]),
        ]
        return [str(programs.folder / "initdb"), "-D", str(data), *options]

    def _start(self, programs: Programs, account: Account, deadline: float) -> tuple[int, bool]:
        """Start the server unless one lives: where in the log its words begin, and whether it is new."""
        handle = take_life_lock(self.home, min(deadline, time.monotonic() + _ORPHANS_LEAVE_IN))
        if handle is None:
            end_orphans(self.layout.data)
            alive = server_pid(self.layout.data) is not None
            handle = None if alive else take_life_lock(self.home, deadline)
        if handle is None:
            return self._log_size(), False
        try:
            forget_dead_server(self.layout)
            return self._spawn(programs, account, handle), True
        finally:
            os.close(handle)

    def _spawn(self, programs: Programs, account: Account, handle: int) -> int:
        if self._log_size() > _LARGEST_LOG:
            self.layout.log.replace(self.layout.log.with_suffix(".log.old"))
        begin = self._log_size()
        sockets = str(self.layout.sockets).replace('"', '""')
        settings = (
            _ALWAYS | {"unix_socket_directories": f'"{sockets}"'} | ({} if self.durable else _ONLY_IN_TESTS)
        )
        chosen = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = [str(programs.folder / "postgres"), "-D", str(self.layout.data), *chosen]
        log = os.open(self.layout.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # Started by a shell that ends at once: the server is nobody's child and leaves no dead process.
            with account.start(
                ["/bin/sh", "-c", '"$@" &', "sh", *server],
                stdout=log,
                stderr=log,
                pass_fds=(handle,),
                start_new_session=True,
            ) as shell:
                shell.wait()
        finally:
            os.close(log)
        return begin

    def _wait(self, deadline: float, written: int, progress: Progress | None, *, ours: bool) -> bool:
        """Wait until the server answers; false when it ended instead."""
        began = told = time.monotonic()
        while not self._answers():
            # One that others began has noted its number; without it only children are left, which end soon.
            if not lives(self.home) or (not ours and self.pid is None):
                return False
            if self.cut_off:
                # Whoever took the socket away: it comes back with a new start, and never by waiting.
                self._interrupt()
                return False
            now = time.monotonic()
            if now >= deadline:
                raise InstallationError(still_starting(self.layout, now - began))
            if progress is not None and now - told >= _TELL_EVERY:
                told = now
                progress(how_far(self._log_from(written), now - began))
            time.sleep(_PATIENCE if now - began < _SOON else _PATIENCE * 10)
        return True

    def _log_size(self) -> int:
        return self.layout.log.stat().st_size if self.layout.log.exists() else 0

    def _log_from(self, begin: int) -> str:
        with self.layout.log.open("rb") as file:
            file.seek(max(begin, self._log_size() - _ENOUGH_LOG))
            return file.read().decode(errors="replace")


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
