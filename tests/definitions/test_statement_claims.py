"""Every published statement is one claim, and its words can be read."""

from __future__ import annotations

from functools import cache

import pytest

from cairn.claims.claim import Stat
from cairn.claims.grammar import parse_claim
from cairn.claims.needs import needs_of
from cairn.claims.statement_claims import StatementClaim, claims_of_statements, load_statement_forms
from cairn.claims.statements import read_statements
from cairn.claims.wording import load_wording, read_phrase
from cairn.errors import WordingError
from cairn.pipeline.places import definitions_root
from tests.lib.programme import book

STATEMENTS = "programmes/scotland/2018-2020/statements.csv"


@cache
def found() -> dict[str, StatementClaim]:
    root = definitions_root()
    claims = claims_of_statements(read_statements(root / STATEMENTS), load_statement_forms(root), book())
    return {c.statement.id: c for c in claims}


def test_every_one_of_the_201_statements_is_one_claim_of_the_book() -> None:
    assert len(found()) == 201


def test_every_claim_is_the_same_when_spelled_and_read_again() -> None:
    changed = [i for i, c in found().items() if parse_claim(str(c.claim), book()) != c.claim]
    assert changed == []


def test_every_statement_that_is_no_comparison_has_words_with_a_range() -> None:
    wording = load_wording(definitions_root())
    unread = []
    for number, c in found().items():
        if c.statement.statistic in ("ordering", "compare_programmes"):
            continue
        try:
            assert read_phrase(c.words, wording).is_quantity
        except (WordingError, AssertionError):
            unread.append((number, c.words))
    assert unread == []


@pytest.mark.parametrize(
    ("statement", "spelled"),
    [
        ("S002", "claim:records/records_read?where=care_group:foster_care&stat=count"),
        (
            "S012",
            "claim:records/response_to_immediate_risk=good_or_better?where=immediate_risk_last_two_years:yes",
        ),
        ("S049", "claim:evaluations/evaluation=good_or_very_good?where=indicator:2.1|2.2"),
        ("S067", "claim:records_2012_2017/plan_quality=adequate_or_better?where=inspected_after_2016"),
        (
            "S126",
            "claim:records/other_advocacy_offered_to_child=yes?where=continuing_care_or_aftercare"
            "&stat=share_of_rest&rest=independent_advocacy_offered_to_child:yes",
        ),
        ("S140", "claim:staff/leaders_clear_vision_child_protection=agree?by=area&stat=min"),
        (
            "S201",
            "claim:records/wellbeing_improvement=at_least_some?where=continuing_care_or_aftercare"
            "&stat=order&above=all&direction=down",
        ),
    ],
)
def test_a_statement_is_spelled_as_a_person_would(statement: str, spelled: str) -> None:
    assert str(found()[statement].claim) == spelled


def test_the_order_of_the_file_changes_no_claim() -> None:
    root = definitions_root()
    turned = tuple(reversed(read_statements(root / STATEMENTS)))
    claims = claims_of_statements(turned, load_statement_forms(root), book())
    assert {c.statement.id: c.claim for c in claims} == {i: c.claim for i, c in found().items()}


def test_the_nine_orderings_compare() -> None:
    comparing = (Stat.ORDER, Stat.EXTREMES, Stat.LOWEST)
    orderings = [c for c in found().values() if c.statement.statistic == "ordering"]
    assert len(orderings) == 9
    assert [c.statement.id for c in orderings if c.claim.stat not in comparing] == []


def test_what_the_statements_need_counted_is_all_in_tables() -> None:
    needs = needs_of((c.claim for c in found().values()), book())
    assert "area" in needs["staff"].characteristics
    assert "age_group" in needs["young_people"].characteristics
    assert "independent_advocacy_offered_to_child" in needs["records"].characteristics
    assert "national" not in needs
