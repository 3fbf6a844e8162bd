"""Claims with basis=population: words judged on an estimate and its interval.

The frame has 400 children in foster care, of whom 100 records were read, 200 in kinship care (100 read), and
the 50 in aftercare and 8 in secure care of whom all were. By the counts of small_evidence so many are
estimated to be at risk:

    foster 400 × 60/100 = 240    kinship 200 × 20/100 = 40    aftercare 27    secure 2    of 658: 309

Rated good, of those at risk: 400 × 45/100 = 180, 200 × 6/100 = 12, 9 and 2: 203 of 309.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from cairn.analysis.estimators.population.stratum_tally import stratum_tally
from cairn.analysis.measures import Measure
from cairn.claims.claim import Finding, Verdict, Where
from cairn.claims.evidence import Shield
from cairn.claims.verify_population import check_population
from tests.lib.small_evidence import EVIDENCE, RECORDS, check

GROUPS = ("foster_care", "kinship_care", "aftercare", "secure_care")
ASKED_WHEN = {"response": (("at_risk", ("yes",)),)}


def judged(
    claim: str, words: str, sizes: tuple[int, ...] = (400, 200, 50, 8), shield: Shield | None = None
) -> Finding:
    population = {(group,): size for group, size in zip(GROUPS, sizes, strict=True)}
    tally = stratum_tally(RECORDS, ("care_group",), population, asked_when=ASKED_WHEN)
    joint = "&" if "?" in claim else "?"
    return check(
        f"claim:records/{claim}{joint}basis=population",
        words,
        replace(EVIDENCE, frames={"records": tally}, estimating=check_population, shield=shield),
    )


def test_the_share_is_that_of_the_children_and_not_of_the_records() -> None:
    finding = judged("at_risk=yes", "just under half")
    assert finding.share == Fraction(309, 658)  # 47 %, where 109 of 258 records are 42 %
    assert (finding.k, finding.n) == (109, 258)
    assert finding.low is not None and finding.high is not None
    assert finding.low < 309 / 658 < finding.high


def test_an_item_asked_of_some_is_estimated_for_those_it_is_asked_of() -> None:
    # Weighting each group by all its children would give (300 + 60 + 50/3 + 8) / 658 = 58 %.
    assert judged("response=good", "two thirds").share == Fraction(203, 309)


def test_words_hold_firmly_when_the_whole_interval_lies_in_their_range() -> None:
    finding = judged("at_risk=yes", "under three fifths")  # 50 % to 60 %
    assert finding.verdict is Verdict.FAILS
    finding = judged("at_risk=yes", "between a third and three fifths")
    assert finding.verdict is Verdict.HOLDS
    assert "the whole interval lies there" in finding.reason


def test_words_hold_narrowly_when_only_the_estimate_does() -> None:
    finding = judged("at_risk=yes", "less than half")  # below 50 %, and the interval reaches beyond
    assert finding.high is not None and finding.high > 0.5
    assert finding.verdict is Verdict.HOLDS_NARROWLY
    assert finding.publishable


def test_words_that_the_estimate_does_not_bear_fail_and_better_ones_are_told() -> None:
    finding = judged("at_risk=yes", "just over two fifths")  # right of the records, not of the children
    assert finding.verdict is Verdict.FAILS
    assert finding.suggestion == "just under half"
    assert judged("at_risk=yes", "?").suggestion == "just under half"


def test_the_finding_shows_value_interval_base_and_method() -> None:
    finding = judged("at_risk=yes?where=care_group:foster_care", "three fifths")
    assert finding.figure.startswith("an estimated 60.0% (95% interval 5")
    assert finding.figure.endswith("; 100 read)")
    assert finding.base == "records (foster care)"
    assert finding.method == (
        "Estimated for all the children in the frame from 100 answers, weighted by stratum; exact "
        "hypergeometric limits."
    )


def test_where_every_child_was_read_the_share_is_a_fact_and_counts_may_be_said() -> None:
    finding = judged("at_risk=yes?where=care_group:aftercare", "27 of the 50")
    assert (finding.verdict, finding.low, finding.high) == (Verdict.HOLDS, None, None)
    assert finding.figure == "27 of 50 (54%), all of whom were read"
    assert judged("at_risk=yes?where=care_group:aftercare", "half").verdict is Verdict.FAILS  # 48 % to 52 %


def test_a_count_of_those_read_is_no_share_of_all_children() -> None:
    assert judged("at_risk=yes", "109 of the 258").verdict is Verdict.FAILS


def test_fewer_than_ten_answers_bear_no_proportion() -> None:
    # Of 8 records in secure care, read among 20 children, 6 were not at risk and 2 were: too small to show;
    # with nothing withheld it is still too few.
    assert judged("at_risk=no?where=care_group:secure_care", "most", (400, 200, 50, 20)).verdict is (
        Verdict.NOT_SAFE
    )
    finding = judged("advocacy=yes?where=care_group:secure_care", "half", (400, 200, 50, 20))
    assert finding.verdict in (Verdict.NOT_SAFE, Verdict.CANNOT_TELL)
    assert (finding.k, finding.share) == (None, None)


def test_the_number_of_children_stands_in_the_frame() -> None:
    assert judged("records_read?stat=count", "658").verdict is Verdict.HOLDS
    assert judged("records_read?stat=count&where=looked_after", "?").suggestion == "608"
    assert judged("records_read?stat=count&where=at_risk:yes", "309").verdict is Verdict.CANNOT_TELL


def test_what_is_left_of_the_base_is_estimated_too() -> None:
    # Of those not at risk 160, 160, 23 and 6 children: advocacy for 60, 60, 5 and 2.
    finding = judged("advocacy=yes?stat=share_of_rest&rest=at_risk:yes", "just over a third")
    assert finding.share == Fraction(60 + 60 + 5 + 2, 160 + 160 + 23 + 6)


def test_the_lowest_of_the_groups_carries_an_interval_for_the_lowest_of_all() -> None:
    finding = judged("at_risk=yes?by=care_group&stat=min", "a fifth")
    assert finding.reason.startswith("The lowest estimate is that of kinship care.")
    assert finding.share == Fraction(20, 100)
    assert finding.low is not None and finding.high is not None
    alone = judged("at_risk=yes?where=care_group:kinship_care", "a fifth")
    assert alone.low is not None and finding.low <= alone.low  # at a level that allows for all groups


@pytest.mark.parametrize(
    ("claim", "words", "expected"),
    [
        ("at_risk=yes?where=care_group:foster_care&stat=order&above=rest", "higher", Verdict.HOLDS),
        ("at_risk=yes?where=care_group:kinship_care&stat=order&above=rest", "higher", Verdict.FAILS),
        (
            "at_risk=yes?where=care_group:kinship_care&stat=order&above=rest&direction=down",
            "lower",
            Verdict.HOLDS,
        ),
        # 60 of 100 against all 27 of the 50 known: 6 points, with an error of √(.24/99 × 3/4) = 4.3
        (
            "at_risk=yes?where=care_group:foster_care&stat=order&above=care_group:aftercare",
            "higher",
            Verdict.HOLDS_NARROWLY,
        ),
        # aftercare is withheld so that secure care is not given away, and so it is not compared
        ("at_risk=yes?by=care_group&stat=highest&rank=foster_care", "highest", Verdict.HOLDS),
        ("at_risk=yes?by=care_group&stat=lowest&rank=kinship_care", "lowest", Verdict.HOLDS),
        ("at_risk=yes?by=care_group&stat=lowest&rank=foster_care", "lowest", Verdict.FAILS),
    ],
)
def test_an_order_holds_firmly_only_when_the_difference_is_beyond_chance(
    claim: str, words: str, expected: Verdict
) -> None:
    assert judged(claim, words).verdict is expected


def test_two_questions_are_compared_with_the_widest_error_they_can_have() -> None:
    finding = judged("advocacy=yes?stat=order&above=at_risk:yes", "higher")
    assert "the widest error they can have is taken" in finding.method


def test_children_of_whom_nothing_was_read_leave_the_words_narrow() -> None:
    population = {("foster_care",): 400, ("kinship_care",): 200, ("aftercare",): 50, ("secure_care",): 8}
    tally = stratum_tally(RECORDS, ("care_group",), population | {("not_stated",): 100})
    finding = check(
        "claim:records/at_risk=yes?basis=population",
        "between a third and three fifths",
        replace(EVIDENCE, frames={"records": tally}, estimating=check_population),
    )
    assert finding.verdict is Verdict.HOLDS_NARROWLY
    assert "86.8% of those in the frame are represented" in finding.method  # 658 of 758


def test_evidence_that_is_no_sample_cannot_tell() -> None:
    finding = check("claim:partnerships/finding=yes?basis=population", "seven")
    assert finding.verdict is Verdict.CANNOT_TELL


def test_behind_a_comparison_stand_those_read_on_both_sides() -> None:
    finding = judged(
        "at_risk=yes?where=care_group:foster_care&stat=order&above=care_group:aftercare", "higher"
    )
    assert [(k, n) for _, k, n in finding.groups] == [(60, 100), (27, 50)]
    ranked = judged("at_risk=yes?by=care_group&stat=lowest&rank=kinship_care", "lowest")
    assert ranked.groups[0][1:] == (20, 100)
    assert ("secure care", None, None) in ranked.groups


def hides(*groups: str) -> Shield:
    """A report that withholds these care groups, in a chart say, and shows the others."""

    def shield(source: str, measure: Measure, level: str, where: Where) -> bool:
        return any(name == "care_group" and set(values) <= set(groups) for name, values in where)

    return shield


def test_an_estimate_that_would_give_back_what_the_report_withholds_is_not_shown() -> None:
    # Beside 60 and 20 of 109, aftercare and secure care have 29 together, withheld as 2 are too few. With 500
    # children in aftercare one record stands for ten: 240 + 40 + 10a + s of 1,108 children, told as 49.8 %,
    # are 551.2 to 552.3. So 10a + s is 272, and with a + s = 29 there is one answer: 27 and 2.
    sizes = (400, 200, 500, 8)
    assert judged("at_risk=yes", "half", sizes).publishable
    beside = judged("at_risk=yes", "half", sizes, hides("aftercare", "secure_care"))
    assert (beside.verdict, beside.share, beside.figure) == (Verdict.NOT_SAFE, None, "")


def test_where_one_record_stands_for_as_many_in_both_the_estimate_says_no_more_than_the_sum() -> None:
    beside = judged("at_risk=yes", "just under half", shield=hides("aftercare", "secure_care"))
    assert beside.publishable and beside.share == Fraction(309, 658)


def test_a_larger_group_that_is_withheld_is_no_secret_by_itself() -> None:
    assert judged("at_risk=yes", "half", (400, 200, 500, 8), hides("aftercare")).publishable


def test_an_order_does_not_give_back_either_what_the_report_withholds() -> None:
    hidden = hides("aftercare", "secure_care")
    claim = "at_risk=yes?stat=order&above=advocacy:yes&direction=down"
    assert judged(claim, "lower", (400, 200, 500, 8)).publishable
    assert judged(claim, "lower", (400, 200, 500, 8), hidden).verdict is Verdict.NOT_SAFE
