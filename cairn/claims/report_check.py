"""A whole report checked: every claim link, every number-word without one, every link that is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Claim, Finding, Verdict
from cairn.claims.evidence import Evidence
from cairn.claims.grammar import parse_claim
from cairn.claims.phrases import find_phrases
from cairn.claims.report_text import ClaimLink, ReportText, read_report
from cairn.claims.verify import check_claim
from cairn.claims.wording import Wording
from cairn.errors import ClaimError, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFinding:
    """A finding and where its words stand: line and column, from 1, of a link's `[` or of a word."""

    line: int
    column: int
    finding: Finding
    link: ClaimLink | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCheck:
    """All findings, by position, and what could not be read as a claim.

    `findings` has one for each claim link that could be read, and one for each number-word with nothing
    behind it. A report with problems has not been checked through.
    """

    findings: tuple[PlacedFinding, ...]
    problems: tuple[Problem, ...]

    @property
    def publishable(self) -> bool:
        """Whether the report may go out: no problem, and no verdict that bars it."""
        return not self.problems and all(f.finding.publishable for f in self.findings)

    @property
    def of_links(self) -> tuple[PlacedFinding, ...]:
        """The findings on claim links, in the order of the links."""
        return tuple(f for f in self.findings if f.link is not None)


def check_report(markdown: str, evidence: Evidence, wording: Wording) -> ReportCheck:
    """The verdict on every number-word of a report.

    A misspelt claim is a problem, placed in the report, and the rest is checked all the same. Raises
    `ReportError` only when the text is too long to read.
    """
    text = read_report(markdown)
    problems = list(text.problems)
    findings = list(_unbacked(markdown, text, wording))
    for link, claim in claims_of(text, evidence.book, problems):
        finding = check_claim(claim, link.words, evidence, wording)
        findings.append(PlacedFinding(line=link.line, column=link.column, finding=finding, link=link))
    return ReportCheck(
        findings=tuple(sorted(findings, key=lambda f: (f.line, f.column))),
        problems=tuple(sorted(problems, key=lambda p: (p.line or 0, p.column or 0))),
    )


def claims_in(markdown: str, book: MeasureBook) -> tuple[Claim, ...]:
    """Every claim of a report that can be read, in order: what must be counted before it can be checked.

    Misspelt claims are passed over here; `check_report` tells of them.
    """
    return tuple(claim for _, claim in claims_of(read_report(markdown), book, []))


def claims_of(
    text: ReportText, book: MeasureBook, problems: list[Problem]
) -> Iterator[tuple[ClaimLink, Claim]]:
    """The claim of every link that spells one; what is wrong with the others is added to `problems`."""
    for link in text.links:
        try:
            yield link, parse_claim(link.target, book)
        except ClaimError as error:
            problems += [_placed(p, link) for p in error.problems]


def _placed(problem: Problem, link: ClaimLink) -> Problem:
    """The problem at its link; where in the claim it lies is told by the words it quotes."""
    at = f", at its character {problem.column}" if problem.column else ""
    return replace(problem, line=link.line, column=link.column, key=f"{link.target}{at}")


def _unbacked(markdown: str, text: ReportText, wording: Wording) -> Iterator[PlacedFinding]:
    prose, inside = bytearray(len(markdown)), bytearray(len(markdown))
    for block in text.prose:
        for place in block.places:
            prose[place] = True
    for link in text.links:
        inside[link.begin : link.end] = b"\1" * (link.end - link.begin)
    for found in find_phrases(markdown, wording):
        if inside[found.start] or not prose[found.start]:
            continue
        split = any(inside[found.start : found.end])
        line, column = text.place_of(found.start)
        yield PlacedFinding(line=line, column=column, finding=_nothing_behind(found.words, split))


def _nothing_behind(words: str, split: bool) -> Finding:
    """`split`: the words run on into a claim link, so that the reader sees more than is checked."""
    return Finding(
        claim=None,
        words=words,
        verdict=Verdict.NOTHING_BEHIND,
        reason=_SPLIT[0] if split else _BARE[0],
        remedy=(_SPLIT[1] if split else _BARE[1]).format(words=words),
    )


_SPLIT = ("Part of these words stands outside the link.", "Put the whole of “{words}” between the brackets.")
_BARE = (
    "A number-word without a claim.",
    "Link it: [{words}](claim:…), or to the publication it is quoted from.",
)


def finding_line(file: str, placed: PlacedFinding) -> str:
    """`file:line:column: “words” · figure · verdict · reason · remedy`, as a linter prints it."""
    finding = placed.finding
    parts = [
        f"{file}:{placed.line}:{placed.column}: “{finding.words}”",
        finding.figure,
        finding.verdict.value,
        finding.reason if finding.verdict is not Verdict.HOLDS else "",
        finding.method if finding.verdict is not Verdict.HOLDS else "",
        finding.remedy,
    ]
    return " · ".join(p for p in parts if p)


def finding_as_json(placed: PlacedFinding, stand_in: bool = False, label: str = "") -> dict[str, object]:
    """The finding for a program; what may not be shown is null.

    `share` is a number rounded to six places. On stand-in evidence it is rounded to two, whole per cents:
    what is not none or all reads 0.01 or 0.99 at the least or most. `label` is what must stand wherever
    the figure is shown.
    """
    finding = placed.finding
    return {
        "line": placed.line,
        "column": placed.column,
        "words": finding.words,
        "claim": str(finding.claim) if finding.claim else None,
        "k": finding.k,
        "n": finding.n,
        "share": _number(finding.share, stand_in),
        "low": _number(_exact(finding.low), stand_in),
        "high": _number(_exact(finding.high), stand_in),
        "verdict": finding.verdict.value,
        "remedy": finding.remedy,
        "figure": finding.figure,
        "base": finding.base,
        "reason": finding.reason,
        "method": finding.method,
        "suggestion": finding.suggestion,
        "citation": finding.citation,
        "groups": [{"label": group, "k": k, "n": n} for group, k, n in finding.groups],
        "published": finding.published,
        "reading": finding.reading,
        "stand_in": stand_in,
        "label": label,
    }


def _exact(limit: float | None) -> Fraction | None:
    return None if limit is None else Fraction(limit)


def _number(share: Fraction | None, whole_per_cents: bool) -> float | None:
    if share is None:
        return None
    if not whole_per_cents:
        return round(float(share), 6)
    # Half a per cent goes up, as where the figure is told in words.
    hundredths = floor(share * 100 + Fraction(1, 2))
    return (min(max(hundredths, 1), 99) if 0 < share < 1 else hundredths) / 100
