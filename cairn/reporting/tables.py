"""How wide the columns of a printed table are: every word has room, and figures stand under figures.

Widths are in ems of the text around the table, by a rough measure of letters that is on the generous side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SIZES = (0.86, 0.8, 0.74, 0.68)  # of the text around; smaller nobody should have to read
INSET = 0.9  # left and right of a cell, in ems of the text around
AIR = 2.0  # the most that is added to a column that needs no more
SHORT = 12  # letters of a name that is not broken
LONGEST_LINE = 26.0  # a cell with more than this is broken into lines
NEARLY_ALL = 0.8  # a table this wide is set over the whole width

_FIGURE = re.compile(r"(under |over )?[\d,.]+%?( \(?[\d,]+ of [\d,]+\)?| of [\d,]+)?|\[c\]|[–-]|")
_WIDTHS = dict.fromkeys("iljtfI.,:;'’|!()[]/-", 0.36) | dict.fromkeys("mwMW%—@", 0.9)


@dataclass(frozen=True, slots=True)
class Widths:
    """Shares of the columns, which add up to 1; the table's share of the room there is; the type size in ems;
    and how many letters of a word may stand unbroken (0: as many as there are)."""

    columns: tuple[float, ...]
    width: float
    size: float
    unbroken: int = 0


def figures(cells: Iterable[str]) -> bool:
    """Whether a column holds nothing but figures."""
    words = [cell.strip() for cell in cells]
    return any(words) and all(_FIGURE.fullmatch(w) for w in words)


def sides(rows: Sequence[Sequence[str]], columns: int) -> tuple[str, ...]:
    """The side each column is set to: the first left, figures right."""
    return tuple("right" if i and figures(row[i] for row in rows) else "left" for i in range(columns))


def widths(head: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> Widths:
    """Widths for a table in a room of so many ems."""
    columns = [[f"{name}  ", *(row[i] for row in rows)] for i, name in enumerate(head)]
    loose = [max(map(_longest_word, cells)) for cells in columns]
    close = [max(map(_unbroken, cells)) for cells in columns]
    whole = [min(LONGEST_LINE, max(map(_ems, cells))) for cells in columns]
    inset = INSET * len(columns)
    tries = [(whole, SIZES[:2]), (close, SIZES[:-1]), (loose, SIZES)]
    for least, size in [(least, size) for least, sizes in tries for size in sizes]:
        if sum(least) * size + inset <= room:
            return _spread([w * size + INSET for w in least], [w * size + INSET for w in whole], room, size)
    size = SIZES[-1]
    letters = max(4, int((room - inset) / len(columns) / size / 0.6))
    return Widths((1 / len(columns),) * len(columns), 1.0, size, letters)


def _spread(least: list[float], whole: list[float], room: float, size: float) -> Widths:
    whole = [max(pair) for pair in zip(least, whole, strict=True)]
    spare = room - sum(whole)
    if spare >= 0:
        wide = [w + min(AIR, spare / len(whole)) for w in whole]
        share = sum(wide) / room
        return Widths(_shares(wide), 1.0 if share > NEARLY_ALL else share, size)
    wish = [w - m for w, m in zip(whole, least, strict=True)]
    part = (room - sum(least)) / sum(wish)
    return Widths(_shares([m + w * part for m, w in zip(least, wish, strict=True)]), 1.0, size)


def _shares(parts: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(part / sum(parts), 4) for part in parts)


def _ems(words: str) -> float:
    return sum(_WIDTHS.get(c, 0.72 if c.isupper() else 0.28 if c == " " else 0.54) for c in words)


def _unbroken(words: str) -> float:
    """Names and figures that stay on one line where there is room: “Area A”, “31 of 60”."""
    short = len(words.strip()) <= SHORT or _FIGURE.fullmatch(words.strip())
    return _ems(words) if short else _longest_word(words)


def _longest_word(words: str) -> float:
    return max(map(_ems, words.split()), default=0.5)
