from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from cairn.claims.wording import (
    NO_LIMIT,
    PhraseKind,
    Wording,
    allowed_counts,
    load_wording,
    read_phrase,
    words_for,
)
from cairn.errors import DefinitionError, UsageError, WordingError
from cairn.pipeline.places import definitions_root


@pytest.fixture(scope="module")
def wording() -> Wording:
    return load_wording(definitions_root())


def test_a_fraction_with_a_word_before_it_is_a_range_that_leaves_the_fraction_out(wording: Wording) -> None:
    phrase = read_phrase("just over one third", wording)
    assert (phrase.kind, phrase.low, phrase.high) == (
        PhraseKind.FRACTION,
        Fraction(1, 3),
        Fraction(1, 3) + Fraction(5, 100),
    )
    assert (phrase.low_open, phrase.high_open) == (True, False)


def test_hyphens_capitals_and_line_breaks_do_not_matter(wording: Wording) -> None:
    assert read_phrase("Two-thirds", wording).points == (Fraction(2, 3),)
    assert read_phrase("just\nover  HALF", wording).points == (Fraction(1, 2),)


def test_thousands_may_have_a_comma_and_numbers_may_be_spelled(wording: Wording) -> None:
    assert read_phrase("5,500", wording).count == 5500
    assert read_phrase("two hundred and twelve", wording).count == 212
    assert read_phrase("over 5,500 experiences", wording).high == NO_LIMIT


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("higher", "up"),
        ("more likely", "up"),
        ("highest/lowest", "up"),
        ("lowest", "down"),
        ("less", "down"),
        ("least likely", "down"),
        ("very similar to 2012-2017", "same"),
    ],
)
def test_words_that_compare_have_a_direction_and_no_counts(
    wording: Wording, words: str, direction: str
) -> None:
    phrase = read_phrase(words, wording)
    assert (phrase.kind, phrase.direction) == (PhraseKind.ORDER, direction)
    with pytest.raises(WordingError, match="not-a-quantity"):
        allowed_counts(phrase, 8)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("many", "vague"),
        ("not all", "vague"),
        ("a handful", "vague"),
        ("", "not-a-quantity"),
        ("the children", "not-a-quantity"),
        ("half of one and a third of the other", "two-quantities"),
    ],
)
def test_words_that_are_not_one_quantity_are_refused(wording: Wording, words: str, code: str) -> None:
    with pytest.raises(WordingError, match=code):
        read_phrase(words, wording)


def test_no_words_are_written_for_an_impossible_count(wording: Wording) -> None:
    for k, n in ((3, 2), (-1, 5), (0, 0)):
        with pytest.raises(WordingError, match="impossible-count"):
            words_for(k, n, wording)


def test_no_counts_are_allowed_on_an_empty_base(wording: Wording) -> None:
    with pytest.raises(WordingError, match="no-base"):
        allowed_counts(read_phrase("half", wording), 0)


def test_every_fault_of_a_wording_file_is_told_at_its_line(tmp_path: Path) -> None:
    text = (definitions_root() / "wording" / "scottish-inspectorates.yaml").read_text(encoding="utf-8")
    text = text.replace("name: scottish-inspectorates", "name: another", 1)
    text = text.replace("    from: 15\n", "    from: 16\n", 1)
    text = text.replace("value: 1/10", "value: ten", 1)
    text = text.replace("small_base: nearest", "small_base: neerest", 1)
    text = text.replace("  above: just over\n", "  above: just ovr\n", 1)
    text = text.replace("  eleven: 11", "  eleven: elf", 1)
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "scottish-inspectorates.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_wording(tmp_path)
    told = [(p.code, p.key) for p in caught.value.problems]
    assert sorted(told) == [
        ("bands-cover", "bands"),
        ("name-differs", "name"),
        ("name-unknown", "above"),
        ("name-unknown", "small_base"),
        ("value-wrong", "eleven"),
        ("value-wrong", "value"),
    ]
    assert all(p.line and p.file == "wording/scottish-inspectorates.yaml" for p in caught.value.problems)
    assert "Did you mean “nearest”?" in str(caught.value)


def test_a_wording_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="Did you mean “scottish-inspectorates”"):
        load_wording(definitions_root(), "scottish-inspectorate")
