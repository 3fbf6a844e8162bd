"""What must hold for any sample of any frame."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.analysis.estimators.population.domain_scores import group_answers, means_and_covariance
from cairn.analysis.estimators.population.interval_hypergeometric import hypergeometric_limits
from cairn.analysis.estimators.population.population_share import Method, population_share
from cairn.analysis.estimators.population.share_grid import share_grid
from cairn.analysis.estimators.population.stratum_tally import StratumTally, stratum_tally
from cairn.analysis.tally import Tally
from tests.lib.survey_oracle import Unit, ratio_and_variance

AT_LEVEL = (3, 4)
AS_DOMAIN = Method(missing="domain")


@st.composite
def samples(draw: st.DrawFn) -> tuple[list[Unit], list[int]]:
    sizes = draw(st.lists(st.integers(0, 6), min_size=1, max_size=4))
    answer = st.sampled_from([None, 1, 2, 3, 4])
    units = [Unit(h, draw(st.booleans()), draw(answer)) for h, n in enumerate(sizes) for _ in range(n)]
    return units, [n + draw(st.integers(0, 20)) for n in sizes]


def tally_of(units: list[Unit], population: list[int]) -> StratumTally:
    cells = tuple((str(h), inside) for h in range(len(population)) for inside in ("no", "yes"))
    counts = np.zeros((len(cells), 5), dtype=np.int64)
    for unit in units:
        counts[2 * unit.stratum + unit.inside, unit.answer or 0] += 1
    counted = Tally(
        source="any",
        characteristics=("stratum", "inside"),
        cells=cells,
        rows=counts.sum(axis=1),
        counts={"q": counts},
    )
    return stratum_tally(counted, ("stratum",), {(str(h),): n for h, n in enumerate(population)})


INSIDE = (("inside", ("yes",)),)


@settings(max_examples=150)
@given(samples())
def test_share_and_error_are_those_of_the_formula_on_rows(sample: tuple[list[Unit], list[int]]) -> None:
    units, population = sample
    found = population_share(tally_of(units, population), "q", AT_LEVEL, INSIDE, AS_DOMAIN)
    slow = ratio_and_variance(units, population, AT_LEVEL)
    if slow is None:
        assert (found.share, found.se, found.low, found.method) == (None, None, None, "no-answer")
        return
    assert found.share is not None and found.se is not None
    assert float(found.share) == pytest.approx(slow[0], abs=1e-12)
    assert found.se**2 == pytest.approx(slow[1], abs=1e-12)


@settings(max_examples=100)
@given(samples())
def test_two_ways_to_the_same_error_agree(sample: tuple[list[Unit], list[int]]) -> None:
    tally = tally_of(*sample)
    answers = group_answers(tally, "q", "inside")
    level = np.array([0.0, 0.0, 1.0, 1.0])
    shares, spread = means_and_covariance(answers, level)
    for g, group in enumerate(answers.groups):
        one = population_share(tally, "q", AT_LEVEL, (("inside", (group,)),))
        assert one.share is not None and one.se is not None
        assert shares[g] == pytest.approx(float(one.share), abs=1e-12)
        assert spread[g, g] == pytest.approx(one.se**2, abs=1e-12)


@settings(max_examples=150)
@given(samples())
def test_an_interval_holds_its_estimate_and_no_more_than_was_possible(
    sample: tuple[list[Unit], list[int]],
) -> None:
    units, population = sample
    found = population_share(tally_of(units, population), "q", AT_LEVEL)
    if found.low is None or found.high is None:
        assert found.method in ("no-answer", "all-read")
        return
    assert found.share is not None
    assert 0 <= found.low <= float(found.share) <= found.high <= 1
    assert found.low >= found.k / sum(population) - 1e-12
    assert found.high <= 1 - (found.n - found.k) / sum(population) + 1e-9 or found.represented != 1


@settings(max_examples=60)
@given(samples())
def test_many_at_once_are_the_same_as_one_by_one(sample: tuple[list[Unit], list[int]]) -> None:
    tally = tally_of(*sample)
    # Whole strata, some of several, parts of one, and one that the frame may not have.
    some, last = ("stratum", ("0", "2")), ("stratum", ("3",))
    grid = share_grid(tally, {"q": AT_LEVEL}, [(), INSIDE, (some,), (some, *INSIDE), (last,)])
    for j, where in enumerate(grid.groups):
        one = population_share(tally, "q", AT_LEVEL, where)
        pairs = ((one.se, grid.shares.se), (one.low, grid.low), (one.high, grid.high))
        for ours, theirs in pairs:
            assert (ours is None) == bool(np.isnan(theirs[0, j]))
            assert ours is None or theirs[0, j] == pytest.approx(ours, abs=1e-12)


@settings(max_examples=60)
@given(st.integers(1, 40), st.data())
def test_exact_limits_cover_at_least_as_often_as_they_say(population: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, population))
    whole = data.draw(st.integers(0, population))
    covered = 0.0
    for k in range(max(0, n - population + whole), min(n, whole) + 1):
        low, high = hypergeometric_limits(population, n, k)
        assert k <= low <= high <= population - n + k
        covered += _chance(population, n, whole, k) * (low <= whole <= high)
    assert covered >= 0.95


def _chance(population: int, n: int, whole: int, k: int) -> float:
    ways = 1.0
    for i in range(n):
        left, good = population - i, whole - min(i, k)
        bad = population - whole - max(0, i - k)
        # The k of the property come first; every order of them is as likely.
        ways *= (good if i < k else bad) / left
    orders = 1.0
    for i in range(k):
        orders *= (n - i) / (i + 1)
    return ways * orders
