"""The picture of a series: one SVG element, safe and described."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree

from cairn.analysis.estimators.series import Better, Point, Series, Step, read_series
from cairn.pipeline.run_pictures import picture_of
from cairn.reporting.run_chart import draw_run_chart

SVG = "{http://www.w3.org/2000/svg}"


def drawn(series: Series, dates: list[str], title: str = "Plans on time") -> ElementTree.Element:
    return ElementTree.fromstring(draw_run_chart(picture_of(read_series(series), dates, title)))


def points(values: list[int]) -> tuple[Point, ...]:
    return tuple(Point(f"{2000 + i}", Fraction(v)) for i, v in enumerate(values))


def test_every_point_is_drawn_and_the_signals_are_in_the_description() -> None:
    series = Series(points=points([1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9]), better=Better.HIGHER)
    root = drawn(series, [p.date for p in series.points])
    assert len(root.findall(f"{SVG}ellipse")) == 12
    description = root.find(f"{SVG}desc")
    assert description is not None
    assert "a shift, on the better side" in (description.text or "")


def test_each_phase_has_its_median_and_the_step_its_reason() -> None:
    step = Step("2006", "A <new> format", "head of service")
    series = Series(points=points([1, 3] * 3 + [7, 9] * 3), steps=(step,))
    root = drawn(series, [p.date for p in series.points])
    words = [text.text for text in root.findall(f"{SVG}text")]
    assert "median 2" in words
    assert "median 8" in words
    assert "A <new> format" in words


def test_no_line_crosses_a_date_whose_point_is_withheld() -> None:
    series = Series(points=tuple(p for p in points([1, 2, 3, 4]) if p.date != "2001"))
    whole = drawn(series, ["2000", "2002", "2003"])
    gap = drawn(series, ["2000", "2001", "2002", "2003"])
    lines = [len(root.findall(f"{SVG}line[@stroke-width='1.5']")) for root in (whole, gap)]
    assert lines == [1 + 2, 1 + 1]  # the median, and the lines between points


def test_a_series_that_never_moves_can_be_drawn() -> None:
    series = Series(points=points([0, 0, 0]))
    assert len(drawn(series, [p.date for p in series.points]).findall(f"{SVG}ellipse")) == 3
