"""A conflict told in a sentence that a reader can check by hand, with the least change that would mend it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cairn.claims.consistency_forms import Range, Ratio, Reading, event
from cairn.claims.consistency_levels import words
from cairn.claims.consistency_masses import Masses, Solution, extremes
from cairn.claims.consistency_oracle import Oracle

_GRID = 10_000  # changes are told in hundredths of a point: so many make up a whole share
_NEAR = 1e-6
_CLOSING = "they cannot all hold as worded, under these ranges"


@dataclass(frozen=True, slots=True)
class Change:
    """The least change of one statement that mends a conflict: its range reaches so many percentage
    points further up or down. Rounded up to two decimals; a count's points are of the count itself."""

    statement: str
    points: Decimal
    direction: str


@dataclass(frozen=True, slots=True)
class Told:
    """The sentence, and what it would take to mend the conflict at each statement that could be changed."""

    why: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Bound:
    """Where the other statements leave the share of one: its ends, and masses that show the nearer one."""

    least: float
    most: float
    low_end: Solution
    high_end: Solution
    masses: Masses


class Teller:
    """Tells the conflicts of one universe."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle

    def tell(self, ids: Sequence[str]) -> Told:
        """The conflict between the statements of these ids, a minimal set."""
        readings = [self.oracle.readings[i] for i in ids]
        found: list[tuple[Change, _Bound | None]] = []
        for reading in readings:
            bound = self._bound(reading, [r for r in readings if r is not reading])
            change = self._change(reading, [r for r in readings if r is not reading], bound)
            if change is not None:
                found.append((change, bound))
        found.sort(key=lambda f: (f[0].points, f[0].statement))
        if not found:
            return Told(f"{_listed(readings)}: {_CLOSING}.", ())
        change, bound = found[0]
        target = self.oracle.readings[change.statement]
        others = [r for r in readings if r is not target]
        return Told(_sentence(target, others, change, bound), tuple(c for c, _ in found))

    def _bound(self, reading: Reading, others: list[Reading]) -> _Bound | None:
        """The smallest and largest share that the others leave, where no choice is among them."""
        if reading.ratio is None or reading.range is None or reading.extreme is not None:
            return None
        free = replace(reading, range=Range(Fraction(0), Fraction(1)), base_size=None)
        made = self.oracle.system([*others, free])
        if made is None:
            return None
        found = extremes(*made, reading.ratio.part, reading.ratio.base)
        if found is None:
            return None
        (least, low_end), (most, high_end) = found
        return _Bound(least, most, low_end, high_end, made[0])

    def _change(self, reading: Reading, others: list[Reading], bound: _Bound | None) -> Change | None:
        if reading.range is None and reading.count is None:
            return None
        choices = [self._reach(reading, others, bound, direction) for direction in ("up", "down")]
        known = [c for c in choices if c is not None]
        return min(known, key=lambda c: c.points, default=None)

    def _reach(
        self, reading: Reading, others: list[Reading], bound: _Bound | None, direction: str
    ) -> Change | None:
        steps = _GRID if reading.range is not None else 4 * _whole(reading)
        first = _first_step(reading, bound, direction)
        if first is not None and self._mended(reading, others, direction, first):
            low = first
        elif first is not None and self._mended(reading, others, direction, first + 1):
            low = first + 1
        elif not self._mended(reading, others, direction, steps):
            return None
        else:
            none, low = 0, steps
            while low - none > 1:
                middle = (none + low) // 2
                mended = self._mended(reading, others, direction, middle)
                none, low = (none, middle) if mended else (middle, low)
        of = _GRID if reading.range is not None else _whole(reading)
        hundredths = math.ceil(Fraction(low * 10_000, of))
        return Change(reading.id, Decimal(hundredths) / 100, direction)

    def _mended(self, reading: Reading, others: list[Reading], direction: str, steps: int) -> bool:
        """Whether all can hold once the reading reaches so many steps further."""
        if reading.range is not None:
            by = Fraction(steps, _GRID)
            wider = _moved(reading.range, direction, by)
            top = Range(
                max(wider.low, Fraction(0)), min(wider.high, Fraction(1)), wider.low_open, wider.high_open
            )
            changed = replace(reading, range=top)
        else:
            assert reading.count is not None
            changed = replace(reading, count=_moved(reading.count, direction, Fraction(steps)))
        return self.oracle.search([*others, changed]) is None


def _moved(wanted: Range, direction: str, by: Fraction) -> Range:
    return wanted.widened(up=by) if direction == "up" else wanted.widened(down=by)


def _whole(reading: Reading) -> int:
    assert reading.count is not None
    return max(1, int(reading.count.high))


def _first_step(reading: Reading, bound: _Bound | None, direction: str) -> int | None:
    """The step at which the range meets what the others leave; the search only checks it."""
    if bound is None or reading.range is None:
        return None
    short = (
        bound.least - float(reading.range.high)
        if direction == "up"
        else float(reading.range.low) - bound.most
    )
    return max(1, math.ceil(short * _GRID - 1e-5)) if short > -1e-9 else None


# Words


def percent(share: float | Fraction) -> str:
    """A share as points of a hundred, with two decimals at most."""
    text = f"{float(share) * 100:.2f}".rstrip("0").rstrip(".")
    return text if text != "-0" else "0"


def allowed_text(reading: Reading) -> str:
    """What the words of a reading allow: “23 to 27 in 100”, “more than 25, up to 35 in 100”, “6 of 8”."""
    if reading.range is None:
        assert reading.count is not None
        low, high = int(reading.count.low), int(reading.count.high)
        return f"{low:,}" if low == high else f"{low:,} to {high:,}"
    span, size = reading.range, reading.base_size
    if size is not None:
        first, last = span.low * size, span.high * size
        return f"{first} of {size}" if first == last else f"{first} to {last} of {size}"
    low_text, high_text = percent(span.low), percent(span.high)
    if span.low == span.high:
        return f"{low_text} in 100"
    if not (span.low_open or span.high_open):
        return f"{low_text} to {high_text} in 100"
    start = f"more than {low_text}" if span.low_open else f"{low_text} or more"
    end = f"less than {high_text}" if span.high_open else f"up to {high_text}"
    return f"{start}, {end} in 100"


def subject(reading: Reading) -> str:
    """What is counted, and among whom."""
    return f"{reading.said}{among(reading)}"


def among(reading: Reading) -> str:
    """“ (among care group: foster care)”; nothing for everyone."""
    parts = [_condition(name, values) for name, values in reading.statement.conditions if name != "by"]
    return f" (among {' and '.join(parts)})" if parts else ""


def _condition(name: str, values: tuple[str, ...]) -> str:
    plain = name.replace("_", " ")
    shown = " or ".join(v.replace("_", " ") for v in values)
    if not values:
        return plain
    return {"yes": f"those with {plain}", "no": f"those without {plain}"}.get(shown, f"{plain}: {shown}")


def _says(reading: Reading) -> str:
    if reading.orders:
        return f"{reading.id} says “{reading.statement.level.replace('_', ' ')}” of {subject(reading)}"
    kind = ""
    if reading.extreme is not None:
        kind = "the lowest group's " if reading.extreme.lowest else "the highest group's "
    said = f"{kind}{subject(reading)}"
    return f"{reading.id} “{reading.statement.phrase}” puts {said} at {allowed_text(reading)}"


def _listed(readings: Sequence[Reading]) -> str:
    return "; ".join(_says(r) for r in readings)


def _sentence(target: Reading, others: Sequence[Reading], change: Change, bound: _Bound | None) -> str:
    before = _listed(others)
    own = f"{target.id} “{target.statement.phrase}”"
    if bound is None or target.range is None:
        more = f"it would take {change.points} points more room {change.direction}wards"
        room = f"that leaves no room for {own}, {subject(target)} at {allowed_text(target)} ({more})"
        return f"{before}; {room}: {_CLOSING}."
    upwards = change.direction == "up"
    value, end = (bound.least, bound.low_end) if upwards else (bound.most, bound.high_end)
    sums = _arithmetic(target, others, bound.masses, end)
    shown = f"{percent(value)} in 100" + (f" ({sums} = {percent(value)})" if sums else "")
    side = "at least" if upwards else "at most"
    return (
        f"{before}; that makes {subject(target)} {side} {shown}, "
        f"but {own} allows {allowed_text(target)}: {_CLOSING}."
    )


def _arithmetic(target: Reading, others: Sequence[Reading], masses: Masses, at: Solution) -> str:
    """The sum behind an extreme share, over the groups that the others speak of, or over the answers.

    Before it stands where its numbers come from.
    """
    ratio = target.ratio
    if ratio is None or len(ratio.part) != 1:
        return ""
    if any(o.ratio == ratio for o in others):
        return ""
    base = dict(ratio.base[0])
    split = {d for o in others if o.ratio for e in o.ratio.base for d, v in e if base.get(d) != v}
    try:
        if len(split) == 1:
            return _over_groups(ratio, others, split.pop(), masses, at)
        return "" if split else _over_answers(ratio, others, masses, at)
    except KeyError:  # the groups and the answers never stand in one block: no sum to show
        return ""


def _over_groups(
    ratio: Ratio, others: Sequence[Reading], dimension: str, masses: Masses, at: Solution
) -> str:
    whole = masses.mass(at, ratio.base)
    found: list[tuple[float, float]] = []
    for atom in masses.atoms[dimension]:
        only = {dimension: atom}
        base = masses.mass(at, [event(dict(ratio.base[0]), only)])
        part = masses.mass(at, [event(dict(ratio.part[0]), only)])
        if base > 1e-9 * max(whole, 1.0):
            found.append((base / whole, part / base))
    if len(found) < 2:
        return ""
    # Of two groups a statement gives the size of one: the other is what that leaves.
    sizing = [o for o in others if len(found) == 2 and _values_of(o, dimension)]
    sources = [source for weight, _ in found for source in _left_by(weight, sizing)]
    sums = " + ".join(f"{percent(weight)} % × {percent(share)}" for weight, share in found)
    return _with_sources(sources[:1], sums)


def _over_answers(ratio: Ratio, others: Sequence[Reading], masses: Masses, at: Solution) -> str:
    base, part = dict(ratio.base[0]), dict(ratio.part[0])
    changed = [d for d in part if part[d] != base.get(d)]
    if len(changed) != 1:
        return ""
    dimension = changed[0]
    whole = masses.mass(at, ratio.base)
    inside: list[str] = []
    outside: list[str] = []
    sources: list[str] = []
    for atom in masses.atoms[dimension]:
        share = masses.mass(at, [event(base, {dimension: atom})]) / whole
        text = f"{percent(share)} {_atom_name(atom, dimension, masses, others)}"
        (inside if atom <= part[dimension] else outside).append(text)
        apart = [o for o in others if (v := _values_of(o, dimension)) and not atom & v]
        sources += [] if atom <= part[dimension] else _left_by(share, apart)
    if len(inside) > 1:
        return " + ".join(inside)
    return _with_sources(sources, f"100 − {' − '.join(outside)}")


def _values_of(reading: Reading, dimension: str) -> frozenset[str]:
    """The answers of the dimension that a reading of one share counts; empty when it counts by another."""
    if reading.ratio is None or reading.range is None or len(reading.ratio.part) != 1:
        return frozenset()
    part, base = dict(reading.ratio.part[0]), dict(reading.ratio.base[0])
    counted = part.get(dimension, frozenset())
    return counted if counted != base.get(dimension) else frozenset()


def _left_by(share: float, readings: Iterable[Reading]) -> list[str]:
    """The share as what one of the readings leaves of the whole: “8 = 100 − 92 of S068”; else nothing."""
    for reading in readings:
        ends = (reading.range.high, reading.range.low) if reading.range is not None else ()
        for end in ends:
            if 0 < end < 1 and abs(float(1 - end) - share) < _NEAR:
                return [f"{percent(share)} = 100 − {percent(end)} of {reading.id}"]
    return []


def _with_sources(sources: Sequence[str], sums: str) -> str:
    return f"{', '.join(sources)}; {sums}" if sources else sums


def _atom_name(atom: frozenset[str], dimension: str, masses: Masses, readings: Sequence[Reading]) -> str:
    for r in readings:
        if r.ratio is not None and any(dict(e).get(dimension) == atom for e in r.ratio.part):
            return r.statement.level.replace("_", " ")
    return words(atom, masses.domains[dimension])
