"""The difference of two shares of one item, whatever their groups have in common.

Source: the difference of two ratios, linearised (Särndal, Swensson and Wretman 1992, section 5.6); R's survey
package, `svyby(…, covmat=TRUE)` with `svycontrast`; t on all answers less the strata with one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from cairn.analysis.estimators.population.population_share import HOUSE, Method, PopulationShare
from cairn.analysis.estimators.population.quantiles import t_p, t_quantile
from cairn.analysis.estimators.population.sample import Sample, sample_of
from cairn.analysis.estimators.population.spread import spread_of_cells
from cairn.analysis.estimators.population.stratum_tally import Floats, StratumTally, Where
from cairn.analysis.tally import NOT_GIVEN, Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The share with one of `codes` among the answers of a group: those of `where` who do not meet all of
    `outside`. A unit of which a characteristic in `outside` is not given is in neither."""

    codes: Collection[int]
    where: Where = ()
    outside: Where = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDifference:
    """a less b, with limits. `p` and limits are None where `fact` says that both are known and not estimated.
    `bound`: how two questions go together was not counted, so the error is the largest it can be."""

    a: float
    b: float
    n_a: int
    n_b: int
    se: float
    df: float
    p: float | None
    low: float | None
    high: float | None
    fact: bool = False
    bound: bool = False

    @property
    def difference(self) -> float:
        return self.a - self.b


def share_difference(
    tally: StratumTally, item: str, a: Part, b: Part, method: Method = HOUSE
) -> ShareDifference | None:
    """None when one of the groups is empty, or when nothing tells how far the difference may be off."""
    counts = tally.counts[item][:, 1:]
    settled = tally.by_stratum(tally.settled(item))
    sample = sample_of(tally.population, tally.drawn, settled, method.missing)
    weight = sample.weight[tally.stratum_of]
    sides = [_scored(tally, counts, weight, part) for part in (a, b)]
    if any(side is None for side in sides):
        return None
    (share_a, n_a, scores_a), (share_b, n_b, scores_b) = (side for side in sides if side is not None)
    scores = (scores_a - scores_b).reshape(-1, 1)
    where_from = np.repeat(tally.stratum_of, counts.shape[1])
    variance = spread_of_cells(sample, where_from, counts.ravel(), scores, method.lonely)
    answered = tally.by_stratum(counts.sum(axis=1))
    df = float(answered.sum() - (answered > 0).sum())
    return _judged(
        (share_a, share_b),
        (n_a, n_b),
        float(np.sqrt(max(variance[0, 0], 0.0))),
        df,
        method.level,
        fact=_known(sample, answered),
    )


def bounded_difference(
    a: PopulationShare, b: PopulationShare, level: float = HOUSE.level
) -> ShareDifference | None:
    """Two shares of which nobody counted how they go together: |cov(a, b)| ≤ se(a)·se(b), so the error of
    the difference is at most their sum."""
    if a.share is None or b.share is None or a.se is None or b.se is None:
        return None
    shares, n = (float(a.share), float(b.share)), (a.n, b.n)
    df = float(min(a.df or 0, b.df or 0))
    fact = a.method == b.method == "all-read"
    return _judged(shares, n, a.se + b.se, df, level, fact=fact, bound=True)


def _scored(
    tally: StratumTally, counts: Counts, weight: Floats, part: Part
) -> tuple[float, int, Floats] | None:
    """The share, its base, and the linearised score of every cell and code, weight and all."""
    inside = tally.in_group(part.where)
    if part.outside:
        inside &= ~tally.in_group(part.outside)
        for name, _ in part.outside:
            inside &= ~tally.in_group(((name, (NOT_GIVEN,)),))
    kept = counts * inside[:, None]
    n = int(kept.sum())
    if not n:
        return None
    level = np.array([float(c + 1 in part.codes) for c in range(counts.shape[1])])
    children = weight @ kept
    size = float(children.sum())
    share = float(children @ level) / size
    return share, n, (weight * inside)[:, None] * (level - share)[None, :] / size


def _known(sample: Sample, answered: Counts) -> bool:
    """Whether everybody was read in all strata that anything is known of."""
    return bool(np.all(sample.unread[answered > 0] == 0))


def _judged(
    shares: tuple[float, float],
    n: tuple[int, int],
    se: float,
    df: float,
    level: float,
    *,
    fact: bool,
    bound: bool = False,
) -> ShareDifference | None:
    if not fact and not (se > 0 and df > 0):
        return None
    difference = shares[0] - shares[1]
    reach = 0.0 if fact else float(t_quantile(level, df)) * se
    return ShareDifference(
        a=shares[0],
        b=shares[1],
        n_a=n[0],
        n_b=n[1],
        se=0.0 if fact else se,
        df=df,
        p=None if fact else float(t_p(difference / se, df)),
        low=None if fact else max(difference - reach, -1.0),
        high=None if fact else min(difference + reach, 1.0),
        fact=fact,
        bound=bound,
    )
