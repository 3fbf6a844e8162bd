"""Words quoted from a published statement are held to the publication, not to the evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cairn.analysis.measures import Source
from cairn.claims.claim import Verdict
from cairn.claims.quotations import quotable_facts, with_quotations
from cairn.claims.statements import Statement
from cairn.errors import ClaimError
from tests.lib.small_evidence import BOOK, EVIDENCE, check

STATEMENT = Statement(
    id="S059",
    line=384,
    source="records",
    population="all",
    measure="plan_quality",
    level="adequate_or_lesser",
    phrase="one in four",
    statistic="share",
)
PROGRAMME = Source(
    name="programme", label="The programme", unit="fact", unit_plural="facts", published_only=True
)
EVERYTHING = replace(
    EVIDENCE,
    book=with_quotations(replace(BOOK, sources=(*BOOK.sources, PROGRAMME)), [STATEMENT]),
    published=quotable_facts([STATEMENT], "Review 2020"),
)


def test_the_published_words_hold_against_their_citation() -> None:
    finding = check("claim:programme/statement=S059", "One in four", EVERYTHING)
    assert finding.verdict is Verdict.HOLDS_AGAINST_CITATION
    assert finding.citation == "Review 2020, line 384 of the extracted text"


def test_other_words_fail_even_when_they_mean_the_same() -> None:
    finding = check("claim:programme/statement=S059", "a quarter", EVERYTHING)
    assert (finding.verdict, finding.suggestion) == (Verdict.FAILS, "one in four")


def test_a_statement_that_was_never_made_is_refused() -> None:
    with pytest.raises(ClaimError, match="Did you mean “S059”"):
        check("claim:programme/statement=S0590", "one in four", EVERYTHING)
