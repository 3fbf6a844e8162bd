"""Searching what is published: any of the words, the rarer counting for more, by other names, mended."""

from __future__ import annotations

import pytest
from django.test import Client

from cairn.bridge.search import search
from cairn.bridge.thesaurus import groups, words_beside
from cairn.store.context import answer_to
from tests.factories import World
from tests.lib.publishing import published_report

pytestmark = pytest.mark.xdist_group("publishing")


@pytest.fixture
def published(world: World, evidence: None, db: None) -> None:
    published_report(world)
    answer_to(None)


def headings(query: str) -> list[str]:
    return [hit.heading for hit in search(query, limit=10).hits]


def test_a_word_finds_the_section_it_stands_in(published: None) -> None:
    assert headings("breakfast") == ["Good practice"]


def test_any_of_the_words_will_do_and_the_rarer_counts_for_more(published: None) -> None:
    # "parents" stands in all three sections, "brothers" in one.
    assert headings("parents brothers")[0] == "Key messages"
    assert len(headings("parents brothers")) == 3


def test_a_word_is_found_by_its_other_name(published: None) -> None:
    found = search("siblings", limit=10)
    assert [hit.heading for hit in found.hits] == ["Key messages"]
    assert found.beside == ("brothers and sisters",)
    assert found.mended == ()


def test_a_misspelt_word_finds_the_word_that_was_meant(published: None) -> None:
    found = search("breakfust", limit=10)
    assert [hit.heading for hit in found.hits] == ["Good practice"]
    assert found.mended == (("breakfust", "breakfast"),)


def test_words_in_quotation_marks_stand_side_by_side(published: None) -> None:
    assert headings('"walk with parents"') == ["Good practice"]
    assert headings('"parents with walk"') == []


@pytest.mark.parametrize(
    "query", ["", "   ", "the and of", "'; DROP TABLE x; --", "a & b | !c :*", '"', "\x02"]
)
def test_strange_words_find_nothing_and_break_nothing(published: None, query: str) -> None:
    assert search(query, limit=10).total == 0


def test_what_was_found_is_marked_on_the_page(published: None) -> None:
    page = Client().get("/search/?q=breakfast").content.decode()
    assert "<mark>Breakfast</mark>" in page
    assert "/reports/what-parents-said/#good-practice" in page


def test_the_thesaurus_names_no_word_twice() -> None:
    words = [word for group in groups() for word in group]
    assert len(set(words)) == len(words)
    assert all(len(group) > 1 for group in groups())


def test_other_names_are_whole_words() -> None:
    assert words_beside("ird") == ("initial referral discussion", "referral discussion")
    assert words_beside("bird") == ()
