"""The draw: which units, given the frame, the design and the seed. The same on every machine.

In each stratum the units are put in the order of the SHA-256 of "seed|unit id" (UTF-8, as 64 hexadecimal
digits); the first are the sample, the next are the reserves. Those to be read twice are, within the
sample of a stratum, the first by the SHA-256 of "seed|double|unit id". With a seed that was not chosen
for its outcome this is a simple random sample without replacement in each stratum (E. Ohlsson,
"Coordination of samples using permanent random numbers", in Business Survey Methods, 1995, chapter 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cairn.errors import Problem, UsageError
from cairn.sampling.allocate import neyman, proportional
from cairn.sampling.design import Allocation, Design
from cairn.sampling.frame import Frame
from cairn.utils.digests import digest_of_bytes, digest_of_value

_SEED = re.compile(r"[^|\x00-\x1f\x7f]{1,100}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStratum:
    """`sample` and `reserves` are in the order drawn; `double_read` is a part of the sample."""

    values: tuple[str, ...]
    population: int
    sample: tuple[str, ...]
    reserves: tuple[str, ...]
    double_read: tuple[str, ...]

    @property
    def chance(self) -> Fraction:
        """The chance that a unit of the stratum had of being drawn."""
        return Fraction(len(self.sample), self.population)

    @property
    def weight(self) -> Fraction | None:
        """How many units of the stratum each unit drawn stands for; None when none was drawn."""
        return Fraction(self.population, len(self.sample)) if self.sample else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What was drawn, and what it was drawn with. Strata are in alphabetical order."""

    seed: str
    design: Design
    frame_digest: str
    strata: tuple[DrawnStratum, ...]

    @property
    def population(self) -> int:
        return sum(stratum.population for stratum in self.strata)

    @property
    def sample(self) -> tuple[str, ...]:
        return tuple(unit for stratum in self.strata for unit in stratum.sample)

    @property
    def double_read(self) -> frozenset[str]:
        return frozenset(unit for stratum in self.strata for unit in stratum.double_read)

    @property
    def digest(self) -> str:
        """SHA-256 of what was drawn: sample, reserves and double readings, by stratum, in order."""
        return digest_of_value(
            [[list(s.values), list(s.sample), list(s.reserves), list(s.double_read)] for s in self.strata]
        )


def draw(frame: Frame, design: Design, seed: str) -> Draw:
    """Draw from the frame. Raises `UsageError` for a seed or a size that cannot be used, `EvidenceError` for
    a frame that lacks what the design needs."""
    if not _SEED.match(seed):
        message = "A seed is 1 to 100 letters, digits or other signs on one line, without “|”."
        raise UsageError(Problem(code="seed-shape", message=message))
    units = frame.strata(design.strata)
    populations = {values: len(ids) for values, ids in units.items()}
    sizes = sample_sizes(design, populations)
    doubles = _double_sizes(design, list(sizes.values()))
    return Draw(
        seed=seed,
        design=design,
        frame_digest=frame.digest,
        strata=tuple(
            _drawn(design, seed, values, in_drawn_order(ids, seed), (sizes[values], double))
            for (values, ids), double in zip(units.items(), doubles, strict=True)
        ),
    )


def sample_sizes(design: Design, populations: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """How many to draw from each stratum of so many units. Raises `UsageError` when it cannot be done."""
    named = [dict(zip(design.strata, values, strict=True)) for values in populations]
    sizes = list(populations.values())
    if design.allocation is Allocation.FIXED:
        parts = [design.fixed_size(*pair) for pair in zip(named, sizes, strict=True)]
        return dict(zip(populations, parts, strict=True))
    bounds = [design.bounds(*pair) for pair in zip(named, sizes, strict=True)]
    low, high = [b[0] for b in bounds], [b[1] for b in bounds]
    if design.allocation is Allocation.PROPORTIONAL:
        parts = proportional(design.size, sizes, low, high)
    else:
        spread = [_variance(design.expected(s), n) for s, n in zip(named, sizes, strict=True)]
        parts = neyman(design.size, sizes, spread, low, high)
    return dict(zip(populations, parts, strict=True))


def in_drawn_order(units: Iterable[str], seed: str) -> list[str]:
    """The units in the order in which the seed draws them."""
    return sorted(units, key=lambda unit: (digest_of_bytes(f"{seed}|{unit}".encode()), unit))


def _drawn(
    design: Design, seed: str, values: tuple[str, ...], order: Sequence[str], sizes: tuple[int, int]
) -> DrawnStratum:
    size, double = sizes
    sample, rest = order[:size], order[size:]
    reserves = max(design.reserves_at_least, percent_of(design.reserve_percent, size)) if size else 0
    return DrawnStratum(
        values=values,
        population=len(order),
        sample=tuple(sample),
        reserves=tuple(rest[:reserves]),
        double_read=tuple(in_drawn_order(sample, f"{seed}|double")[:double]),
    )


def _double_sizes(design: Design, sizes: list[int]) -> list[int]:
    """How many to read twice in each stratum, in proportion to its sample."""
    total = sum(sizes)
    wanted = max(design.double_read_at_least, percent_of(design.double_read_percent, total))
    return proportional(min(wanted, total), sizes, [0] * len(sizes), sizes)


def percent_of(percent: int, number: int) -> int:
    """So many per cent of a number, rounded up."""
    return -(-percent * number // 100)


def _variance(share: Fraction, units: int) -> Fraction:
    """The variance of a yes/no value among so many units (divisor N − 1); none in a single unit."""
    return share * (1 - share) * Fraction(units, units - 1) if units > 1 else Fraction(0)
