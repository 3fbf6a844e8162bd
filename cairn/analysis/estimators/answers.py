"""The answers to a measure, added over cells and items.

Source: a count. A measure of several items counts every answer once (its base is the number of
answers, a multiple-response base); an item that a table does not ask adds nothing to either number.
"""

from __future__ import annotations

import numpy as np

from cairn.analysis.estimators.group import Mask, in_group
from cairn.analysis.measures import Measure
from cairn.analysis.tally import Counts, Tally
from cairn.errors import ClaimError, Problem
from cairn.utils.nearest import did_you_mean


def answers(tally: Tally, measure: Measure, mask: Mask) -> Counts:
    """The number of answers by code, 1 to n, over the cells of `mask` that the measure itself does not
    leave out: one integer per answer."""
    mask = mask & in_group(tally, measure.where)
    size = len(measure.scale.answers)
    total = np.zeros(size, dtype=np.int64)
    for item in measure.items:
        if item not in tally.counts:
            raise ClaimError(
                Problem(
                    code="item-not-tallied",
                    message=f"The answers to “{item}” were not counted for {tally.source}.",
                    remedy=did_you_mean(item, tally.counts),
                )
            )
        total += tally.counts[item][mask, 1 : size + 1].sum(axis=0)
    return total


def level_codes(measure: Measure, level: str) -> frozenset[int]:
    """The codes a level stands for. Raises `ClaimError`, with the nearest right name, for an unknown one."""
    codes = measure.scale.codes_of(level)
    if codes is None:
        raise ClaimError(
            Problem(
                code="level-unknown",
                message=f"“{measure.name}” has no level “{level}”.",
                remedy=did_you_mean(level, measure.scale.level_names),
            )
        )
    return codes
