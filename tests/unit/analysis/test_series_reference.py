"""Every run chart of the reference set (tests/data/stats/README.md says where it comes from)."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from cairn.analysis.estimators.series import SHIFT, TREND, anhoej_limits, run_chart, run_limits, xmr_chart

FOLDER = Path(__file__).parents[2] / "data" / "stats"


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="") as file:
        return list(csv.DictReader(file))


SERIES = rows_of("runchart_series.csv")


@pytest.mark.parametrize("row", rows_of("runchart_results.csv"), ids=lambda row: row["series"])
def test_a_series_meets_the_reference(row: dict[str, str]) -> None:
    values = [Fraction(r["value"]) for r in SERIES if r["series"] == row["series"]]
    chart = run_chart(values)
    limits = run_limits(chart.above, chart.useful - chart.above)
    anhoej, xmr = anhoej_limits(chart.useful), xmr_chart(values)
    runs = len(chart.runs)
    found: dict[str, float | None] = {
        "points": len(values),
        "median": float(chart.median),
        "useful": chart.useful,
        "runs": runs,
        "runs_low": limits[0] if limits else None,
        "runs_high": limits[1] if limits else None,
        "longest_run": chart.longest_run,
        f"shift_{SHIFT}": bool(chart.shifts),
        "longest_trend": chart.longest_trend,
        f"trend_{TREND}": bool(chart.trends),
        "few_runs": limits is not None and runs < limits[0],
        "many_runs": limits is not None and runs > limits[1],
        "crossings": chart.crossings,
        "anhoej_longest_max": anhoej.longest if anhoej else None,
        "anhoej_crossings_min": anhoej.fewest_crossings if anhoej else None,
        "mean": float(xmr.mean),
        "mr_bar": float(xmr.moving_range),
        "xmr_lower": float(xmr.low),
        "xmr_upper": float(xmr.high),
        "outside_xmr": len(xmr.outside),
    }
    assert set(found) == set(row) - {"series"}
    for column, value in found.items():
        if row[column] == "":
            assert value is None, column
        else:
            assert value == pytest.approx(float(row[column]), rel=1e-9, abs=1e-9), column
