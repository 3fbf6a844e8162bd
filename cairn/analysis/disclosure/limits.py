"""What a release must keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What must hold: counts of 1 to `below` − 1 are not printed, a withheld count stays open over a range of
    `width`, and a group of fewer than `alike_below` does not all share a value.

    The range is measured as usual, for a reader who takes a withheld count for none or more: 0 to 3 is three
    wide. A careful reader knows that a symbol that never stands for none is at least `least`: he is left the
    same without what lies below, 1 to 3. With `least` 0 no such reader is reckoned with.
    """

    below: int = 5
    width: int = 3
    alike_below: int = 0
    least: int = 1

    @property
    def opening(self) -> int:
        """How wide a range the careful reader is left."""
        return max(self.width - self.least, 0)

    def __str__(self) -> str:
        values = f"{self.opening + 1} values or more left for each"
        return f"counts of 1 to {self.below - 1} withheld, {values}"
