"""The commands of whoever runs an installation: founded, upgraded, backed up, restored, proved."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cairn.config.backup import unpacked
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_roles import prepare_roles
from tests.lib.crashing import environment

pytestmark = pytest.mark.xdist_group("operations")
CAIRN = str(Path(sys.executable).with_name("cairn"))
FOUNDING = (
    *("--email", "lead@example.org", "--name", "Reid", "--title", "Inspections"),
    *("--starts", "2027-01-11", "--ends", "2029-12-21"),
)


def cairn(*words: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """The command as installed, in a process of its own."""
    return subprocess.run(
        [CAIRN, *words, "--home", str(home)],
        env=environment() | more,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that a service account may pass through."""
    path = Path(tempfile.mkdtemp(prefix="cairn-operations-"))
    path.chmod(0o755)
    yield path
    for home in path.glob("*/postgres"):
        EmbeddedServer(home).stop()
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def home(place: Path) -> Path:
    """An installation as `cairn init` leaves it, its database stopped again."""
    home = place / "home"
    done = cairn("init", *FOUNDING, home=home, CAIRN_INIT_PASSWORD="a cairn of many stones")
    assert done.returncode == 0, done.stderr
    assert "Reid now leads “Inspections”" in done.stdout
    assert EmbeddedServer(home / "postgres").pid is None
    return home


@pytest.fixture(scope="module")
def backup(place: Path, home: Path) -> Path:
    file = place / "kept" / "cairn.tar"
    done = cairn("backup", str(file), home=home)
    assert done.returncode == 0, done.stderr
    assert "Brought back and compared: every row and every audit chain is there." in done.stdout
    return file


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    """What the backup role reads in that installation; its database is stopped again."""
    server = EmbeddedServer(home / "postgres")
    running = server.pid is not None
    with psycopg.connect(prepare_roles(server.ensure()).backup.conninfo) as connection:
        found = connection.execute(query).fetchall()  # type: ignore[call-overload]
    if not running:
        server.stop()
    return found


def test_founding_makes_one_lead_with_one_event_of_it(home: Path) -> None:
    assert rows(
        home, "SELECT email, role FROM store_person p JOIN store_membership m ON m.person_id = p.id"
    ) == [("lead@example.org", "programme_lead")]
    assert rows(home, "SELECT count(*) > 0 FROM store_event WHERE act = 'programme.create'") == [(True,)]


def test_an_installation_is_founded_once(home: Path) -> None:
    done = cairn("init", *FOUNDING, home=home, CAIRN_INIT_PASSWORD="a cairn of many stones")
    assert done.returncode == 2
    assert rows(home, "SELECT count(*) FROM store_programme") == [(1,)]


def test_a_weak_password_founds_nothing(home: Path, place: Path) -> None:
    """Checked against a home that is ready, so that no second database need be made."""
    words = [w if w != "lead@example.org" else "other@example.org" for w in FOUNDING]
    assert cairn("init", *words, home=home, CAIRN_INIT_PASSWORD="short").returncode == 2
    assert rows(home, "SELECT count(*) FROM store_person") == [(1,)]


def test_an_upgrade_may_be_run_again_and_changes_nothing(home: Path) -> None:
    asked = "SELECT tablename, policyname, qual, with_check FROM pg_policies ORDER BY 1, 2"
    before = rows(home, asked)
    for _ in range(2):
        done = cairn("upgrade", home=home)
        assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Database and files are up to date.")
    assert rows(home, asked) == before


def test_a_backup_holds_no_secret_and_is_for_its_owner_alone(home: Path, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with tarfile.open(backup) as archive:
        assert sorted(archive.getnames()) == ["README.txt", "database.dump", "manifest.json"]
    whole = backup.read_bytes()
    for secret in json.loads((home / "postgres" / "credentials.json").read_text()).values():
        assert secret.encode() not in whole
    key = home / "secret-key"
    assert not key.exists() or key.read_bytes() not in whole


def test_a_backup_never_overwrites_a_file(home: Path, backup: Path) -> None:
    before = backup.read_bytes()
    done = cairn("backup", str(backup), home=home)
    assert done.returncode == 2
    assert "is there already; a backup never overwrites a file" in done.stderr
    assert backup.read_bytes() == before


def test_a_backup_comes_back_in_a_new_home_and_never_over_an_old_one(
    place: Path, home: Path, backup: Path
) -> None:
    new = place / "new"
    done = cairn("restore", str(backup), home=new)
    assert done.returncode == 0, done.stderr
    assert "as they were kept" in done.stdout
    assert f"put the secret key of the old installation at {new / 'secret-key'}" in done.stdout
    for query in (
        "SELECT chain, position, hash FROM store_event ORDER BY 1, 2",
        "SELECT tablename, policyname, qual FROM pg_policies ORDER BY 1, 2",
        "SELECT relname, relacl::text FROM pg_class WHERE relname LIKE 'store_%' ORDER BY 1",
    ):
        assert rows(new, query) == rows(home, query)
    again = cairn("restore", str(backup), home=new)
    assert again.returncode == 2
    assert "already holds data, and a restore never overwrites any" in again.stderr


def test_a_backup_is_read_by_the_first_python_that_will_do(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian 12 has 3.11.2, whose `extract` knows no filter: docs.python.org/3.11/library/tarfile.html."""
    monkeypatch.delattr(tarfile.TarFile, "extract")
    with unpacked(backup) as (dump, manifest):
        assert (dump.stat().st_size > 0, len(manifest.rows) > 10) == (True, True)


@pytest.mark.parametrize("harm", ["cut short", "one bit", "no backup at all"])
def test_a_damaged_backup_is_refused_before_anything_is_made(place: Path, backup: Path, harm: str) -> None:
    whole = bytearray(backup.read_bytes())
    damaged = place / f"{harm}.tar"
    if harm == "one bit":
        whole[len(whole) // 2] ^= 1
    damaged.write_bytes(
        {"cut short": whole[: len(whole) // 2], "one bit": whole}.get(harm, b"never a tar file")
    )
    done = cairn("restore", str(damaged), home=place / "unused")
    assert done.returncode == 2
    assert "Use another backup." in done.stderr
    assert not (place / "unused").exists()


def test_a_backup_of_a_later_version_is_refused_before_anything_is_made(place: Path, backup: Path) -> None:
    later = place / "later.tar"
    with tarfile.open(backup) as old, tarfile.open(later, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "manifest.json":
                content = json.dumps(json.loads(content) | {"version": "99.1.0"}).encode()
            changed = tarfile.TarInfo(member.name)
            changed.size = len(content)
            new.addfile(changed, io.BytesIO(content))
    done = cairn("restore", str(later), home=place / "unused")
    assert done.returncode == 2
    assert "This backup was made by Cairn 99.1.0; this is Cairn 0.1.0." in done.stderr
    assert "[backup-newer]" in done.stderr
    assert not (place / "unused").exists()


@pytest.mark.parametrize(
    "words",
    [("upgrade",), ("backup", "x.tar"), ("verify-audit",), ("let-in", "lead@example.org")],
    ids=lambda w: w[0],
)
def test_where_nothing_is_nothing_is_made(place: Path, words: tuple[str, ...]) -> None:
    done = cairn(*words, home=place / "nothing")
    assert done.returncode == 2
    assert f"There is no installation of Cairn in {place / 'nothing'}." in done.stderr
    assert "[no-installation]" in done.stderr
    assert not (place / "nothing").exists()


def test_an_upgrade_makes_the_tables_of_an_empty_database_elsewhere(place: Path, home: Path) -> None:
    """The first step there, before `cairn init`."""
    server = EmbeddedServer(home / "postgres").ensure()
    made = prepare_roles(server, "cairn_first")
    told = {"DATABASE_URL": made.app.conninfo, "DATABASE_OWNER_URL": made.owner.conninfo}
    done = cairn("upgrade", home=place / "beside", **told)
    with psycopg.connect(made.owner.conninfo) as owner:
        kept = owner.execute("SELECT count(*) FROM store_event").fetchone()
    server.stop()
    assert (done.returncode, kept) == (0, (0,)), done.stderr


def test_a_database_elsewhere_without_tables_is_no_installation(place: Path, home: Path) -> None:
    server = EmbeddedServer(home / "postgres").ensure()
    made = prepare_roles(server, "cairn_empty")
    told = {"DATABASE_URL": made.app.conninfo, "DATABASE_BACKUP_URL": made.backup.conninfo}
    done = cairn("backup", str(place / "empty.tar"), home=place / "elsewhere", **told)
    server.stop()
    assert (done.returncode, "There is no installation of Cairn in this database." in done.stderr) == (
        2,
        True,
    )
    assert not (place / "empty.tar").exists()


def test_tables_of_a_later_version_are_left_as_they_are(home: Path) -> None:
    server = EmbeddedServer(home / "postgres").ensure()
    with psycopg.connect(prepare_roles(server).owner.conninfo, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0999_of_later', now())"
        )
        done = cairn("upgrade", home=home)
        owner.execute("DELETE FROM django_migrations WHERE name = '0999_of_later'")
    server.stop()
    assert done.returncode == 2
    assert "brought to a later version of Cairn already (0999_of_later)" in done.stderr
    assert "[database-newer]" in done.stderr


def test_the_audit_is_proved_and_a_forged_event_ends_the_command_with_1(home: Path, tmp_path: Path) -> None:
    heads = tmp_path / "heads.json"
    proved = cairn("verify-audit", "--write-heads", str(heads), home=home)
    assert proved.returncode == 0, proved.stderr
    assert "every one is what was written" in proved.stdout
    server = EmbeddedServer(home / "postgres").ensure()
    superuser = psycopg.conninfo.make_conninfo(server.superuser_conninfo, dbname="cairn")
    with psycopg.connect(superuser, autocommit=True) as forger:
        forger.execute("UPDATE store_event SET act = 'programme.close' WHERE act = 'programme.create'")
        forged = cairn("verify-audit", home=home)
        forger.execute("UPDATE store_event SET act = 'programme.create' WHERE act = 'programme.close'")
        forger.execute("CREATE TABLE kept AS SELECT * FROM store_event")
        forger.execute("DELETE FROM store_event")
        cut = cairn("verify-audit", "--heads", str(heads), home=home)
        forger.execute("INSERT INTO store_event SELECT * FROM kept")
        forger.execute("DROP TABLE kept")
    server.stop()
    assert (forged.returncode, "It is not what was written." in forged.stderr) == (1, True)
    assert (cut.returncode, "The chain ends before the digest that was noted." in cut.stderr) == (1, True)
    assert cairn("verify-audit", "--heads", str(heads), home=home).returncode == 0


def test_a_database_elsewhere_without_its_owner_is_told_what_to_set(place: Path) -> None:
    done = cairn("upgrade", home=place / "elsewhere", DATABASE_URL="postgresql://a@127.0.0.1:1/b")
    assert done.returncode == 2
    assert "The variable DATABASE_OWNER_URL is not set." in done.stderr
    done = cairn(
        "backup", str(place / "x"), home=place / "elsewhere", DATABASE_URL="postgresql://a@127.0.0.1:1/b"
    )
    assert "The variable DATABASE_BACKUP_URL is not set." in done.stderr


def test_a_database_elsewhere_that_does_not_answer_is_told_without_a_traceback(place: Path) -> None:
    nowhere = "postgresql://a:hunter2@127.0.0.1:1/b"
    done = cairn("upgrade", home=place / "elsewhere", DATABASE_URL=nowhere, DATABASE_OWNER_URL=nowhere)
    assert done.returncode == 2
    assert "The database does not answer:" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stderr


def test_a_wrong_variable_ends_the_command_with_how_to_mend_it(place: Path) -> None:
    told = {"DATABASE_URL": "postgresql://a@127.0.0.1:1/b", "CAIRN_UPLOAD_MEGABYTES": "many"}
    done = cairn("upgrade", home=place / "elsewhere", **told)
    assert done.returncode == 2
    assert "CAIRN_UPLOAD_MEGABYTES says “many”. Write a whole number from 1 to 500." in done.stderr
    assert "Traceback" not in done.stderr


def test_the_preparation_of_a_database_elsewhere_names_three_roles_and_no_password() -> None:
    done = subprocess.run([CAIRN, "database-sql"], capture_output=True, text=True, check=True, env=os.environ)
    for role in ("cairn_owner", "cairn_app", "cairn_backup"):
        assert f'ALTER ROLE "{role}" PASSWORD :' in done.stdout
