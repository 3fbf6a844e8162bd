"""Claims about all the children: words judged on an estimate and on its interval.

Words hold *firmly* when the whole interval lies in their range, *narrowly* when only the estimate does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from cairn.analysis.estimators.population.population_share import HOUSE
from cairn.claims.case import Case, Outcome
from cairn.claims.claim import Claim, Finding, Stat, Verdict
from cairn.claims.comparison import value_label
from cairn.claims.evidence import Evidence
from cairn.claims.figures import Subject, base_text, group_figures, subject_of
from cairn.claims.framing import without_frame
from cairn.claims.population_figures import (
    Estimated,
    children_in,
    estimate_text,
    estimated,
    method_text,
    per_cent,
)
from cairn.claims.verify_groups import LEFT_OUT
from cairn.claims.verify_population_order import check_population_order, check_population_rank
from cairn.claims.wording import Phrase, PhraseKind, Wording, read_phrase, words_for_share
from cairn.errors import ClaimError, WordingError


def check_population(claim: Claim, words: str, evidence: Evidence, wording: Wording) -> Finding:
    """The verdict on a claim with basis=population."""
    case = Case(claim=claim, words=words, evidence=evidence, wording=wording)
    found = without_frame(case)
    if found is not None:
        return found
    subject = subject_of(case.claim, case.evidence)
    assert subject is not None
    try:
        return _check(case, subject)
    except ClaimError as error:
        if error.code != "population-pooled":
            raise
        problem = error.problems[0]
        return case.cannot_tell(problem.message, problem.remedy, base_text(subject))


def _check(case: Case, subject: Subject) -> Finding:
    stat = case.claim.stat
    if len(subject.measure.items) > 1:
        reason = (
            f"“{subject.measure.label}” counts several questions, so it has no estimate for a population."
        )
        return case.cannot_tell(reason, "Claim one of the questions, or leave basis=population out.")
    tally = case.evidence.frames[case.claim.source]
    if stat is Stat.ORDER:
        return check_population_order(case, subject, tally)
    if stat in (Stat.HIGHEST, Stat.LOWEST, Stat.EXTREMES):
        return check_population_rank(case, subject, tally)
    if stat in (Stat.MIN, Stat.MAX):
        return _extreme(case, subject)
    if stat is Stat.COUNT:
        return _count(case, subject)
    if stat is Stat.SIMILAR:
        return case.cannot_tell(
            "The two programmes are compared on what was read, not for all in the frame.",
            "Leave basis=population out, or see `cairn differences --against`.",
            base_text(subject),
        )
    return _share(case, subject, estimated(subject, tally))


def _share(case: Case, subject: Subject, found: Estimated, said: str = "", left_out: str = "") -> Finding:
    if not found.share.n:
        reason = f"The base is empty: there are no {found.label} with an answer in the evidence."
        return case.cannot_tell(reason, "Check the group in where=.", found.label)
    if found.withheld:
        return case.not_safe(found.label)
    fewest = case.wording.small.no_proportion_below
    if found.share.n < fewest and not found.census:
        reason = f"There are fewer than {fewest} answers: too few to say a proportion of all."
        return case.cannot_tell(
            reason, "Say the number of those read: leave basis=population out.", found.label
        )
    verdict, outcome = _judged(case, subject, found)
    return Finding(
        claim=case.claim,
        words=case.words,
        verdict=verdict,
        figure=estimate_text(found, case.evidence),
        base=found.label,
        reason=" ".join(p for p in (said, outcome.reason, left_out) if p),
        remedy=outcome.remedy,
        suggestion=outcome.suggestion,
        k=found.share.k,
        n=found.share.n,
        share=found.value,
        low=found.share.low,
        high=found.share.high,
        method=method_text(found, subject),
    )


def _judged(case: Case, subject: Subject, found: Estimated) -> tuple[Verdict, Outcome]:
    suggestion = _words(case, found)
    if case.asks:
        reason = "The words are still to be written."
        return Verdict.FAILS, Outcome(holds=False, reason=reason, suggestion=suggestion)
    phrase = case.phrase()
    if not (phrase.is_share or (found.census and phrase.is_quantity)):
        reason = (
            f"“{phrase.words}” is no share, and the claim is of a share of all the {subject.source.people}."
        )
        return Verdict.FAILS, Outcome(holds=False, reason=reason, suggestion=suggestion)
    if found.census:
        holds = found.figure.k in case.allowed(phrase, found.figure.n)
        verdict = Verdict.HOLDS if holds else Verdict.FAILS
    else:
        verdict = _of_estimate(phrase, found)
    holds = verdict is not Verdict.FAILS
    reason = _reason(case, phrase, found, verdict)
    return verdict, Outcome(holds=holds, reason=reason, suggestion="" if holds else suggestion)


def _of_estimate(phrase: Phrase, found: Estimated) -> Verdict:
    span = phrase.span
    if not span.holds(found.value):
        return Verdict.FAILS
    limits = found.limits
    firm = limits is not None and all(span.holds(v) for v in limits) and found.share.represented == 1
    return Verdict.HOLDS if firm else Verdict.HOLDS_NARROWLY


def _reason(case: Case, phrase: Phrase, found: Estimated, verdict: Verdict) -> str:
    reach = _reach(phrase)
    if found.census:
        return f"{reach}; all of them were read: {found.figure.k:,} of {found.figure.n:,}."
    if verdict is Verdict.FAILS:
        return f"{reach}; the estimate is {per_cent(found.value, found.share.n, case.evidence)}."
    if verdict is Verdict.HOLDS:
        return f"{reach}, and the whole interval lies there."
    if found.share.represented is not None and found.share.represented < 1:
        return f"{reach}, and so is the estimate, but some strata were not read at all."
    return f"{reach}; the estimate lies there, but not the whole interval."


def _reach(phrase: Phrase) -> str:
    if not phrase.is_share:
        return f"“{phrase.words}” says a number"
    low, high = (f"{float(v * 100):g}%" for v in (phrase.low, phrase.high))
    if low == high:
        return f"“{phrase.words}” means {low}"
    ends = [f"not {v} itself" for v, is_open in ((low, phrase.low_open), (high, phrase.high_open)) if is_open]
    return f"“{phrase.words}” means {low} to {high}" + (f" ({', '.join(ends)})" if ends else "")


def _words(case: Case, found: Estimated) -> str:
    """Words that hold of the estimate; of a census, those for the count."""
    if found.census:
        return case.words_for(found.figure.k, found.figure.n)
    words = words_for_share(found.value, case.wording)
    try:
        right = read_phrase(words, case.wording).span.holds(found.value)
    except WordingError:
        return ""
    return words if right else ""


def _extreme(case: Case, subject: Subject) -> Finding:
    """The lowest or highest estimate among the groups that may be shown. Which group is truly the lowest is
    not known, so the limits are those of the smallest true share: from the lowest to the lowest of the upper
    limits, each at a level that allows for all the groups."""
    claim, tally = case.claim, case.evidence.frames[case.claim.source]
    figures = group_figures(subject)
    fewest = case.wording.small.no_proportion_below
    shown = [name for name, f in figures.items() if not f.withheld and f.n >= fewest]
    if not figures:
        return case.cannot_tell(f"No group of {claim.by} has an answer.", base=base_text(subject))
    if not shown:
        return case.not_safe(base_text(subject))
    level = 1 - 0.05 / len(shown)
    found = [
        estimated(
            subject,
            tally,
            where=(*subject.where, (claim.by, (name,))),
            label=value_label(claim.source, claim.by, name, case.evidence.book),
            level=level,
        )
        for name in shown
    ]
    pick = min if claim.stat is Stat.MIN else max
    extreme = pick(found, key=lambda f: f.value)
    which = "lowest" if claim.stat is Stat.MIN else "highest"
    said = f"The {which} estimate is that of {extreme.label}."
    return _share(
        case,
        subject,
        _of_all(extreme, found, claim.stat is Stat.MIN),
        said,
        LEFT_OUT if len(shown) < len(figures) else "",
    )


def _of_all(extreme: Estimated, found: Sequence[Estimated], lowest: bool) -> Estimated:
    """The extreme estimate with the limits of the extreme true share, at the usual level."""
    pick = min if lowest else max
    limits = [f.limits or (f.value, f.value) for f in found]
    low, high = pick(low for low, _ in limits), pick(high for _, high in limits)
    if extreme.census and low == high:
        return extreme
    method = "korn-graubard" if extreme.census else extreme.share.method
    share = replace(extreme.share, low=float(low), high=float(high), level=HOUSE.level, method=method)
    return replace(extreme, share=share)


def _count(case: Case, subject: Subject) -> Finding:
    """How many children there are: known from the frame for groups that are whole strata."""
    claim, tally = case.claim, case.evidence.frames[case.claim.source]
    children = None if claim.level else children_in(tally, subject.where)
    if children is None:
        return case.cannot_tell(
            "The frame tells the size of whole strata only; any other number is an estimate.",
            "Say a share, or the number of those read.",
            base_text(subject),
        )
    figure = subject.guarded(base_text(subject), children, children)
    if figure.withheld:
        return case.not_safe(figure.label)
    reason = f"The frame has {children:,} {subject.source.people} in the group."
    if case.asks:
        outcome = Outcome(
            holds=False, reason="The words are still to be written.", suggestion=f"{children:,}"
        )
    else:
        phrase = case.phrase()
        holds = (
            phrase.kind is PhraseKind.COUNT and phrase.span.holds(Fraction(children)) and phrase.of is None
        )
        outcome = Outcome(holds=holds, reason=reason, suggestion="" if holds else f"{children:,}")
    return Finding(
        claim=claim,
        words=case.words,
        verdict=Verdict.HOLDS if outcome.holds else Verdict.FAILS,
        figure=f"{children:,} {subject.source.people}",
        base=figure.label,
        reason=outcome.reason,
        remedy=outcome.remedy,
        suggestion=outcome.suggestion,
        k=children,
        method="Counted in the frame.",
    )
