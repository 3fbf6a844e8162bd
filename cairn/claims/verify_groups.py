"""Claims about more than one group: ranges across areas, and what is above what."""

from __future__ import annotations

from fractions import Fraction

from cairn.claims.case import Case, Outcome, finding_of
from cairn.claims.claim import Finding, Stat
from cairn.claims.comparison import other_of
from cairn.claims.figures import (
    Figure,
    Subject,
    base_text,
    group_figures,
    other_figure,
    percent,
    share_figure,
)
from cairn.claims.judging import asked, comparing_problem, judged, words_of

SAME_WITHIN = Fraction(2, 100)  # the reach of a bare fraction: nearer than that, shares go by one name
LEFT_OUT = "Groups too small to show are not compared."


def check_extreme(case: Case, subject: Subject) -> Finding:
    """The words for the lowest or highest share among the groups whose figures may be shown."""
    groups = group_figures(subject)
    if not groups:
        return case.cannot_tell(f"No group of {case.claim.by} has an answer.", base=base_text(subject))
    shown = [f for f in groups.values() if not f.withheld]
    if not shown:
        return case.not_safe(base_text(subject))
    pick = min if case.claim.stat is Stat.MIN else max
    figure = pick(shown, key=lambda f: f.share)
    suggestion = words_of(case, figure)
    outcome = asked(suggestion) if case.asks else judged(case, case.phrase(), figure, suggestion)
    which = "lowest" if case.claim.stat is Stat.MIN else "highest"
    said = f"The {which} share is that of {figure.label}."
    left_out = LEFT_OUT if len(shown) < len(groups) else ""
    outcome = Outcome(
        holds=outcome.holds,
        reason=" ".join(p for p in (said, outcome.reason, left_out) if p),
        suggestion=outcome.suggestion,
    )
    return finding_of(case, subject, figure, outcome, groups.values())


def check_order(case: Case, subject: Subject) -> Finding:
    """Whether the claim's share is above (or below, or the same as) that of the other side."""
    figure = share_figure(subject)
    other = other_figure(subject, other_of(case.claim, case.evidence.book))
    if other is None:
        return case.cannot_tell(
            "There is no evidence for the other side of the comparison.", base=figure.label
        )
    for side in (figure, other):
        if not side.n:
            return case.cannot_tell(f"The base of “{side.label}” is empty.", base=figure.label)
    if figure.withheld or other.withheld:
        return case.not_safe(figure.label)
    return finding_of(case, subject, figure, _ordered(case, figure, other), (figure, other))


def _ordered(case: Case, figure: Figure, other: Figure) -> Outcome:
    true = _direction(figure, other)
    claimed = case.claim.direction or "up"
    apart = abs(figure.share - other.share)
    holds = apart <= SAME_WITHIN if claimed == "same" else true == claimed
    reason = (
        f"{figure.k:,} of {figure.n:,} ({percent(figure, case.evidence)}) against {other.k:,} of {other.n:,} "
        f"({percent(other, case.evidence)}) for {other.label}."
    )
    suggestion = _WORDS[claimed if holds else true]
    if case.asks:
        return Outcome(holds=False, reason=reason, suggestion=suggestion if holds else "")
    problem = comparing_problem(case, claimed)
    if problem:
        return Outcome(holds=False, reason=f"{problem} {reason}", suggestion=suggestion if holds else "")
    return Outcome(holds=holds, reason=reason, suggestion="" if holds else suggestion)


def _direction(figure: Figure, other: Figure) -> str:
    if figure.share == other.share:
        return "same"
    return "up" if figure.share > other.share else "down"


_WORDS = {"up": "higher", "down": "lower", "same": "the same"}
