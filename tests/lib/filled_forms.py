"""Rows of a bundle written back as the form that a reader would have filled in."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from cairn.collection.instrument_set import InstrumentSet
from cairn.instruments.model import Item, ItemKind, Missing

Row = Mapping[str, object]


def rows_of(folder: Path, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return found


def write_form(
    path: Path, instruments: InstrumentSet, table: str, rows: Sequence[Row], unit: str = "record_id"
) -> Path:
    """A filled-in form of these rows; every answer by its name, what does not apply left empty."""
    items = instruments.instruments[table].items
    with path.open("w", newline="", encoding="utf-8") as file:
        form = csv.writer(file)
        form.writerow([unit, *(item.name for item in items)])
        form.writerows([row[unit], *(_cell(instruments, item, row) for item in items)] for row in rows)
    return path


def _cell(instruments: InstrumentSet, item: Item, row: Row) -> object:
    if item.kind is not ItemKind.CHOICE:
        return row.get(item.name, "")
    code = int(str(row[item.name]))
    if code:
        return instruments.level_names(item)[code - 1]
    why = Missing(int(str(row[f"{item.name}__missing"])))
    return "" if why is Missing.NOT_APPLICABLE else why.word
