"""The columns of an evidence table as Parquet holds them, and the way between them and integers.

The first column is the id of the unit. A characteristic is a text; a choice item two small integers: the
code of its answer (0 when there is none) and, in `<item>__missing`, why there is none (`Missing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cairn.collection.coded import UNREADABLE, CodedTable, Integers
from cairn.collection.instrument_set import InstrumentSet
from cairn.errors import Problem
from cairn.instruments.model import Instrument, ItemKind
from cairn.utils.arrow import array_of_numbers, array_of_texts, numbers_of
from cairn.utils.counts import counted
from cairn.utils.nearest import did_you_mean

MISSING_SUFFIX = "__missing"
SORT_FIRST = ("area", "care_group")
_ID_OF_TABLE = {
    "records": "record_id",
    "second_readings": "record_id",
    "partnerships": "partnership_id",
    "evaluations": "evaluation_id",
}
_TEXT = pa.dictionary(pa.int32(), pa.string())
_IMPOSSIBLE = -100  # what a file's own −1 or −2 becomes, so that it cannot pass for a mark of ours


def id_column(table: str) -> str:
    """The name of the first column: `record_id`, or `response_id` for the surveys."""
    return _ID_OF_TABLE.get(table, "response_id")


def missing_column(item: str) -> str:
    return item + MISSING_SUFFIX


def schema_of(instrument: Instrument) -> pa.Schema:
    """The columns of an instrument's evidence table, in order. Free text has none."""
    fields = [pa.field(id_column(instrument.table), pa.string(), nullable=False)]
    for item in instrument.items:
        if item.kind is ItemKind.CHARACTERISTIC:
            fields.append(pa.field(item.name, _TEXT, nullable=False))
        elif item.kind is ItemKind.CHOICE:
            fields.append(pa.field(item.name, pa.int8(), nullable=False))
            fields.append(pa.field(missing_column(item.name), pa.int8(), nullable=False))
    return pa.schema(fields)


def to_arrow(table: CodedTable) -> pa.Table:
    """The table as Parquet will hold it, sorted by area, care group and id.

    The order is that of the vocabularies: neighbours in a list are neighbours in the file, which keeps
    it small, and the order in which rows were typed in is not given away.
    """
    instrument = table.instrument
    keys = [table.codes[name] for name in SORT_FIRST if name in table.codes]
    order = np.lexsort((np.array(table.ids, dtype=np.str_), *reversed(keys)))
    columns: list[pa.Array] = [array_of_texts([table.ids[i] for i in order])]
    for item in instrument.items:
        if item.kind is ItemKind.CHARACTERISTIC:
            names = array_of_texts(table.instruments.level_names(item))
            places = array_of_numbers(table.codes[item.name][order] - 1, pa.int32())
            columns.append(pa.DictionaryArray.from_arrays(places, names))
        elif item.kind is ItemKind.CHOICE:
            columns.append(array_of_numbers(table.codes[item.name][order], pa.int8()))
            columns.append(array_of_numbers(table.missing[item.name][order], pa.int8()))
    return pa.Table.from_arrays(columns, schema=schema_of(instrument))


def column_problems(table: pa.Table, instrument: Instrument, file: str) -> Iterator[Problem]:
    """Columns that are missing, unknown, repeated, of another type, or hold nulls."""
    wanted = {field.name: field.type for field in schema_of(instrument)}
    found = table.column_names
    for name in dict.fromkeys(found):
        if name not in wanted:
            yield _problem(
                "column-unknown",
                f"“{instrument.table}” has no column “{name}”.",
                file,
                name,
                did_you_mean(name, set(wanted) - set(found)),
            )
        elif found.count(name) > 1:
            yield _problem("column-twice", "The column stands twice.", file, name)
    for name, kind in wanted.items():
        if name not in found:
            yield _problem("column-missing", f"The column “{name}” is missing.", file, name)
        elif found.count(name) == 1:
            yield from _type_problems(table.column(name), kind, file, name)


def _type_problems(column: pa.ChunkedArray, kind: pa.DataType, file: str, name: str) -> Iterator[Problem]:
    plain = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    expected = pa.string() if kind == _TEXT else kind
    if plain != expected and not (expected == pa.string() and plain == pa.large_string()):
        yield _problem("column-type", f"The column holds {plain}; it must hold {expected}.", file, name)
    elif column.null_count:
        yield _problem(
            "column-null",
            f"{counted(column.null_count, 'value is', 'values are')} null.",
            file,
            name,
            "An absent answer is 0, with its reason beside it.",
        )


def from_arrow(
    table: pa.Table, instrument: Instrument, instruments: InstrumentSet, file: str
) -> tuple[CodedTable, list[Problem]]:
    """The table as integers, and the terms that its vocabularies do not know. Its columns must be sound."""
    coded = CodedTable(
        instrument=instrument,
        instruments=instruments,
        file=file,
        ids=pc.cast(table.column(id_column(instrument.table)), pa.string()).to_pylist(),
        row_numbers=range(1, table.num_rows + 1),
    )
    problems: list[Problem] = []
    for item in instrument.characteristics:
        names = instruments.level_names(item)
        codes, unknown = _term_codes(table.column(item.name), names)
        coded.codes[item.name] = codes
        for value in unknown:
            row = 1 + int(np.flatnonzero(codes == UNREADABLE)[0])
            problems.append(
                _problem(
                    "term-unknown",
                    f"“{value[:60]}” is not a value of “{item.name}”.",
                    file,
                    item.name,
                    did_you_mean(value[:60], names),
                    row,
                )
            )
    for item in instrument.choices:
        coded.codes[item.name] = numbers_of(table.column(item.name)).astype(np.int16)
        coded.missing[item.name] = numbers_of(table.column(missing_column(item.name))).astype(np.int16)
        for codes in (coded.codes[item.name], coded.missing[item.name]):
            codes[codes < 0] = _IMPOSSIBLE
    return coded, problems


def _term_codes(column: pa.ChunkedArray, names: Sequence[str]) -> tuple[Integers, list[str]]:
    encoded = pc.cast(column, pa.string()).combine_chunks().dictionary_encode()
    places = {name: i for i, name in enumerate(names, 1)}
    values = encoded.dictionary.to_pylist()
    by_value = np.array([places.get(v, UNREADABLE) for v in values], dtype=np.int16)
    codes = by_value[numbers_of(encoded.indices)]
    return codes, [v for v in values if v not in places]


def _problem(
    code: str, message: str, file: str, column: str, remedy: str = "", row: int | None = None
) -> Problem:
    return Problem(code=code, message=message, remedy=remedy, file=file, field=column, row=row)
