"""Wald's test of whether two things go together in a table of estimated totals.

Source: G. G. Koch, D. H. Freeman and J. L. Freeman, International Statistical Review 43 (1975), 59–78;
adjusted as in D. R. Thomas and J. N. K. Rao (1987); R's survey package, `svychisq(statistic="Wald")` and
`"adjWald"`. Too often significant with many cells and few units: `rao_scott` is the test of the house, these
are for comparison.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.analysis.estimators.population.domain_scores import GroupAnswers, covariance
from cairn.analysis.estimators.population.quantiles import f_p
from cairn.analysis.estimators.population.sample import Lonely
from cairn.analysis.estimators.population.stratum_tally import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class WaldTest:
    """`f` on `df1` and `df2`; `adjusted` allows for the error of the covariance matrix on few degrees."""

    f: float
    df1: int
    df2: float
    p: float
    adjusted: bool


def wald_table(
    answers: GroupAnswers, *, adjusted: bool = False, lonely: Lonely = "adjust"
) -> WaldTest | None:
    """The groups against the answers. None when the table has one row or column, when nothing is left to
    vary, or when there are fewer degrees of freedom than cells to test."""
    used = answers.counts.sum(axis=(0, 1)) > 0
    kept = GroupAnswers(sample=answers.sample, counts=answers.counts[:, :, used], groups=answers.groups)
    totals = kept.weighted
    groups, codes = totals.shape
    tested = (groups - 1) * (codes - 1)
    df = answers.df
    df2 = float(df - tested + 1 if adjusted else df)
    if tested < 1 or df2 <= 0:
        return None
    cells = groups * codes
    spread = covariance(kept, np.eye(cells).reshape(groups, codes, cells), lonely)
    off, slope = _interaction(totals)
    inner = np.arange(cells).reshape(groups, codes)[1:, 1:].ravel()
    variance = (slope @ spread @ slope.T)[np.ix_(inner, inner)]
    if np.linalg.matrix_rank(variance) < tested:
        return None
    wald = float(off[inner] @ np.linalg.solve(variance, off[inner]))
    f = wald * df2 / (tested * df) if adjusted else wald / tested
    return WaldTest(f=f, df1=tested, df2=df2, p=f_p(f, tested, df2), adjusted=adjusted)


def _interaction(totals: Floats) -> tuple[Floats, Floats]:
    """How far every cell is from what its row and column make of it, and the slope of that by every cell."""
    groups, codes = totals.shape
    rows, columns, all_of_it = totals.sum(axis=1), totals.sum(axis=0), totals.sum()
    expected = np.outer(rows, columns) / all_of_it
    same_row, same_column = np.eye(groups), np.eye(codes)
    slope = (
        np.einsum("ri,cj->rcij", same_row, same_column)
        - np.einsum("ri,c,j->rcij", same_row, columns / all_of_it, np.ones(codes))
        - np.einsum("r,i,cj->rcij", rows / all_of_it, np.ones(groups), same_column)
        + np.einsum("rc,i,j->rcij", expected / all_of_it, np.ones(groups), np.ones(codes))
    )
    cells = groups * codes
    return (totals - expected).ravel(), slope.reshape(cells, cells)
