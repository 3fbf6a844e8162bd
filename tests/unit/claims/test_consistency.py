"""Small sets of statements whose answer is arithmetic written beside them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cairn.analysis.measures import Characteristic, MeasureBook, Source
from cairn.claims.consistency import report_as_json, smallest_repair
from cairn.claims.consistency_search import extended, minimal_conflicts
from tests.lib.statement_tables import conflicts_of, report_of

T12 = [("T1", "T2")]


def of_tables(*tables: str) -> Source:
    name = "+".join(tables)
    return Source(name=name, label=name, unit="person", unit_plural="people", tables=tables)


CARE = Characteristic(
    name="care",
    label="Care",
    sources=("young", "young+older"),
    values=(("foster", "Foster"), ("home", "Home"), ("not_stated", "Not stated")),
)
YOUNG_AND_OLDER = MeasureBook(
    sources=(of_tables("young", "older"), of_tables("young"), of_tables("older")),
    measures=(),
    populations=(),
    characteristics=(CARE,),
)


def test_two_shares_of_the_same_thing_that_lie_apart_conflict() -> None:
    # half is 48 to 52, two thirds 64.67 to 68.67
    assert conflicts_of("all | rated | yes | half", "all | rated | yes | two thirds") == T12


def test_two_shares_whose_ranges_overlap_do_not_conflict() -> None:
    # over half is more than 50 to 60, the majority 50 to less than 75
    assert conflicts_of("all | rated | yes | over half", "all | rated | yes | the majority") == []


def test_ranges_that_touch_at_a_closed_end_can_both_hold() -> None:
    # 48 % is 46 to 50, 52 % is 50 to 54: exactly half will do
    assert conflicts_of("all | rated | yes | 48%", "all | rated | yes | 52%") == []


def test_ranges_that_touch_at_an_open_end_cannot_both_hold() -> None:
    # 48 % is 46 to 50; just over half begins beyond 50
    assert conflicts_of("all | rated | yes | 48%", "all | rated | yes | just over half") == T12


def test_answers_of_one_measure_add_up_to_its_base() -> None:
    # 48 + 31.33 + 31.33 = 110.67 of 100 at the least
    lines = (
        "all | quality | good | half",
        "all | quality | weak | a third",
        "all | quality | adequate | a third",
    )
    assert conflicts_of(*lines) == [("T1", "T2", "T3")]


def test_yes_and_no_leave_no_third_answer() -> None:
    # yes up to 22 and no up to 27 make 49 of 100
    assert conflicts_of("all | seen | yes | one in five", "all | seen | no | a quarter") == T12


def test_named_answers_of_an_unknown_list_leave_others_free() -> None:
    assert conflicts_of("all | mood | happy | one in five", "all | mood | sad | a quarter") == []


def test_a_set_of_answers_holds_its_answers() -> None:
    # adequate and good or better come to 38 + 48 = 86 at the least, adequate or better is 77 at the most
    lines = (
        "all | quality | adequate | two fifths",
        "all | quality | good_or_better | half",
        "all | quality | adequate_or_better | three quarters",
    )
    assert conflicts_of(*lines) == [("T1", "T2", "T3")]


def test_a_whole_lies_between_its_parts() -> None:
    # both groups are at 73 or more, so all cannot be at 68.67
    lines = (
        "disability=yes | involved | yes | three quarters",
        "disability=no | involved | yes | three quarters",
        "all | involved | yes | two thirds",
    )
    assert conflicts_of(*lines) == [("T1", "T2", "T3")]


def test_an_unnamed_group_may_make_up_for_the_named_ones() -> None:
    lines = (
        "care=foster | involved | yes | three quarters",
        "care=home | involved | yes | three quarters",
        "all | involved | yes | two thirds",
    )
    assert conflicts_of(*lines) == []


def test_the_size_of_a_group_weighs_its_share() -> None:
    # at least 81.33 % × 73 + 18.67 % × 48 = 68.33, and six out of ten is 62 at the most
    lines = (
        "all | involved | yes | six out of ten",
        "all | disability | yes | one out of every six",
        "disability=yes | involved | yes | half",
        "disability=no | involved | yes | three quarters",
    )
    report = report_of(*lines)

    assert [c.statements for c in report.conflicts] == [("T1", "T2", "T3", "T4")]
    assert "81.33 % × 73" in report.conflicts[0].why
    assert "68.33 in 100" in report.conflicts[0].why


def test_the_least_change_is_told_in_points_rounded_up() -> None:
    # 48 to 52 and 64.67 to 68.67 lie 12 2/3 points apart
    found = report_of("all | rated | yes | half", "all | rated | yes | two thirds").conflicts[0]

    assert found.least_change is not None
    assert (found.least_change.statement, found.least_change.points) == ("T1", Decimal("12.67"))
    assert found.least_change.direction == "up"


def test_a_change_that_must_pass_an_open_end_goes_a_hundredth_further() -> None:
    # 46 to 50 must pass 50; just over half needs only to take 50 in, by a change of nought
    found = report_of("all | rated | yes | 48%", "all | rated | yes | just over half").conflicts[0]

    assert {c.statement: c.points for c in found.changes} == {"T1": Decimal("0.01"), "T2": Decimal("0.01")}


def test_statements_of_different_sources_do_not_meet() -> None:
    assert (
        conflicts_of("all | rated | yes | half | share | a", "all | rated | yes | a third | share | b") == []
    )


def test_comparisons_in_a_circle_conflict() -> None:
    lines = (
        "all | rated | good_or_better | foster_above_home | higher | ordering".replace(
            "| good_or_better ", ""
        ),
        "care=foster | rated | yes | half",
        "care=home | rated | yes | two thirds",
    )
    assert conflicts_of(*lines) == [("T1", "T2", "T3")]


def test_a_comparison_that_the_shares_leave_room_for_holds() -> None:
    lines = (
        "all | rated | foster_above_home | higher | ordering",
        "care=foster | rated | yes | half",
        "care=home | rated | yes | 48%",
    )
    assert conflicts_of(*lines) == []


def test_a_comparison_whose_shares_can_only_be_equal_conflicts() -> None:
    # foster 46 to 50 above home 50 to 54: equal at 50 is not above
    lines = (
        "all | rated | foster_above_home | higher | ordering",
        "care=foster | rated | yes | 48%",
        "care=home | rated | yes | 52%",
    )
    assert conflicts_of(*lines) == [("T1", "T2", "T3")]


def test_comparisons_that_contradict_each_other_conflict_and_no_points_mend_them() -> None:
    report = report_of(
        "all | rated | foster_above_home | higher | ordering",
        "all | rated | home_above_foster | higher | ordering",
        "care=foster | rated | yes | half",
        "care=home | rated | yes | half",
    )
    assert [c.statements for c in report.conflicts] == T12
    assert report.conflicts[0].least_change is None


def test_the_highest_group_is_above_each_other_group() -> None:
    # foster is 52 at the most, kinship 64.67 at the least
    lines = (
        "all | rated | foster_highest_home_lowest | highest/lowest | ordering",
        "care=foster | rated | yes | half",
        "care=kinship | rated | yes | two thirds",
        "care=home | rated | yes | a third",
    )
    assert conflicts_of(*lines) == [("T1", "T2", "T3")]


def test_the_lowest_area_is_not_above_the_whole() -> None:
    # every area has 64.67 or more, so all cannot have 52
    lines = ("by=area | agrees | yes | two thirds | range_low", "all | agrees | yes | half")
    assert conflicts_of(*lines) == T12


def test_a_range_over_areas_may_hold_the_whole_anywhere_inside() -> None:
    lines = (
        "by=area | agrees | yes | a quarter | range_low",
        "by=area | agrees | yes | three quarters | range_high",
        "all | agrees | yes | two thirds",
    )
    assert conflicts_of(*lines) == []


def test_a_range_turned_round_conflicts() -> None:
    lines = (
        "by=area | agrees | yes | three quarters | range_low",
        "by=area | agrees | yes | a quarter | range_high",
    )
    assert conflicts_of(*lines) == T12


def test_a_named_area_below_the_lowest_conflicts() -> None:
    # area A is 27 at the most, the lowest area 48 at the least
    lines = ("by=area | agrees | yes | half | range_low", "area=A | agrees | yes | a quarter")
    assert conflicts_of(*lines) == T12


def test_two_tables_are_parts_of_their_union() -> None:
    # both tables have 73 or more, so the union cannot have 68.67
    lines = (
        "all | safe | yes | three quarters | share | young",
        "all | safe | yes | three quarters | share | older",
        "all | safe | yes | two thirds | share | young+older",
    )
    assert conflicts_of(*lines, book=YOUNG_AND_OLDER) == [("T1", "T2", "T3")]


def test_counts_of_a_small_base_are_whole() -> None:
    # six and three make nine of eight
    lines = ("all | grade | good | six | count_of_8", "all | grade | weak | three | count_of_8")
    assert conflicts_of(*lines) == T12


def test_counts_that_fill_a_small_base_can_hold() -> None:
    lines = (
        "all | grade | good | six | count_of_8",
        "all | grade | very_good | one | count_of_8",
        "all | grade | adequate | one | count_of_8",
    )
    assert conflicts_of(*lines) == []


def test_words_on_a_group_known_to_be_small_mean_the_nearest_count() -> None:
    # half of nine is four or five, so 44.4 is near enough; as a percentage it would be 48 to 52
    lines = ("all | people | n | 9 | count", "all | rated | yes | half", "all | rated | yes | 4 | count")
    assert conflicts_of(*lines) == []


def test_a_share_and_a_count_fix_the_total() -> None:
    # 120 are a quarter of 445 to 521, not of 754
    lines = (
        "all | records | n | 754 | count",
        "all | planned | yes | 120 | count",
        "all | planned | yes | a quarter",
    )
    assert conflicts_of(*lines) == [("T1", "T2", "T3")]


def test_counts_in_conflict_are_changed_in_points_of_the_count() -> None:
    # 10 of 160 are 6.25 points
    report = report_of("care=foster | records | n | 160 | count", "care=foster | records | n | 150 | count")

    assert [c.statements for c in report.conflicts] == T12
    assert report.conflicts[0].least_change is not None
    assert report.conflicts[0].least_change.points == Decimal("6.25")


def test_a_share_of_the_rest_is_of_those_the_statement_before_leaves() -> None:
    # the rest is at least 50 of 100 and at least 64.67 % of it: 32.3 of 100, but no more than 15 are visited
    lines = (
        "all | offered | yes | half",
        "all | visited | yes | two thirds | share_of_rest",
        "all | visited | yes | a few",
    )
    assert conflicts_of(*lines) == [("T1", "T2", "T3")]


def complete_list(foster: str, home: str) -> tuple[str, str, str]:
    of = "count | young"
    return (
        f"all | records | n | 100 | {of}",
        f"care=foster | records | n | {foster} | {of}",
        f"care=home | records | n | {home} | {of}",
    )


@pytest.mark.parametrize(("foster", "home"), [("50", "42"), ("50", "58")])
def test_a_complete_list_that_does_not_add_up_is_one_set_of_its_own_kind(foster: str, home: str) -> None:
    found = report_of(*complete_list(foster, home), book=YOUNG_AND_OLDER).conflicts

    assert [(c.statements, c.kind) for c in found] == [(("T1", "T2", "T3"), "does_not_add_up")]
    assert found[0].least_change is not None
    assert found[0].least_change.points == Decimal(8)
    # 100 − 50 − 42 = 8 and 50 + 58 − 100 = 8
    assert "8 smaller" in found[0].why or "8 larger" in found[0].why


def test_a_complete_list_that_adds_up_is_no_conflict() -> None:
    assert conflicts_of(*complete_list("50", "50"), book=YOUNG_AND_OLDER) == []


def test_a_list_that_stays_short_of_its_base_is_a_remark() -> None:
    # 22 + 27 + 15 = 64
    report = report_of(
        "all | mood | happy | one in five", "all | mood | sad | a quarter", "all | mood | dull | a few"
    )

    assert report.conflicts == ()
    assert "64 in 100 at the most (22 + 27 + 15)" in report.remarks[0]


@pytest.mark.parametrize(
    "line",
    [
        "all | rated | yes | many",
        "all | rated | yes | 12 apples and 3 pears",
        "all | rated | nothing_of_the_kind | higher | ordering",
        "all | rated | like_before | similar | compare_programmes",
        "all | rated | yes | half | range_low",
        "all | rated | yes | nine of the ten | count_of_8",
        "all | rated | n | most | count",
    ],
)
def test_a_statement_that_bounds_nothing_is_told_and_does_no_harm(line: str) -> None:
    report = report_of(line, "all | rated | yes | half")

    assert [n.statement for n in report.not_read] == ["T1"]
    assert report.conflicts == ()


@pytest.mark.parametrize("level", ["", "not_" * 50, "_or_" * 50, "x_above_y", "=1+1", "’; drop table"])
def test_strange_names_are_taken_as_they_come(level: str) -> None:
    assert conflicts_of(f"weird={level or 'x'}&other=a+b | m | {level} | half", "all | m | yes | half") == []


def test_the_smallest_repair_meets_every_set() -> None:
    report = report_of(
        "all | rated | yes | half",
        "all | rated | yes | two thirds",
        "all | rated | yes | three quarters",
        "all | seen | yes | half",
    )
    # each pair conflicts, so two must go: T1 and T2, or T1 and T3, take 21 + 4 1/3 points, others more
    assert len(report.conflicts) == 3
    assert smallest_repair(report) == ("T1", "T2")


def test_nothing_to_mend_is_an_empty_repair() -> None:
    assert smallest_repair(report_of("all | rated | yes | half")) == ()


def test_the_json_has_the_documented_shape() -> None:
    found = report_as_json(report_of("all | rated | yes | half", "all | rated | yes | two thirds"))

    assert set(found) == {"statements", "conflicts", "remarks", "not_read", "complete"}
    conflicts = found["conflicts"]
    assert isinstance(conflicts, list)
    assert conflicts[0]["least_change"] == {"statement": "T1", "points": 12.67, "direction": "up"}


def test_every_minimal_set_is_found_and_the_search_knows_when_it_is_done() -> None:
    sets = [frozenset("ab"), frozenset("bcd"), frozenset("ef")]

    def conflict_in(ids: frozenset[str]) -> frozenset[str] | None:
        return next((ids for s in sets if s <= ids), None)

    found = minimal_conflicts("abcdefg", conflict_in)
    assert set(found.conflicts) == set(sets)
    assert found.complete


def test_a_search_that_is_given_up_says_so() -> None:
    pairs = [frozenset((f"a{i}", f"b{i}")) for i in range(12)]

    def conflict_in(ids: frozenset[str]) -> frozenset[str] | None:
        return next((p for p in pairs if p <= ids), None)

    found = minimal_conflicts([i for p in pairs for i in p], conflict_in, most=50)
    assert not found.complete


def test_ways_to_meet_every_set_stay_minimal() -> None:
    ways = extended(extended([frozenset()], frozenset("ab")), frozenset("bc"))

    assert ways == [frozenset("b"), frozenset("ac")]
