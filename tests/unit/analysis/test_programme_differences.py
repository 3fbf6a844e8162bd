"""Two programmes side by side: what stands out between them."""

from __future__ import annotations

import pytest

from cairn.pipeline.difference_words import in_words
from cairn.pipeline.differences import Comparisons, sifted
from cairn.pipeline.programme_differences import dealt_between, side_by_side
from tests.lib.small_evidence import BOOK, YES_NO, advocacy_tally, decided_for, measure, wording

SEEN = measure("advocacy", "records", YES_NO)
LABELS = ("2018 to 2020", "2012 to 2017")


NOW = advocacy_tally(foster_care=(20, 80), kinship_care=(50, 50), secure_care=(4, 4))
THEN = advocacy_tally(foster_care=(60, 40), kinship_care=(50, 50), secure_care=(4, 4), aftercare=(10, 10))


def test_two_tallies_side_by_side_keep_every_count() -> None:
    both = side_by_side((NOW, THEN))
    assert both.characteristics == ("programme", "care_group")
    assert both.cells[0] == ("this", "foster_care") and both.cells[-1] == ("other", "aftercare")
    assert both.counts["advocacy"].sum() == 208 + 228


def test_a_measure_is_compared_over_all_and_in_the_groups_that_both_have() -> None:
    compared = [c for c in dealt_between((NOW, THEN), LABELS, [SEEN], BOOK, ("care_group",)) if c is not None]
    shares = {c.within: (c.a.k, c.a.n, c.b.k, c.b.n) for c in compared}
    # secure care has fewer than ten; aftercare was read in one of the two only
    assert shares == {
        "": (134, 208, 104, 228),
        "foster care": (80, 100, 40, 100),
        "kinship care": (50, 100, 50, 100),
    }


def test_the_chance_of_a_difference_is_that_of_dealing_the_answers_out_anew() -> None:
    (over_all, *_) = (c for c in dealt_between((NOW, THEN), LABELS, [SEEN], BOOK, ()) if c is not None)
    n_a, n_b, yes, no = 208, 228, 238, 198
    # The number of yes among 208 of 436 dealt out anew: hypergeometric mean and variance.
    mean = n_a * yes / 436
    variance = n_a * n_b * yes * no / (436**2 * 435)
    z = (134 - mean) / variance**0.5
    assert z > 3 and over_all.p == pytest.approx(0, abs=0.001)


def test_a_sentence_names_both_programmes_with_their_bases() -> None:
    compared = Comparisons()
    compared.take(dealt_between((NOW, THEN), LABELS, [SEEN], BOOK, ("care_group",)))
    # Secure care has fewer than ten.
    assert (len(compared.made), compared.not_tested, compared.by_definition) == (3, 1, 0)
    found = sifted("records", compared, 0.05)
    foster = next(f for f in found.found if f.compared.within)
    assert in_words(foster, wording(), "records") == (
        "Advocacy (yes), foster care: just over three quarters for 2018 to 2020 (base 100 records),"
        " against two fifths for 2012 to 2017 (base 100 records): 40 percentage points higher."
    )


def test_a_group_whose_answer_follows_from_what_it_is_is_not_compared_between_programmes() -> None:
    book = decided_for(by_definition=(("advocacy", (("care_group", ("foster_care",)),)),))
    compared = Comparisons()
    compared.take(dealt_between((NOW, THEN), LABELS, [SEEN], book, ("care_group",)))
    assert [c.within for c in compared.made] == ["", "kinship care"]
    assert (compared.not_tested, compared.by_definition) == (1, 1)
