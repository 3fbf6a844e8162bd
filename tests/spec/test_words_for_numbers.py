"""Words for numbers: what each word means, and which words Cairn writes.

The tables here are the reference. A row reads: these words, of `k` among `n`, hold or do not hold.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from cairn.claims.wording import Wording, allowed_counts, allows, load_wording, read_phrase, words_for
from cairn.pipeline.places import definitions_root


@pytest.fixture(scope="module")
def wording() -> Wording:
    return load_wording(definitions_root())


# Bands on the exact value (Education Scotland, Terms we use in the inspection process; the values in the
# gaps and the overlap of the source are the ones that rounding would judge otherwise).
BANDS = [
    (9, 10, "most"),
    (10, 11, "almost all"),
    (181, 200, "almost all"),
    (3, 4, "most"),
    (149, 200, "the majority"),
    (74, 100, "the majority"),
    (1, 2, "the majority"),
    (124, 250, "less than half"),
    (49, 100, "less than half"),
    (3, 20, "less than half"),
    (29, 200, "a few"),
    (14, 100, "a few"),
    (1, 40, "a few"),
    (26, 26, "all"),
    (0, 31, "none"),
    (19, 21, "almost all"),
    (27, 30, "most"),
    (13, 17, "most"),
    (8, 15, "the majority"),
    (7, 15, "less than half"),
    (2, 13, "less than half"),
    (1, 7, "a few"),
    (249, 250, "almost all"),
]

# Claims that were worked out by hand from the published bands and the ranges of the wording file.
CLAIMS = [
    ("just over half", 26, 50, True),
    ("just over half", 25, 50, False),
    ("just over half", 28, 50, False),
    ("just over half", 47, 100, False),
    ("about half", 23, 50, True),
    ("just under two thirds", 64, 100, True),
    ("just under two thirds", 2, 3, False),
    ("just under two thirds", 33, 50, True),
    ("two thirds", 17, 26, True),
    ("three quarters", 38, 50, True),
    ("three quarters", 7, 10, False),
    ("one in five", 9, 41, True),
    ("one in five", 12, 50, False),
    ("seven out of ten", 24, 34, True),
    ("seven out of ten", 33, 50, False),
    ("almost all", 9, 10, False),
    ("almost all", 24, 26, True),
    ("almost all", 26, 26, False),
    ("most", 41, 50, True),
    ("most", 3, 5, False),
    ("the majority", 31, 50, True),
    ("less than half", 7, 15, True),
    ("few", 2, 26, True),
    ("few", 4, 26, False),
    ("all", 26, 26, True),
    ("all", 25, 26, False),
    ("none", 0, 26, True),
    ("nine out of ten", 46, 50, True),
]

# On a hundred, the counts a phrase allows: the first and the last.
ON_A_HUNDRED = [
    ("none", 0, 0),
    ("a few", 1, 14),
    ("less than half", 15, 49),
    ("the majority", 50, 74),
    ("most", 75, 90),
    ("almost all", 91, 99),
    ("all", 100, 100),
    ("half", 48, 52),
    ("just over half", 51, 55),
    ("just under half", 45, 49),
    ("almost half", 45, 49),
    ("nearly half", 45, 49),
    ("over half", 51, 60),
    ("more than half", 51, 60),
    ("under half", 40, 49),
    ("around half", 45, 55),
    ("about half", 45, 55),
    ("at least half", 50, 100),
    ("up to half", 0, 50),
    ("only half", 48, 52),
    ("a further half", 48, 52),
    ("a third", 32, 35),
    ("one third", 32, 35),
    ("just over a third", 34, 38),
    ("less than a third", 24, 33),
    ("between a third and a quarter", 25, 33),
    ("between a quarter and a third", 25, 33),
    ("one in ten", 8, 12),
    ("one out of every six", 15, 18),
    ("nine out of ten cases", 88, 92),
    ("39%", 37, 41),
    ("39 per cent", 37, 41),
    ("15% or more", 15, 100),
    ("40% or less", 0, 40),
    ("50% to 60%", 50, 60),
    ("50–60%", 50, 60),
    ("100%", 100, 100),
    ("0%", 0, 0),
    ("98%", 96, 100),
    ("754", 101, 0),
    ("60", 60, 60),
    ("twenty-five", 25, 25),
    ("over 60", 61, 100),
    ("fewer than 60", 0, 59),
    ("around 60", 57, 63),
    ("just over 60", 61, 63),
    ("at least three", 3, 100),
    ("all but one", 99, 99),
]

# On a small base every count that the words allow.
ON_A_SMALL_BASE = [
    # a bare fraction is the nearest count …
    ("a quarter", 8, {2}),
    ("a third", 8, {3}),
    ("two thirds", 8, {5}),
    ("half", 8, {4}),
    # … either on a tie …
    ("half", 7, {3, 4}),
    # … but no count that is exactly another named fraction of the base
    ("three quarters", 10, set()),
    ("one in five", 8, set()),
    ("a tenth", 4, set()),
    # just over and just under: the first count beyond
    ("just over half", 8, {5}),
    ("just over half", 15, {8}),
    ("just under half", 8, {3}),
    ("almost two thirds", 8, {5}),
    # over and under: any count beyond
    ("over half", 8, {5, 6, 7, 8}),
    ("under half", 8, {0, 1, 2, 3}),
    # around: five points to either side, or the nearest count
    ("around half", 8, {4}),
    ("around half", 7, {3, 4}),
    ("around a third", 8, {3}),
    # bands keep their bands
    ("the majority", 8, {4, 5}),
    ("most", 8, {6, 7}),
    ("almost all", 8, set()),
    ("less than half", 8, {2, 3}),
    ("a few", 8, {1}),
    # exact counts
    ("six of the eight", 8, {6}),
    ("six of the eight", 9, set()),
    ("seven out of the eight", 8, {7}),
    ("one of the eight", 8, {1}),
    ("half of the eight", 8, {4}),
    ("half of the eight", 10, set()),
    ("most of the eight", 8, {6, 7}),
    ("13 out of 16", 16, {13}),
    ("13 out of 16", 15, set()),
    ("seven out of ten", 10, {7}),
    ("all eight", 8, {8}),
    ("all eight", 7, set()),
    ("none of the eight", 8, {0}),
    ("none higher", 8, {0}),
    ("no", 8, {0}),
    ("all but one", 8, {7}),
    ("all but one of the eight", 8, {7}),
    ("all but one of the eight", 9, set()),
]

# What Cairn writes.
WRITTEN = [
    (0, 100, "none"),
    (1, 100, "a few"),
    (14, 100, "a few"),
    (15, 100, "just under one in five"),
    (20, 100, "one in five"),
    (25, 100, "a quarter"),
    (28, 100, "just over a quarter"),
    (30, 100, "just under a third"),
    (33, 100, "a third"),
    (40, 100, "two fifths"),
    (46, 100, "just under half"),
    (50, 100, "half"),
    (53, 100, "just over half"),
    (58, 100, "the majority"),
    (62, 100, "just under two thirds"),
    (66, 100, "two thirds"),
    (75, 100, "three quarters"),
    (80, 100, "just over three quarters"),
    (81, 100, "most"),
    (90, 100, "most"),
    (91, 100, "almost all"),
    (999, 1000, "almost all"),
    (100, 100, "all"),
    (6, 8, "six of the eight"),
    (0, 8, "none of the eight"),
    (8, 8, "all eight"),
    (13, 16, "13 of the 16"),
    (9, 16, "9 of the 16"),
    (1, 1, "all"),
    (0, 1, "none"),
]


@pytest.mark.parametrize(("k", "n", "word"), BANDS)
def test_a_share_lies_in_one_band_judged_on_its_exact_value(
    wording: Wording, k: int, n: int, word: str
) -> None:
    assert wording.band_of(Fraction(k, n)).name == word


@pytest.mark.parametrize(("words", "k", "n", "holds"), CLAIMS)
def test_words_hold_of_some_counts_and_not_of_others(
    wording: Wording, words: str, k: int, n: int, holds: bool
) -> None:
    assert allows(read_phrase(words, wording), k, n) is holds


@pytest.mark.parametrize(("words", "first", "last"), ON_A_HUNDRED)
def test_on_a_hundred_words_allow_one_run_of_counts(
    wording: Wording, words: str, first: int, last: int
) -> None:
    assert set(allowed_counts(read_phrase(words, wording), 100)) == set(range(first, last + 1))


@pytest.mark.parametrize(("words", "n", "counts"), ON_A_SMALL_BASE)
def test_on_a_small_base_words_allow_particular_counts(
    wording: Wording, words: str, n: int, counts: set[int]
) -> None:
    assert set(allowed_counts(read_phrase(words, wording), n)) == counts


@pytest.mark.parametrize(("n", "counts"), [(3, set()), (4, {3}), (8, {7}), (14, {13}), (40, {37, 38, 39})])
def test_almost_all_may_be_all_but_one_of_partnerships_and_evaluations(
    wording: Wording, n: int, counts: set[int]
) -> None:
    assert set(allowed_counts(read_phrase("almost all", wording), n, judgement=True)) == counts


@pytest.mark.parametrize(("k", "n", "words"), WRITTEN)
def test_cairn_writes_one_phrase_for_each_number(wording: Wording, k: int, n: int, words: str) -> None:
    assert words_for(k, n, wording) == words
