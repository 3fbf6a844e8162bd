"""The design of a sample: which strata, how many from each, reserves, and how many are read twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from fractions import Fraction

from cairn.framework.model import require
from cairn.utils.digests import digest_of_value


class Allocation(StrEnum):
    FIXED = "fixed"  # so many from each stratum
    PROPORTIONAL = "proportional"  # in proportion to the units in each
    NEYMAN = "neyman"  # so that the overall share is as precise as it can be


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumRule:
    """What is different in some strata. `where` names values by characteristic; all must fit.

    What a rule does not say is None, and left to the next rule that fits, and then to the design.
    """

    where: Mapping[str, tuple[str, ...]]
    size: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    take_all: bool | None = None
    expected_percent: int | None = None

    def fits(self, stratum: Mapping[str, str]) -> bool:
        return all(stratum[name] in values for name, values in self.where.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """`size` is that of the whole sample, or of each stratum when the allocation is fixed.

    A minimum holds as far as the stratum has units. `expected_percent` is the share that Neyman
    allocation expects at the level that matters; strata near 50 % vary most. Reserves and records to be
    read twice are per cents of the sample, rounded up, and at least so many. `reasons` are those for which
    a unit may be replaced, by code.
    """

    name: str
    title: str
    source: str
    dated: str
    strata: tuple[str, ...]
    allocation: Allocation
    size: int
    minimum: int = 0
    maximum: int | None = None
    expected_percent: int = 50
    rules: tuple[StratumRule, ...] = ()
    reserve_percent: int = 0
    reserves_at_least: int = 0
    double_read_percent: int = 0
    double_read_at_least: int = 0
    reasons: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require(bool(self.strata), "design-no-strata", f"“{self.name}” names no characteristic for strata.")
        require(self.size > 0, "design-size", f"“{self.name}” draws nothing: its size must be 1 or more.")
        require(
            self.maximum is None or self.minimum <= self.maximum,
            "design-bounds",
            f"“{self.name}” has a minimum of {self.minimum} above its maximum of {self.maximum}.",
        )
        fixed = self.allocation is Allocation.FIXED
        for rule in self.rules:
            unknown = sorted(set(rule.where) - set(self.strata))
            require(
                not unknown,
                "rule-characteristic",
                f"A rule of “{self.name}” names “{', '.join(unknown)}”, which makes no strata.",
            )
            require(bool(rule.where), "rule-where", f"A rule of “{self.name}” does not say where it holds.")
            require(
                rule.size is None or fixed,
                "rule-size",
                f"A rule of “{self.name}” sets a size, but the allocation is {self.allocation.value}.",
                "Set a minimum and a maximum instead.",
            )

    @property
    def digest(self) -> str:
        """SHA-256 of everything that shapes the draw; title and source do not."""
        plain = self.as_json()
        return digest_of_value({k: v for k, v in plain.items() if k not in ("title", "source", "dated")})

    def as_json(self) -> dict[str, object]:
        """Plain values, for the certificate."""
        plain = asdict(self)
        plain["allocation"] = self.allocation.value
        return plain

    def bounds(self, stratum: Mapping[str, str], population: int) -> tuple[int, int]:
        """The fewest and the most to draw from a stratum of so many units."""
        if self._first(stratum, "take_all"):
            return population, population
        low = self._first(stratum, "minimum")
        high = self._first(stratum, "maximum")
        most = population if high is None else min(high, population)
        return min(self.minimum if low is None else low, most), most

    def fixed_size(self, stratum: Mapping[str, str], population: int) -> int:
        """How many to draw from a stratum under fixed allocation: all of it when it has fewer."""
        size = self._first(stratum, "size")
        wanted = self.size if size is None else size
        low, high = self.bounds(stratum, population)
        return min(max(wanted, low), high)

    def expected(self, stratum: Mapping[str, str]) -> Fraction:
        """The share expected in a stratum, from 0 to 1."""
        percent = self._first(stratum, "expected_percent")
        return Fraction(self.expected_percent if percent is None else percent, 100)

    def _first(self, stratum: Mapping[str, str], what: str) -> int | None:
        """What the first rule that fits and says anything about it says."""
        said = (getattr(rule, what) for rule in self.rules if rule.fits(stratum))
        found: int | None = next((value for value in said if value is not None), None)
        # the maximum of the design holds where no rule sets one
        return self.maximum if found is None and what == "maximum" else found
