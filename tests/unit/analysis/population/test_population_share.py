"""What is said of a population where the usual formula has nothing to say."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

from cairn.analysis.estimators.population.contrast import against_rest, pairwise
from cairn.analysis.estimators.population.domain_scores import group_answers
from cairn.analysis.estimators.population.measure_share import measure_share
from cairn.analysis.estimators.population.permutation import permutation_p
from cairn.analysis.estimators.population.population_share import Method
from cairn.analysis.estimators.population.population_share import population_share as share_of
from cairn.analysis.estimators.population.population_share import population_shares_by as shares_by
from cairn.analysis.estimators.population.programmes import against_words, change
from cairn.analysis.estimators.population.response import response_by
from cairn.analysis.estimators.population.stratum_tally import StratumTally, stratum_tally
from cairn.analysis.tally import Tally
from cairn.errors import ClaimError, EvidenceError
from tests.lib.small_evidence import YES_NO, measure

YES = (2,)


def sample(population: dict[str, int], **counts: tuple[int, int, int]) -> StratumTally:
    """Strata of one letter, each with (no answer, no, yes)."""
    table = np.array(list(counts.values()), dtype=np.int64).reshape(-1, 3)
    counted = Tally(
        source="s",
        characteristics=("area",),
        cells=tuple((area,) for area in counts),
        rows=table.sum(axis=1),
        counts={"q": table},
    )
    return stratum_tally(counted, ("area",), {(area,): n for area, n in population.items()})


def test_each_child_who_answered_stands_for_the_same_number_of_its_stratum() -> None:
    # 3 of 4 of 40 children and 1 of 5 of 10: (30 + 2) / 50.
    found = share_of(sample({"A": 40, "B": 10}, A=(2, 1, 3), B=(0, 4, 1)), "q", YES)
    assert (found.share, found.k, found.n, found.df) == (Fraction(32, 50), 4, 9, 7)


def test_one_stratum_has_exact_limits() -> None:
    # 3 of 4 read out of 5: at least 3 have it and at least 1 has not.
    found = share_of(sample({"A": 5}, A=(0, 1, 3)), "q", YES)
    assert (found.method, found.low, found.high) == ("exact", 3 / 5, 4 / 5)


def test_when_all_were_read_there_is_no_interval() -> None:
    found = share_of(sample({"A": 4}, A=(0, 1, 3)), "q", YES)
    assert (found.se, found.low, found.high, found.method) == (0.0, None, None, "all-read")
    assert found.notes == ("All 4 records were read.",)
    one = share_of(sample({"A": 1}, A=(0, 0, 1)), "q", YES)
    assert one.notes == ("The one record was read.",)


def test_a_record_without_an_answer_leaves_a_fully_read_stratum_unknown() -> None:
    found = share_of(sample({"A": 5}, A=(1, 1, 3)), "q", YES)
    assert found.method == "exact" and found.se is not None and found.se > 0
    assert share_of(sample({"A": 5}, A=(1, 1, 3)), "q", YES, (), Method(missing="domain")).se == 0.0


def test_nobody_answered_is_no_estimate_and_not_nought_per_cent() -> None:
    found = shares_by(sample({"A": 5, "B": 5}, A=(0, 1, 1), B=(3, 0, 0)), "q", YES, "area")["B"]
    assert (found.share, found.se, found.low, found.method) == (None, None, None, "no-answer")
    assert "no estimate" in found.notes[0]


def test_children_of_strata_without_a_record_are_not_represented() -> None:
    found = share_of(sample({"A": 30, "B": 10}, A=(0, 2, 2)), "q", YES)
    assert found.represented == Fraction(30, 40)
    assert "75.0% of those in the frame are represented" in found.notes[0]


def test_all_yes_gives_an_error_of_exactly_nought_and_an_interval_all_the_same() -> None:
    found = share_of(sample({"A": 30, "B": 7}, A=(0, 0, 7), B=(0, 0, 3)), "q", YES)
    assert (found.share, found.se, found.high) == (1, 0.0, 1.0)
    assert found.low is not None and 0.6 < found.low < 0.95
    plain = share_of(
        sample({"A": 30, "B": 7}, A=(0, 0, 7), B=(0, 0, 3)), "q", YES, (), Method(interval="beta")
    )
    assert (plain.low, plain.method) == (None, "undefined")


def test_a_single_record_of_several_is_said() -> None:
    found = share_of(sample({"A": 30, "B": 7}, A=(0, 3, 4), B=(0, 0, 1)), "q", YES)
    assert found.single == 1
    assert found.notes == (
        "In 1 stratum one record of several was read; its spread is taken from the whole.",
    )


def test_more_read_than_the_frame_has_and_an_unknown_stratum_are_both_refused() -> None:
    with pytest.raises(EvidenceError) as caught:
        sample({"A": 3}, A=(0, 2, 2), B=(0, 1, 1))
    assert {p.code for p in caught.value.problems} == {"more-read-than-frame", "stratum-unknown"}


def test_groups_under_ten_are_not_tested_and_two_censuses_differ_as_a_fact() -> None:
    small = group_answers(sample({"A": 40, "B": 40}, A=(0, 3, 6), B=(0, 10, 10)), "q", "area")
    assert all(d.p is None and d.too_few for d in pairwise(small, frozenset(YES)))
    read = group_answers(sample({"A": 20, "B": 20}, A=(0, 5, 15), B=(0, 10, 10)), "q", "area")
    found = pairwise(read, frozenset(YES))[0]
    assert (found.difference, found.p, found.fact) == (0.25, None, True)


def test_with_two_groups_the_rest_is_the_other() -> None:
    answers = group_answers(sample({"A": 90, "B": 70}, A=(0, 5, 15), B=(0, 12, 10)), "q", "area")
    pair, rest = pairwise(answers, frozenset(YES))[0], against_rest(answers, frozenset(YES))[0]
    assert rest.difference == pytest.approx(pair.difference, abs=1e-15)
    assert rest.p == pytest.approx(pair.p, abs=1e-15)


def test_a_permutation_in_one_stratum_is_fisher_s_tea_test() -> None:
    # 3 of 4 against 1 of 4: (1 + 16 + 16 + 1) / 70.
    assert permutation_p(np.array([[3, 1]]), np.array([[4, 4]])) == pytest.approx(34 / 70)
    assert permutation_p(np.array([[2, 2]]), np.array([[2, 2]])) is None


def test_programmes_are_independent_samples() -> None:
    later = share_of(sample({"A": 400}, A=(0, 20, 60)), "q", YES)
    earlier = share_of(sample({"A": 400}, A=(0, 40, 40)), "q", YES)
    found = change(later, earlier)
    assert found is not None and later.se and earlier.se and found.p is not None
    assert found.difference == Fraction(1, 4)
    assert found.se == pytest.approx((later.se**2 + earlier.se**2) ** 0.5)
    assert found.p < 0.01


def test_published_words_are_beaten_only_by_a_whole_interval() -> None:
    later = share_of(sample({"A": 400}, A=(0, 20, 60)), "q", YES)
    assert against_words(later, Fraction(1, 2), Fraction(11, 20)) == "higher"
    assert against_words(later, Fraction(1, 2), Fraction(7, 10)) == "cannot tell"
    assert against_words(later, Fraction(9, 10), Fraction(1)) == "lower"


def test_response_is_told_lowest_first() -> None:
    found = response_by({"police": 40, "health": 100, "nobody": 0}, {"police": 30, "health": 20})
    assert [(r.group, r.rate) for r in found] == [
        ("health", Fraction(1, 5)),
        ("police", Fraction(3, 4)),
        ("nobody", None),
    ]


def test_a_measure_is_estimated_at_its_level_and_can_be_asked_again() -> None:
    read = sample({"A": 40, "B": 10}, A=(2, 1, 3), B=(0, 4, 1))
    found = measure_share(read, "records", measure("q", "records", YES_NO), "yes", (("partnership", ("A",)),))
    assert (found.share, found.recipe) == (Fraction(3, 4), "claim:records/q=yes?where=partnership:A")
    with pytest.raises(ClaimError, match="population-pooled"):
        measure_share(read, "records", measure("both", "records", YES_NO, "q", "r"), "yes")


# Of each child whether a question is asked of it, and what it answers: 3 of 5 and 1 of 4 are asked.
CHILDREN = {"A": ("yes", "yes", "no", None, None), "B": ("no", None, None, None)}


def drawn_sample(*drawn: tuple[str | None, ...]) -> StratumTally:
    cells = []
    table = []
    for area, answers in zip(CHILDREN, drawn, strict=True):
        asked = [a for a in answers if a is not None]
        cells += [(area, "yes"), (area, "no")]
        table += [(0, asked.count("no"), asked.count("yes")), (len(answers) - len(asked), 0, 0)]
    counts = np.array(table, dtype=np.int64)
    tally = Tally(
        source="s",
        characteristics=("area", "asked"),
        cells=tuple(cells),
        rows=counts.sum(axis=1),
        counts={"q": counts},
    )
    sizes = {(area,): len(children) for area, children in CHILDREN.items()}
    return stratum_tally(tally, ("area",), sizes, asked_when={"q": (("asked", ("yes",)),)})


def test_over_all_samples_those_who_are_asked_are_estimated_without_bias() -> None:
    samples = list(product(combinations(CHILDREN["A"], 3), combinations(CHILDREN["B"], 2)))
    found = [share_of(drawn_sample(*both), "q", YES) for both in samples]
    assert sum(f.children for f in found) / len(samples) == pytest.approx(4)
    assert sum(f.total for f in found) / len(samples) == pytest.approx(2)


def test_one_who_is_not_asked_is_no_missing_answer() -> None:
    # All five and all four were read, so 2 of the 4 asked is a fact; of A alone 2 of 3.
    found = share_of(drawn_sample(CHILDREN["A"], CHILDREN["B"]), "q", YES)
    assert (found.method, found.share, found.se) == ("all-read", Fraction(2, 4), 0)
    # In A two of three read are asked and one says yes: 5/3 of 10/3 children; in B 2 of 4 are asked.
    part = share_of(drawn_sample(("yes", "no", None), ("no", None)), "q", YES)
    assert part.share == Fraction(5, 3) / (Fraction(10, 3) + 2)
