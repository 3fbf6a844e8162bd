"""Shares of the children in a frame, many groups and items at once, from counts by stratum.

Source: the ratio estimator of a domain's proportion under stratified sampling (W. G. Cochran, Sampling
Techniques, 3rd ed., 1977, section 5A.14; R's survey package, `svyby(…, svymean)`), with the linearised
variance of spread.py written out for answers that either are at the level or are not.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from cairn.analysis.estimators.population.sample import Lonely, Sample
from cairn.analysis.estimators.population.stratum_tally import Floats, Mask
from cairn.analysis.tally import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """One entry per group. `share`, `se` and `n_eff` are NaN for an empty group; `n_eff` is infinite where
    the standard error is 0. `children` is the estimated size of the group (R's Nhat), `total` the estimated
    number at the level. `df` is the number of answers less the number of strata with one, in the group."""

    n: Counts
    k: Counts
    share: Floats
    se: Floats
    df: Counts
    n_eff: Floats
    children: Floats
    total: Floats

    def where(self, mask: Mask) -> Shares:
        """The entries of some groups, flat."""
        return Shares(**{f.name: getattr(self, f.name)[mask] for f in fields(self)})


def shares_of(sample: Sample, hits: Counts, answered: Counts, lonely: Lonely = "adjust") -> Shares:
    """Of `answered[…, h]` in stratum h (last axis) and the group, `hits[…, h]` are at the level.

    `sample.size` must broadcast against both. Whether a share is 0 or 1, and an error 0, is decided on whole
    numbers: a stratum in which nothing varies adds exactly 0.
    """
    n, k = answered.sum(axis=-1), hits.sum(axis=-1)
    weight = sample.weight
    children, total = (weight * answered).sum(axis=-1), (weight * hits).sum(axis=-1)
    some = children > 0
    share = np.divide(total, children, out=np.full(children.shape, np.nan), where=some)
    share = np.where(some & (k == n), 1.0, share)
    variance = np.where(
        some, _variance(sample, hits, answered, share, lonely) / np.where(some, children, 1.0) ** 2, np.nan
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        n_eff = np.where((variance > 0), share * (1 - share) / variance, np.where(some, np.inf, np.nan))
    return Shares(
        n=n,
        k=k,
        share=share,
        se=np.sqrt(variance),
        df=n - (answered > 0).sum(axis=-1),
        n_eff=n_eff,
        children=children,
        total=total,
    )


def _variance(sample: Sample, hits: Counts, answered: Counts, share: Floats, lonely: Lonely) -> Floats:
    p = np.nan_to_num(share)[..., None]
    size, hit, miss = (a.astype(float) for a in (sample.size, hits, answered - hits))
    out = size - hit - miss
    # Σ(z − z̄)² over pairs of unlike scores: 1 − p (hits), −p (misses), 0 (outside the group).
    pairs = hit * miss + hit * out * (1 - p) ** 2 + miss * out * p**2
    outer = sample.weight**2 * sample.unread
    within = outer * pairs / np.maximum(size - 1, 1)
    alone = np.broadcast_to(sample.single, within.shape)
    if lonely == "adjust":
        # The mean of all linearised scores is 0, so a single record is measured from 0.
        lone = outer * (hit * (1 - p) ** 2 + miss * p**2)
        return np.asarray(np.where(alone, lone, within).sum(axis=-1))
    known: Floats = np.where(alone, 0.0, within).sum(axis=-1)
    if lonely != "average":
        return known
    counted = answered > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(known * counted.sum(axis=-1) / (counted & ~alone).sum(axis=-1))


def total_error(sample: Sample, hits: Counts) -> Floats:
    """The standard error of the estimated number at the level, Σ weight × hit; NaN where a stratum of the
    group has a single record, for which programs disagree."""
    size, hit = sample.size.astype(float), hits.astype(float)
    within = sample.weight**2 * sample.unread * hit * (size - hit) / np.maximum(size - 1, 1)
    lost = (sample.single & (hits > 0)).any(axis=-1)
    return np.where(lost, np.nan, np.sqrt(within.sum(axis=-1)))
