"""Whether a descriptor says of a table what is in it: people and other programs read the data by it.

A wording that was corrected since is no fault, and vocabularies grow; rows, columns, types and codes must
agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from cairn.collection.bundle_files import Resource
from cairn.collection.descriptor import FILE, resource
from cairn.collection.instrument_set import InstrumentSet
from cairn.errors import Problem
from cairn.instruments.model import Instrument
from cairn.utils.counts import counted

_AGAIN = "Restore the descriptor that was written with the table, or make the bundle anew."
Fields = dict[str, Mapping[str, object]]


def descriptor_problems(
    entry: Resource, table: pa.Table, instrument: Instrument, instruments: InstrumentSet
) -> Iterator[Problem]:
    """Everything that the descriptor says of the table, sound by itself, and that is not so."""
    if entry.rows != table.num_rows:
        says = f"{entry.rows:,}" if isinstance(entry.rows, int) else "no number"
        message = f"The descriptor says {says} for the rows, and there are {table.num_rows:,}."
        yield _problem("rows-differ", message, entry)
    told = _fields(entry.schema)
    ours = _fields(resource(instrument, instruments, "", 0, 0)["schema"])
    if list(told) != list(ours):
        wrong = sorted(set(told) ^ set(ours))
        what = f": {', '.join(f'“{name[:60]}”' for name in wrong[:5])}" if wrong else " in their order"
        message = f"The columns that the descriptor lists are not those of the table{what}."
        yield _problem("columns-differ", message, entry)
    if told == ours:
        return  # as it was written; what stands in the table is held against the same instrument
    for name in sorted(told.keys() & ours.keys()):
        if told[name].get("type") != ours[name].get("type"):
            message = f"The descriptor says another type than {ours[name].get('type')}."
            yield _problem("column-type-differs", message, entry, name)
        else:
            yield from _code_problems(name, told[name], ours[name], table, entry)


def _code_problems(
    name: str, told: Mapping[str, object], ours: Mapping[str, object], table: pa.Table, entry: Resource
) -> Iterator[Problem]:
    here, there = _categories(ours), _categories(told)
    if told.get("type") == "string":
        found = pc.unique(pc.cast(table.column(name), pa.string())).to_pylist() if here else []
        lacking = sorted(value for value in found if value not in there)
        if lacking:
            message = f"The descriptor does not know {counted(len(lacking), 'value')} of the table:"
            message += f" {', '.join(f'“{value}”' for value in lacking[:5])}."
            yield _problem("values-differ", message, entry, name)
        return
    answers, labels = _told(here, "cairn:answer"), _told(here, "label")
    if here.keys() != there.keys() or answers != _told(there, "cairn:answer"):
        message = "The descriptor gives the codes other answers than the instrument."
        yield _problem("codes-differ", message, entry, name)
        return
    for code, label in _told(there, "label").items():
        if label != labels[code] and label in labels.values():
            message = f"The descriptor calls {code} “{str(label)[:60]}”, which is another answer's label."
            yield _problem("labels-differ", message, entry, name)


def _fields(schema: object) -> Fields:
    listed = schema.get("fields") if isinstance(schema, Mapping) else None
    entries = [f for f in listed if isinstance(f, Mapping)] if isinstance(listed, list) else []
    return {str(f.get("name")): f for f in entries}


def _categories(field: Mapping[str, object]) -> dict[object, Mapping[str, object]]:
    listed = field.get("categories")
    entries = [c for c in listed if isinstance(c, Mapping)] if isinstance(listed, list) else []
    return {c["value"]: c for c in entries if isinstance(c.get("value"), int | str)}


def _told(categories: Mapping[object, Mapping[str, object]], key: str) -> dict[object, object]:
    return {value: category.get(key) for value, category in categories.items()}


def _problem(code: str, message: str, entry: Resource, column: str = "") -> Problem:
    what = f"“{entry.table}”: {message}"
    return Problem(code=code, message=what, remedy=_AGAIN, file=FILE, field=column)
