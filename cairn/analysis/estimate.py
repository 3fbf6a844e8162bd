"""The estimate: a figure with its base, and whether it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """k of n on the *read* basis: a fact about those read or asked, with no interval.

    `recipe` is the claim, in canonical spelling, that computes it again. `withheld` is True when the
    figure is too small to publish; k and n are then for checking only and must never be shown.
    `base_text` names the base in words ("records with a plan, children in foster care").
    """

    k: int
    n: int
    recipe: str
    base_text: str
    withheld: bool = False
    basis: str = "read"

    @property
    def share(self) -> Fraction | None:
        """k/n exactly; None for an empty base."""
        return Fraction(self.k, self.n) if self.n else None
