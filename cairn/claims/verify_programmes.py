"""Claims that something is much the same as in an earlier programme."""

from __future__ import annotations

from fractions import Fraction

from cairn.analysis.estimators import distribution, resolve_where
from cairn.claims.case import Case
from cairn.claims.claim import Finding, Verdict
from cairn.claims.figures import Figure, Subject, base_text, figure_text, share_figure, subject_of
from cairn.claims.judging import comparing_problem
from cairn.claims.published import Known, known_share

SIMILAR_WITHIN = Fraction(5, 100)  # the reach of “around”: every share compared must be as near


def check_similar(case: Case) -> Finding:
    """Whether the share at the level, or every share of the distribution, is within five points of that in
    the programme named by `versus`: from its rows if there are any, else (for a level) from print."""
    claim, evidence = case.claim, case.evidence
    subject = subject_of(claim, evidence)
    problem = comparing_problem(case, "same")
    if problem:
        return case.cannot_tell(problem, "Say “similar”, or change the claim.")
    if subject is None:
        return case.cannot_tell("There is no evidence here for this claim.")
    if claim.versus in evidence.tallies:
        return _against_rows(case, subject)
    where = resolve_where(claim.where, claim.source, evidence.book)
    known = known_share(case, claim.versus, claim.measure, claim.level or "", where) if claim.level else None
    figure = share_figure(subject) if known else None
    if known is None or not known.counts or figure is None or not figure.n:
        earlier = evidence.book.source(claim.versus)
        label = earlier.label if earlier else claim.versus
        return case.cannot_tell(
            f"Nothing to compare with is published of this: {label}.", base=base_text(subject)
        )
    return case.not_safe(figure.label) if figure.withheld else _against_known(case, subject, figure, known)


def _against_known(case: Case, subject: Subject, figure: Figure, known: Known) -> Finding:
    nearest, farthest = sorted((abs(figure.share - known.low), abs(figure.share - known.high)))
    inside = known.low <= figure.share <= known.high
    verdict = Verdict.CANNOT_TELL
    if farthest <= SIMILAR_WITHIN:
        verdict = Verdict.HOLDS_AGAINST_CITATION
    elif nearest > SIMILAR_WITHIN and not inside:
        verdict = Verdict.FAILS
    return Finding(
        claim=case.claim,
        words=case.words,
        verdict=verdict,
        figure=figure_text(figure, subject),
        base=figure.label,
        reason=f"It was {known.quoted} before; similar means within five points.",
        citation=known.citation,
        k=figure.k,
        n=figure.n,
        share=figure.share,
    )


def _against_rows(case: Case, subject: Subject) -> Finding:
    now = _spread(subject, case)
    before = _spread(subject, case, case.claim.versus)
    if not now or not before:
        return case.cannot_tell("One of the two programmes has no answers here.", base=base_text(subject))
    if any(f.withheld for f in (*now, *before)):
        return case.not_safe(base_text(subject))
    worst = max(zip(now, before, strict=True), key=lambda pair: abs(pair[0].share - pair[1].share))
    holds = abs(worst[0].share - worst[1].share) <= SIMILAR_WITHIN
    return Finding(
        claim=case.claim,
        words=case.words,
        verdict=Verdict.HOLDS if holds else Verdict.FAILS,
        figure=figure_text(worst[0], subject),
        base=base_text(subject),
        reason=(
            f"They differ most at “{worst[0].label}”: {worst[0].k:,} of {worst[0].n:,} against "
            f"{worst[1].k:,} of {worst[1].n:,} before; similar means within five points."
        ),
        k=worst[0].k,
        n=worst[0].n,
        share=worst[0].share,
        groups=tuple(f.shown for pair in zip(now, before, strict=True) for f in pair),
    )


def _spread(subject: Subject, case: Case, source: str = "") -> list[Figure]:
    """The figures to compare: of the claim's level, or of every answer. Empty when nobody answered."""
    book = case.evidence.book
    name = source or case.claim.source
    measure = book.measure(name, case.claim.measure)
    if measure is None:
        return []
    where = resolve_where(case.claim.where, name, book)
    counts = distribution(case.evidence.tallies[name], measure, where)
    n = sum(counts.values())
    if not n:
        return []
    level = case.claim.level
    if level is None:
        return [subject.guarded(measure.scale.label_of(a), k, n) for a, k in counts.items()]
    codes = measure.scale.codes_of(level) or frozenset()
    k = sum(counts[a.name] for a in measure.scale.answers if a.code in codes)
    return [subject.guarded(measure.scale.label_of(level), k, n)]
