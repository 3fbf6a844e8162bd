"""Agreement between two readers of the same records.

Per cent agreement counts pairs; Gwet's AC and kappa take away what chance would bring, each with its own
idea of chance. Where readers agree and nearly all ratings are the same, kappa falls to nothing and AC stays;
where they do not agree, AC flatters. That is why both are shown, and no words such as "substantial".
"""

from __future__ import annotations

import pytest

from cairn.analysis.estimators.agreement import (
    Ratings,
    cohen_kappa,
    gwet_ac,
    percent_agreement,
    weights_of,
)

# Yes and no: how many records both readers said yes of, only the first, only the second, and neither.
# AC1 takes chance to be 2·y·(1 − y), with y the mean share of yes; kappa multiplies the readers' own shares.
YES_AND_NO = [
    (45, 0, 0, 45, "90/90", "1", "1"),
    (80, 5, 5, 10, "90/100", "(90/100 - 2*0.85*0.15) / (1 - 2*0.85*0.15)", "(0.90 - 0.745) / (1 - 0.745)"),
    (90, 5, 5, 0, "90/100", "(90/100 - 2*0.95*0.05) / (1 - 2*0.95*0.05)", "(0.90 - 0.905) / (1 - 0.905)"),
    (25, 25, 25, 25, "50/100", "0", "0"),
]

# How near two ratings on the six points are taken to be, by the weights.
WEIGHTS = [
    ("unweighted", 4, 4, "1"),
    ("unweighted", 4, 5, "0"),
    ("within_one", 4, 5, "1"),
    ("within_one", 4, 6, "0"),
    ("linear", 4, 5, "1 - 1/5"),
    ("linear", 1, 6, "0"),
    ("quadratic", 4, 5, "1 - 1/25"),
    ("quadratic", 2, 5, "1 - 9/25"),
    ("ordinal", 4, 5, "1 - 1/15"),
    ("ordinal", 2, 5, "1 - 6/15"),
]


def worth(sum_: str) -> float:
    """The value of an expectation written as a sum."""
    return float(eval(sum_, {"__builtins__": {}}))


@pytest.mark.parametrize(
    ("both", "only_first", "only_second", "neither", "percent", "ac1", "kappa"), YES_AND_NO
)
def test_readers_of_yes_and_no_agree(
    both: int, only_first: int, only_second: int, neither: int, percent: str, ac1: str, kappa: str
) -> None:
    ratings = Ratings.of_square([[0, 0, 0], [0, both, only_first], [0, only_second, neither]])
    assert percent_agreement(ratings).value == pytest.approx(worth(percent))
    assert gwet_ac(ratings, "unweighted").value == pytest.approx(worth(ac1), abs=1e-12)
    assert cohen_kappa(ratings, "unweighted").value == pytest.approx(worth(kappa), abs=1e-12)


@pytest.mark.parametrize(("weights", "one_rating", "the_other", "nearness"), WEIGHTS)
def test_ratings_are_near_by_their_weights(
    weights: str, one_rating: int, the_other: int, nearness: str
) -> None:
    assert weights_of(weights, 6)[one_rating - 1, the_other - 1] == pytest.approx(worth(nearness))
