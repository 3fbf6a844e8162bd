"""Pure arithmetic on a tally. Integers only: a share is k and n, never a rounded number.

Every figure here is on the *read* basis, a fact about the records read or the people who answered.
"""

from cairn.analysis.estimators.distribution import distribution
from cairn.analysis.estimators.group import Where, in_group, resolve_where
from cairn.analysis.estimators.share import Rest, share, share_outside
from cairn.analysis.estimators.shares_by import shares_by
from cairn.analysis.estimators.units import units

__all__ = [
    "Rest",
    "Where",
    "distribution",
    "in_group",
    "resolve_where",
    "share",
    "share_outside",
    "shares_by",
    "units",
]
