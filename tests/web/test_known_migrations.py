"""What is read from the names of files is what Django itself finds by loading them."""

from __future__ import annotations

from django.db.migrations.loader import MigrationLoader

from cairn.store.known_migrations import known_migrations


def test_every_migration_is_known_without_loading_one() -> None:
    assert known_migrations() == set(MigrationLoader(None).disk_migrations)
    assert ("store", "0001_first_tables") in known_migrations()
