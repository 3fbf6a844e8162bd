"""The grammar of number-words: the longest phrase that begins at a word, and what it says.

phrase   = [a further] ( between core and core | [modifier] core | band [base] )
core     = all but NUMBER [base] | all NUMBER | both | FRACTION [base]
         | NUMBER ( per cent | ratio NUMBER | / NUMBER | base )? | DECIMAL of
base     = of the NUMBER
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from cairn.claims.wording_counts import span_around, span_of_count
from cairn.claims.wording_model import (
    Band,
    Modifier,
    NamedFraction,
    Phrase,
    PhraseKind,
    SmallBase,
    Span,
    Wording,
)
from cairn.claims.wording_numbers import ROUND_NUMBERS, Numbers
from cairn.claims.wording_tokens import Lexicon, Tokens


class Form(StrEnum):
    """How a phrase is built; running text asks more of some forms than of others."""

    BAND = "band"
    FRACTION = "fraction"
    RATIO = "ratio"
    PER_CENT = "per cent"
    COUNT = "count"
    COUNT_OF = "count of"
    ALL_COUNT = "all count"
    ALL_BUT = "all but"


@dataclass(frozen=True, slots=True)
class Core:
    """A quantity without the words before it, and the place after it."""

    form: Form
    end: int
    share: Fraction | None = None
    count: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A phrase from word `start` up to word `end`."""

    phrase: Phrase
    form: Form
    start: int
    end: int
    modified: bool = False


_Way: TypeAlias = Callable[[Tokens, int], Parsed | None]


class Grammar:
    """Reads phrases by one wording. `at` is the whole of it."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.numbers = Numbers(wording.cardinals)
        self.bands: Lexicon[Band] = Lexicon(
            (words, band) for band in (*wording.bands, *wording.wider) for words in band.words
        )
        self.fractions: Lexicon[NamedFraction] = Lexicon(
            (words, fraction) for fraction in wording.fractions for words in fraction.words
        )
        self.modifiers: Lexicon[Modifier] = Lexicon(
            (words, modifier) for modifier in wording.modifiers.values() for words in modifier.words
        )
        self.after: Lexicon[Modifier] = Lexicon(
            (words, modifier) for modifier in wording.modifiers.values() for words in modifier.after
        )
        self.further = Lexicon(dict.fromkeys(wording.further, True))
        self.unchanging = Lexicon(dict.fromkeys(wording.unchanging, True))
        self.per_cent = Lexicon(dict.fromkeys(wording.per_cent, True))
        self.base_links = Lexicon(dict.fromkeys(wording.base_links, True))
        self.ratio_links = Lexicon(dict.fromkeys(wording.ratio_links, True))
        self.order = Lexicon((words, way) for way, listed in wording.order.items() for words in listed)
        self.vague = Lexicon(dict.fromkeys(wording.vague, True))
        self.openings = (
            self.bands.openings
            | self.fractions.openings
            | self.modifiers.openings
            | self.further.openings
            | ROUND_NUMBERS
            | {(word, "") for word in (*wording.cardinals, "between", "both", "all")}
        )
        self.starting = {first for first, _ in self.openings}
        self._ways = {word: self._ways_of(word) for word in self.starting}

    def at(self, tokens: Tokens, i: int) -> Parsed | None:
        """The longest phrase that begins at word i. A band wins over an equally long fraction."""
        word = tokens.word(i)
        if word not in self.starting and not word[:1].isdigit():
            return None
        further = self.further.at(tokens, i)
        j = further[1] if further else i
        ways = self._ways.get(tokens.word(j), (self._from_to, self._modified))
        found = [parsed for way in ways if (parsed := way(tokens, j)) is not None]
        if not found:
            return None
        longest = max(found, key=lambda parsed: parsed.end)
        return replace(longest, start=i, phrase=replace(longest.phrase, words=_said(tokens, i, longest.end)))

    def order_at(self, tokens: Tokens, i: int) -> tuple[Phrase, int] | None:
        """The comparing words at word i, and the place after them."""
        found = self.order.at(tokens, i)
        if found is None:
            return None
        words = _said(tokens, i, found[1])
        return self._without_range(words, PhraseKind.ORDER, found[0]), found[1]

    def vague_at(self, tokens: Tokens, i: int) -> tuple[Phrase, int] | None:
        """The words without a range at word i, and the place after them."""
        found = self.vague.at(tokens, i)
        if found is None:
            return None
        return self._without_range(_said(tokens, i, found[1]), PhraseKind.VAGUE, ""), found[1]

    def _without_range(self, words: str, kind: PhraseKind, direction: str) -> Phrase:
        zero, one = Fraction(0), Fraction(1)
        return Phrase(words=words, kind=kind, low=zero, high=one, direction=direction, wording=self.wording)

    # -- the four ways to begin -------------------------------------------------------------------

    def _ways_of(self, word: str) -> tuple[_Way, ...]:
        """What can begin with a word; most words can begin one thing only."""
        numbers = {"half", *(first for first, _ in ROUND_NUMBERS)}.union(self.numbers.cardinals)
        cores = numbers | self.fractions.first_words | self.modifiers.first_words | {"all", "both"}
        ways: tuple[tuple[bool, _Way], ...] = (
            (word in self.bands.first_words, self._band),
            (word == "between", self._between),
            (word in numbers, self._from_to),
            (word in cores, self._modified),
        )
        return tuple(way for begins, way in ways if begins)

    def _band(self, tokens: Tokens, i: int) -> Parsed | None:
        found = self.bands.at(tokens, i)
        if found is None:
            return None
        band, end = found
        of, end = self._base(tokens, end)
        phrase = self._share(PhraseKind.BAND, band.span, of=of)
        if of is not None and band.span.low == band.span.high:
            phrase = self._count(
                Span(of * band.span.low, of * band.span.low), count=int(of * band.span.low), of=of
            )
        return Parsed(phrase, Form.BAND, i, end)

    def _between(self, tokens: Tokens, i: int) -> Parsed | None:
        if tokens.word(i) != "between" or not tokens.flows(i + 1):
            return None
        first = self._core(tokens, i + 1)
        if first is None or tokens.word(first.end) != "and" or not tokens.flows(first.end):
            return None
        second = self._core(tokens, first.end + 1)
        if second is None:
            return None
        if first.share is not None and second.share is not None:
            points = tuple(sorted((first.share, second.share)))
            span = Span(points[0], points[1])
            phrase = self._share(PhraseKind.RANGE, span, points, SmallBase.RANGE_OR_NEAR, second.of)
            return Parsed(phrase, Form.FRACTION, i, second.end, modified=True)
        if first.form is Form.COUNT and second.count is not None and first.count is not None:
            low, high = sorted((first.count, second.count))
            phrase = self._count(Span(Fraction(low), Fraction(high)), of=second.of)
            return Parsed(phrase, Form.COUNT, i, second.end, modified=True)
        return None

    def _modified(self, tokens: Tokens, i: int) -> Parsed | None:
        found = self.modifiers.at(tokens, i)
        if found is not None and tokens.flows(found[1]):
            modifier, j = found
            core = self._core(tokens, j)
            if core is not None and core.form not in (Form.ALL_BUT, Form.ALL_COUNT):
                return Parsed(self._around(core, modifier), core.form, i, core.end, modified=True)
        core = self._core(tokens, i)
        if core is None:
            return None
        after = self.after.at(tokens, core.end) if tokens.flows(core.end) else None
        if after is not None and core.form in (Form.PER_CENT, Form.COUNT, Form.FRACTION, Form.RATIO):
            return Parsed(self._around(core, after[0]), core.form, i, after[1], modified=True)
        return Parsed(self._around(core, self.wording.bare), core.form, i, core.end)

    def _from_to(self, tokens: Tokens, i: int) -> Parsed | None:
        """Per cents from one to another: 50–60%, 50% to 60%."""
        first = self.numbers.decimal_at(tokens, i)
        if first is None:
            return None
        sign = self.per_cent.at(tokens, first[1])
        end = sign[1] if sign is not None else first[1]
        to = tokens.word(end) == "to" and tokens.flows(end) and tokens.flows(end + 1)
        if not to and tokens.gap(end).strip() not in ("-", "–", "‑"):
            return None
        second = self._per_cent(tokens, end + 1 if to else end)
        if second is None or second.share is None or not 0 <= first[0] / 100 < second.share:
            return None
        points = (first[0] / 100, second.share)
        span = Span(points[0], points[1])
        phrase = self._share(PhraseKind.RANGE, span, points, SmallBase.RANGE_OR_NEAR, second.of)
        return Parsed(phrase, Form.PER_CENT, i, second.end, modified=True)

    # -- the core ----------------------------------------------------------------------------------

    def _core(self, tokens: Tokens, i: int) -> Core | None:
        if tokens.word(i) in ("all", "both"):
            return self._all(tokens, i)
        fraction, number = self._fraction(tokens, i), self._number(tokens, i)
        if fraction is not None and (number is None or fraction.end >= number.end):
            return fraction
        return number

    def _all(self, tokens: Tokens, i: int) -> Core | None:
        if tokens.word(i) == "both":
            return Core(Form.ALL_COUNT, i + 1, count=2, of=2)
        excepting = tokens.word(i + 1) in ("but", "except") and tokens.flows(i + 1)
        number = self.numbers.at(tokens, i + (2 if excepting else 1))
        if number is None or not tokens.flows(i + 1):
            return None
        value, end = number
        if not excepting:
            return Core(Form.ALL_COUNT, end, count=value, of=value)
        of, end = self._base(tokens, end)
        return Core(Form.ALL_BUT, end, count=value, of=of)

    def _fraction(self, tokens: Tokens, i: int) -> Core | None:
        found = self.fractions.at(tokens, i)
        if found is None:
            return None
        of, end = self._base(tokens, found[1])
        return Core(Form.FRACTION, end, share=found[0].value, of=of)

    def _number(self, tokens: Tokens, i: int) -> Core | None:
        share = self._per_cent(tokens, i) or self._written_share(tokens, i)
        number = self.numbers.at(tokens, i)
        if share is not None or number is None:
            return share
        value, end = number
        of, base_end = self._base(tokens, end)
        if of is not None:
            return Core(Form.COUNT_OF, base_end, count=value, of=of) if value <= of else None
        return self._ratio(tokens, value, end) or Core(Form.COUNT, end, count=value)

    def _written_share(self, tokens: Tokens, i: int) -> Core | None:
        """1/3, 12/30 and, before "of", 0.5."""
        stroke = self.numbers.stroke_at(tokens, i)
        if stroke is not None:
            return self._part(*stroke)
        number = self.numbers.decimal_at(tokens, i) if tokens.word(i).startswith("0.") else None
        if number is None or tokens.word(number[1]) != "of" or not tokens.flows(number[1]):
            return None
        one_thing = tokens.word(number[1] + 1) in ("a", "an", "one")
        return None if one_thing or not number[0] else Core(Form.FRACTION, number[1], share=number[0])

    def _part(self, part: int, whole: int, end: int) -> Core:
        """A number out of another: a fraction when it is out of one of the denominators, else a count."""
        if part and whole in self.wording.denominators:
            return Core(Form.RATIO, end, share=Fraction(part, whole))
        return Core(Form.RATIO, end, count=part, of=whole)

    def _per_cent(self, tokens: Tokens, i: int) -> Core | None:
        number = self.numbers.decimal_at(tokens, i)
        if number is None:
            return None
        sign = self.per_cent.at(tokens, number[1])
        if sign is None or not (tokens.flows(number[1]) and number[0] <= 100):
            return None
        of, end = self._base(tokens, sign[1])
        return Core(Form.PER_CENT, end, share=number[0] / 100, of=of)

    def _ratio(self, tokens: Tokens, value: int, end: int) -> Core | None:
        link = self.ratio_links.at(tokens, end)
        if link is None or not tokens.flows(end) or not tokens.flows(link[1]):
            return None
        whole = self.numbers.at(tokens, link[1])
        if (
            whole is None
            or not 0 < value <= whole[0]
            or whole[0] < 2
            or self.numbers.is_a_date(tokens, link[1])
        ):
            return None
        return self._part(value, *whole)

    def _base(self, tokens: Tokens, i: int) -> tuple[int | None, int]:
        """The base named at word i ("of the eight") and the place after it; None and i when there is none."""
        link = self.base_links.at(tokens, i)
        if link is None or not tokens.flows(i) or not tokens.flows(link[1]):
            return None, i
        number = self.numbers.at(tokens, link[1])
        if number is None or number[0] < 1 or self.numbers.is_a_date(tokens, link[1]):
            return None, i
        return number

    # -- what it says ------------------------------------------------------------------------------

    def _around(self, core: Core, modifier: Modifier) -> Phrase:
        if core.form is Form.ALL_BUT:
            return self._all_but(core.count or 0, core.of)
        if core.count is not None:
            exact = not modifier.words
            if not exact and core.form is Form.RATIO and core.of:
                return self._near(Fraction(core.count, core.of), modifier, core.of)
            span = span_of_count(core.count, modifier)
            return self._count(span, count=core.count if exact else None, of=core.of)
        assert core.share is not None
        return self._near(core.share, modifier, core.of)

    def _near(self, share: Fraction, modifier: Modifier, of: int | None) -> Phrase:
        whole = share * of if of and not modifier.words else None
        if whole is not None and whole.denominator == 1:
            return self._count(Span(whole, whole), count=int(whole), of=of)
        span = span_around(share, modifier)
        return self._share(PhraseKind.FRACTION, span, (share,), modifier.small_base, of)

    def _all_but(self, count: int, of: int | None) -> Phrase:
        if of is not None and count < of:
            left = Fraction(of - count)
            return self._count(Span(left, left), count=of - count, of=of)
        span = Span(Fraction(0), Fraction(1), low_open=True, high_open=True)
        return replace(self._share(PhraseKind.ALL_BUT, span, of=of), count=count)

    def _share(
        self,
        kind: PhraseKind,
        span: Span,
        points: tuple[Fraction, ...] = (),
        small_base: SmallBase = SmallBase.RANGE,
        of: int | None = None,
    ) -> Phrase:
        return Phrase(
            words="",
            kind=kind,
            low=span.low,
            high=span.high,
            low_open=span.low_open,
            high_open=span.high_open,
            of=of,
            points=points,
            small_base=small_base,
            wording=self.wording,
        )

    def _count(self, span: Span, *, count: int | None = None, of: int | None = None) -> Phrase:
        return replace(self._share(PhraseKind.COUNT, span, of=of), count=count)


@lru_cache(maxsize=8)
def grammar_of(wording: Wording) -> Grammar:
    """The grammar of a wording, compiled once."""
    return Grammar(wording)


def _said(tokens: Tokens, start: int, end: int) -> str:
    """The words as they stand in the text, on one line."""
    return " ".join(tokens.text[tokens.starts[start] : tokens.ends[end - 1]].split())
