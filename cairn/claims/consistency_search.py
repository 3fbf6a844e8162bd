"""All minimal sets of statements that cannot all hold.

A set found to be impossible is shrunk until every statement in it is needed. Then every way to leave out
one statement of each set found so far, and no more, is tried: either the rest can all hold, which is checked,
or it holds another set. When nothing is left to try, every set has been found, and every largest set of
statements that can hold together has been seen to hold. (Reiter, Artificial Intelligence 32, 1987; hitting
sets kept as in Berge, Hypergraphs, 1989, section 2.1.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Ids = frozenset[str]
ConflictIn = Callable[[Ids], Ids | None]

MOST_TRIED = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """The minimal sets, and whether they are known to be all."""

    conflicts: tuple[Ids, ...]
    complete: bool


def minimal_conflicts(
    ids: Iterable[str], conflict_in: ConflictIn, most: int = MOST_TRIED, known: Iterable[Ids] = ()
) -> Found:
    """Every minimal set of `ids` for which `conflict_in` finds a conflict.

    `conflict_in` says None when all can hold, else a part that cannot. The search stops after `most` trials.
    `known` are minimal sets found before, in a part of the ids.
    """
    everything = frozenset(ids)
    conflicts = list(dict.fromkeys(known))
    ways: list[Ids] = [frozenset()]
    for conflict in conflicts:
        ways = extended(ways, conflict)
    holding: list[Ids] = []
    tried = 0
    while True:
        way = next((w for w in ways if w not in holding), None)
        if way is None:
            return Found(tuple(conflicts), True)
        if tried >= most or len(ways) > most:
            return Found(tuple(conflicts), False)
        tried += 1
        core = None if any(held <= way for held in holding) else conflict_in(everything - way)
        if core is None:
            holding.append(way)
            continue
        # A core comes from inexact arithmetic: it is believed only when it conflicts by itself.
        conflict = shrunk(core if conflict_in(core) else everything - way, conflict_in)
        conflicts.append(conflict)
        ways = extended(ways, conflict)


def shrunk(core: Ids, conflict_in: ConflictIn) -> Ids:
    """A part of `core` that cannot hold although it can without any one of its statements."""
    needed = core
    for one in sorted(core):
        if one in needed:
            smaller = conflict_in(needed - {one})
            needed = needed if smaller is None else smaller
    return needed


def extended(ways: Sequence[Ids], conflict: Ids) -> list[Ids]:
    """The minimal sets that meet every earlier conflict, made to meet one more."""
    kept = [w for w in ways if w & conflict]
    grown = {w | {one} for w in ways if not w & conflict for one in conflict}
    fresh = [g for g in grown if not any(k <= g for k in kept)]
    minimal = [g for g in fresh if not any(o < g for o in fresh)]
    return sorted((*kept, *minimal), key=lambda w: (len(w), sorted(w)))


def connected(parts: Sequence[tuple[str, Ids]]) -> list[list[str]]:
    """Names grouped so that two whose features overlap stand together."""
    groups: list[tuple[list[str], set[str]]] = []
    for name, features in parts:
        joined, seen = [name], set(features)
        rest: list[tuple[list[str], set[str]]] = []
        for members, known in groups:
            if known & seen:
                joined, seen = members + joined, seen | known
            else:
                rest.append((members, known))
        groups = [*rest, (joined, seen)]
    return [members for members, _ in groups]
