"""Post-stratification: every class is weighted up or down to its known number.

Source: D. Holt and T. M. F. Smith, Journal of the Royal Statistical Society A 142 (1979), 33–46; R's survey
package, `postStratify`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cairn.analysis.estimators.population.calibrated_sample import CalibratedSample, Margin, classes


def post_stratified(sample: CalibratedSample, by: Sequence[str], totals: Margin) -> CalibratedSample:
    """The sample with weights that add up to `totals` in every class of `by`, crossed."""
    member = classes(sample, by, totals)
    now = member.T @ (sample.people * sample.weight)
    weight = sample.weight * (member @ (np.array(list(totals.values())) / now))
    return sample.reweighted(weight, member, "post-strata")
