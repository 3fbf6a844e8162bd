"""Whether words allow a figure, and which words would."""

from __future__ import annotations

from cairn.claims.case import Case, Outcome
from cairn.claims.claim import Stat
from cairn.claims.figures import Figure
from cairn.claims.wording import Phrase
from cairn.errors import WordingError


def words_of(case: Case, figure: Figure) -> str:
    """The words for a figure: a number where a count is claimed, else words for the share."""
    if case.claim.stat is Stat.COUNT and figure.n >= case.wording.small.below:
        return f"{figure.k:,}"
    return case.words_for(figure.k, figure.n)


def asked(suggestion: str) -> Outcome:
    """The outcome where words are still asked for."""
    return Outcome(holds=False, reason="The words are still to be written.", suggestion=suggestion)


def judged(case: Case, phrase: Phrase, figure: Figure, suggestion: str) -> Outcome:
    """Whether the words allow the figure, in a sentence that can be checked by hand."""
    if not phrase.is_quantity:
        reason = f"“{phrase.words}” compares; this claim is of one figure."
        return Outcome(holds=False, reason=reason, suggestion=suggestion)
    allowed = case.allowed(phrase, figure.n)
    holds = figure.k in allowed
    said = f"“{phrase.words}” allows {_listed(allowed)} of {figure.n:,}"
    reason = f"{said}." if holds else f"{said}; the evidence has {figure.k:,}."
    if phrase.of is not None and phrase.of != figure.n:
        reason = f"“{phrase.words}” speaks of a base of {phrase.of:,}; it is {figure.n:,}."
    return Outcome(holds=holds, reason=reason, suggestion="" if holds else suggestion)


def comparing_problem(case: Case, claimed: str) -> str:
    """Why words cannot stand for a comparison in the direction claimed; empty when they can.

    Words that neither compare nor say a quantity ("children in foster care") are for the reader to judge.
    """
    try:
        phrase = case.phrase()
    except WordingError:
        return ""
    if phrase.is_quantity:
        return f"“{phrase.words}” says a quantity; the claim compares."
    if phrase.direction and phrase.direction != claimed:
        return (
            f"“{phrase.words}” says {_DIRECTIONS[phrase.direction]}; the claim says {_DIRECTIONS[claimed]}."
        )
    return ""


_DIRECTIONS = {"up": "more", "down": "less", "same": "the same"}


def _listed(allowed: range | frozenset[int]) -> str:
    counts = sorted(allowed)
    if not counts:
        return "no number"
    if len(counts) == 1:
        return f"{counts[0]:,} only"
    if counts[-1] - counts[0] == len(counts) - 1:
        return f"{counts[0]:,} to {counts[-1]:,}"
    return ", ".join(f"{k:,}" for k in counts)
