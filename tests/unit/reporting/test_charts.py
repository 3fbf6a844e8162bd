from __future__ import annotations

import re
from fractions import Fraction

import pytest

from cairn.errors import ReportError
from cairn.reporting.canvas import INK, ON_RATING, RATING, SOFT, TRACK, WHITE, Format
from cairn.reporting.charts import (
    AreaRow,
    AreasChart,
    BasesChart,
    EvaluationsChart,
    RatingRow,
    RatingsChart,
    Share,
    SharesChart,
    figures_of,
    percent,
)
from cairn.reporting.drawing import draw
from tests.lib.sample_report import SCALE, STAND_IN, charts

WIDE = Format(width=700, font="sans-serif")
SLIM = Format(width=270, font="sans-serif")


def contrast(a: str, b: str) -> float:
    """WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_withheld_count_is_dropped_when_the_share_is_built() -> None:
    share = Share(label="Secure care", k=3, n=11, withheld=True)
    assert (share.k, share.n, share.share) == (None, 11, None)


def test_a_row_of_ratings_with_a_withheld_count_keeps_none_of_its_counts() -> None:
    row = RatingRow(label="Plan", counts=(1, 20, 30), withheld=True)
    assert (row.counts, row.base) == ((), None)


def test_withheld_figures_reach_neither_the_picture_nor_the_table() -> None:
    secret = 4321
    row = RatingRow(label="Plan", counts=(secret, 9), withheld=True)
    for chart in (
        SharesChart(title="T", sentence="S", rows=(Share(label="A", k=secret, n=None, withheld=True),)),
        RatingsChart(title="T", sentence="S", scale=("bad", "good"), rows=(row,)),
        AreasChart(
            title="T",
            sentence="S",
            rows=(AreaRow(label="m", areas=(Share(label="A", k=secret, n=9999, withheld=True),)),),
        ),
    ):
        shown = draw(chart, WIDE, name="x", description="") + str(figures_of(chart))
        assert str(secret) not in shown
        assert "[c]" in shown


def test_a_count_above_its_base_is_refused() -> None:
    with pytest.raises(ReportError, match="counts 5 of 4"):
        Share(label="A", k=5, n=4)


def test_a_row_that_does_not_fit_its_scale_is_refused() -> None:
    with pytest.raises(ReportError, match="2 counts for 3 points"):
        RatingsChart(
            title="T", sentence="S", scale=("a", "b", "c"), rows=(RatingRow(label="r", counts=(1, 2)),)
        )


def test_an_evaluation_beyond_its_scale_is_refused() -> None:
    with pytest.raises(ReportError, match="Fife"):
        EvaluationsChart(title="T", sentence="S", indicators=("2.1",), scale=SCALE, rows=(("Fife", (7,)),))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Fraction(0), "0%"),
        (Fraction(1, 1000), "under 1%"),
        (Fraction(1, 3), "33%"),
        (Fraction(25, 200), "13%"),  # 12.5, halves up
        (Fraction(999, 1000), "over 99%"),
        (Fraction(1), "100%"),
        (None, "[c]"),
    ],
)
def test_per_cents_are_whole_and_never_round_to_none_or_all(share: Fraction | None, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize("name", list(charts()))
@pytest.mark.parametrize("form", [WIDE, SLIM], ids=["wide", "slim"])
def test_each_picture_has_a_title_a_description_and_the_stand_in_label(name: str, form: Format) -> None:
    chart = charts()[name]
    picture = draw(chart, form, name="p", description="What it shows", label=STAND_IN)
    assert f'<title id="p-title">{chart.title}</title><desc id="p-desc">What it shows</desc>' in picture
    assert 'role="img"' in picture
    assert picture.count("Stand-in data") == 1
    assert "style=" not in picture  # the content security policy would drop it


@pytest.mark.parametrize(
    "chart",
    [
        RatingsChart(title="T", sentence="S", scale=SCALE, rows=()),
        SharesChart(title="T", sentence="S", rows=()),
        AreasChart(title="T", sentence="S", rows=()),
        EvaluationsChart(title="T", sentence="S", indicators=(), scale=SCALE, rows=()),
        BasesChart(title="T", sentence="S", unit="number", rows=()),
    ],
    ids=lambda chart: type(chart).__name__,
)
def test_a_chart_of_nothing_says_so(chart: SharesChart) -> None:
    assert "There is nothing to show yet." in draw(chart, WIDE, name="x", description="")
    assert figures_of(chart).rows == ()


def test_labels_are_text_whatever_they_hold() -> None:
    chart = SharesChart(title="<b>", sentence="S", rows=(Share(label="</svg><script>&", k=1, n=2),))
    picture = draw(chart, WIDE, name="x", description='"<i>')
    assert "<script" not in picture
    assert "&lt;/svg&gt;&lt;script&gt;&amp;" in picture


def test_the_table_of_areas_has_a_row_for_each_area() -> None:
    figures = figures_of(charts()["areas"])
    assert figures.rows[0] == ("A", "88% (88 of 100)", "52% (52 of 100)")
    assert figures.rows[2] == ("C", "92% (92 of 100)", "[c]")
    assert figures.notes == (
        "[c] means that the figure is withheld because it is too small to publish safely.",
    )


def test_dots_that_would_overlap_are_piled_up() -> None:
    areas = tuple(Share(label=x, k=50, n=100) for x in "ABC")
    picture = draw(
        AreasChart(title="T", sentence="S", rows=(AreaRow(label="m", areas=areas),)),
        WIDE,
        name="x",
        description="",
    )
    heights = {part.split('"')[0] for part in picture.split('cy="')[1:]}
    assert len(heights) == 3
    assert ">3 areas</text>" in picture


def test_eight_areas_are_eight_dots_and_each_pile_says_how_many_it_holds() -> None:
    areas = tuple(
        Share(label=f"Area {x}", k=k, n=100)
        for x, k in zip("ABCDEFGH", (28, 28, 28, 28, 28, 27, 63, 64), strict=True)
    )
    chart = AreasChart(title="T", sentence="S", rows=(AreaRow(label="m", areas=areas),))
    for form in (WIDE, SLIM):
        picture = draw(chart, form, name="x", description="")
        places = re.findall(r'<ellipse cx="([\d.]+)" cy="([\d.]+)"', picture)
        assert len(set(places)) == 8
        assert re.findall(r">(\d) areas</text>", picture) == ["6", "2"]


def test_piles_that_stand_close_share_one_count() -> None:
    areas = tuple(Share(label=x, k=k, n=100) for x, k in zip("ABCDE", (46, 46, 54, 54, 90), strict=True))
    chart = AreasChart(title="T", sentence="S", rows=(AreaRow(label="m", areas=areas),))
    picture = draw(chart, WIDE, name="x", description="")
    assert re.findall(r">(\d) areas</text>", picture) == ["4"]


def test_the_columns_of_evaluations_are_headed_by_code_and_title() -> None:
    chart = EvaluationsChart(
        title="T",
        sentence="S",
        indicators=("2.1",),
        titles=("Impact on families",),
        scale=SCALE,
        rows=(("Fife", (4,)),),
    )
    assert ">2.1 Impact on families</text>" in draw(chart, WIDE, name="x", description="")
    assert figures_of(chart).head == ("Partnership", "2.1 Impact on families")


def test_titles_that_do_not_match_the_indicators_are_refused() -> None:
    with pytest.raises(ReportError, match="2 titles for 1 indicator"):
        EvaluationsChart(
            title="T", sentence="S", indicators=("2.1",), titles=("a", "b"), scale=SCALE, rows=()
        )


def test_words_on_colours_meet_wcag_aa() -> None:
    for ink, colour in zip(ON_RATING, RATING, strict=True):
        assert contrast(ink, colour) >= 4.5
    assert contrast(SOFT, TRACK) >= 4.5
    assert contrast(INK, WHITE) >= 7
