"""Those who answered a survey, weighted so that they add up to what is known of those asked.

Source: J.-C. Deville and C.-E. Särndal, Calibration estimators in survey sampling, Journal of the American
Statistical Association 87 (1992), 376–382. Weights are the same for all people of a cell (stratum × classes),
so counts by cell are enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cairn.analysis.estimators.population.sample import Sample, sample_of
from cairn.analysis.estimators.population.stratum_tally import Floats, StratumTally
from cairn.analysis.tally import Counts
from cairn.errors import EvidenceError, Problem

Margin = Mapping[tuple[str, ...], float]
"""Known numbers of people by the values of one or more characteristics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibratedSample:
    """`people[i]` in cell i of the tally, each of `weight[i]`. `model` holds the columns, cells × columns,
    that the weights were calibrated to, and `before` the weights they had; the sample's variance is that of
    what the model does not explain. `method` names how the weights were made."""

    tally: StratumTally
    sample: Sample
    people: Counts
    weight: Floats
    before: Floats
    model: Floats | None = None
    method: str = "weighting classes"

    @property
    def children(self) -> float:
        """The sum of all weights."""
        return float((self.people * self.weight).sum())

    def reweighted(self, weight: Floats, model: Floats, method: str) -> CalibratedSample:
        return replace(self, weight=weight, before=self.weight, model=model, method=method)


def class_weighted(tally: StratumTally) -> CalibratedSample:
    """Weighting classes: those who answered stand for all of their stratum, N/r each.

    The tally holds only people who took part; take part and leave an item blank is not the same.
    """
    people = next(iter(tally.counts.values())).sum(axis=1)
    answered = tally.by_stratum(people)
    sample = sample_of(tally.population, tally.drawn, answered, "respondents")
    weight = sample.weight[tally.stratum_of]
    return CalibratedSample(tally=tally, sample=sample, people=people, weight=weight, before=weight)


def classes(sample: CalibratedSample, by: Sequence[str], totals: Margin) -> Floats:
    """One column of 0 and 1 per class of the margin, in its order. Raises `EvidenceError` for people in a
    class without a known number, and for a class with a number and nobody in it."""
    places = [sample.tally.characteristics.index(name) for name in by]
    keys = [tuple(cell[i] for i in places) for cell in sample.tally.cells]
    problems = [
        Problem(
            code="margin-class-unknown",
            message=f"There is no known number of {_shown(by, key)}, but people of that class answered.",
        )
        for key in sorted(set(keys) - set(totals))
    ]
    problems += [
        Problem(
            code="margin-class-empty",
            message=f"Nobody of {_shown(by, key)} answered, so nobody can stand for them.",
            remedy="Join the class with another.",
        )
        for key in totals
        if key not in set(keys) and totals[key] > 0
    ]
    if problems:
        raise EvidenceError(problems)
    return np.array([[float(key == wanted) for wanted in totals] for key in keys])


def _shown(by: Sequence[str], key: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {value}" for name, value in zip(by, key, strict=True))
