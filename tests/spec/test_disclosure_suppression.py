"""What is withheld besides the small counts: as little as will do."""

from __future__ import annotations

import pytest

from cairn.analysis.disclosure.audit import LeakKind
from cairn.analysis.disclosure.cells import Dimension
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.puzzle import Fact, Hidden, Shown
from cairn.analysis.disclosure.suppress import safe_rows, suppress
from cairn.analysis.disclosure.tables import CountTable
from cairn.errors import EvidenceError
from tests.lib.small_releases import AREA, DIMENSIONS, RATING, at, attacked, crossed, found, row_of

PLAIN = Limits()


def test_a_row_without_small_counts_loses_nothing() -> None:
    assert suppress([row_of(5, 20, 0)], DIMENSIONS, PLAIN).withheld == frozenset()


def test_one_small_count_takes_the_smallest_other_with_it() -> None:
    result = suppress([row_of(3, 30, 15)], DIMENSIONS, PLAIN)
    assert result.primary == {at(rating="weak")}
    assert result.secondary == {at(rating="excellent")}
    assert result.optimal
    assert result.safe


def test_two_small_counts_that_make_four_protect_each_other() -> None:
    # 1 + 3 = 4: each is 0 to 4, or 1 to 3 for who knows that neither is none
    assert suppress([row_of(1, 30, 3)], DIMENSIONS, PLAIN).secondary == frozenset()


def test_what_was_withheld_stays_withheld_in_the_next_release() -> None:
    """Fifteen were withheld beside three; printed a year later they would give the three away."""
    first = suppress([row_of(3, 30, 15)], DIMENSIONS, PLAIN)
    cells = row_of(3, 30, 15).cells(DIMENSIONS)
    before = [Hidden(c) if c in first.withheld else Shown(c, k) for c, k in cells.items()]
    again = suppress([row_of(3, 30, 15)], DIMENSIONS, PLAIN, before)
    assert again.withheld == first.withheld
    assert again.safe


def test_two_that_make_three_do_not() -> None:
    # 1 + 2 = 3: each is 0 to 3, but 1 or 2 for who knows that neither is none
    assert suppress([row_of(1, 30, 2)], DIMENSIONS, PLAIN).secondary == {at(rating="good")}


def test_a_small_count_in_a_corner_takes_three_with_it() -> None:
    # Rows and columns have totals: one gap in a row is a difference, and so is one in a column. A rectangle
    # is the least that is open.
    table = crossed("t", {"ayr": (3, 20, 9), "bute": (8, 30, 40), "clyde": (25, 35, 45)})
    result = suppress([table], DIMENSIONS, PLAIN)
    corners = {("ayr", "weak"), ("ayr", "excellent"), ("bute", "weak"), ("bute", "excellent")}
    assert result.withheld == {at(area=a, rating=r) for a, r in corners}


def test_a_total_that_is_small_is_withheld_with_all_that_would_tell_it() -> None:
    table = crossed("t", {"ayr": (2, 0, 0), "bute": (8, 30, 40), "clyde": (25, 35, 45)})
    result = suppress([table], DIMENSIONS, PLAIN)
    assert {at(area="ayr"), at(area="ayr", rating="weak")} <= result.primary
    # the areas add up to the total as well: one more of them must go
    assert at(area="bute") in result.secondary
    assert result.safe


def test_a_second_table_with_the_same_margin_is_protected_too() -> None:
    sex = Dimension(name="sex", values=("f", "m"))
    dimensions = {**DIMENSIONS, "sex": sex}
    first = row_of(3, 30, 15)
    by_sex = CountTable(
        name="by_sex",
        population="records",
        dimensions=("rating", "sex"),
        counts={
            ("weak", "f"): 3,
            ("good", "f"): 12,
            ("good", "m"): 18,
            ("excellent", "f"): 7,
            ("excellent", "m"): 8,
        },
    )
    result = suppress([first, by_sex], dimensions, PLAIN)
    assert at(rating="weak") in result.withheld
    assert at(rating="weak", sex="f") in result.withheld
    # each of them is alone in its column of women but for one other
    assert len([c for c in result.withheld if dict(c.place).get("sex") == "f"]) >= 2
    assert result.safe


def test_what_was_printed_before_cannot_protect_any_more() -> None:
    table = row_of(3, 30, 15)
    earlier: list[Fact] = [Shown(at(rating="excellent"), 15)]
    result = suppress([table], DIMENSIONS, PLAIN, earlier)
    assert result.secondary == {at(rating="good")}


def test_what_was_withheld_before_is_not_given_away_now() -> None:
    # Then: weak and excellent of 48 withheld. Now ratings by area, and the excellent of every area.
    earlier: list[Fact] = [Shown(at(), 48), Hidden(at(rating="weak")), Shown(at(rating="good"), 30)]
    earlier.append(Hidden(at(rating="excellent")))
    table = CountTable(
        name="excellent",
        population="records",
        dimensions=("area",),
        where={"rating": "excellent"},
        counts={("ayr",): 6, ("bute",): 9},
    )
    result = suppress([table], DIMENSIONS, PLAIN, earlier)
    assert at(rating="excellent") in result.withheld
    assert result.safe


def test_counts_that_disagree_with_an_earlier_release_are_refused() -> None:
    earlier: list[Fact] = [Shown(at(area="ayr"), 10), Shown(at(area="bute"), 10), Shown(at(area="clyde"), 10)]
    with pytest.raises(EvidenceError) as caught:
        suppress([row_of(8, 30, 15)], DIMENSIONS, PLAIN, earlier)
    assert caught.value.code == "releases-disagree"


def test_a_small_group_all_alike_is_withheld_with_a_zero() -> None:
    table = crossed("t", {"ayr": (7, 0, 0), "bute": (8, 30, 40), "clyde": (25, 35, 45)})
    result = suppress([table], DIMENSIONS, Limits(alike_below=10))
    assert at(area="ayr", rating="weak") in result.primary
    assert result.zeros_withheld
    assert result.safe
    assert suppress([table], DIMENSIONS, PLAIN).withheld == frozenset()


def test_a_small_group_all_at_one_level_is_withheld_too() -> None:
    # 5 good and 3 excellent: 8 of 8 are good or better, and the table speaks of nothing finer
    table = CountTable(
        name="t",
        population="records",
        dimensions=("area", "rating"),
        counts={("ayr", "good"): 5, ("ayr", "excellent"): 3, ("bute", "weak"): 20, ("bute", "good"): 30},
        shown={"rating": ("weak", "good_or_better")},
    )
    result = suppress([table], DIMENSIONS, Limits(alike_below=10))
    assert at(area="ayr", rating="good_or_better") in result.primary
    assert result.safe
    assert suppress([table], DIMENSIONS, PLAIN).withheld == frozenset()


def test_none_for_one_of_two_answers_is_withheld_where_all_gave_the_other() -> None:
    plan = Dimension(name="plan", values=("no", "yes"))
    table = CountTable(
        name="t",
        population="records",
        dimensions=("area", "plan"),
        counts={("ayr", "no"): 8, ("bute", "no"): 30, ("bute", "yes"): 20},
        shown={"plan": ("yes",)},
    )
    result = suppress([table], {"area": AREA, "plan": plan}, Limits(alike_below=10))
    assert at(area="ayr", plan="yes") in result.primary
    assert result.zeros_withheld
    assert result.safe


def test_where_all_are_alike_not_all_the_others_are_shown_as_none() -> None:
    # None weak and none good would say that all of ayr are excellent, were their number withheld twice over.
    table = crossed("t", {"ayr": (0, 0, 7), "bute": (8, 30, 40), "clyde": (25, 35, 45)})
    result = suppress([table], DIMENSIONS, Limits(alike_below=10))
    assert at(area="ayr", rating="excellent") in result.primary
    assert {at(area="ayr", rating="weak"), at(area="ayr", rating="good")} & result.withheld
    assert at(area="ayr") not in result.withheld
    assert result.safe


def test_zeros_are_shown_unless_their_value_is_sensitive() -> None:
    table = row_of(0, 30, 15)
    assert suppress([table], DIMENSIONS, PLAIN).withheld == frozenset()
    sensitive = {"rating": Dimension(name="rating", values=RATING.values, sensitive=("weak",))}
    result = suppress([table], sensitive, PLAIN)
    assert at(rating="weak") in result.primary
    assert result.zeros_withheld
    assert result.safe


def test_a_row_of_one_count_that_nothing_can_hide_is_told() -> None:
    # Everything else was printed before: 3 is 48 − 45 whatever is withheld now.
    earlier: list[Fact] = [Shown(at(), 48), Shown(at(rating="good"), 30), Shown(at(rating="excellent"), 15)]
    result = suppress([row_of(3, 30, 15)], DIMENSIONS, PLAIN, earlier)
    assert result.exposed == (at(rating="weak"),)
    assert not result.safe


def test_totals_are_those_of_all_counts_never_of_what_is_left() -> None:
    rows = {"ayr": (3, 20, 9), "bute": (8, 30, 40), "clyde": (25, 35, 45)}
    table = crossed("t", rows)
    result = suppress([table], DIMENSIONS, PLAIN)
    printed = dict(safe_rows(table, DIMENSIONS, result.withheld))
    for place, row in enumerate(rows):
        assert printed[row, "all"] == sum(list(rows.values())[place])
    for place, rating in enumerate(RATING.values):
        assert printed["all", rating] == sum(row[place] for row in rows.values())
    assert printed["all", "all"] == 3 + 20 + 9 + 8 + 30 + 40 + 25 + 35 + 45
    assert None in printed.values()


def test_a_second_table_with_its_true_total_reveals_what_masked_totals_hide() -> None:
    # What goes wrong elsewhere: 64 of 65 in area D masked, and the total made again without them.
    areas = {"a": 300, "b": 389, "c": 61, "d": 4}  # 754
    dimensions = {"area": Dimension(name="area", values=tuple(areas), identifying=True)}
    masked: list[Fact] = [Shown(at(area=a), k) for a, k in areas.items() if a != "d"]
    report = attacked([*masked, Hidden(at(area="d")), Shown(at(), 754)], dimensions)
    assert found(report) == {at(area="d"): (754 - 300 - 389 - 61, 4)}
    table = CountTable(
        name="t", population="records", dimensions=("area",), counts={(a,): k for a, k in areas.items()}
    )
    result = suppress([table], dimensions, PLAIN)
    assert result.secondary == {at(area="c")}
    assert dict(safe_rows(table, dimensions, result.withheld))[("all",)] == 754


def test_groups_of_values_may_be_shown_in_place_of_the_values() -> None:
    grouped = Dimension(name="rating", values=RATING.values, groups={"rest": ("weak", "good")})
    table = CountTable(
        name="t",
        population="records",
        dimensions=("rating",),
        counts={("weak",): 2, ("good",): 30, ("excellent",): 15},
        shown={"rating": ("rest", "excellent")},
    )
    dimensions = {"rating": grouped}
    result = suppress([table], dimensions, PLAIN)
    assert safe_rows(table, dimensions, result.withheld) == [
        (("rest",), 32),
        (("excellent",), 15),
        (("all",), 47),
    ]
    assert LeakKind.SMALL not in {leak.kind for leak in result.audit.leaks}


def test_areas_of_another_population_have_nothing_to_do_with_these() -> None:
    one = crossed("one", {"ayr": (3, 20, 9)})
    other = crossed("other", {"ayr": (30, 20, 9)}, population="staff")
    result = suppress([one, other], DIMENSIONS, PLAIN)
    assert {c.population for c in result.withheld} == {"records"}
    assert AREA.name in {d for c in result.withheld for d in c.dimensions}


def test_a_programme_total_goes_when_it_would_tell_the_eighth_area() -> None:
    areas = dict(zip("abcdefg", (20, 31, 14, 9, 40, 25, 18), strict=True))  # 157
    dimensions = {
        "area": Dimension(name="area", values=(*areas, "h"), identifying=True),
        "rating": RATING,
    }
    earlier: list[Fact] = [Shown(at(area=a), n) for a, n in areas.items()]
    programme = row_of(40, 60, 60)  # 160: the eighth area has 3
    result = suppress([programme], dimensions, PLAIN, earlier)
    assert at() in result.withheld
    assert result.safe
    large = row_of(40, 70, 70)  # 180: it has 23, which is no secret
    assert suppress([large], dimensions, PLAIN, earlier).withheld == frozenset()
