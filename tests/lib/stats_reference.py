"""The reference sets of tests/data/stats, counted as a tally would count them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from cairn.analysis.estimators.population.stratum_tally import StratumTally, stratum_tally
from cairn.analysis.tally import Tally

FOLDER = Path(__file__).parents[1] / "data" / "stats"
Row = dict[str, str]

RATINGS = tuple(f"q{i:02}" for i in range(1, 13))
YES_NO = tuple(f"b{i}" for i in range(1, 5))
AT_LEVEL = {**dict.fromkeys(RATINGS, frozenset({4, 5, 6})), **dict.fromkeys(YES_NO, frozenset({2}))}
"""Codes at the level that every fixture uses: 4 or better, or yes."""


@cache
def table(name: str) -> tuple[Row, ...]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def close(ours: float, theirs: str) -> bool:
    """An empty reference is not defined, or the reference programs disagree."""
    return theirs == "" or abs(ours - float(theirs)) <= 1e-9 * max(1.0, abs(float(theirs)))


def unlike(ours: dict[str, float], row: Row) -> dict[str, tuple[float, str]]:
    """What differs from the reference, by column."""
    return {name: (v, row[name]) for name, v in ours.items() if not close(float(v), row[name])}


@cache
def case_tally(name: str) -> StratumTally:
    """The tally of `case` or `awkward`: code = rating, or 1 no and 2 yes."""
    by = ("partnership", "care_group", "age_band", "disability")
    rows = table(f"{name}_records")
    counted = tally_of(rows, by, {item: 6 for item in RATINGS} | {item: 2 for item in YES_NO})
    frame = {(f["partnership"], f["care_group"]): int(f["pop_size"]) for f in table(f"{name}_frame")}
    return stratum_tally(counted, by[:2], frame)


@cache
def survey_tally() -> StratumTally:
    """Those who answered, in the strata of the invitation."""
    by = ("partnership", "group", "sex", "band")
    invited = table("survey_records")
    counted = tally_of([r for r in invited if r["responded"] == "1"], by, {f"s{i}": 5 for i in range(1, 5)})
    frame = {(r["partnership"], r["group"]): int(r["pop_size"]) for r in invited}
    drawn = {(r["partnership"], r["group"]): int(r["drawn"]) for r in invited}
    return stratum_tally(counted, by[:2], frame, drawn)


def tally_of(rows: Iterable[Row], by: Sequence[str], items: dict[str, int]) -> Tally:
    cells: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        cells.setdefault(tuple(row[name] for name in by), []).append(row)
    counts = {item: np.zeros((len(cells), n + 1), dtype=np.int64) for item, n in items.items()}
    for i, members in enumerate(cells.values()):
        for row in members:
            for item in items:
                counts[item][i, _code(row[item], item)] += 1
    sizes = np.array([len(members) for members in cells.values()])
    return Tally(source="reference", characteristics=tuple(by), cells=tuple(cells), rows=sizes, counts=counts)


def _code(text: str, item: str) -> int:
    return 0 if text == "" else int(text) + (item in YES_NO)
