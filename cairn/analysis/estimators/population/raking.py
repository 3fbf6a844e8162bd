"""Raking: the weights are adjusted to one margin after another until they fit all.

Source: W. E. Deming and F. F. Stephan, Annals of Mathematical Statistics 11 (1940), 427–444; R's survey
package, `rake`. Its variance is that of linear calibration to the same margins, which is the same in the
limit (Deville and Särndal 1992, result 5).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cairn.analysis.estimators.population.calibrated_sample import CalibratedSample, Margin, classes
from cairn.errors import EvidenceError, Problem

MOST_ROUNDS = 500
CLOSE = 1e-13


def raked(sample: CalibratedSample, margins: Mapping[str, Margin]) -> CalibratedSample:
    """The sample with weights that fit every margin, each of one characteristic. Raises `EvidenceError` when
    the margins cannot be had together."""
    members = [(classes(sample, (name,), totals), totals) for name, totals in margins.items()]
    weight = sample.weight.copy()
    for _ in range(MOST_ROUNDS):
        furthest = 0.0
        for member, totals in members:
            ratio = np.array(list(totals.values())) / (member.T @ (sample.people * weight))
            furthest = max(furthest, float(np.abs(ratio - 1).max()))
            weight = weight * (member @ ratio)
        if furthest < CLOSE:
            model = np.hstack([member for member, _ in members])
            return sample.reweighted(weight, model, "raking")
    sums = ", ".join(f"{name} {sum(totals.values()):,.1f}" for name, totals in margins.items())
    message = f"No weights fit all the known numbers together; they add up to {sums}."
    raise EvidenceError(Problem(code="margins-disagree", message=message))
