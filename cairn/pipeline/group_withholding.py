"""Which groups of one breakdown to withhold, when the total of all of them is known from another question."""

from __future__ import annotations

from collections.abc import Mapping

from cairn.analysis.disclosure import Limits, withheld
from cairn.analysis.disclosure.cells import Dimension
from cairn.analysis.disclosure.puzzle import Fact, Hidden, Shown
from cairn.analysis.disclosure.suppress import suppress
from cairn.analysis.disclosure.tables import CountTable
from cairn.analysis.tally import NOT_GIVEN

_GROUP, _ANSWER, _YES, _NO = "group", "answer", "at the level", "not at the level"


def withheld_of_groups(
    groups: Mapping[str, tuple[int, int]], total: tuple[int, int], limits: Limits
) -> frozenset[str]:
    """The names of the groups to withhold of “k of n” by group: the small ones, and as few others as keep
    them from being worked out of the others and the `total`, k of n. All, when that cannot be had."""
    rest = tuple(whole - sum(pair[i] for pair in groups.values()) for i, whole in enumerate(total))
    every = {**groups, NOT_GIVEN: (rest[0], rest[1])}
    dimensions = {
        _GROUP: Dimension(name=_GROUP, values=tuple(every), identifying=True),
        _ANSWER: Dimension(name=_ANSWER, values=(_YES, _NO)),
    }
    table = CountTable(
        name="groups",
        population="units",
        dimensions=(_GROUP, _ANSWER),
        counts={
            **{(name, _YES): k for name, (k, _) in every.items()},
            **{(name, _NO): n - k for name, (k, n) in every.items()},
        },
        shown={_GROUP: tuple(groups)},
    )
    cells = table.cells(dimensions)
    totals = [c for c in cells if _GROUP not in c.dimensions]
    small = withheld(*total, True, limits.below)
    known: list[Fact] = [Hidden(c) if small else Shown(c, cells[c]) for c in totals]
    found = suppress([table], dimensions, limits, known)
    if not found.safe:
        return frozenset(groups)
    return frozenset(dict(c.place)[_GROUP] for c in found.withheld if _GROUP in c.dimensions)
