"""Linear calibration: the least change of weights that fits all known numbers.

Source: the generalised regression estimator (Särndal, Swensson and Wretman 1992, section 6.4); R's survey
package, `calibrate(calfun="linear")`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cairn.analysis.estimators.population.calibrated_sample import CalibratedSample, Margin, classes
from cairn.errors import EvidenceError, Problem

FITS = 1e-9


def linearly_calibrated(sample: CalibratedSample, margins: Mapping[str, Margin]) -> CalibratedSample:
    """The sample with weights that fit every margin, each of one characteristic. Raises `EvidenceError` when
    the margins disagree or a weight would be 0 or less."""
    model = np.hstack([classes(sample, (name,), totals) for name, totals in margins.items()])
    known = np.concatenate([list(totals.values()) for totals in margins.values()])
    size = sample.people * sample.weight
    lacking = known - model.T @ size
    change, *_ = np.linalg.lstsq((model * size[:, None]).T @ model, lacking, rcond=None)
    weight = sample.weight * (1 + model @ change)
    if np.abs(model.T @ (sample.people * weight) - known).max() > FITS * known.max():
        message = "No weights fit all the known numbers together: the margins add up to different totals."
        raise EvidenceError(Problem(code="margins-disagree", message=message))
    if weight.min() <= 0:
        message = "Some people would get a weight of 0 or less."
        remedy = "Rake instead, or join small classes."
        raise EvidenceError(Problem(code="weight-not-positive", message=message, remedy=remedy))
    return sample.reweighted(weight, model, "linear calibration")
