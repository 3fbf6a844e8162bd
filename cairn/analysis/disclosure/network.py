"""The sums that tie the cells of a release together.

A cell is the sum of its parts along every dimension it does not fix, whether the parts are printed or not.
Those sums are the equations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from cairn.analysis.disclosure.cells import ALL, MOST_CELLS, Cell, Dimension, Shape, cell, largest, too_large


@dataclass(frozen=True, slots=True)
class Network:
    """Cells and equations: in each row of `equations` 1 stands for a whole, −1 for each of its parts."""

    cells: tuple[Cell, ...]
    equations: csr_array

    def numbers(self) -> dict[Cell, int]:
        return {one: i for i, one in enumerate(self.cells)}


def network(shapes: Iterable[Shape], dimensions: Mapping[str, Dimension]) -> Network:
    """All cells of the crossings and every sum that holds among them.

    Raises `EvidenceError` when a crossing is too large to be judged.
    """
    numbers: dict[Cell, int] = {}
    rows: dict[tuple[int, str, str], list[int]] = {}
    for population, crossed in largest(shapes):
        named = [dimensions[d] for d in sorted(crossed)]
        size = int(np.prod([len(d.slots) for d in named], dtype=np.int64)) if named else 1
        if size + len(numbers) > MOST_CELLS:
            raise too_large(population, crossed)
        for values in product(*(d.slots for d in named)):
            whole = cell(population, zip((d.name for d in named), values, strict=True))
            at = numbers.setdefault(whole, len(numbers))
            for dimension, value in zip(named, values, strict=True):
                if value == ALL:
                    _add_sums(rows, numbers, at, whole, dimension)
    return Network(tuple(numbers), _matrix(rows, len(numbers)))


def _add_sums(
    rows: dict[tuple[int, str, str], list[int]],
    numbers: dict[Cell, int],
    at: int,
    whole: Cell,
    dimension: Dimension,
) -> None:
    def number(value: str) -> int:
        return numbers.setdefault(whole.within(dimension.name, value), len(numbers))

    rows[at, dimension.name, ALL] = [number(v) for v in dimension.values]
    for group, values in dimension.groups.items():
        rows[number(group), dimension.name, group] = [number(v) for v in values]


def _matrix(rows: Mapping[tuple[int, str, str], list[int]], width: int) -> csr_array:
    lengths = np.array([1 + len(parts) for parts in rows.values()], dtype=np.int64)
    at = np.repeat(np.arange(len(rows)), lengths)
    columns: npt.NDArray[np.int64] = np.fromiter(
        (c for (whole, _, _), parts in rows.items() for c in (whole, *parts)), dtype=np.int64
    )
    signs: npt.NDArray[np.float64] = np.fromiter(
        (s for parts in rows.values() for s in (1.0, *([-1.0] * len(parts)))), dtype=np.float64
    )
    return csr_array((signs, (at, columns)), shape=(len(rows), width))
