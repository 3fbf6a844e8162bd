"""What claims are checked against: tallies where there are rows, published facts where there are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cairn.analysis.disclosure import BELOW
from cairn.analysis.measures import MeasureBook
from cairn.analysis.tally import Tally
from cairn.framework.programme import PublishedFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Tallies by source, the book that names what is in them, and what is only known from print.

    On stand-in evidence (`stand_in`) figures carry whole per cents and nothing finer; `label` is what every
    place that shows them must say. Figures of people from 1 to `withhold_below` − 1 are never shown.
    `readings`, from `readings_of`, tells of claims that repeat published statements.
    """

    tallies: Mapping[str, Tally]
    book: MeasureBook
    published: tuple[PublishedFact, ...] = ()
    stand_in: bool = False
    label: str = ""
    withhold_below: int = BELOW
    readings: Mapping[str, tuple[str, str]] = field(default_factory=dict)
