"""The roles a database is used under, and how they are prepared: here, or as SQL for one elsewhere.

Three roles, none of them a superuser. The owner owns the database and changes its tables. The app serves
people: it may connect, and whatever the owner grants it; row security binds it. The backup reads every row
and writes none.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from psycopg import sql

from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_files import turn, write_private

_TURN = 60.0  # seconds
_OWNER = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
_APP = _OWNER
_DISCREET: tuple[LiteralString, ...] = ("log_min_error_statement = 'panic'", "log_error_verbosity = 'terse'")
_BACKUP = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS"


@dataclass(frozen=True, slots=True)
class Login:
    """A role with its password, and what to connect by. Printing one shows no secret."""

    user: str
    password: str = field(repr=False)
    conninfo: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The three logins of one database."""

    database: str
    owner: Login
    app: Login
    backup: Login


def prepare_roles(
    server: EmbeddedServer,
    database: str = "cairn",
    owner: str = "cairn_owner",
    app: str = "cairn_app",
    backup: str = "cairn_backup",
) -> Credentials:
    """Make the database and the roles where they are missing, and set right what is not as it should be.

    The server must run. Passwords are random, kept in a file of the server's folder that only its owner
    reads, and the same at every call; several databases of one server may share the roles. The app is
    granted nothing on any table: that is the owner's affair, table by table.
    """
    roles = {owner: _OWNER, app: _APP, backup: _BACKUP}
    with turn(server.home, time.monotonic() + _TURN):
        passwords = _passwords(server, tuple(roles))
        with psycopg.connect(server.superuser_conninfo, autocommit=True) as connection:
            _make_roles(connection, roles, passwords)
            _make_database(connection, database, owner)
        with psycopg.connect(_inside(server, database)) as connection:
            for statement in _rights(database, owner, app, backup):
                connection.execute(statement)

    return _credentials(server, database, passwords, (owner, app, backup))


def known_credentials(
    server: EmbeddedServer,
    database: str = "cairn",
    owner: str = "cairn_owner",
    app: str = "cairn_app",
    backup: str = "cairn_backup",
) -> Credentials | None:
    """What `prepare_roles` will give, from the server's folder alone: it need not run yet. None when it has
    never been prepared."""
    passwords = _kept_passwords(server)
    users = (owner, app, backup)
    return _credentials(server, database, passwords, users) if passwords.keys() >= set(users) else None


def _credentials(
    server: EmbeddedServer, database: str, passwords: Mapping[str, str], users: tuple[str, str, str]
) -> Credentials:
    owner, app, backup = (
        Login(user, passwords[user], server.conninfo(user, database, passwords[user])) for user in users
    )
    return Credentials(database, owner, app, backup)


def preparation_sql(
    database: str = "cairn",
    owner: str = "cairn_owner",
    app: str = "cairn_app",
    backup: str = "cairn_backup",
) -> str:
    """The same preparation as a psql script for a database elsewhere; it may be run again.

    It is run by a superuser, or by a role with CREATEDB, CREATEROLE and BYPASSRLS. The passwords are given
    as the psql variables `owner_password`, `app_password` and `backup_password`.
    """
    asked = ((owner, _OWNER, "owner"), (app, _APP, "app"), (backup, _BACKUP, "backup"))
    lines = [
        f"-- Prepares the database {database} and its roles. Run it again as often as you like.",
        "\\set ON_ERROR_STOP on",
        "SET password_encryption = 'scram-sha-256';",
    ]
    for role, rights, variable in asked:
        name = sql.Identifier(role)
        create = sql.SQL("CREATE ROLE {} {}").format(name, sql.SQL(rights))
        lines += [
            _unless(create, "SELECT FROM pg_roles WHERE rolname = {}", role),
            f"ALTER ROLE {_shown(name)} PASSWORD :'{variable}_password';",
        ]
    lines.append("-- What goes wrong is logged without its statement and its row: they hold personal data.")
    lines += [
        _if_superuser(sql.SQL("ALTER ROLE {} SET " + one).format(sql.Identifier(role)))
        for role in (owner, app, backup)
        for one in _DISCREET
    ]
    become = sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(owner))
    lines += [
        "-- To make a database for another role, one must be that role, or a superuser.",
        _unless(become, "SELECT FROM pg_roles WHERE rolname = CURRENT_USER AND rolsuper", ""),
        _unless(_create_database(database, owner), "SELECT FROM pg_database WHERE datname = {}", database),
        f"\\connect {_shown(sql.Identifier(database))}",
    ]
    lines += [f"{_shown(statement)};" for statement in _rights(database, owner, app, backup)]
    return "\n".join(lines) + "\n"


def _unless(statement: sql.Composable, query: LiteralString, name: str) -> str:
    """A line of psql that runs `statement` unless `query` finds a row."""
    asked = sql.SQL("SELECT {} WHERE NOT EXISTS ({}) \\gexec")
    return _shown(asked.format(sql.Literal(_shown(statement)), sql.SQL(query).format(sql.Literal(name))))


def _if_superuser(statement: sql.Composable) -> str:
    """A line of psql that runs `statement` where whoever runs the script may; others set it on the server."""
    asked = sql.SQL("SELECT {} FROM pg_roles WHERE rolname = CURRENT_USER AND rolsuper \\gexec")
    return _shown(asked.format(sql.Literal(_shown(statement))))


def _shown(part: sql.Composable) -> str:
    return part.as_string(None)


def _passwords(server: EmbeddedServer, users: tuple[str, ...]) -> Mapping[str, str]:
    known = _kept_passwords(server)
    new = {user: secrets.token_urlsafe(32) for user in users if user not in known}
    if new:
        # Written before any role has them: a crash between the two leaves no role without its password.
        write_private(server.layout.credentials, json.dumps(known | new, indent=1))
    return known | new


def _kept_passwords(server: EmbeddedServer) -> dict[str, str]:
    file = server.layout.credentials
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _make_roles(
    connection: psycopg.Connection, roles: Mapping[str, str], passwords: Mapping[str, str]
) -> None:
    found = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for role, rights in roles.items():
        # The server is given the proof of the password, never the password: it cannot end in a log.
        proof = connection.pgconn.encrypt_password(
            passwords[role].encode(), role.encode(), b"scram-sha-256"
        ).decode()
        verb = sql.SQL("ALTER" if role in found else "CREATE")
        connection.execute(
            sql.SQL("{} ROLE {} {} PASSWORD {}").format(
                verb, sql.Identifier(role), sql.SQL(rights), sql.Literal(proof)
            )
        )


def _make_database(connection: psycopg.Connection, database: str, owner: str) -> None:
    found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone()
    if found is None:
        connection.execute(_create_database(database, owner))


def _create_database(database: str, owner: str) -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
        sql.Identifier(database), sql.Identifier(owner)
    )


def _inside(server: EmbeddedServer, database: str) -> str:
    return psycopg.conninfo.make_conninfo(server.superuser_conninfo, dbname=database)


def _rights(database: str, owner: str, app: str, backup: str) -> list[sql.Composed]:
    """What the roles may do in the database; said from inside it."""
    names = {
        "database": sql.Identifier(database),
        "owner": sql.Identifier(owner),
        "app": sql.Identifier(app),
        "backup": sql.Identifier(backup),
    }
    statements = (
        "ALTER DATABASE {database} OWNER TO {owner}",
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {app}, {backup}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}, {backup}",
        "GRANT pg_read_all_data TO {backup}",
        "ALTER ROLE {backup} SET default_transaction_read_only = on",
    )
    return [sql.SQL(statement).format(**names) for statement in statements]
