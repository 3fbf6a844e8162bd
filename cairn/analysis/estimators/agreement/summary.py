"""What is reported about two or more readers of the same records.

Source: the choice of coefficients follows N. Wongpakaran and others, BMC Medical Research Methodology 13
(2013), article 61, and D. Tran and others (2018): AC2 holds up when agreement is high and overstates it when
there is none, so alpha and kappa stand beside it. No scale of words such as "substantial" is put on any of
them: one scale cannot fit coefficients that differ (M. J. Warrens, 2013).
"""

from __future__ import annotations

from dataclasses import dataclass

from cairn.analysis.estimators.agreement.cohen import cohen_kappa
from cairn.analysis.estimators.agreement.conger import conger_kappa
from cairn.analysis.estimators.agreement.gwet import gwet_ac
from cairn.analysis.estimators.agreement.krippendorff import Metric, krippendorff_alpha
from cairn.analysis.estimators.agreement.linearised import Coefficient
from cairn.analysis.estimators.agreement.percent import percent_agreement
from cairn.analysis.estimators.agreement.ratings import Ratings

FEWEST_PAIRS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`records` were rated by two readers or more. With fewer than ten of them nothing else is said.

    `higher` and `lower` count the records to which the second of two readers gave more, or less, than the
    first: readers may agree badly because one of them is stricter. They are None for more than two readers.
    """

    records: int
    population: int | None
    too_few: bool
    exact: Coefficient | None = None
    within_one: Coefficient | None = None
    headline: Coefficient | None = None
    beside: tuple[Coefficient, ...] = ()
    higher: int | None = None
    lower: int | None = None


def agreement_of(ratings: Ratings, population: int | None = None) -> Agreement:
    """Percent agreement, AC2 with quadratic weights as headline, alpha and quadratic kappa beside it.

    `population` is the number of records from which those read twice were drawn at random; without it the
    intervals speak of records in general. Raises `ValueError` when it is smaller than the records rated.
    """
    paired = ratings.rated_twice()
    if population is not None and population < ratings.records:
        raise ValueError(f"{ratings.records} records were rated, more than the {population} drawn from")
    if paired.records < FEWEST_PAIRS:
        return Agreement(records=paired.records, population=population, too_few=True)
    two = paired.readers == 2
    kappa = cohen_kappa if two else conger_kappa
    step = paired.patterns[:, 1] - paired.patterns[:, 0] if two else None
    return Agreement(
        records=paired.records,
        population=population,
        too_few=False,
        exact=percent_agreement(paired, "unweighted", population),
        within_one=percent_agreement(paired, "within_one", population) if paired.categories > 2 else None,
        headline=gwet_ac(paired, "quadratic", population),
        beside=(
            krippendorff_alpha(paired, Metric.ORDINAL, population),
            kappa(paired, "quadratic", population),
        ),
        higher=None if step is None else int(paired.times[step > 0].sum()),
        lower=None if step is None else int(paired.times[step < 0].sum()),
    )
