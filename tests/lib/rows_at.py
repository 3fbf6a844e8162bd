"""Rows of the database as the table of sight asks about them: columns as texts, parent, inspection."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from cairn.policy.seen import RowAt
from cairn.policy.visibility import SEEN_BY
from cairn.store.models import Inspection
from tests.factories import OWNER

INSPECTION = ("id", "programme_id", "partnership_id", "state")


def model_of(table: str) -> type[models.Model]:
    return next(m for m in apps.get_app_config("store").get_models() if m._meta.db_table == table)


def row_at(row: models.Model) -> RowAt:
    """The row with all that says whose it is, read as the owner."""
    table = row._meta.db_table
    rules = SEEN_BY[table]
    columns = columns_of(row)
    parent = None
    if rules.hops:
        hop = rules.hops[0]
        key = columns[hop.column]
        found = model_of(hop.table)._default_manager.using(OWNER).filter(pk=key).first() if key else None
        parent = row_at(found) if found is not None else None
    if rules.hops:
        # The last parent says whose it is.
        return RowAt(
            table,
            columns,
            parent,
            parent.inspection if parent and rules.inspection_column else None,
            _programme(parent, rules.programme_column),
        )
    key = columns.get(rules.inspection_column) if rules.inspection_column else None
    inspection = Inspection.objects.using(OWNER).filter(pk=key).first() if key else None
    about = {name: columns_of(inspection)[name] for name in INSPECTION} if inspection else None
    return RowAt(
        table, columns, None, about, columns.get(rules.programme_column) if rules.programme_column else None
    )


def _programme(parent: RowAt | None, column: str) -> str | None:
    while parent is not None and parent.parent is not None:
        parent = parent.parent
    if parent is None or not column:
        return None
    return parent.columns.get(column) or parent.programme_id


def columns_of(row: models.Model) -> dict[str, str | None]:
    return {
        field.column: None if (value := getattr(row, field.attname)) is None else str(value)
        for field in row._meta.concrete_fields
        if not isinstance(field, models.GeneratedField)
    }
