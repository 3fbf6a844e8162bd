"""What stands out of all comparisons, and how it is said."""

from __future__ import annotations

import numpy as np

from cairn.analysis.estimators.population.stratum_tally import stratum_tally
from cairn.analysis.tally import Tally
from cairn.pipeline.difference_words import as_json, in_words, shown_once
from cairn.pipeline.differences import differences_of, top_level
from cairn.pipeline.population_differences import population_differences_of
from tests.lib.small_evidence import BOOK, RATING, YES_NO, decided_for, measure, wording

SEEN = measure("advocacy", "records", YES_NO)
RATED = measure("response", "records", RATING)


def tally(**advocacy: tuple[int, int]) -> Tally:
    """Care groups with the number of no and of yes; every record is rated adequate."""
    counts = np.array([(0, no, yes) for no, yes in advocacy.values()], dtype=np.int64)
    rows = counts.sum(axis=1)
    rated = np.stack([rows * 0, rows * 0, rows, rows * 0], axis=1)
    return Tally(
        source="records",
        characteristics=("care_group",),
        cells=tuple((group,) for group in advocacy),
        rows=rows,
        counts={"advocacy": counts, "response": rated},
    )


def found(evidence: Tally):  # type: ignore[no-untyped-def]
    return differences_of(evidence, [SEEN, RATED], BOOK, by=("care_group",))


def test_a_group_that_is_unlike_the_others_is_found_and_the_family_is_told() -> None:
    result = found(tally(foster_care=(10, 90), kinship_care=(55, 45), aftercare=(50, 50)))
    # Three groups and one named population against the others, and three pairs; nothing varies in ratings.
    assert (result.family, result.not_tested) == (7, 7)
    assert {(f.compared.a.name, f.compared.b.name) for f in result.found if f.firm} >= {
        ("foster_care", "all others"),
        ("foster_care", "kinship_care"),
        ("foster_care", "aftercare"),
    }
    assert ("kinship_care", "aftercare") not in {(f.compared.a.name, f.compared.b.name) for f in result.found}


def test_groups_under_ten_and_those_without_a_known_group_are_left_out() -> None:
    result = found(tally(foster_care=(10, 90), kinship_care=(50, 50), secure_care=(9, 0), not_stated=(40, 0)))
    names = {side.name for f in result.found for side in (f.compared.a, f.compared.b)}
    assert names <= {"foster_care", "kinship_care", "all others"} and names


def test_nothing_is_found_where_nothing_differs() -> None:
    result = found(tally(foster_care=(30, 70), kinship_care=(28, 72), aftercare=(31, 69)))
    assert result.found == () and result.family == 7


def test_a_sentence_gives_words_bases_and_the_difference() -> None:
    result = found(tally(foster_care=(10, 90), kinship_care=(50, 50)))
    (one,) = shown_once(result.found)
    assert in_words(one, wording(), "records") == (
        "Advocacy (yes): most for foster care (base 100 records), against half for kinship care"
        " (base 100 records): 40 percentage points higher."
    )


def test_what_is_too_small_to_show_is_neither_said_nor_given_to_a_program() -> None:
    (one,) = found(tally(foster_care=(2, 98), kinship_care=(50, 50))).found
    said, told = in_words(one, wording(), "records"), as_json(one)
    assert "foster care (too few to show)" in said and "48" not in said
    assert (told["k_a"], told["k_b"], told["difference"], told["p"], told["withheld"]) == (
        None,
        None,
        None,
        None,
        True,
    )


def test_the_level_of_a_sentence_is_the_first_set_of_upper_answers() -> None:
    assert (top_level(RATED), top_level(SEEN)) == ("adequate_or_better", "yes")


def rated(**ratings: tuple[int, int, int]) -> Tally:
    """Care groups with the number of weak, adequate and good; nobody had advocacy."""
    counts = np.array([(0, *three) for three in ratings.values()], dtype=np.int64)
    rows = counts.sum(axis=1)
    return Tally(
        source="records",
        characteristics=("care_group",),
        cells=tuple((group,) for group in ratings),
        rows=rows,
        counts={"response": counts, "advocacy": np.stack([rows * 0, rows, rows * 0], axis=1)},
    )


def test_groups_are_shown_at_the_level_at_which_they_differ_most() -> None:
    # Adequate or better: 90 and 80 of 100. Good: 60 and 20 of 100.
    (one,) = found(rated(foster_care=(10, 30, 60), kinship_care=(20, 60, 20))).found
    assert in_words(one, wording(), "records").startswith("Response (good): ")
    assert (one.compared.level, one.compared.a.k, one.compared.b.k) == ("good", 60, 20)
    assert as_json(one)["difference"] == 0.4


def test_a_level_that_can_be_shown_comes_before_one_that_cannot() -> None:
    # Good differs by 46 points, but 4 of 100 are too few to show; adequate or better differs by 30.
    (one,) = found(rated(foster_care=(20, 30, 50), kinship_care=(50, 46, 4))).found
    assert (one.compared.level, one.compared.a.k, one.compared.b.k) == ("adequate_or_better", 80, 50)


# Who is in aftercare has advocacy, by what aftercare is.
GIVEN = decided_for(by_definition=(("advocacy", (("care_group", ("aftercare",)),)),))
# The question is asked of the looked after alone.
ASKED = decided_for(asked_of=(("advocacy", (("care_group", ("foster_care", "kinship_care")),)),))
THREE = tally(foster_care=(10, 90), kinship_care=(55, 45), aftercare=(0, 100))


def pairs_of(result):  # type: ignore[no-untyped-def]
    return {(f.compared.a.name, f.compared.b.name) for f in result.found}


def test_what_is_so_by_definition_is_no_finding_and_is_counted_apart() -> None:
    plain = differences_of(THREE, [SEEN], BOOK, by=("care_group",))
    assert ("kinship_care", "aftercare") in pairs_of(plain) and (plain.family, plain.by_definition) == (7, 0)
    result = differences_of(THREE, [SEEN], GIVEN, by=("care_group",))
    # All three groups and the named population are set against others with aftercare in, or are aftercare.
    assert (result.family, result.not_tested, result.by_definition) == (1, 0, 6)
    assert pairs_of(result) == {("foster_care", "kinship_care")}


def test_those_who_are_not_asked_are_not_compared_with_those_who_are() -> None:
    counts = tally(foster_care=(10, 90), kinship_care=(55, 45), aftercare=(0, 100))
    counts.counts["advocacy"][2] = (100, 0, 0)  # nobody in aftercare answered
    result = differences_of(counts, [SEEN], ASKED, by=("care_group",))
    # Aftercare with all others and with each of the two, and the looked after with all others: 4 of 7.
    assert (result.family, result.not_tested, result.by_definition) == (3, 0, 4)


def test_with_a_frame_the_same_is_left_out() -> None:
    frame = {"foster_care": 1000, "kinship_care": 1000, "aftercare": 1000}
    joined = stratum_tally(THREE, ("care_group",), {(g,): n for g, n in frame.items()})
    result = population_differences_of(THREE, joined, [SEEN], GIVEN, by=("care_group",))
    assert (result.family, result.by_definition) == (1, 5)  # no named populations here
    assert pairs_of(result) == {("foster_care", "kinship_care")}


def in_frame(evidence: Tally, frame: dict[str, int]):  # type: ignore[no-untyped-def]
    joined = stratum_tally(evidence, ("care_group",), {(g,): n for g, n in frame.items()})
    return population_differences_of(evidence, joined, [SEEN, RATED], BOOK, by=("care_group",))


def test_with_a_frame_the_others_are_weighted_by_their_number_of_children() -> None:
    evidence = tally(foster_care=(10, 90), kinship_care=(55, 45), aftercare=(50, 50))
    result = in_frame(evidence, {"foster_care": 1000, "kinship_care": 3000, "aftercare": 1000})
    found = {(f.compared.a.name, f.compared.b.name): f.compared for f in result.found}
    others = found["foster_care", "all others"].b
    # 45 % of 3,000 and 50 % of 1,000 children.
    assert others.estimated is not None and abs(others.estimated - (1350 + 500) / 4000) < 1e-12
    assert ("aftercare", "kinship_care") not in found and ("kinship_care", "aftercare") not in found


def test_a_group_that_is_all_one_answer_is_no_proof_by_its_lack_of_spread() -> None:
    # 12 of 12 against 88 of 100: a t test would see an error only on one side.
    result = in_frame(
        tally(foster_care=(0, 12), kinship_care=(12, 88)), {"foster_care": 900, "kinship_care": 900}
    )
    assert result.found == () and result.family == 1


def test_an_estimate_is_told_in_whole_per_cents_and_without_its_count() -> None:
    result = in_frame(
        tally(foster_care=(77, 124), kinship_care=(160, 40)), {"foster_care": 1000, "kinship_care": 3000}
    )
    (one,) = result.found
    told = as_json(one)
    # 124 of 201 is 61.69…%; with more digits and the known weights it would give single strata back.
    assert (told["share_a"], told["share_b"], told["difference"]) == (0.62, 0.2, 0.42)
    assert (told["k_a"], told["k_b"], told["n_a"], told["n_b"]) == (None, None, 201, 200)
    assert told["p"] == float(f"{one.compared.p:.2g}")


def test_two_groups_read_whole_are_not_tested() -> None:
    result = in_frame(
        tally(foster_care=(10, 90), kinship_care=(50, 50)), {"foster_care": 100, "kinship_care": 100}
    )
    assert (result.family, result.found) == (0, ())
