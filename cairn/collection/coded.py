"""A table of answers as integers: the one form in which evidence is checked, wherever it came from.

Every column is an array with one integer per unit. A characteristic holds the place of its term, counted
from 1; a choice item the code of its answer, 0 for none, with the reason in `missing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cairn.collection.instrument_set import InstrumentSet
from cairn.instruments.model import Condition, Instrument, Item, Missing

Integers = npt.NDArray[np.int16]
Mask = npt.NDArray[np.bool_]

UNREADABLE = -1  # a value that was refused when it was read; nothing more is said of it
EMPTY = -2  # in `missing`: nothing was given; `settle_empty` decides what that means


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedTable:
    """`ids` and `row_numbers` have one entry per unit; row numbers are those of the file it came from."""

    instrument: Instrument
    instruments: InstrumentSet
    file: str
    ids: Sequence[str]
    row_numbers: Sequence[int]
    codes: dict[str, Integers] = field(default_factory=dict)
    missing: dict[str, Integers] = field(default_factory=dict)
    sheet: str = ""

    @property
    def size(self) -> int:
        return len(self.ids)

    def applies(self, item: Item) -> Mask:
        """For which units every condition of the item holds."""
        mask = np.ones(self.size, dtype=np.bool_)
        for condition in item.applies_when:
            mask &= np.isin(self.codes[condition.item], self._condition_codes(condition))
        return mask

    def undecided(self, item: Item) -> Mask:
        """The units for which it cannot be said whether the item applies: a condition is unreadable."""
        mask = np.zeros(self.size, dtype=np.bool_)
        for condition in item.applies_when:
            mask |= self.codes[condition.item] == UNREADABLE
        return mask

    def _condition_codes(self, condition: Condition) -> list[int]:
        item = self.instrument.item(condition.item)
        assert item is not None  # an instrument refuses a condition on an unknown item
        names = self.instruments.level_names(item)
        return [names.index(a) + 1 for a in condition.answers if a in names]


def settle_empty(table: CodedTable) -> None:
    """Say why each empty answer is empty: *not applicable* where the item does not apply, else *not
    recorded* where the item allows that. What is left stays `EMPTY`, and is refused by the check."""
    for item in table.instrument.choices:
        missing = table.missing[item.name]
        empty = missing == EMPTY
        if not empty.any():
            continue
        outside = empty & ~table.applies(item) & ~table.undecided(item)
        missing[outside] = Missing.NOT_APPLICABLE
        if Missing.NOT_RECORDED in item.allows:
            missing[empty & ~outside] = Missing.NOT_RECORDED


def joined(parts: Sequence[CodedTable]) -> CodedTable:
    """The units of several files of one table, one after the other."""
    if len(parts) == 1:
        return parts[0]
    return CodedTable(
        instrument=parts[0].instrument,
        instruments=parts[0].instruments,
        file=parts[0].instrument.table,
        ids=[text for part in parts for text in part.ids],
        row_numbers=[row for part in parts for row in part.row_numbers],
        codes={name: np.concatenate([p.codes[name] for p in parts]) for name in parts[0].codes},
        missing={name: np.concatenate([p.missing[name] for p in parts]) for name in parts[0].missing},
    )
