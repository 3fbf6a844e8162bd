"""What is worth a look in a file of statements, without being a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from cairn.claims.consistency_forms import Event, Reading
from cairn.claims.consistency_space import Space
from cairn.claims.consistency_telling import percent

_FEWEST = 3  # answers that make a printed list


def remarks_on(readings: Sequence[Reading], space: Space) -> list[str]:
    """Sentences on lists of answers that stay short of their base, and on comparisons without a level."""
    return _short_lists(readings) + _unnamed_levels(readings, space)


def _short_lists(readings: Sequence[Reading]) -> list[str]:
    lists: dict[tuple[str, str, tuple[Event, ...]], list[Reading]] = {}
    for r in readings:
        if r.ratio is not None and r.range is not None and r.extreme is None:
            lists.setdefault((r.universe, r.statement.measure, r.ratio.base), []).append(r)
    found: list[str] = []
    for (_, measure, _), group in lists.items():
        most = sum(r.range.high for r in group if r.range is not None)
        if len(group) >= _FEWEST and most < 1 and _apart(group):
            ids = ", ".join(r.id for r in group)
            sums = " + ".join(percent(r.range.high) for r in group if r.range is not None)
            found.append(
                f"{ids}: the answers printed for {measure.replace('_', ' ')} come to {percent(most)} in 100 "
                f"at the most ({sums}); the rest gave another answer, or none: the publication does not say."
            )
    return found


def _apart(group: Sequence[Reading]) -> bool:
    """Whether no two of the levels share an answer."""
    values = [
        {d: v for d, v in r.ratio.part[0] if v != dict(r.ratio.base[0]).get(d)}
        for r in group
        if r.ratio is not None
    ]
    return all(a.keys() == b.keys() and not any(a[d] & b[d] for d in a) for a, b in combinations(values, 2))


def _unnamed_levels(readings: Sequence[Reading], space: Space) -> list[str]:
    found: dict[str, list[str]] = {}
    for r in readings:
        if r.orders and len(space.levels(r.statement.source, r.statement.measure).answers) > 2:
            found.setdefault(r.said, []).append(r.id)
    return [
        f"{', '.join(ids)}: the comparison names no level; it is read as the share with {said}."
        for said, ids in found.items()
    ]
