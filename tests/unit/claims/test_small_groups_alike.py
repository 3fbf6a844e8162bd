"""A group of fewer than ten of whom all gave one answer gives itself away without a small count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from cairn.claims.claim import Verdict
from cairn.claims.evidence import Evidence
from tests.lib.small_evidence import EVIDENCE, check, tally

OTHERS = {"foster_care": (35, 103), "kinship_care": (19, 95)}
SECURE = "where=care_group:secure_care"


def at_risk(k: int, n: int) -> Evidence:
    """k of the n in secure care were at risk, n − k were not: there are two answers."""
    groups: Mapping[str, tuple[int, int]] = {**OTHERS, "secure_care": (k, n)}
    rows = [((name,), n, {"at_risk": (0, n - k, k)}) for name, (k, n) in groups.items()]
    return replace(EVIDENCE, tallies={"records": tally("records", ("care_group",), rows)})


def rated(weak: int, adequate: int, good: int) -> Evidence:
    n = weak + adequate + good
    rows = [
        (("foster_care",), 60, {"response": (0, 5, 10, 45)}),
        (("secure_care",), n, {"response": (0, weak, adequate, good)}),
    ]
    return replace(EVIDENCE, tallies={"records": tally("records", ("care_group",), rows)})


@pytest.mark.parametrize(
    ("k", "n", "words", "verdict"),
    [
        (8, 8, "all", Verdict.NOT_SAFE),
        (9, 9, "all", Verdict.NOT_SAFE),
        (10, 10, "all", Verdict.HOLDS),
        (0, 8, "none", Verdict.NOT_SAFE),  # then all 8 were not
        (0, 10, "none", Verdict.HOLDS),
    ],
)
def test_all_of_a_small_group_is_not_safe_to_publish(k: int, n: int, words: str, verdict: Verdict) -> None:
    assert check(f"claim:records/at_risk=yes?{SECURE}", words, at_risk(k, n)).verdict is verdict


@pytest.mark.parametrize(
    ("counts", "level", "words", "verdict"),
    [
        ((0, 0, 8), "good", "all", Verdict.NOT_SAFE),
        ((0, 8, 0), "adequate_or_better", "all", Verdict.NOT_SAFE),
        ((8, 0, 0), "adequate_or_better", "none", Verdict.NOT_SAFE),  # only weak is left
        ((0, 8, 0), "good", "none", Verdict.HOLDS),  # weak or adequate: that is open
    ],
)
def test_none_at_a_level_tells_only_where_one_answer_is_left(
    counts: tuple[int, int, int], level: str, words: str, verdict: Verdict
) -> None:
    assert check(f"claim:records/response={level}?{SECURE}", words, rated(*counts)).verdict is verdict


def test_such_a_group_is_left_out_of_a_comparison() -> None:
    found = check("claim:records/at_risk=yes?by=care_group&stat=max", "a third", at_risk(8, 8))
    assert ("secure care", None, None) in [(label.casefold(), k, n) for label, k, n in found.groups]
    # without it foster care is highest, with 35 of 103
    ranked = "claim:records/at_risk=yes?by=care_group&stat=highest&rank=secure_care"
    assert check(ranked, "highest", at_risk(8, 8)).verdict is Verdict.NOT_SAFE


def test_the_size_of_a_small_group_is_no_answer() -> None:
    counted = f"claim:records/records_read?stat=count&{SECURE}"
    assert check(counted, "8", at_risk(8, 8)).verdict is Verdict.HOLDS


def test_findings_about_partnerships_are_shown_whatever_their_number() -> None:
    """Seven of the eight have it; in all eight it would be shown as well."""
    all_eight = tally("partnerships", (), [((), 8, {"finding": (0, 0, 8)})])
    evidence = replace(EVIDENCE, tallies={"partnerships": all_eight})
    assert check("claim:partnerships/finding=yes", "all", evidence).verdict is Verdict.HOLDS
