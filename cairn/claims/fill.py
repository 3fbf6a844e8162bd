"""Writing the words that a report asks for."""

from __future__ import annotations

import re

from cairn.claims.claim import Claim
from cairn.claims.evidence import Evidence
from cairn.claims.report_check import claims_of
from cairn.claims.report_text import ClaimLink, read_report
from cairn.claims.verify import check_claim
from cairn.claims.wording import Wording
from cairn.errors import Problem, ReportError

_ASK = re.compile(r"\\?\?")


def fill_report(markdown: str, evidence: Evidence, wording: Wording) -> str:
    """The report with words for every `[?](claim:…)`; every other character stays as it is.

    Raises `ReportError` with all that is wrong, and writes nothing, when a claim that asks for words is
    misspelt, has no figure, may not be published, or asks by reference.
    """
    text = read_report(markdown)
    problems = list(text.problems)
    filled: list[tuple[int, int, str]] = []
    for link, claim in claims_of(text, evidence.book, problems):
        if not link.asks_for_words:
            continue
        words = _words(link, claim, evidence, wording, problems)
        asked = _ASK.search(markdown, link.words_begin, link.words_end)
        if words and asked:
            filled.append((asked.start(), asked.end(), words))
    if problems:
        raise ReportError(sorted(problems, key=lambda p: (p.line or 0, p.column or 0)))
    return _replaced(markdown, filled)


def _words(
    link: ClaimLink, claim: Claim, evidence: Evidence, wording: Wording, problems: list[Problem]
) -> str:
    if not link.direct:
        problems.append(
            _refusal(link, "It asks by reference.", "Write [?](claim:…) with the claim in place.")
        )
        return ""
    finding = check_claim(claim, link.words, evidence, wording)
    if not finding.suggestion:
        reason = f"{finding.verdict.value.capitalize()}: {finding.reason}"
        problems.append(_refusal(link, reason, finding.remedy))
    return finding.suggestion


def _refusal(link: ClaimLink, reason: str, remedy: str) -> Problem:
    return Problem(
        code="words-refused",
        message=f"No words can be written here. {reason}",
        remedy=remedy,
        line=link.line,
        column=link.column,
        key=link.target,
    )


def _replaced(text: str, changes: list[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end, words in sorted(changes):
        parts += [text[at:start], words]
        at = end
    return "".join([*parts, text[at:]])
