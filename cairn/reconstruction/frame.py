"""The rows before any answer: units, areas and characteristics."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cairn.analysis.measures import MeasureBook
from cairn.framework.programme import Programme
from cairn.framework.vocabulary import Vocabulary
from cairn.instruments.model import Instrument, Item
from cairn.reconstruction.assumptions import Assumptions
from cairn.reconstruction.rows import Rows
from cairn.reconstruction.spread import in_seeded_order, whole_shares

AREA = "area"
CARE_GROUP = "care_group"
RECORDS = "records"


def lay_out(
    programme: Programme,
    instruments: Mapping[str, Instrument],
    vocabularies: Mapping[str, Vocabulary],
    assumptions: Assumptions,
    book: MeasureBook,
    seed: int,
) -> Rows:
    """Rows with ids and characteristics for every table whose size the programme gives."""
    sizes = programme.sizes
    one_per_area = [t for t, i in instruments.items() if i.unit == "partnership"]
    sizes |= {table: len(programme.areas) for table in one_per_area}
    units = {table: _units(table, size) for table, size in sizes.items() if table in instruments}
    rows = Rows(book=book, units=units)
    for table in units:
        for item in instruments[table].characteristics:
            parts = _parts(programme, vocabularies, assumptions, table, item)
            _spread(rows, table, item, parts, assumptions, seed)
    return rows


def _units(table: str, size: int) -> list[str]:
    width = len(str(size))
    return [f"{table.replace('_', '-')}-{i + 1:0{width}d}" for i in range(size)]


def _parts(
    programme: Programme,
    vocabularies: Mapping[str, Vocabulary],
    assumptions: Assumptions,
    table: str,
    item: Item,
) -> dict[str, int]:
    """Relative sizes of a characteristic's values, where they do not depend on another characteristic."""
    if item.name == AREA:
        return {area: assumptions.areas[area] for area in programme.areas}
    if (table, item.name) == (RECORDS, CARE_GROUP):
        return programme.record_counts.by_care_group
    assumed = assumptions.characteristic(table, item.name)
    if assumed is not None and not assumed.by:
        return dict(assumed.of(""))
    return dict.fromkeys(vocabularies[item.scale].names, 1)


def _spread(
    rows: Rows, table: str, item: Item, parts: Mapping[str, int], assumptions: Assumptions, seed: int
) -> None:
    units = rows.units[table]
    if item.name == AREA and len(units) == len(parts):
        rows.set_column(table, item.name, list(parts))  # one row for each area
        return
    assumed = assumptions.characteristic(table, item.name)
    by = rows.column(table, assumed.by) if assumed is not None and assumed.by else None
    groups = by if by is not None else np.full(len(units), "")
    values = np.full(len(units), "", dtype="<U64")
    for group in np.unique(groups):
        weights = assumed.of(str(group)) if assumed is not None else parts
        members = np.flatnonzero(groups == group)
        order = in_seeded_order(seed, f"{table}.{item.name}", [units[i] for i in members])
        names = [n for n, k in whole_shares(len(members), weights).items() for _ in range(k)]
        for position, name in zip(order, names, strict=True):
            values[members[position]] = name
    rows.set_column(table, item.name, values)
