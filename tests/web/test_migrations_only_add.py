"""Servers of two versions run side by side while one replaces the other: so tables only gain meanwhile.

What the older program does not know must not stand in its way: a column it does not fill is empty or filled
by the database, and nothing it reads is renamed, narrowed or taken away.
"""

from __future__ import annotations

import pytest
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models.functions import Now
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from cairn import __version__

# The last migration that the first release of each minor version has: what comes after it may only add.
RELEASED_WITH = {"0.1": "0004_publishing_is_asked_for"}
ADDING = (migrations.CreateModel, migrations.AddIndex, AddTrigger, RemoveTrigger)


def hindrance(operation: Operation, made_here: set[str]) -> str:
    """Why servers of the version before could not go on with it; "" when they can."""
    if isinstance(operation, ADDING):
        return ""
    about = getattr(operation, "model_name", "").lower()
    if about in made_here and isinstance(operation, migrations.AddField | migrations.AddConstraint):
        return ""
    if isinstance(operation, migrations.AddField):
        field = operation.field
        filled = field.null or field.many_to_many or field.generated or field.has_db_default()
        return (
            "" if filled else f"{about}.{operation.name} is filled by the new program alone: use db_default"
        )
    return f"{operation.describe()}: within a minor version tables only gain"


def hindrances(migration: migrations.Migration) -> list[str]:
    made = {op.name.lower() for op in migration.operations if isinstance(op, migrations.CreateModel)}
    return [why for operation in migration.operations if (why := hindrance(operation, made))]


def test_within_a_minor_version_migrations_only_add() -> None:
    minor = __version__.rpartition(".")[0]
    own = {name: one for (app, name), one in MigrationLoader(None).disk_migrations.items() if app == "store"}
    assert RELEASED_WITH[minor] in own
    later = [own[name] for name in sorted(own) if name > RELEASED_WITH[minor]]
    assert [why for one in later for why in hindrances(one)] == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("upload", "note", models.TextField(null=True)),
        migrations.AddField("upload", "at", models.DateTimeField(db_default=Now())),
        migrations.AddIndex("upload", GinIndex(fields=["name"], name="upload_name")),
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
    ],
)
def test_what_the_older_program_need_not_know_is_taken(operation: Operation) -> None:
    assert hindrance(operation, set()) == ""


@pytest.mark.parametrize(
    "operation",
    [
        # Django takes the default off the column again: the older program's rows would be refused.
        migrations.AddField("upload", "note", models.TextField(default="")),
        migrations.RemoveField("upload", "finding"),
        migrations.RenameField("upload", "finding", "found"),
        migrations.AlterField("upload", "name", models.CharField(max_length=20)),
        migrations.DeleteModel("upload"),
        migrations.AddConstraint("upload", models.UniqueConstraint(fields=["name"], name="upload_once")),
        migrations.RunSQL("DELETE FROM store_upload"),
    ],
)
def test_what_would_stop_the_older_program_is_refused(operation: Operation) -> None:
    assert hindrance(operation, set())


def test_a_new_table_may_have_what_it_likes() -> None:
    constraint = migrations.AddConstraint("letter", models.UniqueConstraint(fields=["id"], name="once"))
    assert hindrance(constraint, {"letter"}) == ""
