"""What pictures made of bars have in common: two layouts, and names that fit beside the bars."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """How a picture is laid out: with names left of the bars (`wide`), or above them (`slim`)."""

    name: str
    width: int
    left: int
    row: int
    bar_top: int
    bar: int
    text: int
    letters: int


def shortened(label: str, letters: int) -> str:
    """The table beneath a picture has every label whole."""
    return label if len(label) <= letters else label[: letters - 1].rstrip() + "…"
