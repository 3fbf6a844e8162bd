"""The linearised scores of group means, and their covariance: what means, distributions and tests share.

Source: the influence function of a ratio of totals, (x − mean)/N̂ within the group and 0 outside it
(Särndal, Swensson and Wretman 1992, example 5.6.2); R's survey package, `svyby(…, covmat=TRUE)`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.analysis.estimators.population.sample import Lonely, Missing, Sample, sample_of
from cairn.analysis.estimators.population.spread import spread
from cairn.analysis.estimators.population.stratum_tally import Floats, Mask, StratumTally
from cairn.analysis.tally import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAnswers:
    """One item's answers in groups that exclude one another: `counts[h, g, c]` of stratum h, group g and
    code c + 1; `sample` is the sample of the item over all groups and none."""

    sample: Sample
    counts: Counts
    groups: tuple[str, ...]

    @property
    def n(self) -> Counts:
        """Answers per group."""
        total: Counts = self.counts.sum(axis=(0, 2))
        return total

    @property
    def df(self) -> int:
        """All answers less the strata with one."""
        return int(self.counts.sum() - (self.counts.sum(axis=(1, 2)) > 0).sum())

    @property
    def weighted(self) -> Floats:
        """The estimated number of children per group and code."""
        return np.asarray(np.einsum("h,hgc->gc", self.sample.weight, self.counts))

    def pooled(self, codes: frozenset[int]) -> GroupAnswers:
        """The same answers as two codes: 1 at the level, 2 not."""
        at = np.array([c + 1 in codes for c in range(self.counts.shape[2])])
        both = np.stack([self.counts[:, :, at].sum(axis=2), self.counts[:, :, ~at].sum(axis=2)], axis=2)
        return GroupAnswers(sample=self.sample, counts=both, groups=self.groups)


def group_answers(
    tally: StratumTally, item: str, by: str = "", missing: Missing = "respondents"
) -> GroupAnswers:
    """The answers to an item by the values of `by` that have an answer; one group, `all`, without it."""
    codes = tally.counts[item][:, 1:]
    groups = tally.levels(by) if by else ("all",)
    masks: list[Mask] = [tally.in_group(((by, (g,)),) if by else ()) for g in groups]
    counts = np.zeros((len(tally.names), len(groups), codes.shape[1]), dtype=np.int64)
    for g, mask in enumerate(masks):
        counts[:, g] = tally.by_stratum(codes * mask[:, None])
    some = counts.sum(axis=(0, 2)) > 0
    settled = tally.by_stratum(tally.settled(item))
    return GroupAnswers(
        sample=sample_of(tally.population, tally.drawn, settled, missing),
        counts=counts[:, some],
        groups=tuple(g for g, has in zip(groups, some, strict=True) if has),
    )


def means_and_covariance(
    answers: GroupAnswers, values: Floats, lonely: Lonely = "adjust"
) -> tuple[Floats, Floats]:
    """Per group the mean of `values[c]`, one number per code, and the covariance matrix of the means."""
    children = answers.weighted
    size = children.sum(axis=1)
    means = children @ values / size
    scores = (values[None, :] - means[:, None]) / size[:, None]
    return means, covariance(answers, np.einsum("gc,gj->gcj", scores, np.eye(len(means))), lonely)


def covariance(answers: GroupAnswers, scores: Floats, lonely: Lonely = "adjust") -> Floats:
    """The covariance of estimates with the linearised scores `scores[g, c, estimate]` per group and code."""
    strata, groups, codes = answers.counts.shape
    flat = answers.counts.reshape(strata, groups * codes)
    return spread(answers.sample, flat, scores.reshape(groups * codes, scores.shape[2]), lonely)
