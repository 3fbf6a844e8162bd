"""The published statements of 2018–2020: which of them cannot all hold.

The sets were found by hand first; the arithmetic stands beside each.
"""

from __future__ import annotations

from functools import cache

import pytest

from cairn.analysis.measure_loader import load_measure_book
from cairn.claims.consistency import ConsistencyReport, find_conflicts, smallest_repair
from cairn.claims.statements import read_statements
from cairn.claims.wording import load_wording
from cairn.framework.loader import load_vocabularies
from cairn.instruments.loader import load_answer_scales, load_instruments
from cairn.pipeline.places import definitions_root

# 155 + 117 + 107 + 103 + 95 + 63 + 39 + 25 + 8 = 712 of 754
CARE_GROUPS = tuple(f"S{number:03}" for number in range(1, 11))
EXPECTED = {
    CARE_GROUPS,
    # at most 27 adequate or lesser, at most 68.67 good or better: 95.67 of 100
    ("S059", "S136"),
    # more than 25 adequate and at least 8 below it make more than 33; one in four is 27 at most
    ("S059", "S068", "S069"),
    # six out of ten is 58 or more, just over half 55 at most
    ("S064", "S120"),
    # 81.33 % × 73 + 18.67 % × 48 = 68.33 at least; six out of ten is 62 at most
    ("S064", "S103", "S104", "S105"),
    # 81.33 % × 73 = 59.37 at least; just over half is 55 at most
    ("S103", "S105", "S120"),
}


@cache
def report() -> ConsistencyReport:
    root = definitions_root()
    vocabularies, scales = load_vocabularies(root), load_answer_scales(root)
    instruments = load_instruments(root, vocabularies, scales)
    book = load_measure_book(root, instruments, scales, vocabularies)
    statements = read_statements(root / "programmes/scotland/2018-2020/statements.csv")
    return find_conflicts(statements, book, load_wording(root), instruments=instruments)


def test_the_sets_that_cannot_all_hold_are_those_found_by_hand() -> None:
    assert {c.statements for c in report().conflicts} == EXPECTED
    assert report().complete


def test_only_the_care_groups_are_a_list_that_does_not_add_up() -> None:
    kinds = {c.statements: c.kind for c in report().conflicts}

    assert [ids for ids, kind in kinds.items() if kind == "does_not_add_up"] == [CARE_GROUPS]
    assert "712 of 754" in next(c.why for c in report().conflicts if c.statements == CARE_GROUPS)


@pytest.mark.parametrize(
    ("ids", "sums"),
    [
        (("S059", "S136"), "100 − 68.67 good or better = 31.33"),
        (("S059", "S068", "S069"), "100 − 8 unsatisfactory or weak − 73 good or very good or excellent = 19"),
        (("S064", "S103", "S104", "S105"), "81.33 % × 73 + 18.67 % × 48 = 68.33"),
        (("S103", "S105", "S120"), "81.33 % × 73 + 18.67 % × 0 = 59.37"),
    ],
)
def test_a_set_is_told_with_the_sum_that_shows_it(ids: tuple[str, ...], sums: str) -> None:
    assert sums in next(c.why for c in report().conflicts if c.statements == ids)


def test_the_least_changes_are_the_gaps_rounded_up() -> None:
    told = {
        c.statements: (c.least_change.statement, str(c.least_change.points))
        for c in report().conflicts
        if c.least_change
    }

    assert told == {
        CARE_GROUPS: ("S001", "5.58"),  # 42/754 = 5.570…
        ("S059", "S136"): ("S059", "4.34"),  # 100 − 68.66… − 27 = 4.33…
        ("S059", "S068", "S069"): ("S069", "6"),  # 25 − (27 − 8); S069 needs only to reach 19
        ("S064", "S120"): ("S064", "3"),  # 58 − 55
        ("S064", "S103", "S104", "S105"): ("S064", "6.34"),  # 68.33… − 62
        ("S103", "S105", "S120"): ("S120", "4.38"),  # 59.373… − 55
    }


def test_three_statements_are_the_fewest_whose_absence_mends_all() -> None:
    # S059 mends the plans; for involving children no single statement is in all three sets, S064 and S120 are
    assert smallest_repair(report()) == ("S059", "S064", "S120")


def test_only_the_comparison_with_2012_to_2017_bounds_nothing() -> None:
    assert [n.statement for n in report().not_read] == ["S014"]


def test_the_answers_about_plans_that_stay_short_of_the_base_are_a_remark() -> None:
    # half is 52 at most, one fifth 22, a few less than 15
    assert any(r.startswith("S130, S131, S132") and "52 + 22 + 15" in r for r in report().remarks)
