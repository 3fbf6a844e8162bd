"""Every phrase that the review uses is found in running text, where it stands and no longer than it is."""

from __future__ import annotations

from functools import cache

import pytest

from cairn.claims.phrases import find_phrases
from cairn.claims.statements import Statement, read_statements
from cairn.claims.wording import Wording, load_wording, read_phrase
from cairn.pipeline.places import definitions_root

STATEMENTS = definitions_root() / "programmes/scotland/2018-2020/statements.csv"
COMPARING = ("ordering", "compare_programmes")
SHARES = ("{} of the records were good.", "**{}** of the records we read were good")
COUNTS = ("{} partnerships were ready.", "**{}** partnerships had done so")
ONE = ("{} partnership was ready.", "**{}** partnership had done so")
ALONE = ("{} were ready.", "the teams met, and {} had done so")
BEFORE = ("We found that ", "In the survey, ", "- ", "")


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """Each phrase with sentences that it can stand in; “none higher” compares besides."""
    told = [s for s in read_statements(STATEMENTS) if s.statistic not in COMPARING]
    return {s.phrase: _sentences(s) for s in told if s.phrase != "none higher"}


def _sentences(statement: Statement) -> tuple[str, ...]:
    if statement.statistic == "count" or statement.phrase in ("no", "all eight"):
        return COUNTS
    if statement.phrase == "one":
        return ONE
    if " of the eight" in statement.phrase or " out of the " in statement.phrase:
        return ALONE
    counted = statement.count_base is not None and not read_phrase(statement.phrase, wording()).is_share
    return COUNTS if counted and "out of" not in statement.phrase else SHARES


@cache
def wording() -> Wording:
    return load_wording(definitions_root())


# “That one partnership” may point at it: nobody can tell, and it is left alone.
PLACED = [(p, b) for p in sorted(phrases()) for b in BEFORE if (p, b) != ("one", BEFORE[0])]


@pytest.mark.parametrize(("phrase", "before"), PLACED)
def test_every_published_phrase_is_found_in_a_sentence(phrase: str, before: str) -> None:
    for sentence in phrases()[phrase]:
        text = before + sentence.format(phrase)
        found = [(f.words, f.start, f.end) for f in find_phrases(text, wording())]
        start = text.index(phrase, len(before))
        assert found == [(phrase, start, start + len(phrase))], text


def test_that_points_at_one_and_opens_a_clause_of_more() -> None:
    pointing = ("We saw that third again.", "We liked that half.", "We know that one area.")
    assert [find_phrases(text, wording()) for text in pointing] == [(), (), ()]
