"""Drawing a sample: how a size is divided, and who is drawn.

Sizes are whole numbers that add up to the sample, never more than a stratum has. Who is drawn depends on
the ids, the strata and the seed alone: in each stratum units stand in the order of the SHA-256 of
`seed|id`, and anybody can check it with a pocket program.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from cairn.sampling.allocate import neyman, proportional
from cairn.sampling.draw import in_drawn_order

# Proportional: exact shares are rounded down, and what is left goes to the largest remainders. A stratum
# at its minimum is set aside, and the others share the rest.
PROPORTIONAL = [
    (10, (62, 27, 11), 0, (6, 3, 1)),
    (10, (50, 50), 0, (5, 5)),
    (3, (10, 10), 0, (2, 1)),
    (20, (90, 90, 4), 2, (9, 9, 2)),
    (12, (100, 3, 1), 5, (8, 3, 1)),
    (104, (100, 3, 1), 0, (100, 3, 1)),
]

# Neyman: a stratum gets more the larger it is and the more its units differ. A share near half differs
# most; a share of none or all does not differ, and gets only its minimum. Of 10 from 300 and 100 the exact
# shares are 7.5 and 2.5; 7 and 3 vary less (9/7 + 1/3) than 8 and 2 (9/8 + 1/2).
NEYMAN = [
    (16, (100, 100), (50, 10), 0, (10, 6)),
    (12, (100, 100), (50, 100), 2, (10, 2)),
    (10, (300, 100), (50, 50), 0, (7, 3)),
    (10, (100, 1), (50, 50), 1, (9, 1)),
]

# The order in which a seed draws six units, worked out with `printf '%s' 'seed|id' | sha256sum`.
DRAWN_ORDER = [
    ("spring 2027", "R1 R2 R3 R4 R5 R6", "R6 R2 R3 R5 R4 R1"),
    ("autumn 2027", "R1 R2 R3 R4 R5 R6", "R1 R3 R6 R2 R5 R4"),
]


@pytest.mark.parametrize(("sample", "in_frame", "minimum", "drawn"), PROPORTIONAL)
def test_a_sample_is_divided_in_proportion(
    sample: int, in_frame: tuple[int, ...], minimum: int, drawn: tuple[int, ...]
) -> None:
    low = [min(minimum, size) for size in in_frame]
    assert tuple(proportional(sample, in_frame, low, in_frame)) == drawn


@pytest.mark.parametrize(("sample", "in_frame", "expected_percent", "minimum", "drawn"), NEYMAN)
def test_a_sample_is_divided_to_be_as_precise_as_it_can_be(
    sample: int,
    in_frame: tuple[int, ...],
    expected_percent: tuple[int, ...],
    minimum: int,
    drawn: tuple[int, ...],
) -> None:
    low = [min(minimum, size) for size in in_frame]
    variances = [Fraction(p, 100) * Fraction(100 - p, 100) for p in expected_percent]
    assert tuple(neyman(sample, in_frame, variances, low, in_frame)) == drawn


@pytest.mark.parametrize(("seed", "units", "order"), DRAWN_ORDER)
def test_units_stand_in_the_order_of_their_digest(seed: str, units: str, order: str) -> None:
    assert " ".join(in_drawn_order(units.split(), seed)) == order
