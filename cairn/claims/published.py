"""Claims of which only print is known: figures and words that are published without the rows behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from cairn.analysis.estimators import Where, resolve_where
from cairn.analysis.measures import MeasureBook
from cairn.claims.case import Case
from cairn.claims.claim import Claim, Finding, Stat, Verdict
from cairn.claims.wording import Phrase, PhraseKind, read_phrase
from cairn.framework.programme import PublishedFact

# Where no base is printed, shares are compared on this base: every named fraction and every whole
# per cent of it is a whole number, so no end of a range falls between two counts.
FINE_BASE = 6_000

# The measure whose levels are published statements: its words are quoted, not judged.
QUOTED = "statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What print says of a share: it is one of `counts` among `n`. `facts` are what says so."""

    counts: frozenset[int]
    n: int
    facts: tuple[PublishedFact, ...]

    @property
    def low(self) -> Fraction:
        return Fraction(min(self.counts), self.n)

    @property
    def high(self) -> Fraction:
        return Fraction(max(self.counts), self.n)

    @property
    def citation(self) -> str:
        return "; ".join(dict.fromkeys(f.citation for f in self.facts))

    @property
    def quoted(self) -> str:
        return " and ".join(dict.fromkeys(f"“{f.words}”" for f in self.facts))


def check_against_print(case: Case) -> Finding:
    """The verdict from published facts alone.

    The words hold when a fact of the same figure has the same words, or when every figure that print
    allows is one that the words allow; they fail when none is; else nobody can tell.
    """
    claim = case.claim
    fact = _same_figure(case)
    if fact is not None and (case.asks or _plain(fact.words) == _plain(case.words)):
        return _from_fact(case, fact)
    if fact is not None and claim.measure == QUOTED:
        return _misquoted(case, fact)
    known = None
    if claim.level is not None and claim.stat in (Stat.SHARE, Stat.COUNT):
        where = resolve_where(claim.where, claim.source, case.evidence.book)
        known = known_share(case, claim.source, claim.measure, claim.level, where)
    if known is None or case.asks:
        return case.cannot_tell("There is no evidence here for this claim, and no published figure.")
    return _compared(case, known, fact)


def _from_fact(case: Case, fact: PublishedFact) -> Finding:
    return Finding(
        claim=case.claim,
        words=case.words,
        verdict=Verdict.FAILS if case.asks else Verdict.HOLDS_AGAINST_CITATION,
        figure=f"“{fact.words}”, as published",
        reason="The words are still to be written." if case.asks else "These are the published words.",
        remedy=f"Write “{fact.words}”." if case.asks else "",
        suggestion=fact.words if case.asks else "",
        citation=fact.citation,
    )


def _misquoted(case: Case, fact: PublishedFact) -> Finding:
    return Finding(
        claim=case.claim,
        words=case.words,
        verdict=Verdict.FAILS,
        figure=f"“{fact.words}”, as published",
        reason="A quotation must have the published words.",
        remedy=f"Write “{fact.words}”.",
        suggestion=fact.words,
        citation=fact.citation,
    )


def _compared(case: Case, known: Known, fact: PublishedFact | None) -> Finding:
    phrase = case.phrase()
    verdict, reason = _verdict(case, phrase, known)
    right = fact.words if fact is not None and verdict is Verdict.FAILS else ""
    return Finding(
        claim=case.claim,
        words=case.words,
        verdict=verdict,
        figure=f"{known.quoted}, as published",
        reason=reason,
        remedy=f"Write “{right}”." if right else "",
        suggestion=right,
        citation=known.citation,
    )


def _verdict(case: Case, phrase: Phrase, known: Known) -> tuple[Verdict, str]:
    bare_count = known.n == FINE_BASE and not phrase.is_share
    if not known.counts:
        return Verdict.CANNOT_TELL, f"The published {known.quoted} cannot both be right."
    if bare_count or not phrase.is_quantity:
        return Verdict.CANNOT_TELL, f"{known.quoted} cannot be compared with “{phrase.words}”."
    claimed = frozenset(case.allowed(phrase, known.n))
    if known.counts <= claimed:
        return Verdict.HOLDS_AGAINST_CITATION, f"All that {known.quoted} allows, “{phrase.words}” allows."
    if not known.counts & claimed:
        return Verdict.FAILS, f"Nothing that {known.quoted} allows, “{phrase.words}” allows."
    return Verdict.CANNOT_TELL, f"{known.quoted} leaves open whether “{phrase.words}” is right."


def known_share(case: Case, source: str, measure: str, level: str, where: Where) -> Known | None:
    """What print says of the share at a level in a (resolved) group; None when it says nothing.

    A fact about another level of the measure bounds this one too: of those over half who are less than
    good, none is good or better.
    """
    book = case.evidence.book
    found = book.measure(source, measure)
    facts = [f for f in case.evidence.published if _is_of(case, f, source, measure, where)]
    wanted = found.scale.codes_of(level) if found else None
    if found is None or wanted is None or not facts:
        return None
    n = next((f.base for f in facts if f.base), FINE_BASE)
    codes = frozenset(a.code for a in found.scale.answers)
    counts = set(range(n + 1))
    used: list[PublishedFact] = []
    for fact in facts:
        said = found.scale.codes_of(fact.level)
        allowed = _counts_of(case, fact, n)
        if said is None or allowed is None:
            continue
        implied = _implied(wanted, said, codes, allowed, n)
        if implied is not None:
            counts &= implied
            used.append(fact)
    return Known(counts=frozenset(counts), n=n, facts=tuple(used)) if used else None


def _implied(
    wanted: frozenset[int], said: frozenset[int], every: frozenset[int], allowed: frozenset[int], n: int
) -> set[int] | None:
    """The counts at `wanted` that are possible when the count at `said` is one of `allowed`."""
    if not allowed:
        return set()
    if wanted == said:
        return set(allowed)
    if wanted == every - said:
        return {n - k for k in allowed}
    if said < wanted:
        return set(range(min(allowed), n + 1))
    if wanted < said:
        return set(range(max(allowed) + 1))
    if not wanted & said:
        return set(range(n - min(allowed) + 1))
    if wanted | said == every:
        return set(range(n - max(allowed), n + 1))
    return None


def _counts_of(case: Case, fact: PublishedFact, n: int) -> frozenset[int] | None:
    phrase = read_phrase(fact.words, case.wording)
    if not phrase.is_quantity or (n == FINE_BASE and phrase.kind is PhraseKind.COUNT):
        return None
    return frozenset(case.allowed(phrase, n))


def _is_of(case: Case, fact: PublishedFact, source: str, measure: str, where: Where) -> bool:
    if fact.source != source or fact.by or fact.stat not in ("share", "count"):
        return False
    book = case.evidence.book
    there = resolve_where(fact.where, source, book)
    return _counted(source, fact.measure, there, book) == _counted(source, measure, where, book)


Counted = tuple[tuple[str, ...], frozenset[tuple[str, frozenset[str]]]]


def _counted(source: str, measure: str, where: Where, book: MeasureBook) -> Counted:
    """What is counted, of whom: two names for the same questions and the same group are one."""
    found = book.measure(source, measure)
    items = (found.items if found else ()) or (measure,)
    group = (*where, *(found.where if found else ()))
    return items, frozenset((name, frozenset(values)) for name, values in group)


def _same_figure(case: Case) -> PublishedFact | None:
    """A fact about the very figure that is claimed, the one with the same words first."""
    found = sorted(_facts_of(case), key=lambda f: _plain(f.words) != _plain(case.words))
    return found[0] if found else None


def _facts_of(case: Case) -> Iterator[PublishedFact]:
    claim, book = case.claim, case.evidence.book
    where = resolve_where(claim.where, claim.source, book)
    for fact in case.evidence.published:
        there = resolve_where(fact.where, fact.source, book)
        if _named(fact) == _named_by(claim) and (
            _counted(fact.source, fact.measure, there, book)
            == _counted(claim.source, claim.measure, where, book)
        ):
            yield fact


def _named(fact: PublishedFact) -> tuple[str, ...]:
    stat = "share" if fact.stat == "count" else fact.stat
    return fact.source, fact.level, stat, fact.by, fact.rank


def _named_by(claim: Claim) -> tuple[str, ...]:
    stat = "share" if claim.stat is Stat.COUNT else claim.stat.value
    return claim.source, claim.level or "", stat, claim.by, claim.rank


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
