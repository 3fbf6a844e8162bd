"""The embedded PostgreSQL: started by anyone at any time, after any death, wherever its folder lies."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from cairn.errors import InstallationError
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_files import Layout, at_work_in
from cairn.utils.postgres_refusals import how_far
from tests.lib.own_server import ROOT, code_of, mode, moved, rows

pytestmark = pytest.mark.xdist_group("embedded_postgres")
PROJECT = Path(__file__).parents[2]
START = "import sys; from pathlib import Path; from cairn.utils.postgres import EmbeddedServer as S; "


def test_a_first_start_makes_a_durable_server_and_the_second_finds_it(folder: Path) -> None:
    server = EmbeddedServer(folder / "new" / "home")
    assert server.pid is None
    assert server.ensure() is server
    first = server.pid
    assert first is not None
    assert rows(server, "SELECT 1") == [(1,)]
    assert server.ensure().pid == first
    server.stop()
    assert server.pid is None
    server.stop()
    assert server.ensure().pid not in (None, first)
    asked = ("data_checksums", "fsync", "full_page_writes", "synchronous_commit", "password_encryption")
    found = {name: rows(server, f"SHOW {name}")[0][0] for name in (*asked, "listen_addresses")}
    switched_on = dict.fromkeys(("data_checksums", "fsync", "full_page_writes", "synchronous_commit"), "on")
    assert found == switched_on | {"password_encryption": "scram-sha-256", "listen_addresses": ""}
    ways = rows(server, "SELECT DISTINCT auth_method FROM pg_hba_file_rules")
    assert ways == [("scram-sha-256",)]


def test_six_processes_at_once_share_one_server(server: EmbeddedServer) -> None:
    server.stop()
    code = START + "print(S(Path(sys.argv[1]), durable=False).ensure().pid)"
    started = [
        subprocess.Popen([sys.executable, "-c", code, server.home], stdout=subprocess.PIPE, cwd=PROJECT)
        for _ in range(6)
    ]
    pids = {process.communicate()[0] for process in started}
    assert pids == {f"{server.pid}\n".encode()}


def test_every_acknowledged_row_outlives_a_killed_server(server: EmbeddedServer) -> None:
    with psycopg.connect(server.ensure().superuser_conninfo) as connection:
        connection.execute("CREATE TABLE acknowledged (n integer PRIMARY KEY)")
    acknowledged: list[int] = []
    threads = [threading.Thread(target=write, args=(server, acknowledged, first)) for first in range(3)]
    for thread in threads:
        thread.start()
    while len(acknowledged) < 200:
        time.sleep(0.01)
    server.kill()
    server.ensure()
    for thread in threads:
        thread.join()
    kept = {row[0] for row in rows(server, "SELECT n FROM acknowledged")}
    assert set(acknowledged) <= kept
    assert len(kept - set(acknowledged)) <= len(threads)  # done, but killed before it could say so


def write(server: EmbeddedServer, acknowledged: list[int], first: int) -> None:
    try:
        with psycopg.connect(server.superuser_conninfo, autocommit=True) as connection:
            for n in range(first, 1_000_000, 3):
                connection.execute("INSERT INTO acknowledged VALUES (%s)", [n])
                acknowledged.append(n)
    except psycopg.OperationalError:
        return


def test_a_busy_child_of_a_killed_server_does_not_stand_in_the_way(server: EmbeddedServer) -> None:
    with psycopg.connect(server.ensure().superuser_conninfo) as connection:
        worker_pid = connection.info.backend_pid
        busy = "SELECT count(*) FROM generate_series(1, 2000000000)"
        thread = threading.Thread(target=fails, args=(connection, busy))
        thread.start()
        while not rows(server, f"SELECT FROM pg_stat_activity WHERE query = '{busy}' AND state = 'active'"):
            time.sleep(0.01)
        server.kill()
        assert server.ensure().pid is not None
        thread.join(60)
        assert not thread.is_alive()
    assert worker_pid not in at_work_in(server.layout.data)


def fails(connection: psycopg.Connection, query: str) -> None:
    with pytest.raises(psycopg.OperationalError):
        connection.execute(query)


def test_numbers_of_dead_servers_that_now_belong_to_others_are_seen_through(server: EmbeddedServer) -> None:
    server.ensure()
    server.kill()
    with sleeper(server) as stranger:
        for file in (server.layout.data / "postmaster.pid", server.layout.sockets / ".s.PGSQL.5432.lock"):
            lines = file.read_text().splitlines(keepends=True)
            file.write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
        assert server.pid is None
        server.stop()
        assert server.ensure().pid not in (None, stranger.pid)
        server.stop()
        assert stranger.poll() is None


def sleeper(server: EmbeddedServer) -> subprocess.Popen[bytes]:
    """A process of the very user the server runs as: PostgreSQL itself would take it for a server."""
    owner = server.layout.data.stat()
    who = {"user": owner.st_uid, "group": owner.st_gid} if ROOT else {}
    return Ended(["sleep", "60"], cwd="/", **who)


class Ended(subprocess.Popen[bytes]):
    def __exit__(self, *raised: object) -> None:
        self.kill()
        super().__exit__(*raised)  # type: ignore[arg-type]


def test_a_dead_server_that_nobody_buried_is_not_taken_for_a_living_one(server: EmbeddedServer) -> None:
    server.ensure()
    server.kill()
    with sleeper(server) as dead:
        dead.send_signal(signal.SIGKILL)
        while "Z" not in Path(f"/proc/{dead.pid}/stat").read_text().rsplit(")")[-1]:
            time.sleep(0.01)
        pid_file = server.layout.data / "postmaster.pid"
        pid_file.write_text("\n".join([str(dead.pid), *pid_file.read_text().splitlines()[1:]]) + "\n")
        assert server.ensure().pid not in (None, dead.pid)


def test_a_server_whose_socket_was_taken_away_is_started_anew(server: EmbeddedServer) -> None:
    """As when its folder was made again while an older server, on its way out, tidied up there."""
    unreachable = server.ensure().pid
    assert not server.cut_off
    (server.layout.sockets / ".s.PGSQL.5432").unlink()
    assert server.cut_off
    begun = time.monotonic()
    assert server.ensure(timeout=60).pid not in (None, unreachable)
    assert time.monotonic() - begun < 60
    assert rows(server, "SELECT 1") == [(1,)]


def test_a_path_too_long_for_a_socket_gets_a_short_one_of_its_own(
    server: EmbeddedServer, folder: Path
) -> None:
    with moved(server, folder / ("n" * 60) / ("m \"'é" * 10) / "home") as there:
        sockets = there.layout.sockets
        assert len(os.fsencode(sockets / ".s.PGSQL.5432")) <= 103
        try:
            assert rows(there.ensure(), "SELECT 1") == [(1,)]
            assert mode(sockets) == 0o700
            there.stop()
            sockets.rmdir()
            sockets.symlink_to(folder)  # as somebody else might, who wants our clients to come to them
            with pytest.raises(InstallationError) as refused:
                there.ensure(timeout=20)
            assert code_of(refused) == "database-socket-folder-not-ours"
        finally:
            sockets.unlink() if sockets.is_symlink() else shutil.rmtree(sockets)


def test_a_strange_path_is_quoted_and_a_moved_folder_works(server: EmbeddedServer, folder: Path) -> None:
    with moved(server, folder / 'a "b" é') as there:
        assert rows(there.ensure(), "SELECT 1") == [(1,)]


def test_a_comma_in_a_path_parts_no_hosts() -> None:
    assert "," not in str(Layout(Path("/srv/a, b")).sockets)
    assert Layout(Path("/srv/a")).sockets == Path("/srv/a/run")


def test_the_last_word_of_a_long_recovery_is_passed_on() -> None:
    said = (
        "2026-03-12 10:00:10.000 UTC [7] LOG:  redo in progress, elapsed time: 10.00 s, current LSN: 0/5\n"
        "2026-03-12 10:00:10.100 UTC [9] FATAL:  the database system is starting up\n"
    )
    told = "The database is starting (12 s): redo in progress, elapsed time: 10.00 s, current LSN: 0/5"
    assert how_far(said, 12.3) == told


def test_a_server_that_takes_long_is_waited_for_and_never_ended(server: EmbeddedServer) -> None:
    pid = server.ensure().pid
    assert pid is not None
    told: list[str] = []
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(InstallationError) as refused:
            server.ensure(timeout=1.0)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert code_of(refused) == "database-still-starting"
    assert server.ensure(progress=told.append).pid == pid
