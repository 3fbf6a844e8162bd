"""Arrow arrays from and to plain values."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from cairn.utils.arrow import array_of_numbers, array_of_texts, numbers_of


def test_numbers_come_back_from_a_column_in_several_pieces_and_slices() -> None:
    column = pa.chunked_array([pa.array([1, 2, 3], pa.int8()), pa.array([4], pa.int8())])
    assert numbers_of(column).tolist() == [1, 2, 3, 4]
    assert numbers_of(pa.array([1, 2, 3, 4], pa.int64())[1:3]).tolist() == [2, 3]
    assert numbers_of(pa.chunked_array([], pa.int8())).tolist() == []


def test_numbers_are_narrowed_to_the_kind_asked_for() -> None:
    assert array_of_numbers(np.array([0, 7, -1]), pa.int8()).equals(pa.array([0, 7, -1], pa.int8()))
    assert array_of_numbers(np.arange(6)[::2], pa.int32()).equals(pa.array([0, 2, 4], pa.int32()))


def test_texts_of_any_alphabet_become_strings() -> None:
    texts = ["", "a", "Ærø", "Ó hEochaidh", "𝒳"]
    made = array_of_texts(texts)
    made.validate(full=True)
    assert made.to_pylist() == texts
    assert array_of_texts([]).to_pylist() == []
