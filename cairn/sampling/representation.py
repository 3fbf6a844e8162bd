"""The sample beside the population: does it look like those it was drawn from?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from cairn.sampling.draw import Draw
from cairn.sampling.frame import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One value of one characteristic: how many units of the frame and of the sample have it.

    `weighted` is its share of the sample when every unit counts for those of its stratum that it stands
    for. Shares are exact, from 0 to 1.
    """

    characteristic: str
    value: str
    population: int
    sample: int
    share_of_population: Fraction
    share_of_sample: Fraction
    weighted: Fraction

    @property
    def difference(self) -> Fraction:
        """Weighted share of the sample less share of the population."""
        return self.weighted - self.share_of_population


def compare(frame: Frame, drawn: Draw, in_use: Collection[str] | None = None) -> tuple[Comparison, ...]:
    """Every value of every characteristic, in order. `in_use` are the units read in the end, after
    replacements; without it those first drawn.

    Strata without a unit in use stand for nobody: weighted shares are of the children represented.
    """
    used = frozenset(drawn.sample if in_use is None else in_use)
    weight = _weights(frame, drawn, used)
    found: list[Comparison] = []
    for name in frame.characteristics:
        found.extend(_of(name, dict(zip(frame.units, frame.column(name), strict=True)), used, weight))
    return tuple(found)


def _weights(frame: Frame, drawn: Draw, used: frozenset[str]) -> dict[str, Fraction]:
    weights: dict[str, Fraction] = {}
    for units in frame.strata(drawn.design.strata).values():
        here = [unit for unit in units if unit in used]
        weights |= dict.fromkeys(here, Fraction(len(units), max(len(here), 1)))
    return weights


def _of(
    name: str, value_of: dict[str, str], used: frozenset[str], weight: dict[str, Fraction]
) -> list[Comparison]:
    everyone = Counter(value_of.values())
    drawn = Counter(value_of[unit] for unit in used)
    stands_for: defaultdict[str, Fraction] = defaultdict(Fraction)
    for unit in used:
        stands_for[value_of[unit]] += weight[unit]
    represented = sum(stands_for.values(), Fraction(0))
    return [
        Comparison(
            characteristic=name,
            value=value,
            population=everyone[value],
            sample=drawn[value],
            share_of_population=Fraction(everyone[value], len(value_of)),
            share_of_sample=Fraction(drawn[value], len(used)) if used else Fraction(0),
            weighted=stands_for[value] / represented if represented else Fraction(0),
        )
        for value in sorted(everyone)
    ]
