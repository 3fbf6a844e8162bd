"""What to withhold of a release: the small counts, and as little else as keeps them from being worked out.

All tables of the release are taken together, with what earlier releases have printed of the same population.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cairn.analysis.disclosure.alike import alike, reckoned, slots_of
from cairn.analysis.disclosure.audit import AuditReport, LeakKind, audit, is_secret
from cairn.analysis.disclosure.cells import Cell, Dimension, crossings
from cairn.analysis.disclosure.cuts import NEAR, Case, Mask, Openings, fewest
from cairn.analysis.disclosure.greedy import enough
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.linear import Polytope, Vector, least
from cairn.analysis.disclosure.network import Network
from cairn.analysis.disclosure.puzzle import Fact, Hidden, Numbers, Shown, most_expected, parts_of
from cairn.analysis.disclosure.tables import CountTable, linked
from cairn.errors import EvidenceError, Problem

LARGEST_PROVED = 400  # cells of one part; beyond it a good pattern is enough
_MOST_REPAIRS = 12
_FARTHEST = 3  # sums between a count that is given away and the cell that helps
_TIE = 0.5  # among patterns with as many cells, the one with the smaller counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """What to withhold. `primary` gives itself away, `secondary` would give it away; `exposed` can be worked
    out whatever is withheld, and the release must not go out. `optimal`: no smaller `secondary` would do.

    `zeros_withheld`: the symbol may stand for none in this release, and its notes must say so.
    """

    primary: frozenset[Cell]
    secondary: frozenset[Cell]
    exposed: tuple[Cell, ...]
    optimal: bool
    zeros_withheld: bool
    audit: AuditReport

    @property
    def withheld(self) -> frozenset[Cell]:
        return self.primary | self.secondary

    @property
    def safe(self) -> bool:
        return self.audit.safe


@dataclass(frozen=True, slots=True)
class Release:
    """All cells with their true counts. `printed` by this release; `fixed` by an earlier one."""

    net: Network
    wide: Network  # the same, with all that is crossed at once: what a reader can reckon with
    counts: Vector
    true: Mask  # the count is that of the tables: not only one that fits
    printed: Mask
    shared: Mask  # printed by several tables
    fixed: Mask
    hidden_before: Mask
    least_before: Vector  # what those are known to be at least
    earlier: tuple[Fact, ...]


def suppress(
    tables: Sequence[CountTable],
    dimensions: Mapping[str, Dimension],
    limits: Limits,
    earlier: Sequence[Fact] = (),
) -> Suppression:
    """What to withhold of these tables, given what was printed before. The same input gives the same answer.

    Raises `EvidenceError` when no counts agree with both the tables and the earlier releases.
    """
    release = _gathered(tables, dimensions, limits, earlier)
    primary, alike = primary_of(release, dimensions, limits)
    found = attempt(release, dimensions, limits, case_of(release, limits, primary, alike), none=False)
    if len(found.exposed) or not found.report.safe:
        # A last resort: the symbol may stand for none, everywhere in this release.
        lax = case_of(release, replace(limits, least=0), primary, np.ones_like(alike))
        found = attempt(release, dimensions, limits, lax, none=True)
    cells = release.net.cells
    withheld = found.pattern & release.printed
    return Suppression(
        primary=frozenset(cells[i] for i in np.flatnonzero(withheld & primary)),
        secondary=frozenset(cells[i] for i in np.flatnonzero(withheld & ~primary)),
        exposed=tuple(sorted(cells[i] for i in found.exposed)),
        optimal=found.optimal,
        zeros_withheld=_stands_for_none(release, withheld, found.none),
        audit=found.report,
    )


@dataclass(frozen=True, slots=True)
class _Attempt:
    pattern: Mask
    exposed: Numbers
    optimal: bool
    none: bool
    report: AuditReport


def attempt(
    release: Release, dimensions: Mapping[str, Dimension], limits: Limits, case: Case, *, none: bool
) -> _Attempt:
    """A pattern, mended until the attack finds nothing or there is nothing left to withhold."""
    case, exposed = _possible(case)
    case, whole = _in_modules(case, release.shared)
    pattern, optimal = _solve(case)
    optimal = optimal and whole
    report = _audited(release, pattern, dimensions, limits, none)
    for _ in range(_MOST_REPAIRS):
        more = _repairs(release, case, pattern, report)
        if not more.any():
            break
        case = replace(case, must=case.must | more)
        pattern, optimal = _solve(case)[0], False
        report = _audited(release, pattern, dimensions, limits, none)
    return _Attempt(pattern, exposed, optimal, none, report)


def safe_rows(
    table: CountTable, dimensions: Mapping[str, Dimension], withheld: frozenset[Cell]
) -> list[tuple[tuple[str, ...], int | None]]:
    """The rows of the table as they may be printed: values of its dimensions, and the count or None."""
    rows = []
    for one, count in table.cells(dimensions).items():
        place = dict(one.place)
        rows.append(
            (tuple(place.get(d, "all") for d in table.dimensions), None if one in withheld else count)
        )
    return rows


def _gathered(
    tables: Sequence[CountTable],
    dimensions: Mapping[str, Dimension],
    limits: Limits,
    earlier: Sequence[Fact],
) -> Release:
    facts = tuple(f for f in earlier if isinstance(f, Shown | Hidden))
    before = [(f.cell.population, f.cell.dimensions) for f in facts]
    net = linked(tables, dimensions, before)
    together = crossings([*(t.shape for t in tables), *before], dimensions)
    wide = linked(tables, dimensions, [*before, *together])
    number = net.numbers()
    size = len(net.cells)
    known = np.full(size, -1.0)
    fixed, hidden, some = (np.zeros(size, dtype=np.bool_) for _ in range(3))
    times = np.zeros(size, dtype=np.int64)
    for table in tables:
        every = {d: (*dimensions[d].values, *dimensions[d].groups) for d in table.dimensions}
        for one, count in replace(table, shown=every, totals=True).cells(dimensions).items():
            known[number[one]] = count
        times[[number[one] for one in table.cells(dimensions)]] += 1
    true = known >= 0
    for fact in facts:
        i = number[fact.cell]
        if isinstance(fact, Shown):
            if known[i] not in (-1, fact.count):
                raise _disagreement()
            fixed[i], known[i] = True, fact.count
        else:
            hidden[i], some[i] = True, some[i] or not fact.none
    least_before = np.where(some, float(limits.least), 0.0)
    counts = completed(net, known, least_before)
    return Release(net, wide, counts, true, times > 0, times > 1, fixed, hidden, least_before, tuple(earlier))


def completed(net: Network, known: Vector, low: Vector) -> Vector:
    """Some counts for the cells that nobody gave, so that all adds up: which ones does not matter."""
    if (known >= 0).all():
        if np.abs(net.equations @ known).max(initial=0.0) > NEAR:
            raise _disagreement()
        return known
    most = most_expected(net.equations, known)
    unknown = known < 0
    polytope = Polytope(
        net.equations,
        np.zeros(net.equations.shape[0]),
        np.where(unknown, low, known),
        np.where(unknown, most, known),
    )
    corner = least(np.zeros(len(known)), polytope)
    if corner is None:
        raise _disagreement()
    return np.asarray(corner.x, dtype=np.float64)


def _disagreement() -> EvidenceError:
    message = "The tables and the earlier releases cannot both be right: their counts do not add up."
    remedy = "Compare the totals; if figures were corrected, give the population another name."
    return EvidenceError(Problem(code="releases-disagree", message=message, remedy=remedy))


def primary_of(release: Release, dimensions: Mapping[str, Dimension], limits: Limits) -> tuple[Mask, Mask]:
    """Counts that give themselves away; and zeros that may be withheld to hide that a group is all alike."""
    cells, counts = release.net.cells, release.counts
    secret = np.array([is_secret(c, dimensions) for c in cells], dtype=np.bool_)
    small = release.true & (counts > 0) & (counts < limits.below) & secret
    telling = np.array([any(v in dimensions[d].sensitive for d, v in c.place) for c in cells], dtype=np.bool_)
    primary = small | (release.printed & telling & (counts == 0))
    zeros = telling & (counts == 0)
    told = release.printed | release.fixed | release.hidden_before
    named = slots_of([cells[i] for i in np.flatnonzero(told)])
    for one in alike(cells, _true(release), dimensions, named, limits.alike_below):
        none = np.array(one.none, dtype=np.int64)
        zeros[none] = True
        primary[one.part] |= release.printed[one.part]
        # Printed to be none of all the others, it says that all are alike, whatever becomes of their number.
        if release.printed[none].all():
            primary[none[0]] = True
    return primary, zeros


def _true(release: Release) -> tuple[Vector, Vector]:
    """Between which numbers each count truly is, as far as the tables tell."""
    true, equations = release.true, release.net.equations
    most = most_expected(equations, np.where(true, release.counts, -1.0))
    low, high = (np.where(true, release.counts, bound) for bound in (0.0, most))
    return reckoned(equations, low, high)


def case_of(release: Release, limits: Limits, primary: Mask, zeros: Mask) -> Case:
    """What the search works on. `zeros` may be withheld although they are none."""
    counts = release.counts
    # Who is told, or was told before, that a count is some is left less of the range; who is not, all of it.
    known = np.maximum(np.where(release.printed, limits.least, 0), release.least_before)
    width = np.maximum(limits.width - known, 0.0)
    unsaid = ~release.printed & ~release.fixed
    # What was withheld before stays withheld: printed now, it would give away what it was withheld for.
    must = ((primary | release.hidden_before) & release.printed | unsaid) & ~release.fixed
    may = must | (release.printed & ~release.fixed & ((counts > 0) | zeros))
    least_now = np.where(release.printed, np.minimum(counts, limits.least), 0.0)
    floor = np.maximum(least_now, release.least_before)
    targets = (primary | release.hidden_before) & must
    candidates = float(counts[may & ~must].sum()) or 1.0
    most = float(width[may].max(initial=0.0))
    return Case(
        equations=release.net.equations,
        up=np.full(len(counts), most),
        down=np.clip(counts - floor, 0.0, most),
        price=1.0 + _TIE * counts / candidates,
        must=must,
        may=may,
        loose=unsaid & ~targets,
        targets=np.flatnonzero(targets),
        width=width,
    )


def _possible(case: Case) -> tuple[Case, Numbers]:
    """The case without cells that nothing could protect; and the targets among them."""
    may = case.may.copy()
    while True:
        openings = Openings(case, may)
        openings.stir()
        wanted = map(int, np.flatnonzero(may & ~case.loose))
        lost = [at for at in wanted if not openings.opened(at) and openings.weights(at) is not None]
        gone = [at for at in lost if not case.must[at]]
        if not gone:
            exposed = np.array(lost, dtype=np.int64)
            targets = np.setdiff1d(case.targets, exposed)
            loose = case.loose.copy()
            loose[exposed] = True
            return replace(case, may=may, targets=targets, loose=loose), exposed
        may[gone] = False


def _in_modules(case: Case, shared: Mask) -> tuple[Case, bool]:
    """Where tables are too large together, totals they share stay shown if they can: each table then is a
    part of its own. Totals are given back for withholding next to the counts that cannot do without."""
    if int(case.may.sum()) <= LARGEST_PROVED:
        return case, True
    kept = shared & case.may & ~case.must
    while kept.any():
        modules, lost = _possible(replace(case, may=case.may & ~kept))
        if not len(lost):
            return modules, False
        rows = np.unique(case.equations.tocsc()[:, lost].indices)
        needed = np.zeros(len(kept), dtype=np.bool_)
        needed[np.unique(case.equations[rows].indices)] = True
        if not (needed & kept).any():
            break
        kept = kept & ~needed
    return case, True


def _solve(case: Case) -> tuple[Mask, bool]:
    """The pattern, part by part: cells that no sum of movable cells ties together have nothing in common."""
    pattern, optimal = case.must.copy(), True
    columns = np.flatnonzero(case.may)
    labels = parts_of(case.equations[:, columns].tocsr())
    wanted = np.zeros(len(case.may), dtype=np.bool_)
    wanted[case.targets] = True
    for label in sorted(set(labels[wanted[columns]].tolist())):
        inside = columns[labels == label]
        part = _restricted(case, inside)
        found = fewest(part) if len(inside) <= LARGEST_PROVED else None
        if found is not None and found.enough:
            pattern[inside], optimal = found.pattern, optimal and found.proved
        else:
            some = enough(part, None if found is None else found.pattern)
            pattern[inside], optimal = (part.may if some is None else some), False
    return pattern, optimal


def _restricted(case: Case, inside: Numbers) -> Case:
    matrix = case.equations[:, inside].tocsr()
    rows = np.flatnonzero(np.diff(matrix.indptr))
    place = {int(c): i for i, c in enumerate(inside)}
    return Case(
        equations=matrix[rows].tocsr(),
        up=case.up[inside],
        down=case.down[inside],
        price=case.price[inside],
        must=case.must[inside],
        may=case.may[inside],
        loose=case.loose[inside],
        targets=np.array([place[int(t)] for t in case.targets if int(t) in place], dtype=np.int64),
        width=case.width[inside],
    )


def _stands_for_none(release: Release, withheld: Mask, none: bool) -> bool:
    return none or bool((withheld & (release.counts == 0)).any())


def _audited(
    release: Release, pattern: Mask, dimensions: Mapping[str, Dimension], limits: Limits, none: bool
) -> AuditReport:
    cells, counts = release.net.cells, release.counts
    withheld = pattern & release.printed
    facts: list[Fact] = list(release.earlier)
    none = _stands_for_none(release, withheld, none)
    for i in map(int, np.flatnonzero(release.printed)):
        facts.append(Hidden(cells[i], none) if withheld[i] else Shown(cells[i], int(counts[i])))
    return audit(release.wide, facts, dimensions, limits)


def _repairs(release: Release, case: Case, pattern: Mask, report: AuditReport) -> Mask:
    """For every count that is given away all the same, one more cell, as near to it as there is one."""
    more = np.zeros(len(pattern), dtype=np.bool_)
    inner, number = release.net.numbers(), release.wide.numbers()
    place = np.array([inner.get(c, -1) for c in release.wide.cells], dtype=np.int64)
    rows, columns = release.wide.equations, release.wide.equations.tocsc()
    for leak in report.leaks:
        if leak.kind not in (LeakKind.WITHHELD, LeakKind.SMALL, LeakKind.ALIKE):
            continue
        near = np.array([number[leak.cell]])
        for _ in range(_FARTHEST):
            near = np.unique(rows[np.unique(columns[:, near].indices)].indices)
            known = place[near][place[near] >= 0]
            free = known[case.may[known] & ~pattern[known]]
            if len(free):
                more[free[np.argmin(case.price[free])]] = True
                break
    return more


def shown_facts(rows: Iterable[tuple[Cell, int | None]]) -> tuple[Fact, ...]:
    """Printed rows as facts: a count, or None for a withheld one."""
    return tuple(Hidden(c) if k is None else Shown(c, k) for c, k in rows)
