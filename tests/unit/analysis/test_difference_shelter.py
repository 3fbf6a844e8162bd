"""A list of differences is looked at together: what is withheld in it cannot be worked out."""

from __future__ import annotations

from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.tally import Tally
from cairn.pipeline.difference_shelter import Shelter
from cairn.pipeline.difference_words import as_json, in_words
from cairn.pipeline.differences import Found, differences_of
from cairn.pipeline.release_attack import ReportAttack
from tests.lib.small_evidence import BOOK, YES_NO, advocacy_tally, measure, wording

SEEN = measure("advocacy", "records", YES_NO)
SHELTER = Shelter(book=BOOK, instruments={}, attack=ReportAttack(limits=Limits()))


# All of 3 in kinship care say no; everybody else is far apart, so that every pair stands out.
UNLIKE = advocacy_tally(foster_care=(10, 90), kinship_care=(3, 97), aftercare=(70, 30), secure_care=(40, 60))


def every(evidence: Tally) -> tuple[Found, ...]:
    return differences_of(evidence, [SEEN], BOOK, by=("care_group",)).found


def shown(found: tuple[Found, ...]) -> dict[str, int]:
    """What a program is told of each group."""
    told: dict[str, int] = {}
    for one in map(as_json, found):
        for side in ("a", "b"):
            k = one[f"k_{side}"]
            if k is not None and one[side] != "all others":
                told[str(one[side])] = int(str(k))
    return told


def test_a_small_group_cannot_be_had_from_the_others_and_the_total() -> None:
    before = shown(every(UNLIKE))
    # Each of the other groups stands there by itself, and with all others: 277 − 90 − 30 − 60 = 97.
    assert {"foster_care", "aftercare", "secure_care"} <= set(before) and "kinship_care" not in before
    after = shown(SHELTER.sheltered(every(UNLIKE), UNLIKE))
    assert "kinship_care" not in after
    assert not {"foster_care", "aftercare", "secure_care"} <= set(after)


def test_what_is_withheld_beside_a_small_group_says_so_in_words() -> None:
    after = SHELTER.sheltered(every(UNLIKE), UNLIKE)
    marked = [f for f in after if f.compared.a.withheld or f.compared.b.withheld]
    assert marked
    for one in marked:
        said = in_words(one, wording(), "records")
        assert "(withheld)" in said and said.endswith("a clear difference.")


def test_where_no_group_is_small_nothing_more_is_withheld() -> None:
    plain = advocacy_tally(foster_care=(10, 90), kinship_care=(50, 50), aftercare=(70, 30))
    assert SHELTER.sheltered(every(plain), plain) == every(plain)


def test_a_group_nobody_was_told_of_is_not_given_away_either() -> None:
    # Eight in secure care are too few to compare, and all others hold them: 3 of them say yes.
    few = advocacy_tally(foster_care=(10, 90), kinship_care=(50, 50), aftercare=(70, 30), secure_care=(5, 3))
    found = every(few)
    assert all(side.name != "secure_care" for f in found for side in (f.compared.a, f.compared.b))
    after = shown(SHELTER.sheltered(found, few))
    assert len(after) < len(shown(found))


def test_no_more_is_withheld_for_a_group_nobody_was_told_of_than_protects_it() -> None:
    # 90 of 100, and 83 for all others, less 30 in aftercare: 53 for kinship and secure care together, of
    # whom 50 are told. Without those 50 the 3 in secure care may be none to 8; nothing else need go.
    few = advocacy_tally(foster_care=(10, 90), kinship_care=(50, 50), aftercare=(70, 30), secure_care=(5, 3))
    after = SHELTER.sheltered(every(few), few)
    sides = [side for f in after for side in (f.compared.a, f.compared.b)]
    assert {side.name for side in sides if side.withheld} == {"kinship_care"}
