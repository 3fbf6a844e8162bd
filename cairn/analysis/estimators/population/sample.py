"""Who counts as the sample of an item when some did not answer it.

Source: `respondents` treats those who answered as a simple random sample of their stratum (S. L. Lohr,
Sampling: Design and Analysis, 2nd ed., 2010, section 8.5, weighting-class adjustment with strata as classes);
`domain` treats them as a domain of those drawn, as R's survey package does with `na.rm=TRUE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cairn.analysis.estimators.population.stratum_tally import Floats
from cairn.analysis.tally import Counts

Missing = Literal["respondents", "domain"]
Lonely = Literal["adjust", "remove", "certainty", "average"]

MISSING: tuple[Missing, ...] = ("respondents", "domain")
LONELY: tuple[Lonely, ...] = ("adjust", "remove", "certainty", "average")


@dataclass(frozen=True, slots=True)
class Sample:
    """Per stratum, after any leading axes: `population` N, `size` n of the sample, whole numbers."""

    population: Counts
    size: Counts

    @property
    def weight(self) -> Floats:
        """N/n, the number of children that one unit of the sample stands for; 0 where there is none."""
        return np.divide(
            self.population, self.size, out=np.zeros(self.size.shape), where=np.asarray(self.size > 0)
        )

    @property
    def unread(self) -> Floats:
        """1 − f: the share of the stratum that is not in the sample; exactly 0 in a fully read stratum."""
        population = np.broadcast_to(self.population, self.size.shape)
        left: Floats = np.divide(
            population - self.size, population, out=np.zeros(self.size.shape), where=population > 0
        )
        return left

    @property
    def single(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Strata of which one unit of several was taken: no variance can be had from them."""
        return np.asarray((self.size == 1) & (self.population > 1))


def sample_of(population: Counts, drawn: Counts, answered: Counts, missing: Missing) -> Sample:
    """The sample of an item that `answered[…, h]` of the `drawn[h]` in stratum h answered."""
    size = np.broadcast_to(drawn, answered.shape) if missing == "domain" else answered
    return Sample(population, size)
