"""Agreement does not depend on what it should not depend on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.analysis.estimators.agreement import (
    Metric,
    Ratings,
    cohen_kappa,
    conger_kappa,
    gwet_ac,
    krippendorff_alpha,
    krippendorff_weighted,
)

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=30)
ESTIMATORS = (gwet_ac, cohen_kappa, krippendorff_weighted)


@settings(max_examples=40, deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_records_and_the_names_of_readers_do_not_matter(pairs, random) -> None:
    ratings = Ratings.of_records(pairs, 6)
    mixed = list(pairs)
    random.shuffle(mixed)
    turned = Ratings.of_records([(b, a) for a, b in mixed], 6)
    for estimator in ESTIMATORS:
        first, second = estimator(ratings, "quadratic"), estimator(turned, "quadratic")
        assert first.value == pytest.approx(second.value, abs=1e-12)
        assert first.se == pytest.approx(second.se, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_a_scale_read_backwards_gives_the_same_agreement(pairs) -> None:
    ratings = Ratings.of_records(pairs, 6)
    backwards = Ratings.of_records([[7 - c if c else 0 for c in pair] for pair in pairs], 6)
    for estimator in ESTIMATORS:
        assert estimator(ratings, "linear").value == pytest.approx(
            estimator(backwards, "linear").value, abs=1e-12
        )
    assert krippendorff_alpha(ratings).value == pytest.approx(krippendorff_alpha(backwards).value, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_two_ways_to_the_same_coefficient_agree(pairs) -> None:
    ratings = Ratings.of_records(pairs, 6)
    complete = ratings.rated_twice()
    for weights, metric in (("unweighted", Metric.NOMINAL), ("quadratic", Metric.INTERVAL)):
        assert krippendorff_weighted(ratings, weights).value == pytest.approx(
            krippendorff_alpha(ratings, metric).value, abs=1e-9
        )
        if complete.records:
            assert cohen_kappa(complete, weights).value == pytest.approx(
                conger_kappa(complete, weights).value, abs=1e-9
            )


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_no_coefficient_is_above_one_and_a_full_count_has_no_error(pairs) -> None:
    ratings = Ratings.of_records(pairs, 6)
    found = gwet_ac(ratings)
    assert found.value is None or found.value <= 1 + 1e-12
    if ratings.records and found.se is not None:
        assert gwet_ac(ratings, population=ratings.records).se == 0
