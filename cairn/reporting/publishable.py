"""The guard at the printer's door: a report with a failing number-word is not published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cairn.claims.claim import Finding, Verdict
from cairn.errors import Problem, ReportError
from cairn.reporting.blocks import ClaimPlace
from cairn.utils.counts import counted


def publishable(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that stand in the way of publishing, in order; an empty list means it may go out."""
    return [f for f in findings if not f.publishable]


def require_matching(places: Sequence[ClaimPlace], findings: Sequence[Finding], file: str) -> None:
    """Raise `ReportError` unless each claim link has its finding: as many, in order, of the same words."""
    if len(places) != len(findings):
        raise ReportError(
            Problem(
                code="findings-do-not-match",
                message=f"The text has {counted(len(places), 'claim link')}, but"
                f" {counted(len(findings), 'finding')} came with it.",
                remedy="Check the report again and render it with the findings of that check.",
                file=file,
            )
        )
    pairs = zip(places, findings, strict=True)
    different = [(p, f) for p, f in pairs if p.words != " ".join(f.words.split())]
    if different:
        raise ReportError(
            Problem(
                code="findings-do-not-match",
                message=f"The text says “{place.words}” where the finding is about “{finding.words}”.",
                remedy="Take the HTML out of the words of the claim."
                if "<" in place.words
                else "Check the report again and render it with the findings of that check.",
                file=file,
                line=place.line,
            )
            for place, finding in different
        )


def require_publishable(
    places: Sequence[ClaimPlace],
    findings: Sequence[Finding],
    file: str,
    positions: Sequence[tuple[int, int]] = (),
) -> None:
    """Raise `ReportError` naming every word that may not be published, by line and column where `positions`
    gives them for all findings. Findings without a claim (a number-word with nothing behind it) stand at no
    claim link."""
    places_left = iter(places)
    lines = [(next(places_left).line if f.claim is not None else None, None) for f in findings]
    where = positions if len(positions) == len(findings) else lines
    placed = sorted(zip(where, findings, strict=True), key=lambda p: (p[0][0] or 0, p[0][1] or 0))
    wrong = [_problem(place, f, file) for place, f in placed if not f.publishable]
    if wrong:
        raise ReportError(wrong)


VERBS = {
    Verdict.FAILS: "fails",
    Verdict.NOT_SAFE: "is not safe to publish",
    Verdict.NOTHING_BEHIND: "has nothing behind it",
}


def _problem(place: tuple[int | None, int | None], finding: Finding, file: str) -> Problem:
    verb = VERBS.get(finding.verdict, finding.verdict.value)
    reason = f": {finding.reason}" if finding.reason else "."
    better = f"“{finding.suggestion}” would be right." if finding.suggestion else ""
    return Problem(
        code="not-publishable",
        message=f"“{finding.words}” {verb}{reason}",
        remedy=finding.remedy or better or "Mend the words, or render it as a draft.",
        file=file,
        line=place[0],
        column=place[1],
    )
