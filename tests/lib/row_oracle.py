"""The slow, obvious twin of tallies and shares: a loop over rows. Knows nothing of Cairn's arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cairn.instruments.model import AnswerScale

Row = Mapping[str, object]


def oracle_tally(
    rows: Sequence[Row], by: Sequence[str], items: Mapping[str, AnswerScale]
) -> dict[tuple[str, ...], tuple[int, dict[str, list[int]]]]:
    """Rows and answers by code for every cell; an absent answer is the cell value `not_given`."""
    cells: dict[tuple[str, ...], tuple[int, dict[str, list[int]]]] = {}
    for row in rows:
        key = tuple(str(row[name]) if row[name] is not None else "not_given" for name in by)
        empty = {item: [0] * (len(scale.answers) + 1) for item, scale in items.items()}
        n, counts = cells.get(key, (0, empty))
        for item, scale in items.items():
            names = [None, *(a.name for a in scale.answers)]
            counts[item][names.index(row[item])] += 1  # type: ignore[arg-type]
        cells[key] = (n + 1, counts)
    return cells


def oracle_share(
    rows: Sequence[Row],
    item: str,
    scale: AnswerScale,
    level: str,
    where: Sequence[tuple[str, Sequence[str]]],
) -> tuple[int, int]:
    """k and n: the answers at the level, and all answers, of the rows that meet every condition."""
    members = dict(scale.sets).get(level, (level,))
    group = [row for row in rows if all(row[name] in values for name, values in where)]
    answered = [row[item] for row in group if row[item] is not None]
    return sum(answer in members for answer in answered), len(answered)
