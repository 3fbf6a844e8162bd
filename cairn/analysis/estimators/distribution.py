"""How the answers to a measure are spread over its scale.

Source: a frequency table; the counts add up to the base.
"""

from __future__ import annotations

from cairn.analysis.estimators.answers import answers
from cairn.analysis.estimators.group import Where, in_group
from cairn.analysis.measures import Measure
from cairn.analysis.tally import Tally


def distribution(tally: Tally, measure: Measure, where: Where = ()) -> dict[str, int]:
    """The number of answers by answer name, in the order of the scale, zeros included."""
    counts = answers(tally, measure, in_group(tally, where))
    return {a.name: int(counts[a.code - 1]) for a in measure.scale.answers}
