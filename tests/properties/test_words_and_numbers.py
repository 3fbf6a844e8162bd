from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.claims.phrases import find_phrases
from cairn.claims.phrases_text import bare_text
from cairn.claims.wording import Wording, allowed_counts, allows, load_wording, read_phrase, words_for
from cairn.errors import WordingError
from cairn.pipeline.places import definitions_root

WORDING: Wording = load_wording(definitions_root())
WORDS = "just over|half|of the|eight|a|third|sector|most|all|but|one|in|5|%|60, 641|records|2018|–"
MARKS = "[|](claim:x/y)|**|`|<!--|-->|\n|\n\n|- |1. "
PIECES = st.sampled_from([*WORDS.split("|"), *MARKS.split("|")])


@pytest.mark.parametrize("n", range(1, 201))
def test_what_is_written_holds_when_read_and_never_says_less_for_more(n: int) -> None:
    low, middle = -1.0, -1.0
    for k in range(n + 1):
        phrase = read_phrase(words_for(k, n, WORDING), WORDING)
        assert allows(phrase, k, n)
        scale = n if phrase.kind == "count" else 1
        here, there = float(phrase.low / scale), float(phrase.high / scale)
        assert here >= low
        assert (here + there) / 2 >= middle
        low, middle = here, (here + there) / 2


@given(
    st.integers(1, 500),
    st.sampled_from(["half", "just over a third", "about 40%", "most", "between a third and half"]),
)
@settings(max_examples=60, deadline=None)
def test_the_counts_allowed_are_counts_of_the_base(n: int, words: str) -> None:
    assert set(allowed_counts(read_phrase(words, WORDING), n)) <= set(range(n + 1))


@given(st.lists(PIECES, max_size=25).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_phrases_are_found_in_order_where_they_stand(text: str) -> None:
    bare, last = bare_text(text), 0
    assert len(bare) == len(text)
    for found in find_phrases(text, WORDING, vague=True, order=True):
        assert last <= found.start < found.end <= len(text)
        assert " ".join(bare[found.start : found.end].split()) == found.words
        lines = text[: found.start].split("\n")
        assert (found.line, found.column) == (len(lines), len(lines[-1]) + 1)
        last = found.end


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    find_phrases(text, WORDING)
    try:
        assert read_phrase(text, WORDING).wording is WORDING
    except WordingError as error:
        assert error.problems[0].message
