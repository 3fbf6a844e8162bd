"""How like two texts are, from 0 to 1: words in common, or letters in the same order, whichever is more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

LIKE = 0.6  # below this a likeness is not proposed
_FEW = frozenset(
    ["a", "an", "the", "is", "are", "was", "were", "of", "to", "in", "on", "and", "or", "for", "do"]
)


def plain_words(text: str) -> str:
    """A text as it is compared: lower case, words and digits only, a question's number left out."""
    plain = re.sub(r"[\W_]+", " ", text.casefold()).strip()
    return re.sub(r"^(q(uestion)? ?)?\d+[a-z]? (?=\w)", "", plain)


def likeness(one: str, other: str) -> float:
    """1 for the same words. Both are given in `plain_words`."""
    if one == other:
        return 1.0 if one else 0.0
    left, right = _words(one), _words(other)
    if not left or not right:
        return 0.0
    # Dice's coefficient: twice the words in common among the words of both.
    words = 2 * len(left & right) / (len(left) + len(right))
    if 2 * min(len(one), len(other)) <= words * (len(one) + len(other)):
        return words  # no order of letters can make it more
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.quick_ratio() <= words:
        return words
    return min(0.99, max(words, matcher.ratio()))


def nearest(text: str, candidates: Iterable[tuple[str, str]]) -> tuple[str, float]:
    """The name whose text is most like `text`, and how like; the first of equals, "" when there is none."""
    plain = plain_words(text)
    best, found = 0.0, ""
    for name, words in candidates:
        score = likeness(plain, plain_words(words))
        if score > best:
            best, found = score, name
    return found, best


def _words(text: str) -> frozenset[str]:
    words = frozenset(text.split())
    return words - _FEW or words
