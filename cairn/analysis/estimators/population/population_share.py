"""The share of the children in a frame at a level: an estimate, with its error and interval.

Source: proportion.py and interval_choice.py. The share itself is an exact fraction of whole numbers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from cairn.analysis.estimators.population.interval_choice import (
    ALL_READ,
    UNDEFINED,
    Group,
    Interval,
    interval_of,
)
from cairn.analysis.estimators.population.proportion import Shares, shares_of
from cairn.analysis.estimators.population.sample import Lonely, Missing, Sample, sample_of
from cairn.analysis.estimators.population.stratum_tally import StratumTally, Where
from cairn.analysis.tally import Counts
from cairn.utils.counts import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationShare:
    """k of n answers at the level, and what they say of the children in the frame.

    `low` and `high` are None where `method` says why: `all-read`, `no-answer`, `undefined`. `represented` is
    the share of the group's children who live in strata of which something was read: the rest are not spoken
    of. `single` counts strata of which one record of several was read. `children` is the (estimated) size of
    the group, `total` the estimated number at the level. `withheld` as in `Estimate`.
    """

    k: int
    n: int
    share: Fraction | None
    se: float | None
    df: int | None
    n_eff: float | None
    low: float | None
    high: float | None
    method: str
    level: float
    children: float
    total: float
    represented: Fraction | None
    single: int = 0
    recipe: str = ""
    base_text: str = ""
    withheld: bool = False
    basis: str = "population"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told beside the figure, in sentences."""
        said = []
        if self.method == ALL_READ:
            said.append("The one record was read." if self.n == 1 else f"All {self.n:,} records were read.")
        if self.n == 0:
            said.append("Nobody in this group answered, so there is no estimate.")
        if self.method == UNDEFINED:
            said.append(
                "The interval asked for has no limits here: exact limits need whole strata read at one rate, "
                "the others an error above 0 and a share between 0 and 1."
            )
        if self.represented is not None and self.represented < 1:
            part = float(self.represented)
            said.append(f"Nothing was read in some strata: {part:.1%} of those in the frame are represented.")
        if self.single:
            strata = counted(self.single, "stratum", "strata")
            said.append(f"In {strata} one record of several was read; its spread is taken from the whole.")
        return tuple(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How an estimate is made; the defaults are those of the house."""

    missing: Missing = "respondents"
    interval: Interval = "auto"
    level: float = 0.95
    lonely: Lonely = "adjust"


HOUSE = Method()


def population_share(
    tally: StratumTally, item: str, codes: Collection[int], where: Where = (), method: Method = HOUSE
) -> PopulationShare:
    """The share of children of a group whose answer to `item` has one of `codes`, among all who have an
    answer. An empty group has no share. Raises `EvidenceError` for a characteristic that was not counted."""
    counts = tally.counts[item]
    mask = tally.in_group(where)
    settled = tally.by_stratum(tally.settled(item))
    answered = tally.by_stratum(counts[:, 1:].sum(axis=1) * mask)
    hits = tally.by_stratum(counts[:, sorted(codes)].sum(axis=1) * mask)
    sample = sample_of(tally.population, tally.drawn, settled, method.missing)
    shares = shares_of(sample, hits, answered, method.lonely)
    group = Group(sample, tally.eligible(where), tally.whole_strata(where), answered)
    low, high, how = interval_of(shares, group, method.interval, method.level)
    some = bool(shares.n)
    se = _error(shares)
    return PopulationShare(
        k=int(shares.k),
        n=int(shares.n),
        share=_exact_share(sample, hits, answered) if some else None,
        se=se,
        df=int(shares.df) if some else None,
        n_eff=float(shares.n_eff) if some and np.isfinite(shares.n_eff) else None,
        low=low,
        high=high,
        method=how,
        level=method.level,
        children=float(shares.children),
        total=float(shares.total),
        represented=_represented(tally, sample, group),
        single=int((sample.single & (answered > 0)).sum()),
    )


def population_shares_by(
    tally: StratumTally,
    item: str,
    codes: Collection[int],
    by: str,
    where: Where = (),
    method: Method = HOUSE,
) -> dict[str, PopulationShare]:
    """A share for every value of a characteristic, groups in which nobody answered included."""
    return {
        level: population_share(tally, item, codes, (*where, (by, (level,))), method)
        for level in tally.levels(by)
    }


def guarded(share: PopulationShare, hidden: bool) -> PopulationShare:
    """The share, marked as too small to show. Error, limits and effective size give n and k back: all are
    to be left out with it."""
    return replace(share, withheld=hidden)


def _error(shares: Shares) -> float | None:
    return float(shares.se) if bool(shares.n) and np.isfinite(shares.se) else None


def _exact_share(sample: Sample, hits: Counts, answered: Counts) -> Fraction:
    top = bottom = Fraction(0)
    for h in np.flatnonzero(answered):
        weight = Fraction(int(sample.population[h]), int(sample.size[h]))
        top += weight * int(hits[h])
        bottom += weight * int(answered[h])
    return top / bottom


def _represented(tally: StratumTally, sample: Sample, group: Group) -> Fraction | None:
    everyone = int(tally.population[group.eligible].sum())
    if not everyone:
        return None
    return Fraction(int(tally.population[group.eligible & (sample.size > 0)].sum()), everyone)
