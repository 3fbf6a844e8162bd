"""Columns of printed tables: wide enough for their words, figures to the right."""

from __future__ import annotations

import pytest

from cairn.reporting.tables import figures, sides, widths

ROOM = 42.0


@pytest.mark.parametrize(
    "cell", ["155", "1,800", "33%", "under 1%", "52% (31 of 60)", "31 of 60", "[c]", "–", ""]
)
def test_what_is_a_figure(cell: str) -> None:
    assert figures([cell, "1"])


@pytest.mark.parametrize("cell", ["most", "Area 1", "no partnership", "2 of them"])
def test_what_is_none(cell: str) -> None:
    assert not figures([cell, "1"])


def test_a_column_of_nothing_is_no_column_of_figures() -> None:
    assert not figures(["", " "])


def test_figures_stand_right_but_never_in_the_first_column() -> None:
    assert sides([["1", "2", "good"], ["3", "[c]", "4"]], 3) == ("left", "right", "left")


def test_the_columns_of_a_table_add_up_to_the_whole() -> None:
    found = widths(["Group", "Share"], [["Foster care", "47%"]], ROOM)
    assert sum(found.columns) == pytest.approx(1, abs=1e-3)


def test_a_small_table_is_not_stretched_over_the_page() -> None:
    assert widths(["Group", "Share"], [["Foster care", "47%"]], ROOM).width < 0.5


def test_a_table_with_much_to_say_is_set_smaller() -> None:
    many = [f"Heading{i} communication" for i in range(7)]
    found = widths(many, [["x"] * 7], ROOM)
    assert found.size < widths(many[:2], [["x"] * 2], ROOM).size
    assert found.unbroken == 0


def test_words_are_broken_only_when_no_size_has_room_for_them() -> None:
    found = widths(["Unsatisfactoriness" * 3] * 6, [["x"] * 6], ROOM)
    assert found.unbroken > 4
    assert found.columns == (1 / 6,) * 6


def test_a_table_without_rows_has_widths() -> None:
    assert widths(["", "a"], [], ROOM).width > 0
