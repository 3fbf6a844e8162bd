"""A PostgreSQL server for one test run, from the programs of this machine, and gone afterwards.

It listens on a socket in its own folder only. PostgreSQL refuses to run as root, so under root it runs as an
unprivileged user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = (Path("/usr/local/bin"), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))
USER = "cairn"


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`; None when PostgreSQL's server is not on this machine."""
    found = shutil.which("pg_ctl")
    places = (*PLACES, *([Path(found).parent] if found else []))
    return next((p for p in places if (p / "initdb").exists() and (p / "pg_ctl").exists()), None)


@contextmanager
def server(folder_of_programs: Path) -> Iterator[Path]:
    """The folder of the socket of a running server, which has the superuser `cairn` without a password."""
    home = Path(tempfile.mkdtemp(prefix="cairn-pg-"))
    account = _unprivileged()
    if account is not None:
        os.chown(home, account.pw_uid, account.pw_gid)
    data = home / "data"
    running = False
    try:
        options = ["-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run(folder_of_programs / "initdb", ["-D", str(data), *options], account)
        quick = f"-c listen_addresses='' -c fsync=off -c shared_buffers=16MB -k {home}"
        _run(
            folder_of_programs / "pg_ctl",
            ["-D", str(data), "-l", str(home / "log"), "-w", "-o", quick, "start"],
            account,
        )
        running = True
        yield home
    finally:
        if running:
            _run(folder_of_programs / "pg_ctl", ["-D", str(data), "-m", "immediate", "stop"], account)
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _run(program: Path, arguments: list[str], account: pwd.struct_passwd | None) -> None:
    who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    done = subprocess.run(
        [str(program), *arguments],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a server that is started keeps it open: a pipe would never end
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
        **who,  # type: ignore[call-overload]
    )
    if done.returncode:
        raise RuntimeError(f"{program.name} ended with {done.returncode}")
