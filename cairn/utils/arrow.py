"""Arrow arrays from and to plain numbers and texts, by their buffers.

PyArrow's own conversions import pandas first when it is installed, which takes longer than reading a
whole bundle.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Numbers = npt.NDArray[np.int64]


def numbers_of(column: pa.ChunkedArray | pa.Array) -> Numbers:
    """A column of integers without nulls as a new NumPy array."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    plain = pc.cast(whole, pa.int64())
    values = np.frombuffer(plain.buffers()[1] or b"", dtype=np.int64)
    return values[plain.offset : plain.offset + len(plain)].copy()


def integers_in_place(column: pa.Array) -> npt.NDArray[np.integer]:
    """An array of integers without nulls, where Arrow holds it: nothing is copied, and nothing may be
    written."""
    whole: npt.NDArray[np.integer] = np.frombuffer(column.buffers()[1] or b"", dtype=str(column.type))
    return whole[column.offset : column.offset + len(column)]


def array_of_numbers(values: npt.NDArray[np.signedinteger], kind: pa.DataType) -> pa.Array:
    """Integers as an Arrow array of `kind`, which must be one of its signed integer types."""
    exact = np.ascontiguousarray(values, dtype=np.dtype(f"i{kind.bit_width // 8}"))
    return pa.Array.from_buffers(kind, len(exact), [None, pa.py_buffer(exact)])


def array_of_texts(texts: Sequence[str]) -> pa.Array:
    """Texts as an Arrow array of strings, none of them null."""
    encoded = [text.encode() for text in texts]
    ends = np.zeros(len(encoded) + 1, dtype=np.int32)
    np.cumsum([len(text) for text in encoded], out=ends[1:])
    data = pa.py_buffer(b"".join(encoded))
    return pa.Array.from_buffers(pa.string(), len(encoded), [None, pa.py_buffer(ends), data])
