"""Figures on the population basis: estimates for the children in a frame, guarded and told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from cairn.analysis.estimators.group import having, resolve_where
from cairn.analysis.estimators.population.interval_choice import ALL_READ
from cairn.analysis.estimators.population.measure_share import measure_share
from cairn.analysis.estimators.population.population_share import HOUSE, Method, PopulationShare
from cairn.analysis.estimators.population.stratum_tally import StratumTally
from cairn.claims.claim import Where
from cairn.claims.estimates_beside import gives_back
from cairn.claims.evidence import Evidence
from cairn.claims.figures import Figure, Subject, base_text, told_steps

INTERVALS = {
    "exact": "exact hypergeometric limits",
    "korn-graubard": "capped Korn–Graubard limits",
}
NEAREST = 10**9  # limits are told exactly as fractions up to this denominator: no rounding decides a verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """An estimate with a name. `figure` is what was read, k of n: it says what may be shown."""

    label: str
    figure: Figure
    share: PopulationShare

    @property
    def withheld(self) -> bool:
        return self.figure.withheld

    @property
    def value(self) -> Fraction:
        assert self.share.share is not None  # asked only of groups with an answer
        return self.share.share

    @property
    def census(self) -> bool:
        """Whether every child was read, so that the share is a fact."""
        return self.share.method == ALL_READ and self.share.represented == 1

    @property
    def limits(self) -> tuple[Fraction, Fraction] | None:
        if self.share.low is None or self.share.high is None:
            return None
        low, high = (Fraction(v).limit_denominator(NEAREST) for v in (self.share.low, self.share.high))
        return low, high


def estimated(
    subject: Subject, tally: StratumTally, *, where: Where | None = None, label: str = "", level: float = 0.95
) -> Estimated:
    """The estimate that a claim speaks of, or of another group of the same measure and level. Raises
    `ClaimError` for a measure of several questions."""
    claim = subject.claim
    group = (*(subject.where if where is None else where), *without(subject))
    method = HOUSE if level == HOUSE.level else Method(level=level)
    found = measure_share(tally, claim.source, subject.measure, claim.level or "", group, method)
    name = label or base_text(subject)
    figure = subject.guarded(name, found.k, found.n)
    if found.share is not None and not figure.withheld:
        steps = steps_of(found.n, subject.evidence)
        told = Fraction(floor(found.share * steps + Fraction(1, 2)), steps)
        beside = gives_back(subject, tally, group, told, Fraction(1, 2 * steps))
        figure = replace(figure, withheld=beside)
    return Estimated(label=name, figure=figure, share=found)


def without(subject: Subject) -> Where:
    """The group that `rest=` leaves, as a condition: those with any other answer to its question."""
    if not subject.claim.rest:
        return ()
    book, source = subject.evidence.book, subject.claim.source
    name, _, level = subject.claim.rest.partition(":")
    measure = book.measure(source, name)
    assert measure is not None  # the claim was parsed with this book
    ((item, answers),) = resolve_where(((name, (level,)),), source, book)
    return ((item, tuple(a.name for a in measure.scale.answers if a.name not in answers)),)


def children_in(tally: StratumTally, where: Where) -> int | None:
    """How many children of the frame are in the group; None when the frame does not tell."""
    if not tally.whole_strata(where):
        return None
    return int(tally.population[tally.eligible(where)].sum())


def has_rows(subject: Subject, value: str) -> bool:
    """Whether any unit was read with this value of the claim's `by`."""
    return bool(subject.tally.rows[having(subject.tally, subject.claim.by, (value,))].sum())


def estimate_text(found: Estimated, evidence: Evidence) -> str:
    """The estimate as a reader sees it: "an estimated 57% (95% interval 53% to 61%; 120 read)"."""
    n = found.share.n
    value = per_cent(found.value, n, evidence)
    if found.census:
        return f"{found.figure.k:,} of {n:,} ({value}), all of whom were read"
    if found.limits is None:
        return f"an estimated {value} ({n:,} read)"
    low, high = (per_cent(v, n, evidence) for v in found.limits)
    return f"an estimated {value} ({found.share.level:.0%} interval {low} to {high}; {n:,} read)"


def method_text(found: Estimated, subject: Subject) -> str:
    """How the estimate and its limits were made, with all that a reader must be told beside it."""
    share = found.share
    how = f"Estimated for all the {subject.source.people} in the frame from {share.n:,} answers"
    how += ", weighted by stratum"
    limits = INTERVALS.get(share.method, "")
    if subject.measure.base:
        how += f"; of {subject.measure.base} only"
    said = [f"{how}; {limits}." if limits else f"{how}."]
    return " ".join((*said, *share.notes))


def per_cent(share: Fraction | float, n: int, evidence: Evidence) -> str:
    """In per cent: whole on stand-in evidence or under 100 answers, else with one decimal."""
    steps = steps_of(n, evidence)
    value = floor(Fraction(share) * steps + Fraction(1, 2))
    return f"{value}%" if steps == 100 else f"{value // 10}.{value % 10}%"


def steps_of(n: int, evidence: Evidence) -> int:
    """Into how many steps the share is told: hundredths, or thousandths."""
    return told_steps(n, stand_in=evidence.stand_in)
