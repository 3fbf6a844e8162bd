"""Shares of a survey whose weights are fitted to known numbers of people, straight from a table."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from cairn.analysis.estimators.population.calibrated_mean import weighted_mean
from cairn.analysis.estimators.population.calibrated_sample import CalibratedSample, Margin, class_weighted
from cairn.analysis.estimators.population.interval_logit import logit_limits
from cairn.analysis.estimators.population.linear_calibration import linearly_calibrated
from cairn.analysis.estimators.population.population_share import Method
from cairn.analysis.estimators.population.raking import raked
from cairn.analysis.estimators.population.stratum_tally import StratumTally, Where
from cairn.instruments.plain_sheet import plain_column_name, read_plain_sheet
from cairn.pipeline.table_row import TableRow

Fit = Literal["raking", "linear"]
NO_ANSWER = "no-answer"
COLUMNS = ("margin", "level", "total")


def read_margins(path: Path) -> dict[str, Margin]:
    """How many people there are with each value of some characteristics: a CSV of margin, level and total.

    Raises `EvidenceError` with all that is wrong in it, by row and column.
    """
    sheet = read_plain_sheet(path)
    sheet.require(COLUMNS, "One row for each value of each characteristic, and how many people have it.")
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for number, cells in sheet.rows:
        name, level, text = (cells[sheet.columns[c]] for c in COLUMNS)
        name = plain_column_name(name)
        total = _number(text)
        if total is None:
            message = f"“{text[:20]}” is not a number of people."
            sheet.refuse("margin-wrong", message, "Write a number above 0.", row=number, column="total")
        if not name or not level:
            empty = "level" if name else "margin"
            sheet.refuse("margin-wrong", "Here is no value.", "Fill it in.", row=number, column=empty)
        elif (level,) in found.setdefault(name, {}):
            message = f"{name} {level} stands in the file twice."
            sheet.refuse("margin-twice", message, "Keep one row for each.", row=number, column="level")
        else:
            found[name][(level,)] = total or 0.0
    sheet.finish()
    return dict(found)


def fitted(tally: StratumTally, margins: Mapping[str, Margin], fit: Fit) -> CalibratedSample:
    """Those in the table, weighted by stratum and then to the margins. Raises `EvidenceError` where the
    margins cannot be had, or do not name the people there are."""
    by_class = class_weighted(tally)
    return raked(by_class, margins) if fit == "raking" else linearly_calibrated(by_class, margins)


def fitted_row(
    sample: CalibratedSample, item: str, codes: Collection[int], group: tuple[str, str], method: Method
) -> TableRow:
    """The share of a group (a characteristic and its value, or "" and `all`). Its limits are made on the
    logit scale, where there is an error and the share is neither 0 nor 1."""
    by, level = group
    where: Where = ((by, (level,)),) if by else ()
    counts = sample.tally.counts[item]
    values = np.array([float(code in codes) for code in range(1, counts.shape[1])])
    found = weighted_mean(sample, item, values, where, method.lonely)
    inside = counts[sample.tally.in_group(where)]
    row = TableRow(
        by=by,
        level=level,
        n=found.n,
        k=int(inside[:, sorted(codes)].sum()),
        share=found.mean,
        se=found.se,
        df=found.df,
        method=NO_ANSWER if found.mean is None else sample.method,
    )
    if found.mean is None or found.se is None:
        return row
    limits = logit_limits(np.array(found.mean), np.array(found.se), found.df, method.level)
    low, high = (float(limit) for limit in limits)
    return row if math.isnan(low) else replace(row, low=low, high=high)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value < 1e12 else None
