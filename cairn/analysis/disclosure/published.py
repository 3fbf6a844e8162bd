"""One figure as it is published, in a table or in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from cairn.analysis.disclosure.cells import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What is printed of how sure a share is, as it is printed ("0.253"); all shares are from 0 to 1."""

    share: str = ""
    low: str = ""
    high: str = ""
    standard_error: str = ""
    effective_size: str = ""
    level: float = 0.95
    population: int | None = None
    base: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published figure about `cell`; `whole` is what it is a share of.

    `count` and `base` are numbers, or None where the symbol stands; `count_said` and `base_said` tell whether
    anything stands there. `percentage` is as printed, in per cent; `precision` what is printed besides.
    """

    cell: Cell
    whole: Cell | None = None
    count: int | None = None
    count_said: bool = False
    base: int | None = None
    base_said: bool = False
    percentage: str = ""
    words: str = ""
    span: tuple[int, int | None] | None = None
    precision: Precision = field(default_factory=Precision)
