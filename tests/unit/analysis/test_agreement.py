"""Agreement between readers: what is said, when nothing can be said, and what must not change it."""

from __future__ import annotations

import pytest

from cairn.analysis.estimators.agreement import (
    Ratings,
    agreement_of,
    cohen_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
    weights_of,
)

TWELVE_PAIRS = [(4, 4)] * 6 + [(5, 4)] * 3 + [(2, 4)] * 2 + [(3, 5)]


def test_agreement_is_counted_exactly_and_within_one_step() -> None:
    found = agreement_of(Ratings.of_records(TWELVE_PAIRS, 6))
    assert found.exact is not None
    assert found.within_one is not None
    assert found.exact.value == pytest.approx(6 / 12)
    assert found.within_one.value == pytest.approx((6 + 3) / 12)
    assert (found.records, found.higher, found.lower) == (12, 3, 3)


def test_the_headline_is_ac2_with_alpha_and_kappa_beside_it() -> None:
    found = agreement_of(Ratings.of_records(TWELVE_PAIRS, 6))
    assert found.headline is not None
    assert (found.headline.name, found.headline.weights) == ("AC2", "quadratic")
    assert [(c.name, c.weights) for c in found.beside] == [
        ("Krippendorff alpha", "ordinal"),
        ("Cohen kappa", "quadratic"),
    ]


def test_nine_pairs_are_too_few_to_say_anything() -> None:
    found = agreement_of(Ratings.of_records([(4, 4)] * 9 + [(4, None)] * 5, 6))
    assert found.too_few
    assert (found.records, found.headline, found.exact) == (9, None, None)


def test_ac1_is_worked_out_by_hand() -> None:
    # 8 agree on yes, 1 on no, 1 differs: observed 9/10; yes has (16 + 1)/20 of the ratings, no 3/20;
    # chance is 2 * 17/20 * 3/20
    ratings = Ratings.of_records([(1, 1)] * 8 + [(2, 2)] + [(1, 2)], 2)
    chance = 2 * (17 / 20) * (3 / 20)
    assert gwet_ac(ratings, "unweighted").value == pytest.approx((0.9 - chance) / (1 - chance))


def test_kappa_is_worked_out_by_hand() -> None:
    ratings = Ratings.of_records([(1, 1)] * 8 + [(2, 2)] + [(1, 2)], 2)
    chance = (9 / 10) * (8 / 10) + (1 / 10) * (2 / 10)
    assert cohen_kappa(ratings, "unweighted").value == pytest.approx((0.9 - chance) / (1 - chance))


def test_a_table_of_counts_says_the_same_as_the_records() -> None:
    square = [[0] * 7 for _ in range(7)]
    for first, second in TWELVE_PAIRS:
        square[first][second] += 1
    square[0][3] = 2
    records = Ratings.of_records([*TWELVE_PAIRS, (None, 3), (0, 3)], 6)
    assert gwet_ac(Ratings.of_square(square)) == gwet_ac(records)


def test_all_ratings_the_same_leave_kappa_and_alpha_without_a_value() -> None:
    same = Ratings.of_records([(4, 4)] * 12, 6)
    assert cohen_kappa(same).value is None
    assert krippendorff_alpha(same).value is None
    assert percent_agreement(same).value == 1
    assert gwet_ac(same).value == 1


def test_reading_every_record_twice_leaves_no_sampling_error() -> None:
    ratings = Ratings.of_records(TWELVE_PAIRS, 6)
    assert gwet_ac(ratings, population=12).se == 0
    assert krippendorff_alpha(ratings, population=12).se == 0


def test_more_records_read_twice_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="more than the 11"):
        agreement_of(Ratings.of_records(TWELVE_PAIRS, 6), 11)


def test_an_interval_uses_t_on_the_records() -> None:
    found = percent_agreement(Ratings.of_records([(1, 1)] * 6 + [(1, 2)] * 6, 2))
    # 12 records at 1/2: variance 12 * 1/4 / (12 * 11); t on 11 degrees of freedom is 2.200985
    reach = 2.2009851600829 * (0.25 / 11) ** 0.5
    low, high = found.interval() or (0, 0)
    assert (low, high) == (pytest.approx(0.5 - reach), pytest.approx(0.5 + reach))


@pytest.mark.parametrize("name", ["unweighted", "linear", "quadratic", "ordinal"])
def test_weights_fall_from_one_on_the_diagonal_to_zero_in_the_corner(name: str) -> None:
    w = weights_of(name, 6)
    assert list(w.diagonal()) == [1] * 6
    assert w[0, 5] == pytest.approx(0)
    assert all(w[0, i] >= w[0, i + 1] for i in range(5))


def test_codes_outside_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="ratings must be"):
        Ratings.of_records([(7, 1)], 6)
