"""Which cell each row stands in: the columns of the keys as one whole number a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cairn.analysis.tally import Counts
from cairn.utils.arrow import integers_in_place

Numbers = npt.NDArray[np.signedinteger]

MOST_DENSE = 1 << 12  # with more possible cells than this, those that occur are sought by sorting


def cells_of_rows(columns: Sequence[pa.Array], rows: int) -> tuple[Numbers, list[tuple[object, ...]], Counts]:
    """The cell of every row; the key of every cell, one value per column; and the number of its rows.

    Every cell has a row. Two cells have the same key only where a dictionary names a value twice.
    """
    cell: Numbers = np.zeros(rows, dtype=np.int16)
    places = np.zeros((1, 0), dtype=np.int64)
    values: list[list[object]] = []
    for column in columns:
        encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
        values.append(encoded.dictionary.to_pylist())
        size = len(values[-1])
        if len(places) * size <= MOST_DENSE:
            possible = np.arange(len(places) * size)
            cell = cell * np.int16(size) + integers_in_place(encoded.indices).astype(np.int16)
        else:
            wide = cell.astype(np.int64) * size + integers_in_place(encoded.indices)
            possible, cell = np.unique(wide, return_inverse=True)
        places = np.column_stack([places[possible // size], possible % size])
    units = np.bincount(cell, minlength=len(places))
    found = np.flatnonzero(units)
    if len(found) < len(units):
        again = np.zeros(len(units), dtype=np.int32)
        again[found] = np.arange(len(found))
        cell = again[cell]
    keys = [tuple(v[i] for v, i in zip(values, key, strict=True)) for key in places[found].tolist()]
    return cell, keys, units[found]
