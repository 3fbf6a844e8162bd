"""One programme against another: two samples drawn independently, or a sample against published words.

Source: the difference of independent estimates (Cochran 1977, section 5.9), its degrees of freedom after
F. E. Satterthwaite, Biometrics Bulletin 2 (1946), 110–114.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cairn.analysis.estimators.population.contrast import SMALLEST_GROUP
from cairn.analysis.estimators.population.population_share import PopulationShare
from cairn.analysis.estimators.population.quantiles import t_p

Verdict = Literal["higher", "lower", "cannot tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The later share less the earlier one. `p` is None where nothing is tested: a base under ten, or two
    censuses (`fact`), whose difference is known."""

    difference: Fraction
    se: float
    df: float
    p: float | None
    fact: bool


def change(later: PopulationShare, earlier: PopulationShare) -> Change | None:
    """None when either side has no estimate."""
    if later.share is None or earlier.share is None or later.se is None or earlier.se is None:
        return None
    a, b = later.se**2, earlier.se**2
    se = (a + b) ** 0.5
    spread = sum(v**2 / s.df for v, s in ((a, later), (b, earlier)) if s.df)
    df = (a + b) ** 2 / spread if spread else 0.0
    difference = later.share - earlier.share
    tested = se > 0 and df > 0 and min(later.n, earlier.n) >= SMALLEST_GROUP
    return Change(
        difference=difference,
        se=se,
        df=df,
        p=float(t_p(float(difference) / se, df)) if tested else None,
        fact=later.method == earlier.method == "all-read",
    )


def against_words(later: PopulationShare, low: Fraction, high: Fraction) -> Verdict:
    """The share against one published only in words, which mean anything from `low` to `high`.

    Higher or lower only when the whole interval lies beyond the words. What lies behind the words has
    an error that nobody knows, so nothing finer is said.
    """
    if later.share is None:
        return "cannot tell"
    if later.method == "all-read":
        bottom = top = later.share
    elif later.low is None or later.high is None:
        return "cannot tell"
    else:
        bottom, top = Fraction(later.low), Fraction(later.high)
    if bottom > high:
        return "higher"
    return "lower" if top < low else "cannot tell"
