"""One claim with its words, and how a verdict on it is written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cairn.claims.claim import Claim, Finding, Verdict
from cairn.claims.evidence import Evidence
from cairn.claims.figures import Figure, Subject, figure_text
from cairn.claims.wording import Phrase, Wording, allowed_counts, read_phrase, words_for
from cairn.errors import WordingError

ASKED = "?"  # the words that ask Cairn for words


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A claim, the words that make it, and what they are checked against."""

    claim: Claim
    words: str
    evidence: Evidence
    wording: Wording

    @property
    def asks(self) -> bool:
        """Whether Cairn is asked to write the words."""
        return self.words.strip() == ASKED

    @property
    def judgement(self) -> bool:
        """Whether *almost all* may be all but one."""
        source = self.evidence.book.source(self.claim.source)
        return source is not None and source.judgement

    def phrase(self) -> Phrase:
        """What the words say. Raises `WordingError`."""
        return read_phrase(self.words, self.wording)

    def allowed(self, phrase: Phrase, n: int) -> range | frozenset[int]:
        """Every k of n for which the words hold."""
        return allowed_counts(phrase, n, judgement=self.judgement)

    def words_for(self, k: int, n: int) -> str:
        """Words that hold of k of n; empty when there are none that do."""
        words = words_for(k, n, self.wording, judgement=self.judgement)
        try:
            right = k in self.allowed(read_phrase(words, self.wording), n)
        except WordingError:
            return ""
        return words if right else ""

    def cannot_tell(self, reason: str, remedy: str = "", base: str = "") -> Finding:
        return Finding(
            claim=self.claim,
            words=self.words,
            verdict=Verdict.CANNOT_TELL,
            reason=reason,
            remedy=remedy,
            base=base,
        )

    def not_safe(self, base: str) -> Finding:
        """Too few. No figure, no words for it, and nothing from which either could be worked out."""
        return Finding(
            claim=self.claim,
            words=self.words,
            verdict=Verdict.NOT_SAFE,
            base=base,
            reason="Too few people stand behind these words to publish them.",
            remedy="Leave the sentence out, or speak of a larger group.",
        )

    def unreadable(self, error: WordingError) -> Finding:
        """The words say no quantity."""
        problem = error.problems[0]
        return Finding(
            claim=self.claim,
            words=self.words,
            verdict=Verdict.FAILS,
            reason=problem.message,
            remedy=problem.remedy,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the figure says of the words, before it is written as a finding."""

    holds: bool
    reason: str
    suggestion: str = ""
    hint: str = ""

    @property
    def remedy(self) -> str:
        if self.holds:
            return ""
        write = f"Write “{self.suggestion}”." if self.suggestion else ""
        return " ".join(p for p in (write, self.hint) if p)


def finding_of(
    case: Case, subject: Subject, figure: Figure, outcome: Outcome, groups: Iterable[Figure] = ()
) -> Finding:
    """The finding on a figure that may be shown."""
    assert not figure.withheld
    return Finding(
        claim=case.claim,
        words=case.words,
        verdict=Verdict.HOLDS if outcome.holds else Verdict.FAILS,
        figure=figure_text(figure, subject),
        base=figure.label,
        reason=outcome.reason,
        remedy=outcome.remedy,
        suggestion=outcome.suggestion,
        k=figure.k,
        n=figure.n,
        share=figure.share,
        groups=tuple(g.shown for g in groups),
    )
