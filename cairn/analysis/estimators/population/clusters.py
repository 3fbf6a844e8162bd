"""Samples of clusters: schools, teams or homes are drawn, then some or all of the people in each.

Source: Särndal, Swensson and Wretman (1992), result 4.3.1 for two stages, each simple random sampling
without replacement; R's survey package, `svydesign(id=~psu+unit, fpc=~fpc1+fpc2)`. One GROUP BY over clusters
gives the counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.analysis.estimators.population.sample import Lonely, Sample
from cairn.analysis.estimators.population.spread import spread_of_cells
from cairn.analysis.estimators.population.stratum_tally import Floats
from cairn.analysis.tally import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterTally:
    """Cluster k lies in stratum `stratum_of[k]`, which has `clusters[h]` clusters in all; `size[k]` people
    belong to it, of whom `taken[k]` are in the sample. With one stage all are taken."""

    stratum_of: Counts
    clusters: Counts
    size: Counts
    taken: Counts

    @property
    def first_stage(self) -> Sample:
        drawn = np.bincount(self.stratum_of, minlength=len(self.clusters)).astype(np.int64)
        return Sample(self.clusters, drawn)

    @property
    def weight(self) -> Floats:
        """Of each person in the sample, by cluster."""
        return self.first_stage.weight[self.stratum_of] * Sample(self.size, self.taken).weight


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterMean:
    """The mean of n answers from `clusters` clusters; df is clusters less strata with one, in the group."""

    n: int
    clusters: int
    mean: float | None
    se: float | None
    df: int
    children: float


def cluster_mean(
    tally: ClusterTally, counts: Counts, values: Floats, lonely: Lonely = "adjust"
) -> ClusterMean:
    """The mean of `values[c]` over `counts[k, c]` answers of a group in cluster k. A share is the mean of 0
    and 1. An empty group has no mean."""
    per_cluster = counts.sum(axis=1)
    n, weight = int(per_cluster.sum()), tally.weight
    having = per_cluster > 0
    held = int(having.sum())
    df = held - len(np.unique(tally.stratum_of[having]))
    size = float(weight @ per_cluster)
    if not n:
        return ClusterMean(n=0, clusters=0, mean=None, se=None, df=0, children=0.0)
    mean = float(weight @ counts @ values) / size
    scores = weight[:, None] * (values - mean)[None, :] / size
    totals = (counts * scores).sum(axis=1)
    first = tally.first_stage
    one_each = np.ones(len(totals), dtype=np.int64)
    between = spread_of_cells(first, tally.stratum_of, one_each, totals[:, None], lonely)[0, 0]
    return ClusterMean(
        n=n,
        clusters=held,
        mean=mean,
        se=float(np.sqrt(between + _within(tally, counts, scores))),
        df=df,
        children=size,
    )


def _within(tally: ClusterTally, counts: Counts, scores: Floats) -> float:
    """The second stage: each cluster is a stratum of people, counted by the first stage's rate. A cluster of
    which one person of several was taken adds nothing: its spread shows between the clusters."""
    people = Sample(tally.size, tally.taken)
    first = tally.first_stage
    rate = np.sqrt(1 - first.unread)[tally.stratum_of]
    where_from = np.repeat(np.arange(len(counts)), counts.shape[1])
    weighted = (rate[:, None] * scores).reshape(-1, 1)
    return float(spread_of_cells(people, where_from, counts.ravel(), weighted, "remove")[0, 0])
