"""A series from a CSV, and what is said of it in words."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from cairn.analysis.estimators.series import Better, Point, Series, Step, read_series
from cairn.errors import EvidenceError, UsageError
from cairn.pipeline.series import SeriesTable, read_series_table, series_of
from cairn.pipeline.series_words import sentences_of


def table(folder: Path, text: str, *, protected: bool = True) -> SeriesTable:
    path = folder / "series.csv"
    path.write_text(text)
    return read_series_table(path, protected=protected)


def said(values: list[int], better: Better = Better.NEITHER, *steps: Step) -> str:
    points = tuple(Point(f"{2000 + i}", Fraction(v)) for i, v in enumerate(values))
    return " ".join(sentences_of(read_series(Series(points=points, better=better, steps=steps))))


def test_values_are_read_exactly_and_put_in_order_of_time(tmp_path: Path) -> None:
    found = table(tmp_path, "date,value\n2021-02,0.3\n2021-01,-1.25\n")
    assert found.points == (Point("2021-01", Fraction(-5, 4)), Point("2021-02", Fraction(3, 10)))


def test_small_counts_are_withheld_and_left_out(tmp_path: Path) -> None:
    rows = "date,k,n\n2020,10,20\n2021,3,20\n2022,18,20\n2023,20,20\n"
    found = table(tmp_path, rows)
    assert (found.withheld, [p.date for p in found.points]) == (("2021", "2022"), ["2020", "2023"])
    assert found.dates == ("2020", "2021", "2022", "2023")
    assert table(tmp_path, rows, protected=False).withheld == ()


def test_a_series_of_nothing_but_small_counts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="nothing that may be shown"):
        table(tmp_path, "date,k,n\n2020,1,20\n2021,3,20\n")


def test_everything_wrong_is_told_by_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as caught:
        table(tmp_path, "date,k,n\n2020,3,2\n2020-01,1,5\n2021,x,5\n2021,1,0\n31.1.2022,1,5\n")
    assert sorted((p.row or 0, p.field, p.code) for p in caught.value.problems) == [
        (2, "k", "count-wrong"),
        (3, "date", "date-mixed"),
        (4, "k", "count-wrong"),
        (5, "date", "date-twice"),
        (5, "n", "base-empty"),
        (6, "date", "date-wrong"),
    ]


@pytest.mark.parametrize("text", ["", "n/a", "1,5", "NaN", "inf", "1e9", "=1+1", "--1", "1.2.3"])
def test_what_is_no_number_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(EvidenceError, match="column value"):
        table(tmp_path, f'date,value\n2020,"{text}"\n')


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (("2021", "", "head"), "step-incomplete"),
        (("2021", "new", " "), "step-incomplete"),
        (("2021-01", "new", "head"), "step-date"),
        (("2020", "new", "head"), "step-outside"),
        (("2030", "new", "head"), "step-outside"),
    ],
)
def test_a_step_must_divide_the_series_and_have_a_reason_and_a_person(
    tmp_path: Path, step: tuple[str, str, str], code: str
) -> None:
    found = table(tmp_path, "date,value\n2020,1\n2021,2\n2022,3\n")
    with pytest.raises(UsageError) as caught:
        series_of(found, [step])
    assert caught.value.code == code


def test_two_steps_on_one_date_are_refused(tmp_path: Path) -> None:
    found = table(tmp_path, "date,value\n2020,1\n2021,2\n2022,3\n")
    with pytest.raises(UsageError, match="one date"):
        series_of(found, [("2021", "new", "head"), ("2021", "other", "head")])


def test_a_shift_is_told_with_its_side() -> None:
    words = said([2, 3] * 3 + [8, 9] * 3, Better.LOWER)
    assert "6 points in a row lie above the median, from 2006 to 2011: a shift, on the worse side." in words


def test_a_short_series_says_so_and_nothing_else() -> None:
    assert said([1, 2, 3]) == (
        "From 2000 to 2002 the median is 2 (3 points). The series is too short to tell change from chance: "
        "2 of them lie off the median, and 10 are needed."
    )


def test_a_point_beyond_a_limit_is_told_even_where_runs_cannot_be_judged() -> None:
    words = said([5, 5, 5, 6, 5, 5, 4, 5, 5, 5, 5, 30], Better.HIGHER)
    assert "too short" in words
    assert "2011 lies above the upper limit, on the better side." in words


def test_a_series_without_a_signal_says_that_chance_explains_it() -> None:
    assert "Nothing here is more than chance would bring." in said([4, 6, 6, 4, 6, 4, 4, 6, 4, 6, 6, 4])


def test_a_step_is_told_with_its_reason_and_person() -> None:
    step = Step("2006", "New plan format", "head of service")
    assert "From 2006 judged anew: New plan format (head of service)." in said([1] * 12, Better.HIGHER, step)
