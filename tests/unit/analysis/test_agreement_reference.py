"""Every coefficient of the reference set, to nine digits (tests/data/stats/README.md says whose)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from cairn.analysis.estimators.agreement import (
    Coefficient,
    Metric,
    Ratings,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    krippendorff_weighted,
    percent_agreement,
)

FOLDER = Path(__file__).parents[2] / "data" / "stats"
Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    with (FOLDER / name).open(newline="") as file:
        return list(csv.DictReader(file))


@cache
def ratings_of(dataset: str, item: str) -> Ratings:
    if dataset == "double":
        readings = [r for r in rows_of("agree_double.csv") if r["item"] == item]
        return Ratings.of_records([(code(r["reader1"]), code(r["reader2"])) for r in readings], 6)
    name, readers, categories = {
        "panel": ("agree_panel.csv", [f"reader{i}" for i in range(1, 6)], 6),
        "krippendorff4x12": ("agree_krippendorff4x12.csv", [f"o{i}" for i in range(1, 5)], 5),
    }[dataset]
    return Ratings.of_records([[code(r[reader]) for reader in readers] for r in rows_of(name)], categories)


def code(text: str) -> int | None:
    return int(text) if text else None


Estimator = Callable[[Ratings, str, int | None], Coefficient]
ESTIMATORS: dict[str, Estimator] = {
    "cohen_kappa_complete_pairs": cohen_kappa,
    "gwet.ac1": gwet_ac,
    "krippen.alpha": krippendorff_weighted,
    "fleiss.kappa": fleiss_kappa,
    "conger.kappa": conger_kappa,
    "bp.coeff": brennan_prediger,
    "pa.coeff": percent_agreement,
    "irr_kripp_alpha": lambda ratings, metric, population: krippendorff_alpha(
        ratings, Metric(metric), population
    ),
}
RESULTS = rows_of("agree_results.csv")


@pytest.mark.parametrize("statistic", ESTIMATORS)
def test_every_coefficient_meets_the_reference(statistic: str) -> None:
    expected = [r for r in RESULTS if r["statistic"] == statistic]
    assert expected
    for row in expected:
        population = None if row["N"] == "inf" else int(row["N"])
        found = ESTIMATORS[statistic](ratings_of(row["set"], row["item"]), row["weights"], population)
        pairs = [("value", found.value)]
        if not statistic.startswith("irr"):
            pairs += [("se", found.se), ("pa", found.observed), ("pe", found.by_chance)]
        for column, value in pairs:
            if row[column]:
                assert value is not None, (row, column)
                reference = float(row[column])
                assert abs(value - reference) <= 1e-9 * max(1, abs(reference)), (row, column, value)


def test_weights_reach_over_the_whole_scale_even_where_a_rating_was_never_used() -> None:
    # item q03 never uses 3; indexing only the codes that occur gives 0.4314 for linear weights
    wrong = next(
        r
        for r in RESULTS
        if (r["item"], r["statistic"], r["weights"]) == ("q03", "irr_kappa2_observed_levels", "linear")
    )
    found = cohen_kappa(ratings_of("double", "q03"), "linear")
    assert found.value is not None
    assert abs(found.value - float(wrong["value"])) > 0.03
