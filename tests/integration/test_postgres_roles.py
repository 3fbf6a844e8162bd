"""The roles of a database: what the app, the backup and the owner may do in it, and what not."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_roles import Credentials, preparation_sql, prepare_roles
from tests.lib.postgres_fixture import fresh_database, worker

pytestmark = pytest.mark.xdist_group("postgres_roles")
# Other tests of the same server connect as the roles of the installation: these may be spoilt meanwhile.
OWNER, APP, BACKUP = ROLES = ("note_owner", "note_app", "note_backup")


@pytest.fixture(scope="module")
def prepared(postgres_server: EmbeddedServer) -> Iterator[Credentials]:
    """A database whose owner has made a table with row security, and granted it to the app."""
    with fresh_database(postgres_server, f"cairn_roles_{worker()}", *ROLES) as credentials:
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
        f"SET ROLE {OWNER}",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE note NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own ON note",
        "TRUNCATE note",
        "DROP TABLE note",
        "CREATE TABLE mine (id integer)",
        "CREATE SCHEMA mine",
        "SELECT * FROM unmentioned",
        f"ALTER ROLE {APP} BYPASSRLS",
        f"ALTER ROLE {APP} SUPERUSER",
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
        "WHERE rolname = ANY(%s) ORDER BY 1"
    )
    with psycopg.connect(prepared.owner.conninfo) as connection:
        assert connection.execute("SELECT id FROM note").fetchall() == []  # forced: it is bound as well
        assert connection.execute(query, [list(ROLES)]).fetchall() == [
            (APP, False, False, False, False),
            (BACKUP, False, True, False, False),
            (OWNER, False, False, False, False),
        ]
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.rollback()


def test_preparing_again_changes_nothing_and_mends_what_was_changed(
    postgres_server: EmbeddedServer, prepared: Credentials
) -> None:
    with psycopg.connect(postgres_server.superuser_conninfo) as connection:
        connection.execute(f"ALTER ROLE {APP} BYPASSRLS PASSWORD 'weak'")  # type: ignore[arg-type]
    assert prepare_roles(postgres_server, prepared.database, *ROLES) == prepared
    with psycopg.connect(prepared.app.conninfo) as connection:
        query = "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(query).fetchall() == [(False,)]


def test_four_may_prepare_at_once(postgres_server: EmbeddedServer, prepared: Credentials) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: prepare_roles(postgres_server, prepared.database, *ROLES), range(4)))
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
        assert rights(postgres_server, name, roles) == rights(postgres_server, prepared.database, list(ROLES))
        with psycopg.connect(postgres_server.conninfo(roles[1], name, "secret-app")) as app:
            # Cairn's own server says so of itself; one elsewhere is told by its roles.
            for setting, value in (("log_min_error_statement", "panic"), ("log_error_verbosity", "terse")):
                assert app.execute(f"SHOW {setting}").fetchone() == (value,)  # type: ignore[call-overload]
                found = app.execute("SELECT rolconfig::text FROM pg_roles WHERE rolname = %s", [roles[1]])
                assert setting in str(found.fetchone())
    finally:
        with psycopg.connect(postgres_server.superuser_conninfo, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name}")  # type: ignore[arg-type]
            connection.execute(f"DROP ROLE {', '.join(roles)}")  # type: ignore[arg-type]


def rights(server: EmbeddedServer, database: str, roles: list[str]) -> list[object]:
    """What the three may do, with their names taken out."""
    asked = {
        "can": "SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, "
        "array(SELECT one FROM unnest(rolconfig) one WHERE one NOT LIKE 'log%%') "
        "FROM pg_roles WHERE rolname = %s",
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
