"""The share of a measure's level among the children in a frame, as a claim would ask for it.

Source: population_share.py. The counterpart, on the population basis, of share.py.
"""

from __future__ import annotations

from dataclasses import replace

from cairn.analysis.estimators.answers import level_codes
from cairn.analysis.estimators.group import SYNONYMS, Where
from cairn.analysis.estimators.population.population_share import (
    HOUSE,
    Method,
    PopulationShare,
    population_share,
)
from cairn.analysis.estimators.population.stratum_tally import StratumTally
from cairn.analysis.estimators.recipe import recipe
from cairn.analysis.measures import Measure
from cairn.errors import ClaimError, Problem


def measure_share(
    tally: StratumTally,
    source: str,
    measure: Measure,
    level: str,
    where: Where = (),
    method: Method = HOUSE,
) -> PopulationShare:
    """The estimate with its recipe and base. `where` is resolved (`resolve_where`).

    Raises `ClaimError` for a level that the measure does not have, and for a measure of several items: its
    answers come in clusters of one record, of which counts by item do not tell.
    """
    if len(measure.items) != 1:
        message = f"“{measure.name}” counts several questions, so it has no estimate for a population."
        remedy = "Ask for one of them, or stay with those read."
        raise ClaimError(Problem(code="population-pooled", message=message, remedy=remedy))
    codes = level_codes(measure, level)
    group = tuple((SYNONYMS.get(name, name), values) for name, values in (*measure.where, *where))
    found = population_share(tally, measure.items[0], codes, group, method)
    spelt = recipe(source, measure.name, level, where)
    return replace(found, recipe=spelt, base_text=measure.base)
