"""What the embedded PostgreSQL refuses to start with, and what it says then."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cairn.errors import InstallationError
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_files import Layout
from cairn.utils.postgres_programs import Programs, find_programs
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


def programs(folder: Path, version: str, *, at_first: str = "") -> None:
    """Programs that tell this version; with `at_first` they do that instead, once."""
    folder.mkdir(parents=True)
    says = f"echo 'postgres (PostgreSQL) {version}'"
    once = f'[ -e "$0.tried" ] || {{ touch "$0.tried"; {at_first}; }}\n' if at_first else ""
    for name in ("initdb", "postgres"):
        (folder / name).write_text(f"#!/bin/sh\n{once}{says}\n")
        (folder / name).chmod(0o755)


@pytest.fixture
def two_versions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Where programs of 18 may come with the package, and those of 15 that the system has."""
    bundled, system = folder / "lib/embedded_postgres/pginstall/bin", folder / "system"
    programs(system / "15/bin", "15.9")
    monkeypatch.setattr("cairn.utils.postgres_programs._SYSTEM", system)
    monkeypatch.setattr("cairn.utils.postgres_programs._LOOK_AGAIN_AFTER", 0.01)
    monkeypatch.setattr(sys, "path", [str(folder / "lib")])
    monkeypatch.delenv("PG_BINDIR", raising=False)
    return bundled, system / "15/bin"


@pytest.mark.parametrize("major", [None, 18])
def test_programs_that_do_not_run_are_tried_once_more(two_versions: tuple[Path, Path], major: int) -> None:
    bundled, _ = two_versions
    programs(bundled, "18.6", at_first="exit 127")
    assert find_programs(major).folder == bundled


@pytest.mark.parametrize("major", [None, 18])
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("exit 1", "but: it ended with 1"),
        ("echo 'cannot open shared object file' >&2; exit 127", "but: cannot open shared object file"),
        ("sleep 5", "within 0 seconds"),
        ("half", "initdb cannot be run, or is not there"),
    ],
)
def test_programs_that_do_not_run_are_never_passed_over_for_another_version(
    two_versions: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, major: int | None, harm: str, said: str
) -> None:
    bundled, system = two_versions
    programs(bundled, "18.6")
    if harm == "half":
        (bundled / "initdb").unlink()
    else:
        (bundled / "postgres").write_text(f"#!/bin/sh\n{harm}\n")
    if harm.startswith("sleep"):
        monkeypatch.setattr("cairn.utils.postgres_programs._VERSION_WITHIN", 0.2)
    with pytest.raises(InstallationError) as refused:
        find_programs(major)
    assert code_of(refused) == "database-programs-unusable"
    told = str(refused.value)
    assert (str(bundled) in told, said in told) == (True, True), told
    # Data of the system's version stay with the programs they have.
    assert find_programs(15).folder == system


def test_where_the_package_is_not_there_the_systems_programs_are_used(
    two_versions: tuple[Path, Path],
) -> None:
    assert find_programs() == Programs(two_versions[1], 15)
    with pytest.raises(InstallationError, match="the programs found are of version 15") as refused:
        find_programs(18)
    assert code_of(refused) == "database-other-version"


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
