"""Comparisons on the population basis: what is above what among all the children, as far as can be told.

An order holds *firmly* when the interval of the difference (t, 95 %) leaves out the other direction,
*narrowly* when only the estimates stand so. Of several comparisons in one claim each is held to Holm's
stricter rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from cairn.analysis.estimators.answers import level_codes
from cairn.analysis.estimators.group import SYNONYMS
from cairn.analysis.estimators.population.families import holm
from cairn.analysis.estimators.population.measure_share import measure_share
from cairn.analysis.estimators.population.share_difference import (
    Part,
    ShareDifference,
    bounded_difference,
    share_difference,
)
from cairn.analysis.estimators.population.stratum_tally import StratumTally
from cairn.analysis.measures import Measure
from cairn.claims.case import Case
from cairn.claims.claim import Finding, Stat, Verdict, Where
from cairn.claims.comparison import Other, other_of, value_label
from cairn.claims.figures import Subject, base_text, group_figures, other_figure, pooled, share_figure
from cairn.claims.judging import comparing_problem
from cairn.claims.population_figures import estimated, per_cent
from cairn.claims.verify_groups import LEFT_OUT, SAME_WITHIN
from cairn.claims.verify_ranks import NO_GROUP, graver

ERROR = 0.05
BOUND = "How the two questions go together was not counted, so the widest error they can have is taken."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """A difference with the name of its other side and its p value, corrected for the others of the claim."""

    label: str
    found: ShareDifference
    p: float | None


def check_population_order(case: Case, subject: Subject, tally: StratumTally) -> Finding:
    """Whether the claim's share is above (or below, or the same as) that of the other side."""
    book, base = case.evidence.book, base_text(subject)
    other = other_of(case.claim, book)
    figure, beside = share_figure(subject), other_figure(subject, other)
    if beside is None or other.source != case.claim.source:
        return case.cannot_tell(
            "Two sources are compared on what was read.", "Leave basis=population out.", base
        )
    if figure.withheld or beside.withheld:
        return case.not_safe(base)
    if min(figure.n, beside.n) < case.wording.small.no_proportion_below:
        return case.cannot_tell("One side has too few answers to speak of all in the frame.", base=base)
    if any(estimated(one, tally).withheld for one in _sides(subject, other)):
        return case.not_safe(base)
    found = _difference(case, subject, tally, other)
    if found is None:
        return case.cannot_tell("Nothing tells how far the difference may be off.", base=base)
    verdict = _same(found) if case.claim.direction == "same" else _order(case, [found], [found.p])
    compared = [_Compared(label=other.label, found=found, p=found.p)]
    ended = _finding(case, subject, compared, verdict, _WORDS[case.claim.direction or "up"])
    return replace(ended, k=figure.k, groups=(figure.shown, beside.shown))


def _sides(subject: Subject, other: Other) -> tuple[Subject, ...]:
    """The sides of an order that are groups of their own, each as a claim would speak of it."""
    measure = subject.evidence.book.measure(other.source, other.measure)
    if other.outside or measure is None:
        return (subject,)
    claim = replace(subject.claim, measure=other.measure, level=other.level)
    return subject, replace(subject, claim=claim, measure=measure, where=other.where)


def check_population_rank(case: Case, subject: Subject, tally: StratumTally) -> Finding:
    """Whether the ranked group is above (or below) every other group that may be shown."""
    ranked = case.claim.rank.split("|")
    if case.claim.stat is not Stat.EXTREMES:
        return _one_end(case, subject, tally, ranked)
    halves = [replace(case, claim=claim, words="") for claim in case.claim.ends]
    first, second = (_one_end(half, replace(subject, claim=half.claim), tally, ranked) for half in halves)
    reason = f"{first.reason} {second.reason}"
    worse = graver(first, second)
    hidden = worse.verdict is Verdict.NOT_SAFE
    return replace(worse, claim=case.claim, words=case.words, reason=worse.reason if hidden else reason)


def _one_end(case: Case, subject: Subject, tally: StratumTally, keep: Sequence[str]) -> Finding:
    claim, fewest = case.claim, case.wording.small.no_proportion_below
    wanted = [v for v in claim.rank.split("|") if v]
    figures = {v: f for v, f in group_figures(subject, keep).items() if v not in NO_GROUP}
    held = [figures[v] for v in wanted if v in figures]
    if not held:
        return case.cannot_tell("The group named by rank= has no answer.", base=base_text(subject))
    target = pooled(subject, held)
    if target.withheld:
        return case.not_safe(target.label)
    others = [v for v in figures if v not in wanted]
    compared = [v for v in others if not figures[v].withheld and figures[v].n >= fewest]
    if target.n < fewest or not compared:
        return case.cannot_tell(
            "There are too few answers to compare groups of all in the frame.", base=target.label
        )
    rows = _against_each(subject, tally, wanted, compared)
    if len(rows) < len(compared):
        return case.cannot_tell("Nothing tells how far a difference may be off.", base=target.label)
    verdict = _order(case, [r.found for r in rows], [r.p for r in rows])
    ended = _finding(case, subject, rows, verdict, "highest" if claim.stat is Stat.HIGHEST else "lowest")
    left_out = LEFT_OUT if len(compared) < len(others) else ""
    return replace(
        ended,
        base=target.label,
        k=target.k,
        reason=" ".join(p for p in (ended.reason, left_out) if p),
        groups=tuple(f.shown for f in (target, *(figures[v] for v in others))),
    )


def _against_each(
    subject: Subject, tally: StratumTally, wanted: Sequence[str], compared: Sequence[str]
) -> list[_Compared]:
    """The wanted groups, taken as one, against each of the others of which anything can be told."""
    claim, item = subject.claim, subject.measure.items[0]
    codes = level_codes(subject.measure, claim.level or "")
    own = _where(subject.measure, subject.where)
    target = Part(codes=codes, where=(*own, (claim.by, tuple(wanted))))
    found: list[tuple[str, ShareDifference]] = []
    for value in compared:
        one = share_difference(tally, item, target, Part(codes=codes, where=(*own, (claim.by, (value,)))))
        if one is not None:
            label = value_label(claim.source, claim.by, value, subject.evidence.book)
            found.append((label, one))
    corrected = holm([f.p if f.p is not None else 0.0 for _, f in found])
    return [_Compared(label=n, found=f, p=float(p)) for (n, f), p in zip(found, corrected, strict=True)]


def _up(case: Case) -> bool:
    if case.claim.stat is Stat.ORDER:
        return case.claim.direction != "down"
    return case.claim.stat is Stat.HIGHEST


def _difference(case: Case, subject: Subject, tally: StratumTally, other: Other) -> ShareDifference | None:
    book, claim = case.evidence.book, case.claim
    measure = book.measure(other.source, other.measure)
    assert measure is not None  # there is a figure of it
    if measure.items == subject.measure.items and len(measure.items) == 1:
        return share_difference(
            tally,
            measure.items[0],
            Part(
                codes=level_codes(subject.measure, claim.level or ""),
                where=_where(subject.measure, subject.where),
            ),
            Part(
                codes=level_codes(measure, other.level),
                where=_where(measure, other.where),
                outside=other.outside,
            ),
        )
    here = measure_share(tally, claim.source, subject.measure, claim.level or "", subject.where)
    there = measure_share(tally, other.source, measure, other.level, other.where)
    return bounded_difference(here, there)


def _where(measure: Measure, where: Where) -> Where:
    return tuple((SYNONYMS.get(name, name), values) for name, values in (*measure.where, *where))


def _order(case: Case, found: Sequence[ShareDifference], ps: Sequence[float | None]) -> Verdict:
    sign = 1 if _up(case) else -1
    if any(sign * f.difference <= 0 for f in found):
        return Verdict.FAILS
    firm = all(f.fact or (p is not None and p <= ERROR) for f, p in zip(found, ps, strict=True))
    return Verdict.HOLDS if firm else Verdict.HOLDS_NARROWLY


def _same(found: ShareDifference) -> Verdict:
    near = float(SAME_WITHIN)
    if abs(found.difference) > near:
        return Verdict.FAILS
    firm = found.low is not None and found.high is not None and -near <= found.low <= found.high <= near
    return Verdict.HOLDS if firm or found.fact else Verdict.HOLDS_NARROWLY


def _finding(
    case: Case, subject: Subject, compared: Sequence[_Compared], verdict: Verdict, word: str
) -> Finding:
    nearest = min(compared, key=lambda c: c.found.difference if _up(case) else -c.found.difference)
    claimed = {Stat.HIGHEST: "up", Stat.LOWEST: "down"}.get(case.claim.stat, case.claim.direction or "up")
    problem = "" if case.asks else comparing_problem(case, claimed)
    suggestion = word if verdict is not Verdict.FAILS and (case.asks or problem) else ""
    if case.asks or problem:
        verdict = Verdict.FAILS
    found = nearest.found
    return Finding(
        claim=case.claim,
        words=case.words,
        verdict=verdict,
        figure=_side(found.a, found.n_a, case),
        base=base_text(subject),
        reason=" ".join(p for p in (problem, _reason(case, nearest, len(compared))) if p),
        remedy=f"Write “{suggestion}”." if suggestion else "",
        suggestion=suggestion,
        n=found.n_a,
        share=Fraction(found.a).limit_denominator(10**9),
        method=_method(found, len(compared), subject.source.people),
    )


def _reason(case: Case, nearest: _Compared, comparisons: int) -> str:
    found = nearest.found
    first = _side(found.a, found.n_a, case)
    second = _side(found.b, found.n_b, case)
    points = f"{100 * found.difference:+.0f} points".replace("-", "−")
    if found.low is None or found.high is None:
        limits = "a fact, for all were read"
    else:
        limits = f"95% interval {100 * found.low:+.0f} to {100 * found.high:+.0f}".replace("-", "−")
    nearest_of = "" if comparisons == 1 else f", the nearest of {comparisons} groups"
    other = f"{second} for {nearest.label}{nearest_of}"
    return f"{first[:1].upper()}{first[1:]}, against {other}: {points} ({limits})."


def _side(share: float, n: int, case: Case) -> str:
    return f"an estimated {per_cent(share, n, case.evidence)} (base {n:,})"


def _method(found: ShareDifference, comparisons: int, people: str) -> str:
    if found.fact:
        return f"All {people} in the frame were read."
    several = f"; Holm's correction for {comparisons} comparisons" if comparisons > 1 else ""
    how = f"Estimated for all the {people} in the frame, weighted by stratum"
    how += f"; t on {found.df:.0f} degrees{several}."
    return f"{how} {BOUND}" if found.bound else how


_WORDS = {"up": "higher", "down": "lower", "same": "the same"}
