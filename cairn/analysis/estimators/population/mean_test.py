"""Whether the mean ratings of groups are the same.

Source: the Wald test of R's survey package, `regTermTest(svyglm(y ~ group), ~group)`: F on groups − 1 and
the design's degrees of freedom − (groups − 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.analysis.estimators.population.domain_scores import GroupAnswers, means_and_covariance
from cairn.analysis.estimators.population.quantiles import f_p
from cairn.analysis.estimators.population.sample import Lonely
from cairn.analysis.estimators.population.stratum_tally import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualMeans:
    """F and its p value."""

    f: float
    df1: int
    df2: int
    p: float


def equal_means(
    answers: GroupAnswers, values: Floats | None = None, lonely: Lonely = "adjust"
) -> EqualMeans | None:
    """Test the means of `values`, one per code (by default the codes, 1 to n). None when there is one group,
    no degrees of freedom, or nothing left to vary."""
    codes = np.arange(1.0, answers.counts.shape[2] + 1) if values is None else values
    more = len(answers.groups) - 1
    df = answers.df - more
    if more < 1 or df < 1:
        return None
    means, spread = means_and_covariance(answers, codes, lonely)
    wald = wald_of_equality(means, spread)
    if wald is None:
        return None
    return EqualMeans(f=wald / more, df1=more, df2=df, p=f_p(wald / more, more, df))


def wald_of_equality(means: Floats, spread: Floats) -> float | None:
    """d′ V⁻¹ d for the differences from the first group; None when V cannot be inverted."""
    step = np.hstack([-np.ones((len(means) - 1, 1)), np.eye(len(means) - 1)])
    differences, joint = step @ means, step @ spread @ step.T
    if np.linalg.matrix_rank(joint) < len(differences):
        return None
    return float(differences @ np.linalg.solve(joint, differences))
