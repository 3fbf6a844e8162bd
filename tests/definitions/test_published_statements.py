"""The published statements of 2018–2020: which of them cannot all hold.

The sets were found by hand first; the arithmetic stands beside each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pytest

from cairn.analysis.measure_loader import load_measure_book
from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Claim
from cairn.claims.consistency import ConsistencyReport, find_conflicts, smallest_repair
from cairn.claims.consistency_forms import Reading
from cairn.claims.consistency_reading import read_all
from cairn.claims.consistency_space import Space
from cairn.claims.statement_claims import claims_of_statements, load_statement_forms
from cairn.claims.statements import Statement, read_statements
from cairn.claims.wording import Wording, load_wording
from cairn.framework.loader import load_vocabularies
from cairn.instruments.loader import load_answer_scales, load_instruments
from cairn.instruments.model import Instrument
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


@dataclass(frozen=True)
class Shelf:
    statements: tuple[Statement, ...]
    book: MeasureBook
    wording: Wording
    instruments: Mapping[str, Instrument]
    claims: Mapping[str, Claim]


@cache
def shelf() -> Shelf:
    root = definitions_root()
    vocabularies, scales = load_vocabularies(root), load_answer_scales(root)
    instruments = load_instruments(root, vocabularies, scales)
    book = load_measure_book(root, instruments, scales, vocabularies)
    statements = read_statements(root / "programmes/scotland/2018-2020/statements.csv")
    spelled = claims_of_statements(statements, load_statement_forms(root), book)
    claims = {c.statement.id: c.claim for c in spelled}
    return Shelf(statements, book, load_wording(root), instruments, claims)


@cache
def report() -> ConsistencyReport:
    on = shelf()
    return find_conflicts(on.statements, on.book, on.wording, instruments=on.instruments, claims=on.claims)


@cache
def readings(*, turned: bool = False) -> tuple[dict[str, Reading], Space]:
    on = shelf()
    order = on.statements[::-1] if turned else on.statements
    found, _, space = read_all(order, on.book, on.wording, on.instruments, on.claims)
    return {r.id: r for r in found}, space


def test_the_sets_that_cannot_all_hold_are_those_found_by_hand() -> None:
    assert {c.statements for c in report().conflicts} == EXPECTED
    assert report().complete


ORDERINGS = ("S035", "S038", "S083", "S090", "S100", "S118", "S128", "S198", "S201")


@pytest.mark.parametrize("number", ORDERINGS)
def test_an_ordering_is_read_at_the_measure_and_level_of_its_claim(number: str) -> None:
    claim, (found, space) = shelf().claims[number], readings()
    own = found[number].orders[0].named[0] if claim.direction != "down" else found[number].orders[0].named[1]
    at = space.at_level(claim.source, claim.measure, claim.level or "")
    assert all(dict(part).items() >= dict(level).items() for part, level in zip(own.part, at, strict=True))
    said = f"{claim.level} for {claim.measure}".replace("_", " ")
    assert found[number].said == said


def test_all_orderings_are_among_those_read() -> None:
    assert tuple(s.id for s in shelf().statements if s.statistic == "ordering") == ORDERINGS


def test_the_groups_of_s128_are_compared_at_any_improvement() -> None:
    # “at least some” holds “some” and “considerable”; aftercare is compared with each of the other groups
    highest, lowest = readings()[0]["S128"].orders
    part, base = dict(highest.upper[0].part[0]), dict(highest.upper[0].base[0])
    assert part["wellbeing_improvement"] == {"some", "considerable"}
    assert base["care_group"] == {"foster_care"}
    assert {next(iter(dict(r.base[0])["care_group"])) for r in lowest.upper} == {
        "foster_care",
        "kinship_care",
        "looked_after_at_home",
        "residential_care",
        "secure_care",
        "continuing_care",
    }


def test_the_order_of_the_file_changes_no_reading() -> None:
    assert readings(turned=True)[0] == readings()[0]


def test_only_the_care_groups_are_a_list_that_does_not_add_up() -> None:
    kinds = {c.statements: c.kind for c in report().conflicts}

    assert [ids for ids, kind in kinds.items() if kind == "does_not_add_up"] == [CARE_GROUPS]
    why = next(c.why for c in report().conflicts if c.statements == CARE_GROUPS)
    assert "712 of 754" in why
    assert "a total 42 smaller than printed, or 42 more in the groups" in why


@pytest.mark.parametrize(
    ("ids", "sums"),
    [
        (("S059", "S136"), "100 − 68.67 good or better = 31.33"),
        (("S059", "S068", "S069"), "(8 = 100 − 92 of S068, 73 = 100 − 27 of S059; 100 − 8 "),
        (("S059", "S068", "S069"), "100 − 8 unsatisfactory or weak − 73 good or very good or excellent = 19"),
        (
            ("S064", "S103", "S104", "S105"),
            "(81.33 = 100 − 18.67 of S103; 81.33 % × 73 + 18.67 % × 48 = 68.33)",
        ),
        (("S103", "S105", "S120"), "(81.33 = 100 − 18.67 of S103; 81.33 % × 73 + 18.67 % × 0 = 59.37)"),
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
