"""What claims are checked against: tallies where there are rows, published facts where there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cairn.analysis.disclosure import ALIKE_BELOW, BELOW
from cairn.analysis.estimators import Where
from cairn.analysis.estimators.population.stratum_tally import StratumTally
from cairn.analysis.measures import Measure, MeasureBook
from cairn.analysis.tally import Tally
from cairn.claims.claim import Claim, Finding
from cairn.claims.wording_model import Wording
from cairn.framework.programme import PublishedFact

# Gives the verdict on a claim about all the children, with its words. Handed over with the frames rather than
# imported: what estimates takes a third of a second to load, and most runs have no frame.
Estimating = Callable[[Claim, str, "Evidence", Wording], Finding]
# Whether the figure of a group may not be shown: source, measure, level, and the group, resolved.
Shield = Callable[[str, Measure, str, Where], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Tallies by source, the book that names what is in them, and what is only known from print.

    On stand-in evidence (`stand_in`) figures carry whole per cents and nothing finer; `label` is what every
    place that shows them must say. Figures of people from 1 to `withhold_below` − 1 are never shown, nor
    that a group of fewer than `alike_below` is all alike.
    `frames` holds, by source, the tally joined to the children of a frame, and `estimating`, which is
    `check_population`, gives the verdict on claims with basis=population from it. `shield` says which groups
    are withheld besides the small ones where a whole report has been looked at together; without it each
    comparison looks after itself. `readings`, from `readings_of`, tells of claims that repeat published
    statements.
    """

    tallies: Mapping[str, Tally]
    book: MeasureBook
    published: tuple[PublishedFact, ...] = ()
    stand_in: bool = False
    label: str = ""
    withhold_below: int = BELOW
    alike_below: int = ALIKE_BELOW
    frames: Mapping[str, StratumTally] = field(default_factory=dict)
    estimating: Estimating | None = None
    readings: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    shield: Shield | None = None
