"""The attack on everything published: what can be worked out of what was withheld, and how.

Nothing here has seen a confidential number. What the audit finds, any reader can find.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cairn.analysis.disclosure.alike import Alike, alike, reckoned, slots_of
from cairn.analysis.disclosure.attack import NEAR, Attack, Impossible, Reach
from cairn.analysis.disclosure.cells import Cell, Dimension
from cairn.analysis.disclosure.leaks import Leak, LeakKind
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.linear import Corner
from cairn.analysis.disclosure.network import Network
from cairn.analysis.disclosure.puzzle import Contradiction, Fact, Knowledge, Puzzle, gather, puzzles

__all__ = ["AuditReport", "Leak", "LeakKind", "audit", "is_secret"]
MOST_TERMS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What the attack found. `cells` were looked at, `withheld` of them were withheld."""

    leaks: tuple[Leak, ...]
    cells: int
    withheld: int

    @property
    def safe(self) -> bool:
        return not self.leaks


def audit(
    net: Network, facts: Sequence[Fact], dimensions: Mapping[str, Dimension], limits: Limits
) -> AuditReport:
    """Attack the facts. The same facts give the same report, leaks in order of cell."""
    knowledge = gather(net, facts, limits.least)
    wanted = knowledge.hidden & (knowledge.known < 0)
    secret = np.array([is_secret(c, dimensions) for c in net.cells], dtype=np.bool_)
    unsaid = (knowledge.known < 0) & ~knowledge.hidden & secret
    parts, broken = puzzles(knowledge, wanted | unsaid)
    leaks = [_contradicted(c) for c in (*knowledge.contradictions, *broken)]
    leaks += _printed(knowledge, secret, limits)
    leaks += _alike(knowledge, facts, dimensions, limits)
    narrow = np.zeros_like(wanted)
    for part in parts:
        leaks += _attacked(part, knowledge, (wanted, unsaid), limits, narrow)
    if limits.least and narrow.any() and not leaks:
        leaks += _without_care(net, facts, narrow, limits)
    ordered = sorted(dict.fromkeys(leaks), key=lambda leak: (leak.cell, leak.kind, leak.derivation))
    return AuditReport(leaks=tuple(ordered), cells=len(net.cells), withheld=int(knowledge.hidden.sum()))


def _without_care(
    net: Network, facts: Sequence[Fact], narrow: npt.NDArray[np.bool_], limits: Limits
) -> list[Leak]:
    """The counts that the careful reader found just wide enough, for one who takes each for none or more."""
    knowledge = gather(net, facts, 0)
    none, leaks = np.zeros_like(narrow), []
    for part in puzzles(knowledge, narrow)[0]:
        leaks += _attacked(part, knowledge, (narrow, none), replace(limits, least=0), none)
    return leaks


def _attacked(
    part: Puzzle,
    knowledge: Knowledge,
    wanted: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]],
    limits: Limits,
    narrow: npt.NDArray[np.bool_],
) -> list[Leak]:
    """What leaks of one part. Withheld counts that are open, but not over the whole width, are put down in
    `narrow`."""
    hidden, unsaid = (mask[part.columns] for mask in wanted)
    attack, found = Attack(part), []
    try:
        for mask in (hidden, unsaid):
            if mask.any():
                attack.probe(mask)
        for at in map(int, np.flatnonzero(hidden)):
            if not attack.settled(at, limits.width):
                reach = attack.reach(at, limits.width)
                if reach.width < _needed(part, at, limits):
                    found.append(_leak(LeakKind.WITHHELD, part, at, reach, knowledge))
                elif reach.width < limits.width:
                    narrow[part.columns[at]] = True
        for at, reach in _small(attack, unsaid, limits):
            found.append(_leak(LeakKind.SMALL, part, at, reach, knowledge))
    except Impossible:
        first = knowledge.cells[int(part.columns[np.flatnonzero(hidden | unsaid)[0]])]
        why = "No counts at all fit what is printed about this cell and those it adds up with."
        return [Leak(kind=LeakKind.CONTRADICTION, cell=first, derivation=why)]
    return found


def _small(attack: Attack, unsaid: npt.NDArray[np.bool_], limits: Limits) -> Iterable[tuple[int, Reach]]:
    """The counts printed nowhere of which it is known that they are small, and nearly how small."""
    for at in map(int, np.flatnonzero(unsaid)):
        if not _harmless(attack, at, limits):
            reach = attack.reach(at, limits.width)
            if reach.low >= 1 and reach.high < limits.below and reach.width < limits.opening:
                yield at, reach


def _needed(part: Puzzle, at: int, limits: Limits) -> int:
    """How wide the range must be: the opening for a count that is known not to be none."""
    return limits.opening if part.polytope.low[at] >= limits.least else limits.width


def _harmless(attack: Attack, at: int, limits: Limits) -> bool:
    """A count printed nowhere may be worked out, so long as it may be none, or is no small one."""
    settled = attack.settled(at, limits.opening)
    return settled or bool(attack.lowest[at] < 1 - NEAR or attack.highest[at] > limits.below - 1 + NEAR)


def _leak(kind: LeakKind, part: Puzzle, at: int, reach: Reach, knowledge: Knowledge) -> Leak:
    cell = knowledge.cells[int(part.columns[at])]
    said = [
        _told(part, side, sign, knowledge)
        for side, sign in ((reach.floor, 1.0), (reach.ceiling, -1.0))
        if side is not None
    ]
    if said:
        words = "; ".join(f"{word} {text}" for word, text in zip(("at least", "at most"), said, strict=True))
        why = f"It is {words}." if said[0] != said[1] else f"It is {said[0]}."
    else:
        why = "No other whole numbers fit what is printed about it and the cells it adds up with."
    return Leak(
        kind=kind,
        cell=cell,
        low=reach.low,
        high=reach.high,
        derivation=why,
        used=_used(part, reach, knowledge),
    )


def _used(part: Puzzle, reach: Reach, knowledge: Knowledge) -> tuple[Cell, ...]:
    """The printed cells that the proof adds up, in order."""
    matrix, found = knowledge.equations, set()
    for side in (s for s in (reach.floor, reach.ceiling) if s is not None):
        for row in part.rows[np.abs(side.equations) > NEAR]:
            span = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
            found |= {int(i) for i in span if knowledge.known[i] > 0}
    return tuple(sorted(knowledge.cells[i] for i in found))


def _told(part: Puzzle, side: Corner, sign: float, knowledge: Knowledge) -> str:
    """The multipliers as a sum a person can follow: “48 (records, all) − 30 (records, rating good)”."""
    terms: dict[str, float] = {}
    matrix, limits = knowledge.equations, part.polytope
    for row, multiplier in zip(part.rows, side.equations, strict=True):
        if abs(multiplier) > NEAR:
            span = slice(matrix.indptr[row], matrix.indptr[row + 1])
            for i, coefficient in zip(matrix.indices[span], matrix.data[span], strict=True):
                if knowledge.known[i] > 0:
                    name = f"{knowledge.known[i]} {knowledge.cells[i]}"
                    terms[name] = terms.get(name, 0.0) - sign * multiplier * coefficient
    for bounds, multipliers, key in ((limits.low, side.low, "low"), (limits.high, side.high, "high")):
        for i in map(int, np.flatnonzero(np.abs(multipliers) > NEAR)):
            if bounds[i] > 0:
                column = int(part.columns[i])
                bound = "at least" if key == "low" else "at most"
                name = f"{bounds[i]:g} ({bound}) {knowledge.cells[column]}"
                reason = knowledge.why.get((column, key))
                name += f", as {reason}" if reason else ""
                terms[name] = terms.get(name, 0.0) + sign * multipliers[i]
    notes = [note for note, m in zip(part.notes, side.shares, strict=True) if abs(m) > NEAR]
    text = _sum_text(terms)
    return f"{text}, since {' and '.join(dict.fromkeys(notes))}" if notes else text


def _sum_text(terms: Mapping[str, float]) -> str:
    kept = [(name, factor) for name, factor in terms.items() if abs(factor) > NEAR]
    kept.sort(key=lambda t: t[1] < 0)
    parts = []
    for i, (name, factor) in enumerate(kept[:MOST_TERMS]):
        times = "" if abs(abs(factor) - 1) < NEAR else f"{abs(factor):.3g} × "
        minus = "−" if factor < 0 else "" if i == 0 else "+"
        parts.append(f"{minus} {times}{name}".strip())
    more = f" and {len(kept) - MOST_TERMS} more" if len(kept) > MOST_TERMS else ""
    return (" ".join(parts) or "0") + more


def _contradicted(found: Contradiction) -> Leak:
    return Leak(kind=LeakKind.CONTRADICTION, cell=found.cell, derivation=f"The cell {found.why}.")


def _printed(knowledge: Knowledge, secret: npt.NDArray[np.bool_], limits: Limits) -> Iterable[Leak]:
    both = knowledge.hidden & (knowledge.known >= 0)
    small = (knowledge.known > 0) & (knowledge.known < limits.below) & secret & ~both
    for mask, kind, why in (
        (both, LeakKind.PRINTED, "It is withheld in one place and printed in another."),
        (small, LeakKind.TOO_SMALL, "It is printed, and too small to be."),
    ):
        for i in map(int, np.flatnonzero(mask)):
            k = int(knowledge.known[i])
            yield Leak(kind=kind, cell=knowledge.cells[i], low=k, high=k, derivation=why)


def _alike(
    knowledge: Knowledge, facts: Sequence[Fact], dimensions: Mapping[str, Dimension], limits: Limits
) -> Iterable[Leak]:
    """Groups of fewer than `alike_below` who all share a value, as it is printed or can be reckoned."""
    if not limits.alike_below:
        return
    printed = knowledge.known >= 0
    low = np.where(printed, knowledge.known, knowledge.low).astype(np.float64)
    high = np.where(printed, knowledge.known, knowledge.high).astype(np.float64)
    low, high = reckoned(knowledge.equations, low, high)
    named = slots_of({fact.cell for fact in facts})
    for one in alike(knowledge.cells, (low, high), dimensions, named, limits.alike_below):
        least, most = int(low[one.part]), int(high[one.part])
        size = str(least) if least == most else f"the {least} to {most}"
        used = [knowledge.cells[i] for i in (one.part, *one.none) if printed[i]]
        yield Leak(
            kind=LeakKind.ALIKE,
            cell=knowledge.cells[one.part],
            low=least,
            high=most,
            derivation=f"All {size} of {_asked(one, dimensions)} have {one.slot[0]} {one.slot[1]}.",
            used=tuple(used),
        )


def _asked(one: Alike, dimensions: Mapping[str, Dimension]) -> str:
    """The group, without those of whom the value is not known, if there may be any."""
    return f"{one.group} whose value is given" if dimensions[one.slot[0]].open_values else str(one.group)


def is_secret(cell: Cell, dimensions: Mapping[str, Dimension]) -> bool:
    """Whether the cell speaks of something that is a secret at all."""
    return not any(value in dimensions[name].open_values for name, value in cell.place)
