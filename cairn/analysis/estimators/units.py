"""A count of units: records read, people who answered.

Source: a count; nothing is estimated.
"""

from __future__ import annotations

from cairn.analysis.estimators.group import Where, in_group
from cairn.analysis.tally import Tally


def units(tally: Tally, where: Where = ()) -> int:
    """How many units the group holds, whether or not they answered anything."""
    return int(tally.rows[in_group(tally, where)].sum())
