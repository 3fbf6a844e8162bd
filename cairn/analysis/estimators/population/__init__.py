"""Design-based estimates of a population: from a small table of counts by stratum, with errors and intervals.

Nothing here sees a row. The *read* basis, where a share is a fact, is the rest of the estimators. Import from
the modules: the tally of strata is light, while the estimates load SciPy.
"""
