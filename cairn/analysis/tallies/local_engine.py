"""Counting in the process: the engine unless another is named. No query engine takes part.

A table in memory is counted where it lies. A Parquet file is read a part at a time, so what it takes does
not grow with its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cairn.analysis.tallies.cell_keys import cells_of_rows
from cairn.analysis.tallies.grouped import Asked, Grouped
from cairn.analysis.tallies.packed_histogram import Codes, packed_histogram
from cairn.analysis.tally import Counts
from cairn.errors import EvidenceError, Problem
from cairn.utils.arrow import integers_in_place
from cairn.utils.counts import counted

ROWS_OF_A_PART = 1 << 17


class LocalEngine:
    """Counts with whole numbers only, on one core; a file is unpacked on the other meanwhile."""

    def group(self, table: pa.Table, by: Sequence[str], asked: Sequence[Asked]) -> Grouped:
        names = list(dict.fromkeys((*by, *(a.item for a in asked)))) or table.column_names[:1]
        return _counted(table.select(names).to_batches(max_chunksize=ROWS_OF_A_PART), by, asked)

    def group_file(self, path: Path, by: Sequence[str], asked: Sequence[Asked]) -> Grouped:
        """The same of a Parquet file of any length. Its columns are those of a bundle's table.

        Raises `EvidenceError` when it cannot be read, lacks a column, or holds what is no answer.
        """
        try:
            schema = pq.read_schema(path)
            names = list(dict.fromkeys((*by, *(a.item for a in asked)))) or schema.names[:1]
            _refuse_lacking(path, names, schema)
            # Without `pre_buffer`, which would hold a whole row group and unpack on one core.
            with pq.ParquetFile(path, read_dictionary=_texts(schema, by), pre_buffer=False) as file:
                parts = file.iter_batches(ROWS_OF_A_PART, columns=names)
                return _counted(_ahead(parts), by, asked)
        except (pa.ArrowException, OSError) as error:
            message = "The file cannot be read as Parquet."
            raise EvidenceError(
                Problem(code="parquet-unreadable", message=message, file=str(path))
            ) from error


LOCAL = LocalEngine()


def _counted(parts: Iterable[pa.RecordBatch], by: Sequence[str], asked: Sequence[Asked]) -> Grouped:
    sizes = [one.answers + 1 for one in asked]
    sums = _Sums(sizes)
    for part in parts:
        cell, keys, rows = cells_of_rows([_key(part, name) for name in by], part.num_rows)
        # Looked through and counted in turn, while it is still in the processor's cache.
        columns = (_codes(part.column(one.item), one) for one in asked)
        sums.add(keys, rows, packed_histogram(cell, len(keys), columns, sizes))
    return sums.grouped(asked)


def _key(part: pa.RecordBatch, name: str) -> pa.Array:
    column = part.column(name)
    if column.null_count:
        rows = counted(column.null_count, "row")
        message = f"The column “{name}” is empty in {rows}, which belong to no group."
        raise EvidenceError(Problem(code="column-null", message=message, field=name))
    return column


class _Sums:
    """The counts of all parts together; a cell that a part brings anew is added at the end."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._places: dict[tuple[object, ...], int] = {}
        self._rows: Counts = np.zeros(0, dtype=np.int64)
        self._counts: list[Counts] = [np.zeros((0, size), dtype=np.int64) for size in sizes]

    def add(self, keys: Sequence[tuple[object, ...]], rows: Counts, counts: Sequence[Counts]) -> None:
        at = np.array([self._places.setdefault(key, len(self._places)) for key in keys], dtype=np.int64)
        self._rows = _with(self._rows, len(self._places), at, rows)
        both = zip(self._counts, counts, strict=True)
        self._counts = [_with(old, len(self._places), at, new) for old, new in both]

    def grouped(self, asked: Sequence[Asked]) -> Grouped:
        """The cells in the order of their keys, by code point."""
        keys = list(self._places)
        order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
        return Grouped(
            keys=tuple(keys[i] for i in order),
            rows=self._rows[order],
            counts={one.item: table[order] for one, table in zip(asked, self._counts, strict=True)},
        )


def _with(old: Counts, cells: int, at: Counts, new: Counts) -> Counts:
    """The old counts, made long enough, with the new ones added where they belong."""
    if len(old) < cells:
        old = np.concatenate([old, np.zeros((cells - len(old), *old.shape[1:]), dtype=np.int64)])
    np.add.at(old, at, new)
    return old


def _codes(column: pa.Array, one: Asked) -> Codes:
    """The answers as small whole numbers, looked through before anything is counted by them."""
    if not pa.types.is_integer(column.type) or column.null_count:
        raise _no_answers(one, "holds something other than whole numbers")
    values = integers_in_place(column)
    if not len(values):
        return np.zeros(0, dtype=np.uint8)
    # A negative byte, seen without its sign, is larger than any answer: one look finds both.
    codes = values.view(np.uint8) if values.dtype == np.int8 else values
    if codes.max() > one.answers or (codes.dtype != np.uint8 and codes.min() < 0):
        raise _no_answers(one, f"holds numbers outside 0 to {one.answers}")
    return codes.astype(np.min_scalar_type(one.answers), copy=False)


def _no_answers(one: Asked, what: str) -> EvidenceError:
    message = f"The column “{one.item}” {what}, so its answers cannot be counted."
    remedy = "Write each answer as its code, from 1 in the order of the scale, and 0 where there is none."
    return EvidenceError(Problem(code="answer-wrong", message=message, remedy=remedy, field=one.item))


def _refuse_lacking(path: Path, names: Sequence[str], schema: pa.Schema) -> None:
    lacking = sorted(set(names) - set(schema.names))
    if lacking:
        message = f"The table has no column {', '.join(lacking)}."
        raise EvidenceError(Problem(code="column-missing", message=message, file=str(path)))


def _texts(schema: pa.Schema, by: Sequence[str]) -> list[str]:
    return [name for name in by if schema.field(name).type == pa.string()]


def _ahead(parts: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Each part, while the next is being read: unpacking does not keep counting waiting."""
    with ThreadPoolExecutor(1) as beside:
        following = beside.submit(next, parts, None)
        while (part := following.result()) is not None:
            following = beside.submit(next, parts, None)
            yield part
