"""What is too small to show."""

from __future__ import annotations

from pathlib import Path

import pytest

from cairn.analysis.disclosure import guarded, load_disclosure, shown_count, withheld, withheld_in_table
from cairn.analysis.estimate import Estimate
from cairn.errors import DefinitionError
from cairn.pipeline.places import definitions_root


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_one_to_four_are_withheld_and_so_is_all_but_one_to_four(k: int) -> None:
    assert withheld(k, 100)
    assert withheld(100 - k, 100)


@pytest.mark.parametrize(("k", "n"), [(0, 100), (100, 100), (5, 100), (95, 100), (5, 10), (0, 0), (7, 7)])
def test_none_all_and_five_or_more_are_shown(k: int, n: int) -> None:
    assert not withheld(k, n)


@pytest.mark.parametrize(("k", "n"), [(0, 1), (0, 4), (4, 4)])
def test_nothing_is_shown_of_a_base_of_one_to_four(k: int, n: int) -> None:
    assert withheld(k, n)


def test_findings_about_partnerships_are_always_shown() -> None:
    assert not withheld(1, 8, protected=False)


def test_a_programme_may_draw_the_line_higher() -> None:
    assert withheld(9, 100, below=10)
    assert not withheld(10, 100, below=10)


def test_an_estimate_is_marked_not_changed() -> None:
    small = Estimate(k=3, n=50, recipe="", base_text="")
    assert guarded(small) == Estimate(k=3, n=50, recipe="", base_text="", withheld=True)


def test_a_small_count_is_shown_as_a_symbol() -> None:
    assert [shown_count(k) for k in (0, 1, 4, 5, 1234)] == ["0", "[c]", "[c]", "5", "1,234"]


def test_a_row_without_small_counts_is_shown_whole() -> None:
    assert withheld_in_table({"weak": 0, "good": 20, "excellent": 5}) == frozenset()


def test_a_single_small_count_takes_the_smallest_other_with_it() -> None:
    # total 48 shown: with only “weak” withheld, 48 − 30 − 15 would give 3
    assert withheld_in_table({"weak": 3, "good": 30, "excellent": 15}) == {"weak", "excellent"}


def test_two_small_counts_that_make_five_need_no_third() -> None:
    assert withheld_in_table({"a": 2, "b": 3, "c": 30}) == {"a", "b"}


def test_two_ones_would_give_themselves_away() -> None:
    # together two, and each at least one: exactly one each
    assert withheld_in_table({"a": 1, "b": 1, "c": 30, "d": 40}) == {"a", "b", "c"}


def test_many_ones_would_give_themselves_away_too() -> None:
    # five counts that make five, none of them 0: each is 1
    ones = dict.fromkeys("abcde", 1)
    assert withheld_in_table({**ones, "f": 30, "g": 40}) == {*ones, "f"}


def test_a_row_that_cannot_be_saved_is_withheld_with_its_zeros() -> None:
    assert withheld_in_table({"a": 3, "b": 0}) == {"a", "b"}


def test_a_row_about_partnerships_is_shown() -> None:
    assert withheld_in_table({"a": 1, "b": 7}, protected=False) == frozenset()


def test_the_rule_that_comes_with_cairn_withholds_one_to_four() -> None:
    rule = load_disclosure(definitions_root())
    assert (rule.below, rule.symbol) == (5, "[c]")


def test_everything_wrong_in_a_rule_is_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "disclosure"
    folder.mkdir()
    (folder / "default.yaml").write_text(
        "name: default\ntitle: x\nsource: x\ndated: soon\nbelow: five\nzeros_shown: no\nsymbl: x\n", "utf-8"
    )
    with pytest.raises(DefinitionError) as caught:
        load_disclosure(tmp_path)
    found = {(p.key, p.line) for p in caught.value.problems}
    assert {("dated", 4), ("below", 5), ("zeros_shown", 6), ("symbl", 7)} <= found
    assert "symbol" in {p.key for p in caught.value.problems}
