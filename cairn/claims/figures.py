"""The figures behind claims: k of n, named, and shown so that nothing small can be read from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from cairn.analysis.disclosure import all_alike, withheld
from cairn.analysis.disclosure.groups import withheld_in_groups
from cairn.analysis.estimate import Estimate
from cairn.analysis.estimators import Where, resolve_where, share, share_outside, shares_by, units
from cairn.analysis.measures import Measure, Source
from cairn.analysis.tally import Tally
from cairn.claims.claim import Claim
from cairn.claims.comparison import Other, group_label, value_label
from cairn.claims.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """k of n with a name. `withheld`: too small to show; then neither number may reach a reader."""

    label: str
    k: int
    n: int
    withheld: bool = False

    @property
    def share(self) -> Fraction:
        return Fraction(self.k, self.n)

    @property
    def shown(self) -> tuple[str, int | None, int | None]:
        """The figure as a `Finding` lists it."""
        return (self.label, None, None) if self.withheld else (self.label, self.k, self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A claim with everything its names stand for, and the tally its figures come from."""

    claim: Claim
    evidence: Evidence
    source: Source
    measure: Measure
    tally: Tally
    where: Where

    def figure(self, label: str, estimate: Estimate) -> Figure:
        return self.guarded(label, estimate.k, estimate.n)

    def guarded(self, label: str, k: int, n: int) -> Figure:
        hidden = hides(self.evidence, self.source, self.measure, self.claim.level, k, n)
        return Figure(label=label, k=k, n=n, withheld=hidden)


def hides(
    evidence: Evidence, source: Source | None, measure: Measure, level: str | None, k: int, n: int
) -> bool:
    """Whether k of n at the level may not be shown: too small, or all alike. Without a level k are units,
    or gave one of the answers."""
    if source is None or not source.protected:
        return False
    told = 1 if level is None else len(measure.scale.codes_of(level) or ())
    return hides_answers(evidence, measure, told, k, n)


def hides_answers(evidence: Evidence, measure: Measure, told: int, k: int, n: int) -> bool:
    """The same of people of whom k gave one of `told` answers."""
    if withheld(k, n, True, evidence.withhold_below):
        return True
    rest = len(measure.scale.answers) - told  # without a rest all that is said is that they answered
    return rest > 0 and all_alike(k, n, evidence.alike_below, rest_is_one=rest == 1)


def subject_of(claim: Claim, evidence: Evidence) -> Subject | None:
    """The claim with its tally; None when the evidence holds no rows of its source."""
    book = evidence.book
    source, measure = book.source(claim.source), book.measure(claim.source, claim.measure)
    assert source is not None and measure is not None  # the claim was parsed with this book
    tally = evidence.tallies.get(claim.source)
    if tally is None:
        return None
    where = resolve_where(claim.where, claim.source, book)
    return Subject(claim=claim, evidence=evidence, source=source, measure=measure, tally=tally, where=where)


def unit_count(subject: Subject) -> int:
    """How many units the claim's group holds."""
    return units(subject.tally, subject.where)


def share_figure(subject: Subject) -> Figure:
    """The share that a claim speaks of; for `share_of_rest`, without those whom `rest` names."""
    rest = _rest(subject)
    level = subject.claim.level or ""
    estimate = share(subject.tally, subject.measure, level, subject.where, rest=rest)
    return subject.figure(base_text(subject), estimate)


def _rest(subject: Subject) -> tuple[str, tuple[str, ...]] | None:
    if not subject.claim.rest:
        return None
    name, _, level = subject.claim.rest.partition(":")
    condition = ((name, (level,)),)
    return resolve_where(condition, subject.claim.source, subject.evidence.book)[0]


def group_figures(subject: Subject, keep: Collection[str] = ()) -> dict[str, Figure]:
    """The figure of every group of `by` that has a base, by the group's name, in order of name.

    Withheld are the small ones, and others from which a small one could be worked out (`keep` at last).
    """
    claim, evidence = subject.claim, subject.evidence
    found = shares_by(subject.tally, subject.measure, claim.level or "", subject.where, claim.by)
    counts = {value: (e.k, e.n) for value, e in sorted(found.items()) if e.n}
    hidden = _hidden(subject, counts, keep)
    return {
        value: Figure(
            label=value_label(claim.source, claim.by, value, evidence.book),
            k=k,
            n=n,
            withheld=value in hidden,
        )
        for value, (k, n) in counts.items()
    }


def _hidden(
    subject: Subject, counts: Mapping[str, tuple[int, int]], keep: Collection[str]
) -> Collection[str]:
    protected, below = subject.source.protected, subject.evidence.withhold_below
    shield, claim = subject.evidence.shield, subject.claim
    small = {value for value, (k, n) in counts.items() if subject.guarded("", k, n).withheld}
    if shield is None:
        return withheld_in_groups(counts, protected, below, keep, small)
    return {
        value
        for value in counts
        if value in small
        or shield(claim.source, subject.measure, claim.level or "", (*subject.where, (claim.by, (value,))))
    }


def pooled(subject: Subject, figures: Iterable[Figure]) -> Figure:
    """Several groups taken as one.

    Withheld when it is small, or holds a larger group that is withheld so that no small one is given back;
    where the whole report is looked at together, that has been reckoned with.
    """
    several = list(figures)
    label = " or ".join(f.label for f in several)
    one = subject.guarded(label, sum(f.k for f in several), sum(f.n for f in several))
    shields = subject.evidence.shield is None and any(
        f.withheld and not subject.guarded("", f.k, f.n).withheld for f in several
    )
    return replace(one, withheld=one.withheld or shields)


def other_figure(subject: Subject, other: Other) -> Figure | None:
    """The figure of the other side of an ordering; None when there are no rows for it."""
    evidence = subject.evidence
    tally = evidence.tallies.get(other.source)
    measure = evidence.book.measure(other.source, other.measure)
    source = evidence.book.source(other.source)
    if tally is None or measure is None or source is None:
        return None
    if other.outside:
        found = share_outside(tally, measure, other.level, other.outside, other.where)
    else:
        found = share(tally, measure, other.level, other.where)
    hidden = hides(evidence, source, measure, other.level, found.k, found.n)
    return Figure(label=other.label, k=found.k, n=found.n, withheld=hidden)


def base_text(subject: Subject) -> str:
    """The base in words: "records with a plan (in foster care)"."""
    claim, book = subject.claim, subject.evidence.book
    base = subject.measure.base or subject.source.unit_plural
    label = group_label(claim.where, claim.source, book)
    if claim.rest:
        without = group_label((_parts(claim.rest),), claim.source, book)
        label = "; ".join(p for p in (label, f"without {without}") if p)
    return f"{base} ({label})" if label else base


def _parts(rest: str) -> tuple[str, tuple[str, ...]]:
    name, _, level = rest.partition(":")
    return name, (level,)


def figure_text(figure: Figure, subject: Subject) -> str:
    """The figure as a reader sees it: "383 of 754 records (51%)"; only the base's name when withheld."""
    if figure.withheld:
        return ""
    # A measure of several questions counts every answer once: its base is no number of people or papers.
    noun = "answers" if len(subject.measure.items) > 1 else subject.source.unit_plural
    return f"{figure.k:,} of {figure.n:,} {noun} ({percent(figure, subject.evidence)})"


def percent(figure: Figure, evidence: Evidence) -> str:
    """The share in per cent: whole on stand-in evidence or under 100 in the base, else with one decimal.

    What is not none or all never reads 0% or 100%.
    """
    whole = evidence.stand_in or figure.n < 100
    steps = 1 if whole else 10
    value = floor(figure.share * 100 * steps + Fraction(1, 2))
    if value == 0 and figure.k:
        return "under 1%" if whole else "under 0.1%"
    if value == 100 * steps and figure.k < figure.n:
        return "over 99%" if whole else "over 99.9%"
    return f"{value}%" if whole else f"{value // 10}.{value % 10}%"


def told_steps(n: int, *, stand_in: bool) -> int:
    """Into how many steps an estimate from n answers is told: hundredths, or thousandths."""
    return 100 if stand_in or n < 100 else 1000
