"""Differences between groups, and between a group and everyone else, with the covariance they share.

Source: R's survey package, `svyby(…, covmat=TRUE)` with `svycontrast`; t on the design's degrees of freedom,
all answers less the strata with one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from cairn.analysis.estimators.population.domain_scores import (
    GroupAnswers,
    covariance,
    means_and_covariance,
)
from cairn.analysis.estimators.population.quantiles import t_p
from cairn.analysis.estimators.population.sample import Lonely
from cairn.analysis.estimators.population.stratum_tally import Floats

SMALLEST_GROUP = 10
"""Groups with fewer answers are not tested."""
REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """a less b. `p` is None where it is not tested: a group under ten, or both fully read (`fact`: the
    difference then is known and not estimated)."""

    a: str
    b: str
    n_a: int
    n_b: int
    difference: float
    se: float
    df: int
    t: float | None
    p: float | None
    fact: bool = False

    @property
    def too_few(self) -> bool:
        return self.p is None and not self.fact


def pairwise(
    answers: GroupAnswers,
    codes: frozenset[int],
    *,
    smallest: int = SMALLEST_GROUP,
    lonely: Lonely = "adjust",
) -> tuple[Difference, ...]:
    """Every pair of groups, on the share of answers with one of the codes."""
    level = np.array([float(c + 1 in codes) for c in range(answers.counts.shape[2])])
    shares, spread = means_and_covariance(answers, level, lonely)
    n = answers.n
    return tuple(
        _difference(
            answers,
            (answers.groups[i], answers.groups[j]),
            (int(n[i]), int(n[j])),
            float(shares[i] - shares[j]),
            float(spread[i, i] + spread[j, j] - 2 * spread[i, j]),
            smallest,
        )
        for i, j in combinations(range(len(shares)), 2)
    )


def against_rest(
    answers: GroupAnswers,
    codes: frozenset[int],
    *,
    smallest: int = SMALLEST_GROUP,
    lonely: Lonely = "adjust",
) -> tuple[Difference, ...]:
    """Every group against all other groups together; nothing when there is only one group."""
    if len(answers.groups) < 2:
        return ()
    level = np.array([float(c + 1 in codes) for c in range(answers.counts.shape[2])])
    children = answers.weighted
    size, total = children.sum(axis=1), children @ level
    others, other_total = size.sum() - size, total.sum() - total
    share, rest = total / size, other_total / others
    scores = _scores(level, share, rest, size, others)
    spread = np.diag(covariance(answers, scores, lonely))
    n = answers.n
    return tuple(
        _difference(
            answers,
            (group, REST),
            (int(n[g]), int(n.sum() - n[g])),
            float(share[g] - rest[g]),
            float(spread[g]),
            smallest,
        )
        for g, group in enumerate(answers.groups)
    )


def _scores(level: Floats, share: Floats, rest: Floats, size: Floats, others: Floats) -> Floats:
    """Per group, code and difference: the group's own score, less the score of the rest."""
    groups = len(share)
    own = (level[None, :] - share[:, None]) / size[:, None]
    other = (level[None, :] - rest[:, None]) / others[:, None]
    same = np.eye(groups)
    scores: Floats = np.einsum("gc,gj->gcj", own, same) - np.einsum("jc,gj->gcj", other, 1 - same)
    return scores


def _difference(
    answers: GroupAnswers,
    names: tuple[str, str],
    n: tuple[int, int],
    difference: float,
    variance: float,
    smallest: int,
) -> Difference:
    se = float(np.sqrt(max(variance, 0.0)))
    df = answers.df
    tested = min(n) >= smallest and se > 0 and df > 0
    t = difference / se if tested else None
    return Difference(
        a=names[0],
        b=names[1],
        n_a=n[0],
        n_b=n[1],
        difference=difference,
        se=se,
        df=df,
        t=t,
        p=float(t_p(t, df)) if t is not None else None,
        fact=se == 0 and _fully_read(answers, names),
    )


def _fully_read(answers: GroupAnswers, names: Sequence[str]) -> bool:
    chosen = [answers.groups.index(n) for n in names if n != REST]
    kept = slice(None) if REST in names else chosen
    counted = answers.counts[:, kept].sum(axis=(1, 2)) > 0
    return bool(np.all(answers.sample.unread[counted] == 0))
