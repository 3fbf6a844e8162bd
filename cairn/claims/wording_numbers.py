"""Whole numbers in figures and in words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cairn.claims.wording_tokens import Tokens

_YEARS = range(1900, 2101)
_LONGEST = 12  # figures; longer ones are not numbers of anything here
_MULTIPLES = {"dozen": 12, "hundred": 100, "thousand": 1000}
# “A dozen” and the like, by their first two words.
ROUND_NUMBERS = frozenset(("a", multiple) for multiple in _MULTIPLES)


class Numbers:
    """Reads numbers at a place in a text, by the words for the numbers up to ninety."""

    def __init__(self, cardinals: Mapping[str, int]) -> None:
        self.cardinals = cardinals

    def at(self, tokens: Tokens, i: int) -> tuple[int, int] | None:
        """The whole number at word i and the place after it: 754, 5,500, eight, twenty-five, two hundred."""
        word = tokens.word(i)
        if not word:
            return None
        if not word[0].isdigit():
            return self._spelled(tokens, i)
        if "." in word or len(word) > _LONGEST or tokens.glued(i):
            return None
        if self._split_thousands(tokens, i):
            return int(word + tokens.word(i + 1)), i + 2
        return int(word.replace(",", "")), i + 1

    def decimal_at(self, tokens: Tokens, i: int) -> tuple[Fraction, int] | None:
        """The number at word i, with decimals or without, and the place after it."""
        word = tokens.word(i)
        if "." in word and word[0].isdigit() and len(word) <= _LONGEST:
            return Fraction(word.replace(",", "")), i + 1
        whole = self.at(tokens, i)
        return None if whole is None else (Fraction(whole[0]), whole[1])

    def stroke_at(self, tokens: Tokens, i: int) -> tuple[int, int, int] | None:
        """The numbers on both sides of a stroke at word i, as in 12/30, and the place after them.

        Not 24/7, nor years, dates and numbers of more parts.
        """
        if i + 1 >= len(tokens) or tokens.gap(i + 1) != "/":
            return None
        part, whole = tokens.word(i), tokens.word(i + 1)
        before, after = tokens.gap(i)[-1:], tokens.gap(i + 2)[:1]
        if not (part.isdigit() and whole.isdigit() and len(part + whole) <= _LONGEST):
            return None
        apart = (
            before not in ("/", ".", "_", "@", "#", "-")
            and after not in ("/", "_", "@")
            and (tokens.starts[i] == 0 or not tokens.text[tokens.starts[i] - 1].isalnum())
        )
        after_letter = tokens.text[tokens.ends[i + 1] : tokens.ends[i + 1] + 1].isalnum()
        fits = 0 <= int(part) <= int(whole) and int(whole) > 1 and part[0] != "0"
        dated = self.is_a_date(tokens, i) or self.is_a_date(tokens, i + 1)
        return (int(part), int(whole), i + 2) if apart and fits and not (dated or after_letter) else None

    def is_a_date(self, tokens: Tokens, i: int) -> bool:
        """Whether the number at word i reads as a year: four figures without a comma."""
        word = tokens.word(i)
        return len(word) == 4 and word.isdigit() and int(word) in _YEARS

    def _split_thousands(self, tokens: Tokens, i: int) -> bool:
        """Whether a space has slipped in after the thousands comma, as in 60, 641."""
        word, rest = tokens.word(i), tokens.word(i + 1)
        shape = len(word) <= 3 and len(rest) == 3 and rest.isdigit() and word[0] != "0"
        return shape and tokens.gap(i + 1) == ", "

    def _spelled(self, tokens: Tokens, i: int) -> tuple[int, int] | None:
        if tokens.follow(i, ("half", "a", "dozen")):
            return 6, i + 3
        a_round = (tokens.word(i), tokens.word(i + 1)) in ROUND_NUMBERS and tokens.flows(i + 1)
        small = (1, i + 1) if a_round else self._below_hundred(tokens, i)
        if small is None:
            return None
        value, end = small
        multiple = _MULTIPLES.get(tokens.word(end)) if tokens.flows(end) else None
        if multiple is None or value == 0:
            return value, end
        value, end = value * multiple, end + 1
        if tokens.word(end) == "and" and tokens.flows(end) and tokens.flows(end + 1):
            rest = self._below_hundred(tokens, end + 1)
            if rest is not None:
                return value + rest[0], rest[1]
        return value, end

    def _below_hundred(self, tokens: Tokens, i: int) -> tuple[int, int] | None:
        value = self.cardinals.get(tokens.word(i))
        if value is None:
            return None
        unit = self.cardinals.get(tokens.word(i + 1), 0) if tokens.flows(i + 1) else 0
        if value >= 20 and 0 < unit < 10:
            return value + unit, i + 2
        return value, i + 1
