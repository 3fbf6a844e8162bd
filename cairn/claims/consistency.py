"""Consistency of published statements: all the smallest sets of them that cannot all hold.

A statement gives a share, as a range of shares that its words allow, of a population at a level of a measure.
Units are counted in cells of crossed characteristics and answers; a statement bounds sums of such counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Claim
from cairn.claims.consistency_forms import Reading
from cairn.claims.consistency_oracle import Oracle
from cairn.claims.consistency_reading import NotRead, read_all
from cairn.claims.consistency_remarks import remarks_on
from cairn.claims.consistency_search import connected, extended, minimal_conflicts
from cairn.claims.consistency_space import Space
from cairn.claims.consistency_telling import Change, Teller
from cairn.claims.statements import Statement
from cairn.claims.wording import Wording
from cairn.instruments.model import Instrument
from cairn.utils.counts import counted

CANNOT_ALL_HOLD = "cannot_all_hold"
DOES_NOT_ADD_UP = "does_not_add_up"

_NOT_STATED = "not_stated"
_MOST_WAYS = 4_000
_UNCHANGEABLE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A set of statements that cannot all hold, while they can without any one of them.

    `why` is one sentence that can be checked by hand. `changes` tells for each statement that could be
    changed alone what would mend the set, the least first.
    """

    statements: tuple[str, ...]
    kind: str
    why: str
    changes: tuple[Change, ...] = ()

    @property
    def least_change(self) -> Change | None:
        """The smallest of the changes; None when only comparisons are in conflict."""
        return self.changes[0] if self.changes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistencyReport:
    """What was found in `statements` statements. `complete` is False when the search was given up."""

    statements: int
    conflicts: tuple[Conflict, ...]
    remarks: tuple[str, ...]
    not_read: tuple[NotRead, ...]
    complete: bool = True


def find_conflicts(
    statements: Iterable[Statement],
    book: MeasureBook,
    wording: Wording,
    *,
    instruments: Mapping[str, Instrument] | None = None,
    claims: Mapping[str, Claim] | None = None,
) -> ConsistencyReport:
    """All minimal sets of statements that cannot all hold, in the order of their statements.

    `instruments`, by table, say when an item applies: the base of a rating of plans is the records with a
    plan. Without them every item is taken to apply to everyone. Names that the book lacks are taken as the
    file uses them. `claims`, by statement, say what is compared with what and at which level, and what a
    rest is the rest of; where there is none that is guessed from the statement's own names. Shares of a base
    that is not known to be under 20 are read as percentages.
    """
    everything = tuple(statements)
    readings, missed, space = read_all(everything, book, wording, instruments, claims)
    remarks = remarks_on(readings, space)
    conflicts: list[Conflict] = []
    complete = True
    for universe in dict.fromkeys(r.universe for r in readings):
        own = [r for r in readings if r.universe == universe]
        oracle = Oracle(own, space.domains(universe))
        found, finished = _of_universe(own, oracle)
        complete = complete and finished
        remarks += [_unsettled(ids) for ids in sorted(map(sorted, oracle.unsettled))]
        conflicts += _with_lists(found, own, space)
    place = {s.id: i for i, s in enumerate(everything)}
    conflicts.sort(key=lambda c: [place[i] for i in c.statements])
    if not complete:
        remarks.append("The search was given up before it was done: there may be more sets than those told.")
    return ConsistencyReport(
        statements=len(everything),
        conflicts=tuple(conflicts),
        remarks=tuple(remarks),
        not_read=tuple(missed),
        complete=complete,
    )


def smallest_repair(report: ConsistencyReport) -> tuple[str, ...]:
    """A smallest set of statements without which all the others can hold together.

    Of several, the one that would need the least change in all, then the first by id. Lists that do not
    add up are left out: what is missing from them stands in nobody's way.
    """
    sets = [c for c in report.conflicts if c.kind == CANNOT_ALL_HOLD]
    ways: list[frozenset[str]] = [frozenset()]
    for conflict in sets:
        ways = extended(ways, frozenset(conflict.statements))[:_MOST_WAYS]
    best = min(ways, key=lambda w: (len(w), _total_change(w, sets), sorted(w)))
    return tuple(sorted(best))


def report_as_json(report: ConsistencyReport) -> dict[str, object]:
    """The report as plain values, the same on every run.

    statements  how many statements were given
    conflicts   list of {statements: [id…], kind, why, least_change}
                kind: cannot_all_hold, or does_not_add_up for a printed list against its printed total
                least_change: {statement, points, direction: up|down}, or null when only comparisons
                are in conflict; points are percentage points by which its range would reach further
    remarks     list of sentences: what is worth a look and is no conflict
    not_read    list of {id, reason}: statements that bound nothing
    complete    false when the search for sets was given up
    """
    return {
        "statements": report.statements,
        "conflicts": [
            {
                "statements": list(c.statements),
                "kind": c.kind,
                "why": c.why,
                "least_change": _change_as_json(c.least_change),
            }
            for c in report.conflicts
        ],
        "remarks": list(report.remarks),
        "not_read": [{"id": n.statement, "reason": n.reason} for n in report.not_read],
        "complete": report.complete,
    }


def _change_as_json(change: Change | None) -> dict[str, object] | None:
    if change is None:
        return None
    return {"statement": change.statement, "points": float(change.points), "direction": change.direction}


def _of_universe(readings: Sequence[Reading], oracle: Oracle) -> tuple[list[Conflict], bool]:
    """The conflicts, part by part: statements meet only through the characteristics and answers they share.

    The total of all units is shared by every part; so statements of it are searched with each.
    """
    total = [r.id for r in readings if r.count is not None and not r.dimensions()]
    counting = frozenset(("…total",)) if not total else frozenset()
    parts = connected(
        [
            (r.id, r.dimensions() | (counting if r.count is not None else frozenset()))
            for r in readings
            if r.id not in total
        ]
    )
    found: dict[frozenset[str], None] = {}
    complete = True
    for part in parts or [[]]:
        known = _about_comparisons([oracle.readings[i] for i in part], oracle)
        result = minimal_conflicts([*part, *total], oracle.conflict_in, known=known)
        complete = complete and result.complete
        found.update(dict.fromkeys(result.conflicts))
    place = {r.id: i for i, r in enumerate(readings)}
    teller = Teller(oracle)
    conflicts = []
    for ids in found:
        ordered = sorted(ids, key=place.__getitem__)
        told = teller.tell(ordered)
        conflicts.append(
            Conflict(statements=tuple(ordered), kind=CANNOT_ALL_HOLD, why=told.why, changes=told.changes)
        )
    return conflicts, complete


def _about_comparisons(readings: Sequence[Reading], oracle: Oracle) -> list[frozenset[str]]:
    """Minimal sets among statements on what a comparison compares: small searches that spare a large one."""
    found: dict[frozenset[str], None] = {}
    for comparison in (r for r in readings if r.orders):
        near = [r.id for r in readings if r.answers() & comparison.answers()]
        found.update(dict.fromkeys(minimal_conflicts(near, oracle.conflict_in).conflicts))
    return list(found)


def _with_lists(conflicts: list[Conflict], readings: Sequence[Reading], space: Space) -> list[Conflict]:
    """The conflicts, with complete printed lists that do not add up to their printed total."""
    units = [r for r in readings if r.said == "units" and r.count is not None and r.count.low == r.count.high]
    lists: dict[tuple[str, str], dict[str, Reading]] = {}
    totals: dict[str, Reading] = {}
    for r in units:
        conditions = r.statement.conditions
        if not conditions:
            totals.setdefault(r.statement.source, r)
        elif len(conditions) == 1 and len(conditions[0][1]) == 1:
            lists.setdefault((r.statement.source, conditions[0][0]), {}).setdefault(conditions[0][1][0], r)
    kept = list(conflicts)
    for (source, name), printed in lists.items():
        known = space.book.characteristic(source, space.dimension(source, name))
        total = totals.get(source)
        if known is None or total is None or set(known.value_names) - {_NOT_STATED} - set(printed):
            continue
        added = _list_conflict(total, list(printed.values()), space)
        if added is None or any(set(c.statements) < set(added.statements) for c in kept):
            continue
        kept = [c for c in kept if set(c.statements) != set(added.statements)] + [added]
    return kept


def _list_conflict(total: Reading, groups: list[Reading], space: Space) -> Conflict | None:
    assert total.count is not None
    whole = int(total.count.low)
    found = sum(int(r.count.low) for r in groups if r.count is not None)
    if found == whole:
        return None
    source = space.book.source(total.statement.source)
    units = source.unit_plural if source else "units"
    if found < whole:
        short = f"{whole - found:,}"
        tail = f"{short} are unaccounted for, or the list is not complete"
        mend = f"a total {short} smaller than printed, or {short} more in the groups, would add up"
        of_all = counted(whole, source.unit if source else "unit", units)
        why = f"The {len(groups)} groups printed account for {found:,} of {of_all}; {tail}: {mend}."
    else:
        over = f"{found - whole:,}"
        tail = f"{over} more than the {whole:,} {units} of the printed total"
        mend = f"a total {over} larger than printed, or {over} fewer in the groups, would add up"
        why = f"The {len(groups)} groups printed come to {found:,}, {tail}: {mend}."
    points = Decimal(math.ceil(Fraction(abs(whole - found) * 10_000, max(whole, 1)))) / 100
    change = Change(total.id, points, "down" if found < whole else "up")
    ids = (total.id, *(r.id for r in groups))
    return Conflict(statements=ids, kind=DOES_NOT_ADD_UP, why=why, changes=(change,))


def _total_change(way: frozenset[str], conflicts: Sequence[Conflict]) -> Decimal:
    """The points it takes to mend every conflict by changing only these statements."""
    needed = dict.fromkeys(way, Decimal(0))
    for conflict in conflicts:
        points = {c.statement: c.points for c in conflict.changes}
        able = sorted(way & set(conflict.statements), key=lambda i: (points.get(i, _UNCHANGEABLE), i))
        if able:
            needed[able[0]] = max(needed[able[0]], points.get(able[0], _UNCHANGEABLE))
    return sum(needed.values(), Decimal(0))


def _unsettled(ids: Sequence[str]) -> str:
    return (
        f"Whether {', '.join(ids)} can all hold was not settled in the time allowed; they are taken to hold."
    )
