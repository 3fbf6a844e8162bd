"""The embedded PostgreSQL: started by anyone at any time, after any death, and open to nobody else."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from cairn.errors import InstallationError
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_files import Layout, at_work_in
from cairn.utils.postgres_programs import find_programs
from cairn.utils.postgres_refusals import how_far, refusal_in
from cairn.utils.postgres_roles import Credentials, preparation_sql, prepare_roles
from tests.lib.postgres_fixture import fresh_database, worker

pytestmark = pytest.mark.xdist_group("embedded_postgres")
ROOT = os.geteuid() == 0
PROJECT = Path(__file__).parents[2]
START = "import sys; from pathlib import Path; from cairn.utils.postgres import EmbeddedServer as S; "


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that a service account may pass through: pytest's own are closed to it under root."""
    path = Path(tempfile.mkdtemp(prefix="cairn-pg-"))
    path.chmod(0o755)
    yield path
    for home in path.rglob("turn.lock"):
        EmbeddedServer(home.parent).stop()
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    """One server for all tests that leave its data as they were, running or not: making one takes long."""
    path = Path(tempfile.mkdtemp(prefix="cairn-pg-"))
    path.chmod(0o755)
    server = EmbeddedServer(path / "home", durable=False)
    yield server.ensure()
    server.stop()
    shutil.rmtree(path)


@contextmanager
def moved(server: EmbeddedServer, home: Path) -> Iterator[EmbeddedServer]:
    """The same data under another path; they come back afterwards."""
    server.stop()
    home.parent.mkdir(parents=True, exist_ok=True)
    server.home.rename(home)
    there = EmbeddedServer(home, durable=False)
    try:
        yield there
    finally:
        there.stop()
        home.rename(server.home)


@contextmanager
def spoilt(file: Path, text: str) -> Iterator[None]:
    kept = file.read_text()
    file.write_text(text)
    try:
        yield
    finally:
        file.write_text(kept)


def code_of(refused: pytest.ExceptionInfo[InstallationError]) -> str:
    return refused.value.code


def rows(server: EmbeddedServer, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.superuser_conninfo) as connection:
        return connection.execute(query).fetchall()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


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
        time.sleep(0.2)
        server.kill()
        assert server.ensure().pid is not None
        thread.join(10)
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


def test_a_path_too_long_for_a_socket_gets_a_short_one_of_its_own(
    server: EmbeddedServer, folder: Path
) -> None:
    with moved(server, folder / ("n" * 60) / ("m \"'é" * 10) / "home") as there:
        sockets = there.layout.sockets
        assert len(os.fsencode(sockets / ".s.PGSQL.5432")) <= 103
        try:
            assert rows(there.ensure(timeout=20), "SELECT 1") == [(1,)]
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
        assert rows(there.ensure(timeout=20), "SELECT 1") == [(1,)]


def test_a_comma_in_a_path_parts_no_hosts() -> None:
    assert "," not in str(Layout(Path("/srv/a, b")).sockets)
    assert Layout(Path("/srv/a")).sockets == Path("/srv/a/run")


def test_data_of_another_version_are_left_alone(server: EmbeddedServer) -> None:
    server.stop()
    with (
        spoilt(server.layout.data / "PG_VERSION", "9\n"),
        pytest.raises(InstallationError, match="written by PostgreSQL 9") as refused,
    ):
        server.ensure()
    assert code_of(refused) == "database-other-version"


def test_programs_that_are_named_and_missing_are_not_replaced_by_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PG_BINDIR", str(folder))
    with pytest.raises(InstallationError) as refused:
        EmbeddedServer(folder / "home").ensure()
    assert code_of(refused) == "database-programs-unusable"


def test_a_machine_without_programs_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cairn.utils.postgres_programs._SYSTEM", Path("/nowhere"))
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(InstallationError, match="embedded-postgres") as refused:
        find_programs()
    assert code_of(refused) == "database-no-programs"


def test_a_folder_with_other_things_in_it_is_not_taken(folder: Path) -> None:
    data = folder / "home/data"
    data.mkdir(parents=True)
    (data / "letter.txt").write_text("mine")
    (folder / "home").chmod(0o711)
    with pytest.raises(InstallationError) as refused:
        EmbeddedServer(folder / "home").ensure()
    assert code_of(refused) == "database-folder-not-a-database"
    assert (data / "letter.txt").read_text() == "mine"


def test_a_folder_others_may_write_in_is_refused(folder: Path) -> None:
    (folder / "home").mkdir()
    (folder / "home").chmod(0o777)
    with pytest.raises(InstallationError, match="chmod go-w") as refused:
        EmbeddedServer(folder / "home").ensure()
    assert code_of(refused) == "database-folder-not-ours"


def test_a_lost_password_is_told(server: EmbeddedServer) -> None:
    server.stop()
    away = server.layout.password.rename(server.home / "away")
    with pytest.raises(InstallationError) as lost:
        server.ensure()
    away.rename(server.layout.password)
    assert code_of(lost) == "database-password-missing"


def test_a_changed_password_is_told(server: EmbeddedServer) -> None:
    with (
        spoilt(server.layout.password, "another"),
        pytest.raises(InstallationError) as wrong,
    ):
        server.ensure(timeout=20)
    assert code_of(wrong) == "database-password-wrong"


def test_a_server_that_cannot_start_gives_its_reason(server: EmbeddedServer) -> None:
    server.stop()
    with (
        spoilt(server.layout.data / "postgresql.conf", "shared_buffers = 'plenty'\n"),
        pytest.raises(InstallationError, match="configuration file") as refused,
    ):
        server.ensure(timeout=20)
    assert code_of(refused) == "database-not-started"
    assert str(server.layout.log) in str(refused.value)


def test_a_full_disk_is_called_by_its_name() -> None:
    said = 'FATAL:  could not write lock file "postmaster.pid": No space left on device\n'
    assert refusal_in(said, Layout(Path("/var/lib/cairn"))).code == "database-no-space"


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


@pytest.mark.skipif(not ROOT, reason="only root drops privileges")
class TestAsRoot:
    def test_the_server_runs_as_a_service_account(self, server: EmbeddedServer) -> None:
        status = Path(f"/proc/{server.ensure().pid}/status").read_text()
        users = {int(n) for n in next(x for x in status.splitlines() if x.startswith("Uid")).split()[1:]}
        assert users == {pwd.getpwnam("postgres").pw_uid}

    def test_a_folder_out_of_reach_is_refused_and_not_opened(self, folder: Path) -> None:
        shut = folder / "shut"
        shut.mkdir(mode=0o700)
        with pytest.raises(InstallationError, match=f"may not enter {shut}") as refused:
            EmbeddedServer(shut / "home").ensure()
        assert code_of(refused) == "database-folder-not-reachable"
        assert mode(shut) == 0o700

    def test_programs_out_of_reach_are_copied_and_their_folder_not_opened(
        self, server: EmbeddedServer, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shut = folder / "shut"
        shut.mkdir(mode=0o700)
        prefix = find_programs().folder.parent
        shutil.copytree(prefix, shut / "package/pg", symlinks=True, ignore=shutil.ignore_patterns("include"))
        shutil.copytree(prefix.parent.with_name(f"{prefix.parent.name}.libs"), shut / "package.libs")
        monkeypatch.setenv("PG_BINDIR", str(shut / "package/pg/bin"))
        server.stop()
        pid = server.ensure().pid
        assert Path(f"/proc/{pid}/exe").resolve().is_relative_to(server.home / "programs")
        assert mode(shut) == 0o700

    def test_a_folder_of_somebody_else_is_refused(self, folder: Path) -> None:
        (folder / "home").mkdir()
        os.chown(folder / "home", 65534, 65534)
        with pytest.raises(InstallationError, match="belongs to nobody") as refused:
            EmbeddedServer(folder / "home").ensure()
        assert code_of(refused) == "database-folder-not-ours"


@pytest.fixture(scope="module")
def prepared(postgres_server: EmbeddedServer) -> Iterator[Credentials]:
    """A database whose owner has made a table with row security, and granted it to the app."""
    with fresh_database(postgres_server, f"cairn_roles_{worker()}") as credentials:
        with psycopg.connect(credentials.owner.conninfo) as connection:
            connection.execute("CREATE TABLE note (id integer PRIMARY KEY, area text NOT NULL)")
            connection.execute("INSERT INTO note VALUES (1, 'A'), (2, 'B')")
            connection.execute("ALTER TABLE note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
            connection.execute("CREATE POLICY own ON note USING (area = current_setting('app.area', true))")
            connection.execute("CREATE TABLE unmentioned (id integer)")
            connection.execute(
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON note TO {credentials.app.user}",  # type: ignore[arg-type]
            )
        yield credentials


@pytest.mark.parametrize(
    "attempt",
    [
        "SET ROLE cairn_owner",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE note NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own ON note",
        "TRUNCATE note",
        "DROP TABLE note",
        "CREATE TABLE mine (id integer)",
        "CREATE SCHEMA mine",
        "SELECT * FROM unmentioned",
        "ALTER ROLE cairn_app BYPASSRLS",
        "ALTER ROLE cairn_app SUPERUSER",
        "SET row_security = off; SELECT * FROM note",
        "INSERT INTO note VALUES (3, 'C')",
        "COPY note TO PROGRAM 'cat'",
    ],
)
def test_the_app_is_bound(prepared: Credentials, attempt: str) -> None:
    with (
        psycopg.connect(prepared.app.conninfo) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(attempt)  # type: ignore[arg-type]


def test_the_app_sees_what_its_policy_shows_and_without_a_context_nothing(prepared: Credentials) -> None:
    with psycopg.connect(prepared.app.conninfo) as connection:
        assert connection.execute("SELECT id FROM note").fetchall() == []
        connection.execute("SELECT set_config('app.area', 'B', true)")
        assert connection.execute("SELECT id FROM note").fetchall() == [(2,)]


def test_the_backup_reads_every_row_and_writes_none(
    postgres_server: EmbeddedServer, prepared: Credentials
) -> None:
    with psycopg.connect(prepared.backup.conninfo, autocommit=True) as connection:
        assert connection.execute("SELECT id FROM note ORDER BY id").fetchall() == [(1,), (2,)]
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM note")
    dump = postgres_server.program("pg_dump")
    done = subprocess.run([dump, prepared.backup.conninfo], capture_output=True, text=True, check=True)
    assert "1\tA\n2\tB\n" in done.stdout
    assert "CREATE POLICY own ON public.note" in done.stdout


def test_the_owner_changes_tables_and_is_no_superuser(prepared: Credentials) -> None:
    query = (
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles "
        "WHERE rolname LIKE 'cairn_%' ORDER BY 1"
    )
    with psycopg.connect(prepared.owner.conninfo) as connection:
        assert connection.execute("SELECT id FROM note").fetchall() == []  # forced: it is bound as well
        assert [row for row in connection.execute(query) if row[0] in names(prepared)] == [
            ("cairn_app", False, False, False, False),
            ("cairn_backup", False, True, False, False),
            ("cairn_owner", False, False, False, False),
        ]
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.rollback()


def names(credentials: Credentials) -> set[str]:
    return {credentials.owner.user, credentials.app.user, credentials.backup.user}


def test_preparing_again_changes_nothing_and_mends_what_was_changed(
    postgres_server: EmbeddedServer, prepared: Credentials
) -> None:
    with psycopg.connect(postgres_server.superuser_conninfo) as connection:
        connection.execute("ALTER ROLE cairn_app BYPASSRLS PASSWORD 'weak'")
    assert prepare_roles(postgres_server, database=prepared.database) == prepared
    with psycopg.connect(prepared.app.conninfo) as connection:
        query = "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(query).fetchall() == [(False,)]


def test_four_may_prepare_at_once(postgres_server: EmbeddedServer, prepared: Credentials) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: prepare_roles(postgres_server, prepared.database), range(4)))
    assert found == [prepared] * 4


def test_secrets_are_not_printed(prepared: Credentials) -> None:
    assert prepared.app.password not in repr(prepared)
    assert prepared.app.password in prepared.app.conninfo


def test_the_script_for_a_database_elsewhere_prepares_the_same(
    postgres_server: EmbeddedServer, prepared: Credentials
) -> None:
    name = f"cairn_outside_{worker()}"
    roles = [f"outside_{part}_{worker()}" for part in ("owner", "app", "backup")]
    script = preparation_sql(name, *roles)
    given = [f"--set={part}_password=secret-{part}" for part in ("owner", "app", "backup")]
    psql = [postgres_server.program("psql"), "-qX", postgres_server.superuser_conninfo, *given]
    for _ in range(2):
        subprocess.run(psql, input=script, text=True, capture_output=True, check=True)
    try:
        assert rights(postgres_server, name, roles) == rights(
            postgres_server, prepared.database, ["cairn_owner", "cairn_app", "cairn_backup"]
        )
        psycopg.connect(postgres_server.conninfo(roles[1], name, "secret-app")).close()
    finally:
        with psycopg.connect(postgres_server.superuser_conninfo, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name}")  # type: ignore[arg-type]
            connection.execute(f"DROP ROLE {', '.join(roles)}")  # type: ignore[arg-type]


def rights(server: EmbeddedServer, database: str, roles: list[str]) -> list[object]:
    """What the three may do, with their names taken out."""
    asked = {
        "can": "SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, "
        "rolconfig FROM pg_roles WHERE rolname = %s",
        "is": "SELECT pg_has_role(%s, 'pg_read_all_data', 'member')",
        "may": "SELECT has_database_privilege(%(u)s, %(d)s, 'CONNECT'), has_database_privilege(%(u)s, %(d)s, "
        "'CREATE'), has_database_privilege(%(u)s, %(d)s, 'TEMP'), has_schema_privilege(%(u)s, 'public', "
        "'CREATE'), has_schema_privilege(%(u)s, 'public', 'USAGE')",
    }
    inside = psycopg.conninfo.make_conninfo(server.superuser_conninfo, dbname=database)
    with psycopg.connect(inside) as connection:
        return [
            [
                connection.execute(asked["can"], [role]).fetchall(),
                connection.execute(asked["is"], [role]).fetchall(),
                connection.execute(asked["may"], {"u": role, "d": database}).fetchall(),
            ]
            for role in roles
        ]
