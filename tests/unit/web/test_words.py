from __future__ import annotations

from datetime import date

import pytest

from cairn.web.components.words import count_words, day_in_words, read_day, short_day, size_in_words


@pytest.mark.parametrize(
    "written",
    [
        "12 March 2026",
        "12 mar 2026",
        "12th March, 2026",
        " 12  MARCH   2026 ",
        "12/3/2026",
        "12.03.2026",
        "12-03-2026",
        "12 03 2026",
        "2026-03-12",
        "12-Mar-2026",
    ],
)
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    assert read_day(written) == date(2026, 3, 12)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "31/2/2019",
        "12/13/2026",
        "12 Marchember 2026",
        "12/3/26",
        "0/0/0000",
        "1 ma 2026",
        "١٢/٣/٢٠٢٦",
    ],
)
def test_what_is_no_day_is_none(written: str) -> None:
    assert read_day(written) is None


def test_days_are_written_day_month_year() -> None:
    assert day_in_words(date(2026, 3, 2)) == "2 March 2026"
    assert short_day(date(2026, 9, 2)) == "2 Sep 2026"


def test_every_day_of_a_year_is_read_back_as_it_was_written() -> None:
    days = [date.fromordinal(date(2024, 1, 1).toordinal() + n) for n in range(366)]
    assert [read_day(day_in_words(day)) for day in days] == days
    assert [read_day(short_day(day)) for day in days] == days


def test_words_are_what_white_space_parts() -> None:
    assert count_words("  one, two\n\nthree ") == 3
    assert count_words("") == 0


@pytest.mark.parametrize(
    ("size", "words"), [(999, "999 bytes"), (1500, "1.5 kB"), (20_000_000, "20 MB"), (52_428_800, "52.4 MB")]
)
def test_sizes_are_told_in_thousands(size: int, words: str) -> None:
    assert size_in_words(size) == words
