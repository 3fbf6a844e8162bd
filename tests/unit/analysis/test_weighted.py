"""What weighted shares leave open of a small count, held against trying every table there is."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.weighted import ToldShare, Weighted

LIMITS = Limits()


def mask(*cells: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([c in cells for c in range(4)], dtype=np.bool_)


def told(weighted: Weighted, cells: np.ndarray[tuple[int], np.dtype[np.bool_]], half: float) -> ToldShare:
    of_all = (weighted.weight * weighted.answers)[cells].sum()
    share = (weighted.weight * weighted.hits)[cells].sum() / of_all
    return ToldShare(cells, share - half, share + half)


def test_two_groups_of_other_weights_have_one_solution() -> None:
    # 29 in two groups; 10a + s = 272 of 508 children, told to a thousandth: a = 27 and s = 2.
    weighted = Weighted(np.array([50, 8, 0, 0]), np.array([27, 2, 0, 0]), np.array([10.0, 1.0, 1.0, 1.0]))
    both = mask(0, 1)
    assert weighted.gives_back(mask(1), [told(weighted, both, 0.0005)], [both], LIMITS)
    # Without the sum of the two s is anything.
    assert not weighted.gives_back(mask(1), [told(weighted, both, 0.05)], [], LIMITS)


def test_two_groups_of_one_weight_do_not() -> None:
    weighted = Weighted(np.array([50, 8, 0, 0]), np.array([27, 2, 0, 0]), np.ones(4))
    both = mask(0, 1)
    assert not weighted.gives_back(mask(1), [told(weighted, both, 0.0005)], [both], LIMITS)


def test_a_share_of_others_says_nothing() -> None:
    weighted = Weighted(np.array([50, 8, 9, 0]), np.array([27, 2, 3, 0]), np.ones(4))
    assert not weighted.gives_back(mask(1), [told(weighted, mask(0, 2), 0.0005)], [], LIMITS)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=4, max_size=4),
    st.lists(st.integers(0, 4), min_size=4, max_size=4),
    st.lists(st.sampled_from([1.0, 1.5, 4.0, 10.0]), min_size=4, max_size=4),
    st.sampled_from([0.005, 0.0005]),
    st.booleans(),
)
def test_the_range_is_that_of_all_tables_that_fit(
    answers: list[int], some: list[int], weight: list[float], half: float, with_sum: bool
) -> None:
    hits = [min(a, b) for a, b in zip(answers, some, strict=True)]
    if sum(answers[:3]) == 0 or answers[0] == 0:
        return
    weighted = Weighted(np.array(answers), np.array(hits), np.array(weight))
    shown, part = mask(0, 1, 2), mask(0, 3)
    share = told(weighted, shown, half)
    sums = [part] if with_sum else []
    fits = []
    for table in product(*(range(a + 1) for a in answers)):
        children = sum(weight[i] * table[i] for i in (0, 1, 2))
        of_all = sum(weight[i] * answers[i] for i in (0, 1, 2))
        if not share.low * of_all - 1e-7 <= children <= share.high * of_all + 1e-7:
            continue
        if with_sum and table[0] + table[3] != hits[0] + hits[3]:
            continue
        fits.append(table[0])
    low, high, whole = min(fits), max(fits), answers[0]
    least = min(LIMITS.least, whole)
    narrow = high - low < min(LIMITS.width, whole) or (
        high - max(low, least) < min(LIMITS.opening, whole - least)
    )
    assert weighted.gives_back(mask(0), [share], sums, LIMITS) == narrow
