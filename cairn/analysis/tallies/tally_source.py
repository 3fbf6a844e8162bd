"""The tally of a source: its tables, each counted once, put side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from cairn.analysis.measures import MeasureBook
from cairn.analysis.tallies.engine import Engine
from cairn.analysis.tallies.grouped import Asked, Grouped
from cairn.analysis.tallies.local_engine import LOCAL
from cairn.analysis.tally import NOT_GIVEN, TABLE, Counts, Tally
from cairn.collection.bundle import Bundle
from cairn.errors import ClaimError, EvidenceError, Problem
from cairn.instruments.model import Instrument, Item, ItemKind
from cairn.utils.nearest import did_you_mean

TABLE_NAMES = (TABLE, "age_group")
"""Characteristics whose value is the name of the table. A source of one table that has a column
`age_group` of its own uses that."""


def tally_source(
    bundle: Bundle,
    source: str,
    characteristics: Sequence[str],
    items: Sequence[str],
    book: MeasureBook,
    engine: Engine = LOCAL,
) -> Tally:
    """Count the units and the answers of a source in every cell of the crossed characteristics.

    A characteristic may be a column of a vocabulary, a choice item (its cells hold names of answers), or
    `table`. A table that does not have it puts its units under `NOT_GIVEN`. Cells come in the order of
    vocabularies and scales, and only those that hold a unit. The `engine` decides where the counting is
    done, not what comes out.

    Raises `ClaimError` for a source or a name that does not exist, `EvidenceError` when the bundle lacks
    a table of the source.
    """
    tables = _tables(bundle, source, book)
    instruments = [bundle.instrument(table) for table in tables]
    _refuse_unknown(source, characteristics, items, instruments)
    blocks: list[tuple[list[tuple[str, ...]], Grouped]] = []
    for instrument in instruments:
        columns = [_column(instrument, name, len(tables) > 1) for name in characteristics]
        grouped = engine.group(
            bundle.tables[instrument.table],
            [item.name for item in columns if item is not None],
            _asked(bundle, instrument, items),
        )
        blocks.append((_cells(bundle, instrument, characteristics, columns, grouped), grouped))
    ranks = [_ranks(bundle, instruments, name) for name in characteristics]
    return _side_by_side(source, tuple(characteristics), blocks, ranks)


def _tables(bundle: Bundle, source: str, book: MeasureBook) -> tuple[str, ...]:
    found = book.source(source)
    if found is None:
        names = (s.name for s in book.sources)
        message = f"There is no source “{source}”."
        raise ClaimError(Problem(code="source-unknown", message=message, remedy=did_you_mean(source, names)))
    if not found.tables:
        message = f"“{source}” has no rows: only what was published of it is known."
        raise EvidenceError(Problem(code="source-published-only", message=message))
    lacking = [table for table in found.tables if table not in bundle.tables]
    if lacking:
        message = f"The evidence does not hold {', '.join(lacking)}, which “{source}” is counted from."
        remedy = "Add the table to the bundle, or leave out claims about this source."
        raise EvidenceError(Problem(code="table-lacking", message=message, remedy=remedy))
    return found.tables


def _refuse_unknown(
    source: str, characteristics: Iterable[str], items: Iterable[str], instruments: Sequence[Instrument]
) -> None:
    choices = {item.name for instrument in instruments for item in instrument.choices}
    groups = choices | {item.name for instrument in instruments for item in instrument.characteristics}
    wrong = [(name, groups) for name in characteristics if name not in groups | set(TABLE_NAMES)]
    wrong += [(name, choices) for name in items if name not in choices]
    if wrong:
        raise ClaimError(
            Problem(
                code="item-unknown",
                message=f"The instruments of “{source}” have no “{name}” to count by.",
                remedy=did_you_mean(name, known),
            )
            for name, known in wrong
        )


def _column(instrument: Instrument, name: str, union: bool) -> Item | None:
    """The item that holds a characteristic; None when the table's name does, or nothing."""
    item = instrument.item(name)
    by_table = name in TABLE_NAMES and (union or item is None)
    return None if by_table or item is None or item.kind is ItemKind.TEXT else item


def _asked(bundle: Bundle, instrument: Instrument, items: Iterable[str]) -> list[Asked]:
    wanted = set(items)
    return [
        Asked(item=item.name, answers=len(bundle.instruments.answers(item)))
        for item in instrument.choices
        if item.name in wanted
    ]


def _cells(
    bundle: Bundle,
    instrument: Instrument,
    characteristics: Sequence[str],
    columns: Sequence[Item | None],
    grouped: Grouped,
) -> list[tuple[str, ...]]:
    """The keys of one table as names of values, one per characteristic."""
    size = len(grouped.keys)
    keys = iter(zip(*grouped.keys, strict=True))
    named: list[Sequence[str]] = []
    for name, item in zip(characteristics, columns, strict=True):
        if item is None:
            named.append((instrument.table if name in TABLE_NAMES else NOT_GIVEN,) * size)
        elif item.kind is ItemKind.CHOICE:
            answers = (NOT_GIVEN, *bundle.instruments.level_names(item))
            named.append([answers[int(str(code))] for code in next(keys, ())])
        else:
            named.append([str(value) for value in next(keys, ())])
    return list(zip(*named, strict=True)) if named else [()] * size


def _ranks(bundle: Bundle, instruments: Sequence[Instrument], name: str) -> dict[str, int]:
    """The place of every value of a characteristic: tables, terms, answers, and last NOT_GIVEN."""
    values = [instrument.table for instrument in instruments] if name in TABLE_NAMES else []
    for instrument in instruments:
        item = instrument.item(name)
        values += bundle.instruments.level_names(item) if item is not None else ()
    ordered = [*dict.fromkeys(value for value in values if value != NOT_GIVEN), NOT_GIVEN]
    return {value: place for place, value in enumerate(ordered)}


def _side_by_side(
    source: str,
    characteristics: tuple[str, ...],
    blocks: Sequence[tuple[list[tuple[str, ...]], Grouped]],
    ranks: Sequence[dict[str, int]],
) -> Tally:
    """Equal cells of different tables are added; an item that a table does not ask adds zeros."""
    found = {cell for cells, _ in blocks for cell in cells}
    cells = sorted(found, key=lambda cell: [rank[value] for rank, value in zip(ranks, cell, strict=True)])
    places = {cell: i for i, cell in enumerate(cells)}
    rows = np.zeros(len(cells), dtype=np.int64)
    counts = _zeros([grouped for _, grouped in blocks], len(cells))
    for block_cells, grouped in blocks:
        at = np.array([places[cell] for cell in block_cells], dtype=np.int64)
        np.add.at(rows, at, grouped.rows)
        for item, table in grouped.counts.items():
            np.add.at(counts[item][:, : table.shape[1]], at, table)
    return Tally(source=source, characteristics=characteristics, cells=tuple(cells), rows=rows, counts=counts)


def _zeros(grouped: Sequence[Grouped], cells: int) -> dict[str, Counts]:
    widths: dict[str, int] = {}
    for block in grouped:
        for item, table in block.counts.items():
            widths[item] = max(widths.get(item, 0), table.shape[1])
    return {item: np.zeros((cells, width), dtype=np.int64) for item, width in widths.items()}
