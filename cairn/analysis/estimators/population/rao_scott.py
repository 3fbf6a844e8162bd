"""Whether two things go together in a table of estimated shares.

Source: J. N. K. Rao and A. J. Scott, Annals of Statistics 12 (1984), 46–60, second-order correction referred
to F (D. R. Thomas and J. N. K. Rao 1987); R's survey package, `svychisq(statistic="F")`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.analysis.estimators.population.domain_scores import GroupAnswers, covariance
from cairn.analysis.estimators.population.quantiles import chi2_p, f_p
from cairn.analysis.estimators.population.sample import Lonely
from cairn.analysis.estimators.population.stratum_tally import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTest:
    """`f` on `df1`, `df2` (both may be fractions) is the second-order test, to be used. `chi2` is Pearson's
    statistic on estimated shares, `chi2_df` its degrees of freedom and `first_order_p` the p value when it is
    divided by the mean design effect; `effects` are the design effects of its parts, largest first."""

    f: float
    df1: float
    df2: float
    p: float
    chi2: float
    chi2_df: int
    first_order_p: float
    effects: tuple[float, ...]


def rao_scott(answers: GroupAnswers, lonely: Lonely = "adjust") -> TableTest | None:
    """The groups against the answers. None when the table has one row or column, when nothing is left to
    vary (all read), or without degrees of freedom."""
    used = answers.counts.sum(axis=(0, 1)) > 0
    children = answers.weighted[:, used]
    groups, codes = children.shape
    n, df = int(answers.counts.sum()), answers.df
    if groups < 2 or codes < 2 or df < 1:
        return None
    shares = (children / children.sum()).ravel()
    spread = _spread(answers, used, shares, children.sum(), lonely)
    contrasts = _interaction(groups, codes)
    inverse = np.diag(np.divide(1.0, shares, out=np.zeros(len(shares)), where=shares > 0))
    plain = contrasts.T @ (inverse / n) @ contrasts
    delta = np.linalg.solve(plain, contrasts.T @ inverse @ spread @ inverse @ contrasts)
    trace, squares = float(np.trace(delta)), float(np.trace(delta @ delta))
    if trace <= 0:
        return None
    chi2 = _pearson(children / children.sum()) * n
    df1 = trace**2 / squares
    size = delta.shape[0]
    return TableTest(
        f=chi2 / trace,
        df1=df1,
        df2=df1 * df,
        p=f_p(chi2 / trace, df1, df1 * df),
        chi2=chi2,
        chi2_df=size,
        first_order_p=chi2_p(chi2 / (trace / size), size),
        effects=tuple(sorted(np.linalg.eigvals(delta).real.tolist(), reverse=True)),
    )


def _spread(answers: GroupAnswers, used: Floats, shares: Floats, children: float, lonely: Lonely) -> Floats:
    kept = GroupAnswers(
        sample=answers.sample, counts=answers.counts[:, :, used.astype(bool)], groups=answers.groups
    )
    cells = len(shares)
    scores = (np.eye(cells) - shares[None, :]) / children
    return covariance(kept, scores.reshape(len(answers.groups), -1, cells), lonely)


def _interaction(groups: int, codes: int) -> Floats:
    """The columns of a saturated model that are left without rows and columns, cells row by row."""
    rows, columns = np.eye(groups)[:, 1:], np.eye(codes)[:, 1:]
    one_r, one_c = np.ones((groups, 1)), np.ones((codes, 1))
    main = np.hstack([np.kron(one_r, one_c), np.kron(rows, one_c), np.kron(one_r, columns)])
    both = np.kron(rows, columns)
    fitted = main @ np.linalg.lstsq(main, both, rcond=None)[0]
    return np.asarray(both - fitted)


def _pearson(shares: Floats) -> float:
    expected = shares.sum(axis=1, keepdims=True) @ shares.sum(axis=0, keepdims=True)
    return float(((shares - expected) ** 2 / expected).sum())
