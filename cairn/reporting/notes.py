"""“How do we know?”: one note for each number-word, in words a reader can follow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Claim, Finding, Stat, Verdict
from cairn.reporting.blocks import ClaimPlace
from cairn.reporting.charts import WITHHELD, WITHHELD_MEANING, number, percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What opens from a number-word. Empty fields are not shown; `tone` is good, plain or bad.

    `same_as` is the number of an earlier note on the same words and claim, 0 when there is none. `published`
    says that the figure was published, so that it rests on no evidence of ours.
    """

    number: int
    words: str
    mark: str
    verdict: str
    tone: str
    figure: str
    details: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str, str], ...]
    spelling: str
    same_as: int = 0
    published: bool = False


# The mark is a shape, so that a verdict is never told by colour alone.
MARKS = {
    Verdict.HOLDS: ("✓", "good"),
    Verdict.HOLDS_NARROWLY: ("≈", "good"),
    Verdict.HOLDS_AGAINST_CITATION: ("§", "good"),
    Verdict.CANNOT_TELL: ("?", "plain"),
    Verdict.FAILS: ("✗", "bad"),
    Verdict.NOT_SAFE: ("✗", "bad"),
    Verdict.NOTHING_BEHIND: ("✗", "bad"),
}

# Stand-in evidence proves nothing, so nothing is said to hold on it; and only that is said which is true of
# every report on it, whether or not it repeats the words that the data were built from.
ON_STAND_IN = {
    Verdict.HOLDS: "consistent with the stand-in data",
    Verdict.HOLDS_NARROWLY: "consistent with the stand-in data, narrowly",
    Verdict.HOLDS_AGAINST_CITATION: "consistent with a published figure",
    Verdict.FAILS: "not consistent with the stand-in data",
}

# What every note would say of how it is counted is said once, above them all.
COUNTED = (
    "Unless a note says otherwise, its figure is a count, or the share of the base at the level that is "
    "named: a fact about the records read or the people who answered, and so without an interval."
)
METHODS = {
    Stat.SHARE: "",
    Stat.COUNT: "",
    Stat.MIN: "The smallest share among the groups.",
    Stat.MAX: "The largest share among the groups.",
    Stat.HIGHEST: "This group set beside each of the others: its share must be the highest.",
    Stat.LOWEST: "This group set beside each of the others: its share must be the lowest.",
    Stat.EXTREMES: "All the groups side by side: one share must be the highest, another the lowest.",
    Stat.ORDER: "Two shares set side by side.",
    Stat.SHARE_OF_REST: "The share of those who are left when the others are taken out of the base.",
    Stat.SIMILAR: "The share set beside that of an earlier programme.",
}
PUBLISHED = "A published figure or word, taken as it stands."
POPULATION = "An estimate for all in the frame, from those drawn."


def notes_of(
    places: Sequence[ClaimPlace], findings: Sequence[Finding], book: MeasureBook | None, *, stand_in: bool
) -> tuple[Note, ...]:
    """A note for each claim link, in order; `places` and `findings` match one to one, each with its claim."""
    first: dict[tuple[str, str], int] = {}
    notes = []
    for i, (place, finding) in enumerate(zip(places, findings, strict=True), start=1):
        earlier = first.setdefault((place.words.casefold(), place.target), i)
        note = _note(i, place, finding, book, stand_in)
        notes.append(note if earlier == i else replace(note, same_as=earlier))
    return tuple(notes)


def _note(
    number_: int, place: ClaimPlace, finding: Finding, book: MeasureBook | None, stand_in: bool
) -> Note:
    mark, tone = MARKS[finding.verdict]
    verdict = ON_STAND_IN.get(finding.verdict, finding.verdict.value) if stand_in else finding.verdict.value
    hidden = finding.verdict is Verdict.NOT_SAFE
    return Note(
        number=number_,
        words=place.words,
        mark=mark,
        verdict=_capital(verdict),
        tone=tone,
        figure="" if hidden else finding.figure,
        details=tuple((name, _sentences(text)) for name, text in _details(finding, book, hidden) if text),
        groups=() if hidden else tuple(_group(finding, *group) for group in finding.groups),
        spelling=place.target,
        published=finding.verdict is Verdict.HOLDS_AGAINST_CITATION,
    )


def _details(finding: Finding, book: MeasureBook | None, hidden: bool) -> list[tuple[str, str]]:
    claim = finding.claim
    assert claim is not None
    withheld = any(k is None for _, k, _ in finding.groups) and not hidden
    return [
        ("What is counted", _measure_label(claim, book)),
        ("Out of", "" if hidden else _base(finding.base)),
        ("Where from", _source_label(claim, book)),
        ("How", _method(claim, finding) if finding.verdict is not Verdict.CANNOT_TELL else ""),
        ("As published", finding.published),
        ("Our reading", finding.reading),
        ("Published in", finding.citation),
        ("Why", "" if _only_counts(finding) else finding.reason),
        ("Better words", finding.suggestion if not finding.publishable and not hidden else ""),
        ("Withheld", WITHHELD_MEANING if withheld else ""),
    ]


def _only_counts(finding: Finding) -> bool:
    """Whether the reason can only repeat the figure: a number of units that is right."""
    claim = finding.claim
    counts = claim is not None and claim.stat is Stat.COUNT and not claim.level
    return counts and finding.verdict is Verdict.HOLDS


def _group(finding: Finding, label: str, k: int | None, n: int | None) -> tuple[str, str, str]:
    """A group's name, number and share; beside estimates only the number read, for its share is another."""
    if finding.claim is not None and finding.claim.basis == "population" and k is not None and n:
        return _capital(label), f"{number(k)} of {number(n)} read", "–"
    if k is None:
        return _capital(label), WITHHELD, WITHHELD
    if not n:
        return _capital(label), number(k), "–"
    return _capital(label), f"{number(k)} of {number(n)}", percent(Fraction(k, n))


def _method(claim: Claim, finding: Finding) -> str:
    if finding.citation and finding.n is None:
        return PUBLISHED
    return finding.method or (POPULATION if claim.basis == "population" else METHODS[claim.stat])


def _measure_label(claim: Claim, book: MeasureBook | None) -> str:
    measure = book.measure(claim.source, claim.measure) if book else None
    label = measure.label if measure else _words(claim.measure)
    return f"{label}: {_words(claim.level)}" if claim.level else label


def _source_label(claim: Claim, book: MeasureBook | None) -> str:
    source = book.source(claim.source) if book else None
    return source.label if source else _words(claim.source)


_NARROWED = re.compile(r"(?P<base>[^()]+) \((?P<group>[^():;]+)\)")


def _base(words: str) -> str:
    """“records (children in foster care)” as a reader would say it: “records of children in foster care”."""
    found = _NARROWED.fullmatch(words)
    if found is None:
        return words
    base, group = found["base"], found["group"]
    if base.split()[-3:] == group.split()[-3:]:  # the base is that group already
        return base
    return words if " " in base else f"{base} of {group}"


def _sentences(words: str) -> str:
    """The words with a capital at the beginning of each sentence that does not begin with a quotation."""
    return _capital(re.sub(r"(?<=[a-z0-9)%”][.!?] )[a-z]", lambda found: found[0].upper(), words))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _words(name: str) -> str:
    return name.replace("_", " ")
