"""The share of a base at a level, on the read basis.

Source: the ratio k/n of two counts (Cochran, Sampling Techniques, 3rd ed., section 3.1, where every unit
of the base has been observed: no sampling, so no interval).
"""

from __future__ import annotations

from cairn.analysis.estimate import Estimate
from cairn.analysis.estimators.answers import answers, level_codes
from cairn.analysis.estimators.group import Mask, Where, given, having, in_group
from cairn.analysis.estimators.recipe import recipe
from cairn.analysis.measures import Measure
from cairn.analysis.tally import NOT_GIVEN, Tally

Rest = tuple[str, tuple[str, ...]]
"""A choice item and the answers that put a unit *outside* the base of a share of the rest."""


def share(
    tally: Tally, measure: Measure, level: str, where: Where = (), *, rest: Rest | None = None
) -> Estimate:
    """k of n: the answers to the measure in the group, and those of them at the level.

    With `rest`, only units that answered that item, and otherwise than it says, are counted. The item
    must then be one of the tally's characteristics. A unit without an answer is in neither number.
    """
    mask = in_group(tally, where)
    if rest is not None:
        mask &= ~having(tally, rest[0], (*rest[1], NOT_GIVEN))
    return estimate(tally, measure, level, mask, recipe(tally.source, measure.name, level, where, rest))


def share_outside(tally: Tally, measure: Measure, level: str, where: Where, within: Where = ()) -> Estimate:
    """The same share among the rest: the units of `within` that do not meet all of `where`.

    A unit for which one of the characteristics in `where` is not given belongs to neither side. The
    recipe names the share that the rest is the rest of: a group of "all others" has no spelling.
    """
    mask = in_group(tally, within) & given(tally, where) & ~in_group(tally, where)
    return estimate(tally, measure, level, mask, recipe(tally.source, measure.name, level, where + within))


def estimate(tally: Tally, measure: Measure, level: str, mask: Mask, spelling: str) -> Estimate:
    """k of n over the cells of a mask. The base may be empty: its share is then None."""
    counts = answers(tally, measure, mask)
    k = sum(int(counts[code - 1]) for code in level_codes(measure, level))
    return Estimate(k=k, n=int(counts.sum()), recipe=spelling, base_text=measure.base)
