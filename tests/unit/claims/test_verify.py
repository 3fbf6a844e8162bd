"""Verdicts on single claims, against the small body of evidence."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from cairn.claims.claim import Finding, Verdict
from cairn.claims.grammar import parse_claim
from cairn.claims.readings import readings_of
from cairn.claims.report_check import PlacedFinding, finding_as_json, finding_line
from cairn.claims.statement_claims import StatementClaim
from tests.lib.small_evidence import EVIDENCE, check
from tests.lib.statement_tables import statement


def verdict(claim: str, words: str) -> Verdict:
    return check(claim, words).verdict


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        # 109 of 258 is 42.2 per cent; 45 of 60 and 9 of 27 are exact
        ("claim:records/at_risk=yes", "just over two fifths"),
        ("claim:records/at_risk=yes", "less than half"),
        ("claim:records/response=good?where=care_group:foster_care", "three quarters"),
        ("claim:records/response=good?where=care_group:aftercare", "one third"),
        ("claim:records/response=less_than_good?where=care_group:aftercare", "two thirds"),
        # (45 + 6 + 2) of (60 + 20 + 2) is 64.6 per cent
        ("claim:records/response=good?where=looked_after", "just under two thirds"),
        ("claim:records/response=good?where=care_group:foster_care,at_risk:yes", "three quarters"),
        ("claim:partnerships/finding=yes", "almost all"),
        ("claim:partnerships/finding=yes", "seven out of the eight"),
        ("claim:partnerships/finding=yes", "all but one"),
        ("claim:partnerships/finding=no", "one"),
        ("claim:evaluations/evaluation=good?where=indicator:2.1", "six"),
        ("claim:records/records_read?stat=count", "258"),
        ("claim:records/records_read?where=care_group:foster_care&stat=count", "100"),
        ("claim:records/at_risk=yes?stat=count", "109"),
        ("claim:staff/clear_vision=yes?by=area&stat=min", "just over a quarter"),
        ("claim:staff/clear_vision=yes?by=area&stat=max", "the majority"),
        ("claim:staff/clear_vision=yes?by=area&stat=highest&rank=B", "the highest"),
        ("claim:staff/clear_vision=yes?by=area&stat=lowest&rank=A", "lowest"),
        # A and C together: (26 + 40) of 200 is 33 per cent, below the 60 of B
        ("claim:staff/clear_vision=yes?by=area&stat=lowest&rank=A|C", "lowest"),
        ("claim:staff/clear_vision=yes?by=area&stat=extremes&rank=B|A", "highest and lowest"),
        ("claim:records/at_risk=yes?where=care_group:foster_care&stat=order&above=rest", "more likely"),
        (
            "claim:records/at_risk=yes?where=care_group:kinship_care&stat=order&above=all&direction=down",
            "less",
        ),
        ("claim:records/response=good?where=care_group:foster_care&stat=order&above=follow_up", "better"),
        (
            "claim:records/at_risk=yes?where=care_group:foster_care&stat=order&above=care_group:aftercare",
            "higher",
        ),
        # of the 149 not at risk, 15 + 30 + 5 + 2 = 52 had advocacy: 34.9 per cent
        ("claim:records/advocacy=yes?stat=share_of_rest&rest=at_risk:yes", "just over a third"),
    ],
)
def test_words_that_are_right_hold(claim: str, words: str) -> None:
    assert verdict(claim, words) is Verdict.HOLDS


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("claim:records/at_risk=yes", "half"),
        ("claim:records/at_risk=yes", "the majority"),
        ("claim:records/at_risk=yes", "110 of the 258"),
        ("claim:records/at_risk=yes", "109 of the 250"),
        ("claim:records/at_risk=yes", "many"),
        ("claim:records/at_risk=yes", "children"),
        ("claim:records/at_risk=yes", "higher"),
        ("claim:records/records_read?stat=count", "257"),
        ("claim:records/records_read?stat=count", "most"),
        ("claim:partnerships/finding=yes", "all"),
        ("claim:staff/clear_vision=yes?by=area&stat=min", "a fifth"),
        ("claim:staff/clear_vision=yes?by=area&stat=highest&rank=C", "highest"),
        ("claim:staff/clear_vision=yes?by=area&stat=highest&rank=B", "lowest"),
        ("claim:staff/clear_vision=yes?by=area&stat=extremes&rank=B|C", "highest and lowest"),
        ("claim:records/at_risk=yes?where=care_group:kinship_care&stat=order&above=rest", "higher"),
        ("claim:records/at_risk=yes?where=care_group:foster_care&stat=order&above=rest", "less likely"),
        ("claim:records/at_risk=yes?where=care_group:foster_care&stat=order&above=rest", "half"),
    ],
)
def test_words_that_are_wrong_fail(claim: str, words: str) -> None:
    assert verdict(claim, words) is Verdict.FAILS


def test_a_finding_carries_the_figure_the_base_and_the_exact_share() -> None:
    finding = check("claim:records/response=good?where=care_group:foster_care", "three quarters")
    assert (finding.k, finding.n, finding.share) == (45, 60, Fraction(3, 4))
    assert finding.figure == "45 of 60 records (75%)"
    assert finding.base == "records of children at risk (foster care)"


def test_the_reason_can_be_checked_by_hand() -> None:
    # three quarters is 73 to 77 per cent; of 258 that is 188.34 to 198.66
    finding = check("claim:records/at_risk=yes", "three quarters")
    assert finding.reason == "“three quarters” allows 189 to 198 of 258; the evidence has 109."


def test_a_failure_says_which_words_would_be_right() -> None:
    finding = check("claim:records/response=good?where=care_group:foster_care", "half")
    assert finding.suggestion == "three quarters"
    assert finding.remedy.startswith("Write “three quarters”.")
    assert (
        verdict("claim:records/response=good?where=care_group:foster_care", finding.suggestion)
        is Verdict.HOLDS
    )


def test_a_failure_names_the_level_of_which_the_words_would_hold() -> None:
    # of 60, 15 are less than good: a quarter
    finding = check("claim:records/response=good?where=care_group:foster_care", "a quarter")
    assert "They would hold of “less than good”." in finding.remedy


def test_a_failure_names_the_whole_source_when_the_words_hold_of_it() -> None:
    finding = check("claim:records/at_risk=yes?where=care_group:foster_care", "just over two fifths")
    assert "They would hold of all records" in finding.remedy


def test_figures_have_a_decimal_on_large_bases_but_none_on_stand_in_evidence() -> None:
    # 109/258 = 0.4224…
    assert check("claim:records/at_risk=yes", "half").figure == "109 of 258 records (42.2%)"
    stand_in = check("claim:records/at_risk=yes", "half", replace(EVIDENCE, stand_in=True))
    assert stand_in.figure == "109 of 258 records (42%)"
    assert "." not in stand_in.figure


SMALL = "claim:records/response=good?where=care_group:secure_care"


@pytest.mark.parametrize(
    "claim",
    [
        SMALL,  # 2 of 2
        "claim:records/at_risk=yes?where=care_group:secure_care",  # 2 of 8
        "claim:records/at_risk=yes?where=care_group:secure_care&stat=count",
        "claim:records/at_risk=yes?where=care_group:secure_care&stat=order&above=rest",
        "claim:records/response=good?where=care_group:foster_care&stat=order&above=care_group:secure_care",
        "claim:records/at_risk=yes?by=care_group&stat=highest&rank=secure_care",
        "claim:records/records_read?where=care_group:secure_care,at_risk:yes&stat=count",
    ],
)
@pytest.mark.parametrize("words", ["a quarter", "all", "2", "?", "highest"])
def test_what_is_too_small_leaves_no_number_anywhere(claim: str, words: str) -> None:
    finding = check(claim, words)
    assert finding.verdict is Verdict.NOT_SAFE
    assert (finding.k, finding.n, finding.share, finding.groups) == (None, None, None, ())
    shown = finding.figure + finding.base + finding.reason + finding.remedy + finding.suggestion
    assert not any(character.isdigit() for character in shown)
    assert finding.suggestion == ""


def test_a_number_too_small_is_shown_where_nobody_is_protected() -> None:
    assert check("claim:partnerships/finding=no", "one").figure == "1 of 8 partnerships (13%)"


def test_groups_too_small_are_listed_without_their_numbers() -> None:
    finding = check("claim:records/at_risk=yes?by=care_group&stat=highest&rank=foster_care", "highest")
    assert ("secure care", None, None) in finding.groups
    assert ("kinship care", 20, 100) in finding.groups
    assert "secure" not in finding.reason
    assert finding.reason.endswith("Groups too small to show are not compared.")


def test_a_second_group_is_withheld_so_that_the_total_does_not_give_the_small_one_back() -> None:
    # 109 at risk in all, less 60 and 20, leave 29 among the 58 of aftercare and secure care together
    finding = check("claim:records/at_risk=yes?by=care_group&stat=highest&rank=foster_care", "highest")
    assert [label for label, k, _ in finding.groups if k is None] == ["aftercare", "secure care"]
    assert "aftercare" not in finding.reason


def test_the_highest_share_is_that_of_the_groups_shown() -> None:
    # secure care, 2 of 2, is not compared; 45 of 60 is
    finding = check("claim:records/response=good?by=care_group&stat=max", "three quarters")
    assert finding.verdict is Verdict.HOLDS
    assert (finding.k, finding.n) == (45, 60)
    assert finding.reason.endswith("Groups too small to show are not compared.")


def test_an_empty_base_is_said_and_not_judged() -> None:
    finding = check("claim:records/at_risk=yes?where=care_group:not_stated", "half")
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "empty" in finding.reason


def test_population_estimates_wait_for_a_frame() -> None:
    finding = check("claim:records/at_risk=yes?basis=population", "half")
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "frame" in finding.reason


def test_evidence_without_an_item_cannot_tell() -> None:
    records = EVIDENCE.tallies["records"]
    without = replace(records, counts={"at_risk": records.counts["at_risk"]})
    finding = check("claim:records/response=good", "half", replace(EVIDENCE, tallies={"records": without}))
    assert finding.verdict is Verdict.CANNOT_TELL
    assert not finding.publishable


def test_a_source_the_evidence_does_not_hold_bars_the_report() -> None:
    finding = check("claim:records/response=good", "half", replace(EVIDENCE, tallies={}))
    assert finding.verdict is Verdict.CANNOT_TELL
    assert not finding.publishable


def test_a_comparison_with_a_programme_of_which_nothing_is_printed_may_stand() -> None:
    finding = check("claim:records/response?stat=similar&versus=records_before", "similar")
    assert finding.verdict is Verdict.CANNOT_TELL
    assert finding.publishable


NATIONAL = "claim:national/qualified=yes"
GRADE = "claim:evaluations/evaluation={}?where=indicator:1.1"


@pytest.mark.parametrize(
    ("claim", "words", "expected"),
    [
        (NATIONAL, "39%", Verdict.HOLDS_AGAINST_CITATION),
        (NATIONAL, "39 per cent", Verdict.HOLDS_AGAINST_CITATION),
        (NATIONAL, "less than half", Verdict.HOLDS_AGAINST_CITATION),
        (NATIONAL, "two fifths", Verdict.CANNOT_TELL),  # 37 to 41 against 38 to 42
        (NATIONAL, "most", Verdict.FAILS),
        (GRADE.format("less_than_good"), "over half", Verdict.HOLDS_AGAINST_CITATION),
        (GRADE.format("less_than_good"), "half", Verdict.FAILS),
        (GRADE.format("good"), "under half", Verdict.HOLDS_AGAINST_CITATION),  # at most 3 of 8
        (GRADE.format("good"), "six of the eight", Verdict.FAILS),
        (GRADE.format("good"), "none", Verdict.CANNOT_TELL),
        (GRADE.format("weak"), "one", Verdict.CANNOT_TELL),
    ],
)
def test_print_is_all_there_is_where_there_are_no_rows(claim: str, words: str, expected: Verdict) -> None:
    finding = check(claim, words)
    assert finding.verdict is expected
    assert finding.citation


def test_rows_win_over_print() -> None:
    finding = check("claim:evaluations/evaluation=good?where=indicator:2.1", "six")
    assert (finding.verdict, finding.citation) == (Verdict.HOLDS, "")


def test_the_least_of_groups_known_by_rows_and_by_print_is_worked_out() -> None:
    # 1.1: fewer than half of eight good or better; 2.1: six of eight
    claim = "claim:evaluations/evaluation=good?by=indicator&stat=lowest&rank={}"
    assert verdict(claim.format("1.1"), "least") is Verdict.HOLDS_AGAINST_CITATION
    assert verdict(claim.format("2.1"), "least") is Verdict.FAILS


def test_nothing_published_of_an_earlier_programme_cannot_tell() -> None:
    claim = "claim:records/at_risk=yes?stat=similar&versus=records_before"
    assert verdict(claim, "similar") is Verdict.CANNOT_TELL
    assert (
        verdict("claim:records/response?stat=similar&versus=records_before", "similar") is Verdict.CANNOT_TELL
    )


def test_the_earlier_programme_is_compared_as_far_as_print_reaches() -> None:
    # now 62 of 109 is 57 per cent; then over 50 up to 55: from 2 to 7 points apart
    claim = "claim:records/response=good?stat=similar&versus=records_before"
    assert verdict(claim, "very similar") is Verdict.CANNOT_TELL


def test_two_programmes_with_rows_are_compared_answer_by_answer() -> None:
    before = replace(EVIDENCE.tallies["records"], source="records_before")
    both = replace(EVIDENCE, tallies={**EVIDENCE.tallies, "records_before": before})
    finding = check("claim:records/response?stat=similar&versus=records_before", "similar", both)
    assert finding.verdict is Verdict.HOLDS


def test_a_finding_is_told_on_one_line() -> None:
    finding = check("claim:records/at_risk=yes", "half")
    placed = PlacedFinding(line=3, column=7, finding=finding)
    line = finding_line("report.md", placed)
    assert line.startswith("report.md:3:7: “half” · 109 of 258 records (42.2%) · fails · ")
    assert line.endswith(finding.remedy)


def test_a_finding_is_told_to_a_program() -> None:
    placed = PlacedFinding(line=3, column=7, finding=check("claim:records/response=weak", "a few"))
    told = json.loads(json.dumps(finding_as_json(placed)))
    assert {k: told[k] for k in ("line", "column", "words", "claim", "k", "n", "share", "verdict")} == {
        "line": 3,
        "column": 7,
        "words": "a few",
        "claim": "claim:records/response=weak",
        "k": 20,
        "n": 109,
        "share": 0.183486,  # 20/109
        "verdict": "fails",
    }


@pytest.mark.parametrize(
    ("k", "n", "share"),
    [(2, 3, 0.67), (1, 8, 0.13), (0, 30, 0.0), (1, 300, 0.01), (299, 300, 0.99), (30, 30, 1.0)],
)
def test_shares_of_stand_in_evidence_are_whole_per_cents_in_json(k: int, n: int, share: float) -> None:
    finding = Finding(claim=None, words="x", verdict=Verdict.HOLDS, k=k, n=n, share=Fraction(k, n))
    placed = PlacedFinding(line=1, column=1, finding=finding)
    told = finding_as_json(placed, stand_in=True, label="stand-in data")
    assert (told["share"], told["stand_in"], told["label"]) == (share, True, "stand-in data")
    plain = finding_as_json(placed)
    assert (plain["share"], plain["stand_in"], plain["label"]) == (round(k / n, 6), False, "")


def test_a_claim_that_was_published_says_where_and_what_of_it_is_our_reading() -> None:
    claim = "claim:records/response=good?where=looked_after"
    published = StatementClaim(
        statement=statement(7, "looked_after | response | good | most | share | records"),
        claim=parse_claim(claim, EVIDENCE.book),
        words="most",
        note="Good is our reading.",
    )
    again = replace(published, statement=replace(published.statement, id="T9", line=0))
    evidence = replace(EVIDENCE, readings=readings_of([published, again]))
    finding = check(claim, "most", evidence)
    assert finding.published == "Statement T7, line 7 of the extracted text; Statement T9"
    assert finding.reading == "Good is our reading."
    other = check("claim:records/response=good", "most", evidence)
    assert (other.published, other.reading) == ("", "")


def test_without_a_note_on_its_form_the_note_of_the_statement_is_the_reading() -> None:
    own = replace(statement(1, "all | at_risk | yes | half"), note="population inferred from the chapter")
    one = StatementClaim(statement=own, claim=parse_claim("claim:records/at_risk=yes"), words="half")
    told = readings_of([one])["claim:records/at_risk=yes"]
    assert told == ("Statement T1, line 1 of the extracted text", "Population inferred from the chapter.")
