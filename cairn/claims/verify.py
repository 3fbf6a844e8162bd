"""Whether words hold of the evidence."""

from __future__ import annotations

from fractions import Fraction

from cairn.claims.case import Case, Outcome, finding_of
from cairn.claims.claim import Claim, Finding, Stat, Verdict
from cairn.claims.evidence import Evidence
from cairn.claims.figures import Figure, Subject, base_text, share_figure, subject_of, unit_count
from cairn.claims.framing import without_frame
from cairn.claims.judging import asked, judged, words_of
from cairn.claims.nearby import where_words_hold
from cairn.claims.published import check_against_print
from cairn.claims.readings import with_reading
from cairn.claims.verify_groups import check_extreme, check_order
from cairn.claims.verify_programmes import check_similar
from cairn.claims.verify_ranks import check_rank
from cairn.claims.wording import PhraseKind, Wording
from cairn.errors import ClaimError, WordingError
from cairn.utils.counts import counted

_NOT_COUNTED = ("item-not-tallied", "characteristic-not-tallied")


def check_claim(claim: Claim, words: str, evidence: Evidence, wording: Wording) -> Finding:
    """The verdict on one claim and its words.

    The claim must have been parsed with the evidence's book. Rows decide where there are any; published
    facts only where there are none. Words `?` ask for words: the finding fails, and `suggestion` holds them.
    """
    case = Case(claim=claim, words=words, evidence=evidence, wording=wording)
    return with_reading(_checked(case), evidence.readings)


def _checked(case: Case) -> Finding:
    try:
        return _for_all(case) if case.claim.basis == "population" else _check(case)
    except WordingError as error:
        return case.unreadable(error)
    except ClaimError as error:
        if error.code not in _NOT_COUNTED:
            raise
        return case.cannot_tell(error.problems[0].message, "Is this evidence of another edition?")


def _for_all(case: Case) -> Finding:
    lacking = without_frame(case)
    if lacking is not None:
        return lacking
    assert case.evidence.estimating is not None, "frames come with what estimates from them"
    return case.evidence.estimating(case.claim, case.words, case.evidence, case.wording)


def _check(case: Case) -> Finding:
    claim = case.claim
    if claim.stat is Stat.SIMILAR:
        return check_similar(case)
    if claim.stat in (Stat.HIGHEST, Stat.LOWEST, Stat.EXTREMES):
        return check_rank(case)
    subject = subject_of(claim, case.evidence)
    if subject is None:
        return check_against_print(case)
    if claim.stat is Stat.ORDER:
        return check_order(case, subject)
    if claim.stat in (Stat.MIN, Stat.MAX):
        return check_extreme(case, subject)
    if claim.stat is Stat.COUNT and claim.level is None:
        return _check_units(case, subject)
    figure = share_figure(subject)
    return _check_share(case, subject, figure) if figure.n else _without_base(case, subject)


def _without_base(case: Case, subject: Subject) -> Finding:
    """The base is empty in the rows: print may still say something."""
    finding = check_against_print(case)
    if finding.verdict is not Verdict.CANNOT_TELL or finding.citation:
        return finding
    reason = f"The base is empty: there are no {base_text(subject)} with an answer in the evidence."
    return case.cannot_tell(reason, "Check the group in where=.", base_text(subject))


def _check_units(case: Case, subject: Subject) -> Finding:
    k = unit_count(subject)
    figure = subject.guarded(base_text(subject), k, k)
    if figure.withheld:
        return case.not_safe(figure.label)
    suggestion = f"{k:,}"
    if case.asks:
        outcome = asked(suggestion)
    else:
        phrase = case.phrase()
        holds = phrase.kind is PhraseKind.COUNT and phrase.span.holds(Fraction(k)) and phrase.of is None
        outcome = Outcome(
            holds=holds, reason=f"There are {k:,} {figure.label}.", suggestion="" if holds else suggestion
        )
    return _of_count(case, figure, outcome, subject)


def _of_count(case: Case, figure: Figure, outcome: Outcome, subject: Subject) -> Finding:
    return Finding(
        claim=case.claim,
        words=case.words,
        verdict=Verdict.HOLDS if outcome.holds else Verdict.FAILS,
        figure=counted(figure.k, subject.source.unit, subject.source.unit_plural),
        base=figure.label,
        reason=outcome.reason,
        remedy=outcome.remedy,
        suggestion=outcome.suggestion,
        k=figure.k,
    )


def _check_share(case: Case, subject: Subject, figure: Figure) -> Finding:
    if figure.withheld:
        return case.not_safe(figure.label)
    suggestion = words_of(case, figure)
    if case.asks:
        return finding_of(case, subject, figure, asked(suggestion))
    phrase = case.phrase()
    outcome = judged(case, phrase, figure, suggestion)
    if not outcome.holds:
        hint = where_words_hold(case, phrase, subject)
        outcome = Outcome(holds=False, reason=outcome.reason, suggestion=suggestion, hint=hint)
    return finding_of(case, subject, figure, outcome)
