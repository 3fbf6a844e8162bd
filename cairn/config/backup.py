"""A backup: one file with everything Cairn keeps, and what proves that it came back whole.

The file is a tar of three members: `database.dump` (pg_dump's custom format), `manifest.json` (rows of every
table and the head of every audit chain, read in the very snapshot that was dumped, and the dump's digest) and
`README.txt`. Passwords of database roles and the secret key are not in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from cairn import __version__
from cairn.errors import InstallationError, Problem, UsageError
from cairn.utils.postgres_programs import find_programs

DUMP, MANIFEST, README = "database.dump", "manifest.json", "README.txt"
ABOUT = (
    "A backup of Cairn. It holds everything that was kept, personal data included: store it as safely as\n"
    "the database itself. Bring it back with `cairn restore FILE` into an empty installation.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds: rows by table, heads of the audit chains, and the digest of the dump."""

    version: str
    made_at: str
    rows: dict[str, int]
    heads: dict[str, tuple[int, str]]
    sha256: str

    def as_json(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, indent=1, sort_keys=True)


def write_backup(target: Path, conninfo: str) -> Manifest:
    """Dump the database that the backup role reads into the file `target`, whole or not at all.

    Raises `UsageError` when the file is there already, `InstallationError` when the dump fails.
    """
    if target.exists():
        message = f"{target} is there already; a backup never overwrites a file."
        raise UsageError(Problem(code="file-exists", message=message, remedy="Choose another name."))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".cairn-backup-", dir=target.parent) as folder:
        scratch = Path(folder)
        with psycopg.connect(conninfo) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            snapshot = _one(connection, "SELECT pg_export_snapshot()")
            _run(
                [
                    *_program("pg_dump"),
                    "--format=custom",
                    f"--snapshot={snapshot}",
                    f"--file={scratch / DUMP}",
                ],
                conninfo,
            )
            rows, heads = rows_of(connection), heads_of(connection)
        manifest = Manifest(
            version=__version__,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            rows=rows,
            heads=heads,
            sha256=digest_of(scratch / DUMP),
        )
        (scratch / MANIFEST).write_text(manifest.as_json(), encoding="utf-8")
        (scratch / README).write_text(ABOUT, encoding="utf-8")
        packed = scratch / "packed.tar"
        with tarfile.open(packed, "w") as archive:
            for name in (README, MANIFEST, DUMP):
                archive.add(scratch / name, arcname=name)
        packed.chmod(0o600)
        with packed.open("rb") as file:
            os.fsync(file.fileno())
        packed.rename(target)
    return manifest


@contextmanager
def unpacked(source: Path) -> Iterator[tuple[Path, Manifest]]:
    """The dump and the manifest of a backup. Raises `UsageError` for a file that is none, is damaged, or was
    made by a later version than this."""
    with tempfile.TemporaryDirectory(prefix="cairn-restore-") as folder:
        place = Path(folder)
        try:
            with tarfile.open(source) as archive:
                for name in (MANIFEST, DUMP):
                    # Not by `extract`: how it is told to trust nothing, Python has known only since 3.11.4.
                    member = archive.extractfile(name)
                    if member is None:
                        raise KeyError(name)
                    with member, (place / name).open("xb") as kept:
                        shutil.copyfileobj(member, kept)
            told = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
            heads = {
                chain: (int(position), str(digest)) for chain, (position, digest) in told["heads"].items()
            }
            manifest = Manifest(**{**told, "heads": heads})
            newer = _parts(manifest.version) > _parts(__version__)
        except (OSError, KeyError, TypeError, ValueError, AttributeError, tarfile.TarError) as error:
            raise _damaged(
                source, "It is no backup that `cairn backup` wrote, or it was cut short."
            ) from error
        if digest_of(place / DUMP) != manifest.sha256:
            raise _damaged(source, "Its content is not what was written.")
        if newer:
            raise _too_new(source, manifest.version)
        yield place / DUMP, manifest


def restore_dump(dump: Path, conninfo: str) -> None:
    """Load the dump into an empty database, as its owner role, in one transaction.

    Raises `UsageError` when the database holds tables already: nothing is ever overwritten.
    """
    with psycopg.connect(conninfo) as connection:
        if rows_of(connection):
            raise UsageError(
                Problem(
                    code="database-not-empty",
                    message="This installation already holds data, and a restore never overwrites any.",
                    remedy="Restore into a new home folder (--home NEW) or an empty database.",
                )
            )
    _run(
        [
            *_program("pg_restore"),
            "--no-owner",
            "--no-privileges",
            # What was applied to the old database was not applied to this one: see `cairn.store.fingerprint`.
            "--no-comments",
            "--single-transaction",
            "--exit-on-error",
            f"--dbname={_without_password(conninfo)}",
            str(dump),
        ],
        conninfo,
    )


def differences(manifest: Manifest, conninfo: str) -> list[str]:
    """Where a restored database differs from the backup's manifest, in words; nothing when it is whole."""
    with psycopg.connect(conninfo, options="-c app.guard=on") as connection:
        rows, heads = rows_of(connection), heads_of(connection)
    told = [
        f"{table}: {manifest.rows.get(table, 0)} rows in the backup, {rows.get(table, 0)} here"
        for table in sorted({*manifest.rows, *rows})
        if manifest.rows.get(table) != rows.get(table)
    ]
    return told + [
        f"the audit chain {chain} ends otherwise"
        for chain in heads
        if heads[chain] != manifest.heads.get(chain)
    ]


def rows_of(connection: psycopg.Connection) -> dict[str, int]:
    """The rows of every table in the schema, by name."""
    tables = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    return {
        name: int(_one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))))
        for (name,) in tables
    }


def heads_of(connection: psycopg.Connection) -> dict[str, tuple[int, str]]:
    """The last position and digest of every audit chain."""
    found = connection.execute(
        "SELECT DISTINCT ON (chain) chain, position, hash FROM store_event ORDER BY chain, position DESC"
    )
    return {chain: (position, digest) for chain, position, digest in found}


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _one(connection: psycopg.Connection, query: str | sql.Composed) -> str:
    row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    assert row is not None
    return str(row[0])


def _program(name: str) -> Sequence[str]:
    return [str(find_programs().folder / name), "--no-password"]


def _without_password(conninfo: str) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(conninfo)
    return psycopg.conninfo.make_conninfo(**{k: str(v) for k, v in parts.items() if k != "password"})


def _run(command: Sequence[str], conninfo: str) -> None:
    """Run a client program; the password goes by the environment, never by the list of processes."""
    parts = psycopg.conninfo.conninfo_to_dict(conninfo)
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PGHOST": str(parts.get("host", "")),
        "PGPORT": str(parts.get("port", "")),
        "PGUSER": str(parts.get("user", "")),
        "PGDATABASE": str(parts.get("dbname", "")),
        "PGPASSWORD": str(parts.get("password", "")),
    }
    done = subprocess.run(  # noqa: S603 - our own words and paths
        command, env={k: v for k, v in environment.items() if v}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise InstallationError(
            Problem(
                code="database-program-failed",
                message=f"{Path(command[0]).name} ended with: {done.stderr.strip()[-600:]}",
                remedy="Nothing was changed. Check the disk, and the roles against `cairn database-sql`.",
            )
        )


def _damaged(source: Path, why: str) -> UsageError:
    return UsageError(
        Problem(code="backup-damaged", message=why, remedy="Use another backup.", file=str(source))
    )


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _too_new(source: Path, version: str) -> UsageError:
    return UsageError(
        Problem(
            code="backup-newer",
            message=f"This backup was made by Cairn {version}; this is Cairn {__version__}.",
            remedy=f"Install Cairn {version} or later, and restore with that.",
            file=str(source),
        )
    )
