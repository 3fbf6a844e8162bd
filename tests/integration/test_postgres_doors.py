"""The embedded PostgreSQL is open to nobody else, and opens nothing else: under root and under anybody."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

import psycopg
import pytest

from cairn.errors import InstallationError
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_programs import find_programs
from cairn.utils.postgres_roles import prepare_roles
from tests.lib.own_server import ROOT, code_of, mode

pytestmark = pytest.mark.xdist_group("embedded_postgres")
ACCOUNTS = ("postgres", "cairn-postgres")  # whom root makes way for: the first that the machine has


def test_no_network_port_is_open(server: EmbeddedServer) -> None:
    pid = server.ensure().pid
    listening = {
        line.split()[9]
        for kind in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{kind}").read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    }
    sockets = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
    assert not {f"socket:[{inode}]" for inode in listening} & sockets


def test_everything_is_closed_to_others(server: EmbeddedServer) -> None:
    prepare_roles(server.ensure())
    layout = server.layout
    assert mode(server.home) in (0o700, 0o710)  # passed through by the service account's group, under root
    for path in (layout.data, layout.sockets):
        assert mode(path) == 0o700
    for path in (layout.password, layout.credentials, layout.log, server.home / "alive.lock"):
        assert mode(path) == 0o600
    assert mode(layout.sockets / ".s.PGSQL.5432") == 0o700
    assert not (server.home / "initdb.password").exists()


def test_nobody_enters_without_the_password(server: EmbeddedServer) -> None:
    server.ensure()
    for wrong in ("", "postgres", "x" * 43):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.conninfo("postgres", "postgres", wrong))


def test_the_server_runs_as_a_service_account_under_root_and_else_as_whoever_starts_it(
    server: EmbeddedServer,
) -> None:
    status = Path(f"/proc/{server.ensure().pid}/status").read_text()
    users = {int(n) for n in next(x for x in status.splitlines() if x.startswith("Uid")).split()[1:]}
    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    account = next(known[name] for name in ACCOUNTS if name in known) if ROOT else os.geteuid()
    assert users == {account}


def test_a_folder_out_of_reach_is_refused_and_not_opened(folder: Path) -> None:
    shut = folder / "shut"
    # To the service account a folder of root's is shut; anybody else must shut one to themselves.
    shut.mkdir(mode=0o700 if ROOT else 0)
    told = f"may not enter {shut}" if ROOT else f"{shut / 'home'} cannot be made"
    try:
        with pytest.raises(InstallationError, match=told) as refused:
            EmbeddedServer(shut / "home").ensure()
        assert code_of(refused) == "database-folder-not-reachable"
        assert mode(shut) == (0o700 if ROOT else 0)
    finally:
        shut.chmod(0o700)


def test_programs_out_of_reach_are_copied_and_their_folder_not_opened(
    server: EmbeddedServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = folder / "shut"
    shut.mkdir(mode=0o700)
    prefix = find_programs().folder.parent
    shutil.copytree(prefix, shut / "package/pg", symlinks=True, ignore=shutil.ignore_patterns("include"))
    shutil.copytree(prefix.parent.with_name(f"{prefix.parent.name}.libs"), shut / "package.libs")
    monkeypatch.setenv("PG_BINDIR", str(shut / "package/pg/bin"))
    server.stop()
    pid = server.ensure().pid
    # Whoever is not root made the folder, is not shut out of it, and needs no copy.
    place = server.home / "programs" if ROOT else shut
    assert Path(f"/proc/{pid}/exe").resolve().is_relative_to(place)
    assert mode(shut) == 0o700
    server.stop()


def test_a_folder_of_somebody_else_is_refused(folder: Path) -> None:
    home, owner = somebody_elses(folder)
    with pytest.raises(InstallationError, match=f"belongs to {owner}") as refused:
        EmbeddedServer(home).ensure()
    assert code_of(refused) == "database-folder-not-ours"


def somebody_elses(folder: Path) -> tuple[Path, str]:
    """A folder and its owner: only root can give one away, and to everybody else root's will do."""
    if not ROOT:
        return Path("/"), "root"
    (folder / "home").mkdir()
    os.chown(folder / "home", 65534, 65534)
    return folder / "home", pwd.getpwuid(65534).pw_name
