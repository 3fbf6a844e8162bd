"""What is asked of one evidence table, and what every engine gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cairn.analysis.tally import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An item to count, and how many answers its scale has."""

    item: str
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """What one table gave: a key for every cell, its rows, and per item the answers by code (0 first)."""

    keys: tuple[tuple[object, ...], ...]
    rows: Counts
    counts: dict[str, Counts]


def nothing(asked: Sequence[Asked]) -> Grouped:
    """What a table without rows gives: no cells."""
    empty = {one.item: np.zeros((0, one.answers + 1), dtype=np.int64) for one in asked}
    return Grouped(keys=(), rows=np.zeros(0, dtype=np.int64), counts=empty)
