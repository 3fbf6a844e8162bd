"""The geometry of the picture of the ledger: for each indicator, its entries by level, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cairn.actions.ledger import LEVELS
from cairn.web.components.pictures import Layout, shortened
from cairn.web.components.values import Column, Table

ORDER = tuple(LEVELS)


WIDE = Layout(name="wide", width=880, left=330, row=36, bar_top=6, bar=24, text=15, letters=44)
SLIM = Layout(name="slim", width=300, left=0, row=54, bar_top=24, bar=22, text=14, letters=40)
MOST_UNIT = 56.0


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar: so many entries of one level."""

    level: str
    count: int
    x: float
    y: float
    width: float
    height: float
    text_x: float
    text_y: float


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    baseline: float
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Picture:
    layout: Layout
    height: int
    lines: Sequence[Line]


def draw(names: Mapping[str, str], counts: Mapping[str, Mapping[str, int]]) -> list[Picture]:
    """The picture in its two forms; none without an entry. `names` are those of indicators, by code."""
    if not counts:
        return []
    return [_draw(names, counts, layout) for layout in (WIDE, SLIM)]


def table_of_levels(names: Mapping[str, str], counts: Mapping[str, Mapping[str, int]]) -> Table:
    """The same as a table, with the indicators on which there is no entry yet."""
    return Table(
        caption="Entries by indicator and level",
        columns=("Indicator", *(Column(LEVELS[level], "end") for level in ORDER)),
        rows=[
            (name, *(counts.get(code, {}).get(level, 0) for level in ORDER)) for code, name in names.items()
        ],
    )


def _draw(names: Mapping[str, str], counts: Mapping[str, Mapping[str, int]], layout: Layout) -> Picture:
    shown = [code for code in names if code in counts]
    most = max(sum(counts[code].values()) for code in shown)
    unit = min(MOST_UNIT, (layout.width - layout.left) / most)
    lines = []
    for number, code in enumerate(shown):
        top = number * layout.row
        parts, x = [], float(layout.left)
        for level in ORDER:
            count = counts[code].get(level, 0)
            if count:
                parts.append(_part(level, count, x, top + layout.bar_top, count * unit, layout))
                x += count * unit
        baseline = top + (layout.bar_top - 7 if layout is SLIM else layout.bar_top + 17)
        lines.append(Line(shortened(names[code], layout.letters), baseline, parts))
    return Picture(layout, layout.row * len(shown) + 6, lines)


def _part(level: str, count: int, x: float, y: float, width: float, layout: Layout) -> Part:
    # A hairline between neighbours, so that two levels are never one shape.
    return Part(
        level=level,
        count=count,
        x=round(x, 1),
        y=y,
        width=round(max(2.0, width - 2), 1),
        height=layout.bar,
        text_x=round(x + (width - 2) / 2, 1),
        text_y=y + layout.bar / 2 + 5,
    )
