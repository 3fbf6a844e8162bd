"""The attack, with pencil and paper beside it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from cairn.analysis.disclosure.audit import LeakKind, audit
from cairn.analysis.disclosure.cells import Cell, Dimension, crossings
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.network import network
from cairn.analysis.disclosure.puzzle import Hidden, ShareWithin, Shown, Within
from tests.lib.small_releases import AREA, DIMENSIONS, RATING, at, attacked, found, shown


def test_a_single_gap_in_a_row_with_its_total_is_the_difference() -> None:
    printed = {at(): 48, at(rating="weak"): None, at(rating="good"): 30, at(rating="excellent"): 15}
    report = attacked(shown(printed))
    assert found(report) == {at(rating="weak"): (48 - 30 - 15, 48 - 30 - 15)}
    told = "It is 48 records (all) − 30 records (rating good) − 15 records (rating excellent)."
    assert report.leaks[0].derivation == told


def test_two_gaps_leave_all_ways_to_share_the_rest() -> None:
    # 48 − 30 = 18 between two, each at least 1: from 1 to 17
    printed = {at(): 48, at(rating="weak"): None, at(rating="good"): 30, at(rating="excellent"): None}
    assert attacked(shown(printed)).safe


@pytest.mark.parametrize(("rest", "safe"), [(2, False), (3, False), (4, True), (5, True)])
def test_two_gaps_that_share_little_are_narrow(rest: int, safe: bool) -> None:
    # each is from 1 to rest − 1, and three values are wanted
    printed = {at(): 30 + rest, at(rating="weak"): None, at(rating="good"): 30, at(rating="excellent"): None}
    report = attacked(shown(printed))
    assert report.safe == safe
    if not safe:
        assert found(report)[at(rating="weak")] == (1, rest - 1)


def test_where_the_symbol_may_stand_for_none_there_is_one_value_more() -> None:
    printed = {at(): 33, at(rating="weak"): None, at(rating="good"): 30, at(rating="excellent"): None}
    assert not attacked(shown(printed)).safe
    assert attacked(shown(printed), limits=Limits(least=0)).safe  # 0 to 3


def test_a_percentage_with_its_base_gives_the_count_back() -> None:
    # 12.5% of 24 is 3; 11.9% to 13.1% would be one whole number too
    share = ShareWithin(
        at(rating="weak"), at(), Fraction(1245, 10000), Fraction(1255, 10000), "printed as 12.5%", True
    )
    report = attacked([Shown(at(), 24), Hidden(at(rating="weak")), share])
    assert found(report) == {at(rating="weak"): (24 * 125 // 1000, 3)}
    assert "printed as 12.5% of 24" in report.leaks[0].derivation


def test_a_percentage_gives_back_its_base_too() -> None:
    # 7 is 43.75% of 16 and nothing else between 43.7% and 43.8%: 15 gives 46.7%, 17 gives 41.2%
    share = ShareWithin(
        at(area="ayr", rating="weak"),
        at(area="ayr"),
        Fraction(437, 1000),
        Fraction(438, 1000),
        "printed as 43.75%",
    )
    facts = [Shown(at(area="ayr", rating="weak"), 7), Hidden(at(area="ayr")), share]
    assert found(attacked(facts)) == {at(area="ayr"): (16, 16)}


def test_neither_count_nor_base_printed_whole_numbers_still_tell() -> None:
    # 27.27% of at most 12: 3 of 11 alone. Fractions would allow anything up to 12 × 0.2727.
    cell, whole = at(area="ayr", rating="weak"), at(area="ayr")
    share = ShareWithin(cell, whole, Fraction(27265, 100000), Fraction(27275, 100000), "printed as 27.27%")
    facts = [Hidden(cell), Hidden(whole), share, Within(whole, 1, 12, "printed as up to 12")]
    report = attacked(facts)
    assert found(report) == {cell: (3, 3), whole: (11, 11)}


def test_the_programme_less_seven_partnerships_is_the_eighth() -> None:
    areas = tuple("abcdefgh")
    dimensions = {"area": Dimension(name="area", values=areas, identifying=True), "rating": RATING}
    sizes = [20, 31, 14, 9, 40, 25, 18]  # 157 in seven areas; none of the eighth is printed
    facts = [Shown(at(area=a), n) for a, n in zip(areas, sizes, strict=False)]
    report = attacked([Shown(at(), 160), *facts], dimensions)
    assert found(report) == {at(area="h"): (160 - 157, 3)}
    assert report.leaks[0].kind is LeakKind.SMALL
    # an eighth that is large may be worked out: it is no secret
    assert attacked([Shown(at(), 190), *facts], dimensions).safe


def test_two_tables_with_a_margin_in_common_are_one_puzzle() -> None:
    # by rating alone both gaps are wide; by area the weak of ayr and bute are printed
    first = {at(): 40, at(rating="weak"): None, at(rating="good"): 20, at(rating="excellent"): None}
    weak = {
        at(area="ayr", rating="weak"): 5,
        at(area="bute", rating="weak"): 0,
        at(area="clyde", rating="weak"): 7,
    }
    assert attacked(shown(first)).safe
    report = attacked(shown(first | weak))
    assert found(report) == {
        at(rating="weak"): (5 + 0 + 7, 12),
        at(rating="excellent"): (40 - 20 - 12, 8),
    }


def test_a_group_of_values_is_a_sum_as_well() -> None:
    printed = {at(rating="good"): None, at(rating="excellent"): 30, at(rating="good_or_better"): 33}
    assert found(attacked(shown(printed))) == {at(rating="good"): (33 - 30, 3)}


def test_totals_made_again_without_the_withheld_give_them_away() -> None:
    # One table says 693, the other the true 754: what was masked in the first is 61, and in it 64 less 3.
    sums = {at(area="ayr"): 300, at(area="bute"): 393, at(area="clyde"): None}
    report = attacked([*shown(sums), Shown(at(), 693), Shown(at(), 754)])
    assert {leak.kind for leak in report.leaks} >= {LeakKind.CONTRADICTION}
    # alone, such a total leaves nothing for what is withheld
    report = attacked([*shown(sums), Shown(at(), 693)])
    assert [leak.kind for leak in report.leaks] == [LeakKind.CONTRADICTION]


def test_withheld_here_and_printed_there_is_printed() -> None:
    report = attacked([Hidden(at(area="ayr")), Shown(at(area="ayr"), 3)])
    assert [leak.kind for leak in report.leaks] == [LeakKind.PRINTED]


def test_a_small_count_that_is_simply_printed_is_told() -> None:
    assert [leak.kind for leak in attacked([Shown(at(area="ayr"), 4)]).leaks] == [LeakKind.TOO_SMALL]
    assert attacked([Shown(at(area="ayr"), 5), Shown(at(area="bute"), 0)]).safe


def test_a_small_group_that_is_all_alike_is_told() -> None:
    row = {at(area="ayr"): 7, at(area="ayr", rating="weak"): 7}
    row |= {at(area="ayr", rating=r): 0 for r in ("good", "excellent")}
    report = attacked(shown(row), limits=Limits(alike_below=10))
    assert [(leak.kind, leak.cell) for leak in report.leaks] == [
        (LeakKind.ALIKE, at(area="ayr", rating="weak"))
    ]
    assert attacked(shown(row), limits=Limits(alike_below=7)).safe
    # that all records lie in one area says only where they are
    column = {at(rating="weak"): 7, at(area="ayr", rating="weak"): 7}
    column |= {at(area=a, rating="weak"): 0 for a in ("bute", "clyde")}
    assert attacked(shown(column), limits=Limits(alike_below=10)).safe


def test_what_is_no_secret_may_be_worked_out() -> None:
    answered = Dimension(name="answer", values=("yes", "no", "not_answered"), open_values=("not_answered",))
    facts = [Shown(at(), 40), Shown(at(answer="yes"), 20), Shown(at(answer="no"), 18)]
    assert attacked(facts, {"answer": answered}).safe  # 40 − 20 − 18 = 2 did not answer
    closed = Dimension(name="answer", values=answered.values)
    assert found(attacked(facts, {"answer": closed})) == {at(answer="not_answered"): (2, 2)}


def test_sums_that_do_not_add_up_are_told() -> None:
    printed = {at(): 50, at(rating="weak"): 5, at(rating="good"): 30, at(rating="excellent"): 10}
    report = attacked(shown(printed))
    assert [leak.kind for leak in report.leaks] == [LeakKind.CONTRADICTION]
    assert report.leaks[0].derivation == "The cell is printed as 50, its parts as 5 + 30 + 10."


def test_the_same_facts_give_the_same_report() -> None:
    printed = {at(area=a, rating=r): None for a in AREA.values for r in ("weak", "good")}
    printed |= {at(area=a): 6 for a in AREA.values} | {at(rating="weak"): 9, at(): 18}
    facts = shown(printed)
    assert attacked(facts, DIMENSIONS) == attacked(list(facts), dict(DIMENSIONS))


def test_tables_of_two_dimensions_each_are_sums_of_one_table_of_three() -> None:
    # Three yes-or-no questions, 10 people. Five say yes to each; five to both a and b, five to both b and c.
    # So the same five say yes to all three, and yes to a and c is 5, though no total of a and c tells it.
    dimensions = {n: Dimension(name=n, values=("yes", "no")) for n in "abc"}
    pairs = {at(a="yes", b="yes"): 5, at(b="yes", c="yes"): 5}
    totals = {at(): 10, at(a="yes"): 5, at(b="yes"): 5, at(c="yes"): 5}
    hidden = {at(a="yes", c="yes"): None, at(a="yes", c="no"): None}
    facts = shown(totals | pairs | hidden)
    shapes = {(f.cell.population, f.cell.dimensions) for f in facts}
    limits = Limits(least=0)
    assert audit(network(shapes, dimensions), facts, dimensions, limits).safe
    net = network([*shapes, *crossings(shapes, dimensions)], dimensions)
    worked_out = {at(a="yes", c="yes"): (5, 5), at(a="yes", c="no"): (0, 0)}
    assert found(audit(net, facts, dimensions, limits)) == worked_out


TEN = Limits(alike_below=10)
PLAN = Dimension(
    name="plan",
    values=("no", "yes", "not_given"),
    groups={"answered": ("no", "yes")},
    open_values=("not_given",),
)
WITH_PLAN = {**DIMENSIONS, "plan": PLAN}


def alike(printed: dict[Cell, int | None], dimensions: Mapping[str, Dimension]) -> set[Cell]:
    """Where all of a small group are found to be alike; nothing else is found."""
    report = attacked(shown(printed), dimensions, TEN)
    assert {leak.kind for leak in report.leaks} <= {LeakKind.ALIKE}
    return {leak.cell for leak in report.leaks}


def test_eight_of_eight_who_answered_are_all_alike() -> None:
    yes = at(area="ayr", plan="yes")
    assert alike({at(area="ayr", plan="answered"): 8, yes: 8}, WITH_PLAN) == {yes}
    assert alike({at(area="ayr", plan="answered"): 10, yes: 10}, WITH_PLAN) == set()
    # 2 of the 8 said no: a small count, and it is withheld; what the 8 said is open
    assert alike({at(area="ayr", plan="answered"): 8, yes: None}, WITH_PLAN) == set()


def test_who_did_not_answer_makes_the_others_no_less_alike() -> None:
    # 8 in all: 2 did not answer, and 8 − 2 − 0 = 6 said yes
    row = {at(area="ayr"): 8, at(area="ayr", plan="not_given"): 2, at(area="ayr", plan="no"): 0}
    assert alike(row, WITH_PLAN) == {at(area="ayr", plan="yes")}


def test_of_two_answers_none_for_the_one_is_all_for_the_other() -> None:
    row = {at(area="ayr", plan="answered"): 8, at(area="ayr", plan="no"): 0}
    assert alike(row, WITH_PLAN) == {at(area="ayr", plan="yes")}
    # of three answers it leaves two open
    assert alike({at(area="ayr"): 8, at(area="ayr", rating="weak"): 0}, DIMENSIONS) == set()
    # and none for two of the three leaves one
    row = {at(area="ayr"): 8, at(area="ayr", rating="weak"): 0, at(area="ayr", rating="good"): 0}
    assert alike(row, DIMENSIONS) == {at(area="ayr", rating="excellent")}


def test_a_total_that_is_left_out_is_the_sum_of_its_parts() -> None:
    # 0 + 0 + 6 = 6
    row = {at(area="ayr", rating=r): n for r, n in (("weak", 0), ("good", 0), ("excellent", 6))}
    assert alike(row, DIMENSIONS) == {at(area="ayr", rating="excellent")}
    # nor need it be a sum within the group: 25 − 9 − 10 = 6
    sizes = {at(): 25, at(area="bute"): 9, at(area="clyde"): 10}
    parts = {at(area="ayr", rating="weak"): 0, at(area="ayr", rating="good"): 0}
    assert alike(sizes | parts, DIMENSIONS) == {at(area="ayr", rating="excellent")}


def test_all_at_a_level_are_alike_where_the_level_is_spoken_of() -> None:
    # 8 of 8 are good or better; that none is weak says less, as long as nobody speaks of the level
    row = {at(area="ayr"): 8, at(area="ayr", rating="good_or_better"): 8}
    assert alike(row, DIMENSIONS) == {at(area="ayr", rating="good_or_better")}
    none = {at(area="ayr"): 8, at(area="ayr", rating="weak"): 0}
    assert alike(none, DIMENSIONS) == set()


def test_a_percentage_of_a_hundred_says_all() -> None:
    share = ShareWithin(at(plan="yes"), at(plan="answered"), Fraction(1), Fraction(1), "printed as 100%")
    report = attacked([Shown(at(plan="answered"), 8), share], WITH_PLAN, TEN)
    assert [(leak.kind, leak.cell) for leak in report.leaks] == [(LeakKind.ALIKE, at(plan="yes"))]
    assert report.leaks[0].derivation == "All 8 of records (all) whose value is given have plan yes."
