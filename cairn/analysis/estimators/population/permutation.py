"""Whether two groups differ, for cells too small for any approximation.

Source: the exact conditional test of W. G. Cochran and of N. Mantel and W. Haenszel: in every stratum the
answers are dealt to the groups anew, a hypergeometric distribution, and the sums over strata convolved
(A. Agresti, Categorical Data Analysis, 3rd ed., 2013, section 7.3.5). It speaks of who was read, not of a
population, and makes no use of weights.
"""

from __future__ import annotations

from math import comb

import numpy as np

from cairn.analysis.tally import Counts

SAME = 1 + 1e-7  # chances this near are the same: R's fisher.test uses this too


def permutation_p(hits: Counts, answered: Counts) -> float | None:
    """The two-sided p value of the number of hits in the first of two groups: `hits[h, 0]` of
    `answered[h, 0]` in stratum h. All outcomes no likelier than the one seen count. None when no stratum has
    both groups and both answers, so that nothing could be otherwise."""
    chances, least, varies = np.ones(1), 0, False
    for (k, other), (n, m) in zip(hits.tolist(), answered.tolist(), strict=True):
        whole = k + other
        low, high = max(0, whole - m), min(n, whole)
        ways = np.array([comb(n, x) * comb(m, whole - x) / comb(n + m, whole) for x in range(low, high + 1)])
        chances, least = np.convolve(chances, ways), least + low
        varies = varies or high > low
    if not varies:
        return None
    seen = chances[int(hits[:, 0].sum()) - least]
    return float(min(1.0, chances[chances <= seen * SAME].sum()))
