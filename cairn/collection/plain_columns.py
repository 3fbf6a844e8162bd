"""Plain Python columns made into integers: the door for evidence that a programme made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cairn.collection.coded import EMPTY, UNREADABLE, CodedTable, Integers, settle_empty
from cairn.collection.evidence_table import MISSING_SUFFIX, id_column, missing_column
from cairn.collection.instrument_set import InstrumentSet
from cairn.errors import Problem
from cairn.instruments.model import Instrument, Item
from cairn.utils.counts import counted
from cairn.utils.nearest import did_you_mean

Columns = Mapping[str, Sequence[object]]
"""A column by its name: ids and terms as text; answers as names or as codes, 0 or None for none; in
`<item>__missing`, which may be left out, the codes of `Missing`."""


def from_columns(
    columns: Columns, instrument: Instrument, instruments: InstrumentSet
) -> tuple[CodedTable, list[Problem]]:
    """The table as integers, and everything that could not be read.

    Where a companion column is left out, an absent answer is *not applicable* where the item does not
    apply and otherwise *not recorded*, if the item allows it.
    """
    file = instrument.table
    problems = _shape_problems(columns, instrument)
    if problems:
        empty = CodedTable(instrument=instrument, instruments=instruments, file=file, ids=(), row_numbers=())
        return empty, problems
    ids = [str(value) for value in columns[id_column(instrument.table)]]
    table = CodedTable(
        instrument=instrument,
        instruments=instruments,
        file=file,
        ids=ids,
        row_numbers=range(1, len(ids) + 1),
    )
    for item in (*instrument.characteristics, *instrument.choices):
        table.codes[item.name] = _codes(columns[item.name], item, instruments, file, problems)
    for item in instrument.choices:
        given = columns.get(missing_column(item.name))
        codes = table.codes[item.name]
        table.missing[item.name] = (
            np.where(codes == 0, EMPTY, 0).astype(np.int16)
            if given is None
            else np.array([_small(value) for value in given], dtype=np.int16)
        )
    settle_empty(table)
    return table, problems


def _shape_problems(columns: Columns, instrument: Instrument) -> list[Problem]:
    needed = [id_column(instrument.table)]
    needed += [i.name for i in (*instrument.characteristics, *instrument.choices)]
    known = {*needed, *(missing_column(i.name) for i in instrument.choices)}
    file = instrument.table
    found = [
        Problem(code="column-missing", message=f"The column “{name}” is missing.", file=file, field=name)
        for name in needed
        if name not in columns
    ]
    found += [
        Problem(
            code="column-unknown",
            message=f"“{instrument.table}” has no column “{name}”.",
            remedy=did_you_mean(name, known - {n for n in known if n.endswith(MISSING_SUFFIX)}),
            file=file,
            field=name,
        )
        for name in columns
        if name not in known
    ]
    sizes = {len(values) for values in columns.values()}
    if len(sizes) > 1:
        message = f"The columns differ in length: from {min(sizes):,} to {counted(max(sizes), 'value')}."
        found.append(Problem(code="column-length", message=message, file=file))
    return found


def _codes(
    values: Sequence[object], item: Item, instruments: InstrumentSet, file: str, problems: list[Problem]
) -> Integers:
    names = instruments.level_names(item)
    by_name: dict[object, int] = {name: i for i, name in enumerate(names, 1)} | {None: 0, "": 0}
    codes = np.zeros(len(values), dtype=np.int16)
    told: set[object] = set()
    for i, value in enumerate(values):
        if isinstance(value, str) or value is None:
            codes[i] = by_name.get(value, UNREADABLE)
        else:
            codes[i] = _small(value)
        if codes[i] == UNREADABLE and value not in told:
            told.add(value)
            shown = str(value)[:60]
            problems.append(
                Problem(
                    code="answer-unknown",
                    message=f"“{shown}” is not an answer of “{item.name}”.",
                    remedy=did_you_mean(shown, names),
                    file=file,
                    row=i + 1,
                    field=item.name,
                )
            )
    return codes


def _small(value: object) -> int:
    """An integer within the range of a code, or `UNREADABLE`."""
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool) and 0 <= value <= 100:
        return int(value)
    return UNREADABLE
