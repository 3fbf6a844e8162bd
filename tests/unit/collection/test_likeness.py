"""How like two texts are, by words in common (Dice) or letters in order (Ratcliff and Obershelp)."""

from __future__ import annotations

import pytest

from cairn.collection.likeness import LIKE, likeness, nearest, plain_words


def test_the_same_words_are_wholly_alike_and_others_not_at_all() -> None:
    assert likeness("care group", "care group") == 1
    assert likeness("", "") == 0
    assert likeness("abc", "xyz") == 0


def test_words_in_common_count_twice_over_the_words_of_both() -> None:
    one, other = "leaders vision services", "vision services children looked after here"
    assert likeness(one, other) >= 2 * 2 / (3 + 6)
    assert likeness(one, other) == likeness(other, one)


def test_a_spelling_mistake_is_still_like() -> None:
    assert likeness("plan qualty", "plan quality") > 0.9


@pytest.mark.parametrize(
    "text", ["3. Plan quality", "Q3 plan_quality", "Question 3: Plan quality", "Plan quality?"]
)
def test_the_number_of_a_question_does_not_count(text: str) -> None:
    assert plain_words(text) == "plan quality"


def test_the_nearest_of_opposite_answers_is_the_right_one() -> None:
    labels = [("disagree", "Disagree"), ("agree", "Agree"), ("strongly_agree", "Strongly agree")]
    assert nearest("agree", labels) == ("agree", 1.0)
    assert nearest("agree strongly", labels)[0] == "strongly_agree"
    assert nearest("purple", labels)[1] < LIKE
