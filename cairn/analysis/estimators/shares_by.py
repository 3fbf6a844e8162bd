"""The share in each group of a characteristic.

Source: one ratio k/n per domain, as in share.py.
"""

from __future__ import annotations

from cairn.analysis.estimate import Estimate
from cairn.analysis.estimators.group import Where, column_of, in_group
from cairn.analysis.estimators.share import share
from cairn.analysis.measures import Measure
from cairn.analysis.tally import NOT_GIVEN, Tally


def shares_by(tally: Tally, measure: Measure, level: str, where: Where, by: str) -> dict[str, Estimate]:
    """A share for every value of `by` that a unit of the group has, in the order of the tally's cells.

    Units for which `by` is not given make no group. A group may have units and yet an empty base.
    """
    return {v: share(tally, measure, level, (*where, (by, (v,)))) for v in values_of(tally, by, where)}


def values_of(tally: Tally, by: str, where: Where = ()) -> tuple[str, ...]:
    """The values of a characteristic that occur in the group, each once, NOT_GIVEN left out."""
    i = column_of(tally, by)
    occurring = in_group(tally, where) & (tally.rows > 0)
    found = dict.fromkeys(cell[i] for cell, here in zip(tally.cells, occurring, strict=True) if here)
    found.pop(NOT_GIVEN, None)
    return tuple(found)
