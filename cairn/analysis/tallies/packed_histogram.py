"""How often each code of many columns occurs in each cell: several columns counted in one pass.

A row's cell and its answers to several items are packed into one whole number, the numbers are counted, and
the joint counts are added up into those of each item. One pass over three items of seven codes costs little
more than a pass over one. The bins stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import prod

import numpy as np
import numpy.typing as npt

from cairn.analysis.tally import Counts

Codes = npt.NDArray[np.unsignedinteger]

MOST_BINS = 1 << 15  # of 8 bytes: what fits into a core's second cache beside the rows


def packed_histogram(
    cell: npt.NDArray[np.integer], cells: int, columns: Iterable[Codes], sizes: Sequence[int]
) -> list[Counts]:
    """Per column an array (cells, size): how many rows of the cell have each code.

    `cell[i]` is below `cells`, and `columns[j][i]` below `sizes[j]`: the caller has looked. The fewer the
    cells, the more columns go into one pass. The columns are taken as they are needed.
    """
    following = iter(columns)
    found: list[Counts] = []
    narrow = cell.astype(np.min_scalar_type(cells))
    for start, end in _groups(cells, sizes):
        each = sizes[start:end]
        packed = _packed([narrow, *islice(following, end - start)], [cells, *each])
        joint = np.bincount(packed, minlength=cells * prod(each))
        found += _marginals(joint, cells, each)
    return found


def _groups(cells: int, sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring columns, as many as the bins have room for; at least one."""
    start, bins = 0, cells
    for i, size in enumerate(sizes):
        if i > start and bins * size > MOST_BINS:
            yield start, i
            start, bins = i, cells
        bins *= size
    if sizes:
        yield start, len(sizes)


def _marginals(joint: Counts, cells: int, sizes: Sequence[int]) -> list[Counts]:
    """The joint counts added up to those of each column, by halves: each half is smaller than the whole."""
    if len(sizes) == 1:
        return [joint.reshape(cells, sizes[0])]
    left, right = sizes[: len(sizes) // 2], sizes[len(sizes) // 2 :]
    halves = joint.reshape(cells, prod(left), prod(right))
    return _marginals(halves.sum(axis=2), cells, left) + _marginals(halves.sum(axis=1), cells, right)


def _packed(columns: Sequence[Codes], sizes: Sequence[int]) -> Codes:
    """One number per row, in as few bytes as it needs: arithmetic on bytes is the quickest there is. The
    first column changes slowest, the last fastest."""
    number, size = columns[0], sizes[0]
    for column, wide in zip(columns[1:], sizes[1:], strict=True):
        size *= wide
        kind = np.min_scalar_type(max(size, wide))
        number = np.multiply(number, kind.type(wide), dtype=kind)
        number += column
    return number
