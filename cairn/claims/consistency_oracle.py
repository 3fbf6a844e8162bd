"""Can these statements all hold? The answer, and if not, some of them that already cannot.

Plain statements are rows of a linear program. Two kinds make it a choice. *Above* compares two shares:
some threshold lies between them, so intervals of thresholds are halved until one is found or none is left.
*The lowest of the groups* is one of them: each is tried. Where counts are stated and the system is small, the
answer is in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from cairn.claims.consistency_forms import (
    HAIR,
    Event,
    Extreme,
    Order,
    Ratio,
    Reading,
    Row,
    at_least,
    at_most,
    circle_of_comparisons,
    event,
    numbering,
    row,
    within,
)
from cairn.claims.consistency_masses import (
    Masses,
    Solution,
    System,
    extremes,
    nearest,
    reasons,
    solve,
    solve_whole,
    stacked,
)

SMALL = 150  # systems with stated counts and up to so many variables are settled in whole numbers
_MOST_NODES = 400
_MOST_GUESSES = 10
_LEAP_EVERY = 4  # nodes
_MOST_KNOWN = 6
_NOTHING = 1e-7

OrderKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Choices:
    """Where one branch of the search stands: intervals of thresholds, groups that attain an extreme."""

    thresholds: Mapping[OrderKey, tuple[Fraction, Fraction]] = field(default_factory=dict)
    attaining: Mapping[str, str] = field(default_factory=dict)


class Oracle:
    """Answers for the readings of one universe. Answers are remembered."""

    def __init__(self, readings: Iterable[Reading], domains: Mapping[str, tuple[str, ...]]) -> None:
        self.readings = {r.id: r for r in readings}
        self.domains = domains
        self.unsettled: set[frozenset[str]] = set()
        self.thresholds: list[dict[OrderKey, Fraction]] = []  # sets of them that did, the latest last
        self._answers: dict[frozenset[str], frozenset[str] | None] = {}

    def conflict_in(self, ids: Iterable[str]) -> frozenset[str] | None:
        """None when all of them can hold together; otherwise some of them that cannot."""
        wanted = frozenset(ids)
        if wanted not in self._answers:
            self._answers[wanted] = self.search([self.readings[i] for i in sorted(wanted)])
        return self._answers[wanted]

    def search(self, readings: list[Reading]) -> frozenset[str] | None:
        """As `conflict_in`, for readings that need not be those of the universe."""
        search = _Search(readings, self.domains, self.thresholds)
        core = search.core()
        if search.unsettled:
            self.unsettled.add(frozenset(r.id for r in readings))
        return core

    def system(self, readings: list[Reading]) -> tuple[Masses, System] | None:
        """Masses and rows for readings without a choice among them; None when there is one."""
        if any(r.orders or (r.extreme and len(r.extreme.attaining) > 1) for r in readings):
            return None
        search = _Search(readings, self.domains, self.thresholds)
        return search.masses, search.rows(search.beginning())[1]


class _Search:
    """Branch and bound over the choices of some readings."""

    def __init__(
        self,
        readings: list[Reading],
        domains: Mapping[str, tuple[str, ...]],
        thresholds: list[dict[OrderKey, Fraction]],
    ) -> None:
        self.readings = readings
        self.masses = Masses(_events(readings), domains)
        self.choosing = [r for r in readings if r.orders or r.extreme is not None]
        self.fixed = [r for reading in readings for r in plain_rows(reading)]
        self.system = self.masses.matrix(self.fixed)
        self.unsettled = False
        self.thresholds = thresholds

    def beginning(self) -> Choices:
        thresholds = {
            (r.id, at): (Fraction(0), Fraction(1)) for r in self.choosing for at, _ in enumerate(r.orders)
        }
        alone = {
            r.id: r.extreme.attaining[0] for r in self.choosing if r.extreme and len(r.extreme.attaining) == 1
        }
        return Choices(thresholds, alone)

    def rows(self, choices: Choices) -> tuple[list[Row], System]:
        chosen = [r for reading in self.choosing for r in chosen_rows(reading, choices)]
        if not chosen:
            return self.fixed, self.system
        return self.fixed + chosen, stacked(self.system, self.masses.matrix(chosen))

    def core(self) -> frozenset[str] | None:
        """None when the readings can all hold, else the ids of some that cannot."""
        circle = circle_of_comparisons(self.choosing)
        if circle:
            return circle
        stack = [self.beginning()]
        closed: list[Choices] = []
        owners: set[str] = set()
        for node in range(_MOST_NODES):
            if not stack:
                return frozenset(owners | self.reasons(closed))
            choices = stack.pop()
            found = self.settled(choices, leaping=node % _LEAP_EVERY == 0)
            if found is True:
                return None
            if found is False:
                closed.append(choices)
                continue
            owner, branches = found
            owners |= {r.id for r in self.readings} if not branches else {owner}
            stack.extend(self.tightened(branches, closed) if node == 0 else branches)
        self.unsettled = True
        return None

    def settled(self, choices: Choices, *, leaping: bool) -> bool | tuple[str, list[Choices]]:
        """True when all holds under the choices, False when it cannot, else the next choice to be made.

        No branches at all means that whole numbers cannot be found where fractions can.
        """
        system = self.rows(choices)[1]
        solution = solve(self.masses, system)
        if solution is None:
            return False
        branches = _branches(self.readings, choices, self.masses, solution)
        done = system if branches is None else self.leap(choices) if leaping else None
        if done is not None and self.holds_whole(done):
            return True
        return branches or ("", [])

    def tightened(self, branches: list[Choices], closed: list[Choices]) -> list[Choices]:
        """The first branches, with thresholds kept to what the plain statements leave to the shares.

        A comparison for which they leave nothing closes the search: two halves show why.
        """
        begin = self.beginning()
        limits: dict[OrderKey, tuple[Fraction, Fraction]] = {}
        for reading in self.choosing:
            for at, order in enumerate(reading.orders):
                key = (reading.id, at)
                low, high = self.limits(order)
                limits[key] = (max(Fraction(0), low - HAIR), min(Fraction(1), high + HAIR))
                outside = [(Fraction(0), limits[key][0]), (limits[key][1], Fraction(1))]
                closed += [_with(begin, key, (a, b)) for a, b in outside if a < b]
                if high < low + HAIR / 2:
                    cut = max(Fraction(0), low - HAIR / 4)
                    halves = [(Fraction(0), cut), (cut, Fraction(1))]
                    closed[:] = [_with(begin, key, half) for half in halves]
                    return []
        return [_kept_to(b, limits) for b in branches]

    def limits(self, order: Order) -> tuple[Fraction, Fraction]:
        """The smallest share that each lower one can have, and the largest that each upper one can."""
        low, high = Fraction(0), Fraction(1)
        for ratio in order.named:
            found = extremes(self.masses, self.system, ratio.part, ratio.base)
            if found is None:
                continue
            if ratio in order.upper:
                high = min(high, Fraction(found[1][0]).limit_denominator(10**7))
            else:
                low = max(low, Fraction(found[0][0]).limit_denominator(10**7))
        return low, high

    def leap(self, choices: Choices) -> System | None:
        """The rows with every threshold set, when a good guess at all of them does; None when none was found.

        The guess is mended a few times: a threshold moves to where the shares would have missed it least.
        """
        if any(r.extreme is not None and r.id not in choices.attaining for r in self.choosing):
            return None
        starts = [self.first_guess(known, choices) for known in (*self.thresholds[::-1], {})]
        for settled in starts:
            cuts = {key: (cut, cut) for key, cut in settled.items()}
            system = self.rows(Choices(cuts, choices.attaining))[1]
            if solve(self.masses, system) is not None:
                self.remember(settled)
                return system
        settled = starts[-1]
        for _ in range(_MOST_GUESSES):
            cuts = {key: (cut, cut) for key, cut in settled.items()}
            chosen = [r for o in self.choosing for r in chosen_rows(o, Choices(cuts, choices.attaining))]
            soft = self.masses.matrix(chosen)
            near = nearest(self.masses, self.system, soft)
            if near is None:
                return None
            if near.value <= _NOTHING and solve(self.masses, stacked(self.system, soft)) is not None:
                self.remember(settled)
                return stacked(self.system, soft)
            settled = {key: self.moved(key, cut, choices, near) for key, cut in settled.items()}
        return None

    def remember(self, thresholds: dict[OrderKey, Fraction]) -> None:
        """Thresholds that did: the likeliest for the next, nearly equal, set of statements."""
        if thresholds and thresholds not in self.thresholds:
            self.thresholds.append(thresholds)
            del self.thresholds[:-_MOST_KNOWN]

    def first_guess(self, known: Mapping[OrderKey, Fraction], choices: Choices) -> dict[OrderKey, Fraction]:
        """Thresholds that did before, or in the middle, kept to their intervals."""
        return {
            key: min(max(known.get(key, (low + high) / 2), low), high - HAIR)
            for key, (low, high) in choices.thresholds.items()
        }

    def moved(self, key: OrderKey, cut: Fraction, choices: Choices, near: Solution) -> Fraction:
        """The threshold a step beyond the share that missed it."""
        order = next(r for r in self.choosing if r.id == key[0]).orders[key[1]]
        least, most = _ends(order, self.masses, near)
        low, high = choices.thresholds[key]
        step = (high - low) / 64
        if least < cut and least - float(cut) < float(cut) - most:
            cut = Fraction(least).limit_denominator(10_000) - step
        elif most > cut:
            cut = Fraction(most).limit_denominator(10_000) + step
        return min(max(cut, low), high - HAIR)

    def holds_whole(self, system: System) -> bool:
        if self.masses.size > SMALL or not any(_states_number(r) for r in self.readings):
            return True
        whole = solve_whole(self.masses, system)
        self.unsettled |= whole is None
        return whole is not False

    def reasons(self, closed: Iterable[Choices]) -> set[str]:
        found: set[str] = set()
        for choices in closed:
            rows, system = self.rows(choices)
            found |= {rows[i].owner for i in reasons(self.masses, system)}
        return found


def _with(choices: Choices, key: OrderKey, interval: tuple[Fraction, Fraction]) -> Choices:
    return Choices({**choices.thresholds, key: interval}, choices.attaining)


def _kept_to(choices: Choices, limits: Mapping[OrderKey, tuple[Fraction, Fraction]]) -> Choices:
    kept: dict[OrderKey, tuple[Fraction, Fraction]] = {}
    for key, (low, high) in choices.thresholds.items():
        least, most = limits[key]
        kept[key] = (max(low, least), max(min(high, most), max(low, least) + HAIR / 4))
    return Choices(kept, choices.attaining)


def plain_rows(reading: Reading) -> Iterator[Row]:
    """The rows of a reading that depend on no choice."""
    ratio = reading.ratio
    if ratio is None:
        return
    if reading.count is not None:
        yield from numbering(reading.id, ratio.part, reading.count)
    elif reading.range is not None and reading.extreme is None:
        yield from within(reading.id, ratio, reading.range)
    if reading.base_size is not None:
        size = reading.base_size
        yield row(reading.id, size, (1, ratio.base))
        yield row(reading.id, -size, (-1, ratio.base))


def chosen_rows(reading: Reading, choices: Choices) -> Iterator[Row]:
    """The rows of a reading under the choices made so far."""
    if reading.extreme is not None:
        yield from _extreme_rows(reading, reading.extreme, choices.attaining.get(reading.id))
    for at, order in enumerate(reading.orders):
        yield from _order_rows(reading.id, order, choices.thresholds[(reading.id, at)])


def _order_rows(owner: str, order: Order, interval: tuple[Fraction, Fraction]) -> Iterator[Row]:
    """The upper shares lie a hair above the interval's low end, the lower ones under its high end."""
    low, high = interval
    for ratio in order.named:
        yield row(owner, 1, (1, ratio.base))
    for ratio in order.upper:
        yield at_least(owner, ratio, low + HAIR, strictly=False)
    for ratio in order.lower:
        if high < 1:
            yield at_most(owner, ratio, high, strictly=False)


def _extreme_rows(reading: Reading, extreme: Extreme, attaining: str | None) -> Iterator[Row]:
    """No group lies beyond the range, and the attaining group, once chosen, lies in it."""
    assert reading.ratio is not None and reading.range is not None
    for group in extreme.groups:
        ratio = _in_group(reading.ratio, extreme.dimension, group)
        if group == attaining:
            yield from within(reading.id, ratio, reading.range)
        elif extreme.lowest:
            yield at_least(reading.id, ratio, reading.range.low, strictly=False)
        else:
            yield at_most(reading.id, ratio, reading.range.high, strictly=False)


def _in_group(ratio: Ratio, dimension: str, group: str) -> Ratio:
    only = {dimension: frozenset((group,))}
    part = tuple(event(dict(e), only) for e in ratio.part)
    return Ratio(part, tuple(event(dict(e), only) for e in ratio.base))


def _events(readings: Iterable[Reading]) -> list[Event]:
    found: list[Event] = []
    for reading in readings:
        for ratio in reading.ratios():
            kinds = [ratio]
            if reading.extreme is not None:
                e = reading.extreme
                kinds = [_in_group(ratio, e.dimension, g) for g in e.groups]
            found += [e for k in kinds for e in (*k.part, *k.base)]
    return found


def _states_number(reading: Reading) -> bool:
    """Whether a number of units is stated, so that fractions of a unit would matter."""
    return reading.base_size is not None or reading.count is not None


def _branches(
    readings: Iterable[Reading], choices: Choices, masses: Masses, solution: Solution
) -> tuple[str, list[Choices]] | None:
    """The next choice to be made and its branches, the likeliest last; None when the solution stands."""
    for reading in readings:
        if reading.extreme is not None and reading.id not in choices.attaining:
            nodes = [
                Choices(choices.thresholds, {**choices.attaining, reading.id: group})
                for group in reversed(reading.extreme.attaining)
            ]
            return reading.id, nodes
    worst: tuple[float, OrderKey, float] | None = None
    for reading in readings:
        for at, order in enumerate(reading.orders):
            least, most = _ends(order, masses, solution)
            gap, between = least - most, (least + most) / 2
            low, high = choices.thresholds[(reading.id, at)]
            if gap <= 0 and high - low >= HAIR / 2 and (worst is None or gap < worst[0]):
                worst = (gap, (reading.id, at), between)
    return None if worst is None else (worst[1][0], _halved(choices, worst[1], worst[2]))


def _ends(order: Order, masses: Masses, solution: Solution) -> tuple[float, float]:
    """The least of the upper shares and the greatest of the lower ones."""
    least = min((s for r in order.upper if (s := _share(masses, solution, r)) is not None), default=1.0)
    most = max((s for r in order.lower if (s := _share(masses, solution, r)) is not None), default=0.0)
    return least, most


def _share(masses: Masses, solution: Solution, ratio: Ratio) -> float | None:
    base = masses.mass(solution, ratio.base)
    return masses.mass(solution, ratio.part) / base if base > 1e-6 else None


def _halved(choices: Choices, key: OrderKey, between: float) -> list[Choices]:
    """The interval cut where the solution's shares lie, or in the middle when that is too near an end."""
    low, high = choices.thresholds[key]
    cut = Fraction(between).limit_denominator(100_000)
    margin = (high - low) / 8
    if not low + margin <= cut <= high - margin:
        cut = (low + high) / 2
    return [
        Choices({**choices.thresholds, key: part}, choices.attaining) for part in ((low, cut), (cut, high))
    ]
