"""What a release must keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What must hold: counts of 1 to `below` − 1 are not printed, a withheld count has `width` + 1 values or
    more, and a group of fewer than `alike_below` does not all share a value. `least` is what every reader
    knows a withheld count to be at least."""

    below: int = 5
    width: int = 3
    alike_below: int = 0
    least: int = 1

    def __str__(self) -> str:
        return f"counts of 1 to {self.below - 1} withheld, {self.width + 1} values or more left for each"
