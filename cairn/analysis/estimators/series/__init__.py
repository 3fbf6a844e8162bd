"""A measure over time: whether it moves more than chance would move it.

Values are exact fractions, so that "on the median" is decided without rounding.
"""

from cairn.analysis.estimators.series.anhoej import AnhoejLimits, anhoej_limits
from cairn.analysis.estimators.series.p_chart import PChart, PLimits, p_chart
from cairn.analysis.estimators.series.run_chart import SHIFT, TREND, Run, RunChart, run_chart
from cairn.analysis.estimators.series.run_limits import run_limits
from cairn.analysis.estimators.series.summary import (
    Better,
    Phase,
    Point,
    Series,
    SeriesReading,
    Step,
    read_series,
)
from cairn.analysis.estimators.series.xmr import XmR, xmr_chart

__all__ = [
    "SHIFT",
    "TREND",
    "AnhoejLimits",
    "Better",
    "PChart",
    "PLimits",
    "Phase",
    "Point",
    "Run",
    "RunChart",
    "Series",
    "SeriesReading",
    "Step",
    "XmR",
    "anhoej_limits",
    "p_chart",
    "read_series",
    "run_chart",
    "run_limits",
    "xmr_chart",
]
