"""Design-based estimates of a population: from a small table of counts by stratum, with errors and intervals.

Nothing here sees a row. The *read* basis, where a share is a fact, is the rest of the estimators.
"""

from cairn.analysis.estimators.population.domain_scores import GroupAnswers, group_answers
from cairn.analysis.estimators.population.measure_share import measure_share
from cairn.analysis.estimators.population.population_share import (
    Method,
    PopulationShare,
    population_share,
    population_shares_by,
)
from cairn.analysis.estimators.population.share_grid import ShareGrid, share_grid
from cairn.analysis.estimators.population.stratum_tally import StratumTally, stratum_tally

__all__ = [
    "GroupAnswers",
    "Method",
    "PopulationShare",
    "ShareGrid",
    "StratumTally",
    "group_answers",
    "measure_share",
    "population_share",
    "population_shares_by",
    "share_grid",
    "stratum_tally",
]
