"""Every number-word in a text, with its place and what it says."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cairn.claims.phrases_context import INTRODUCING, never_lexicon, reader_of
from cairn.claims.phrases_text import bare_text
from cairn.claims.wording_grammar import grammar_of
from cairn.claims.wording_model import NO_LIMIT, Phrase, Wording
from cairn.claims.wording_tokens import Lexicon, Tokens, tokens_of

_Hit = tuple[Phrase | None, int]  # what was found, if anything, and the word to go on from
# No decision reads further back or ahead than so many words.
_BACK, _AHEAD = 6, 80
_REMEMBERED = 4096  # decisions kept at a time
_LONGEST_AROUND = 2000  # characters


@dataclass(frozen=True, slots=True)
class FoundPhrase:
    """A phrase in a text. `line` and `column` count from 1; `start` and `end` are offsets of characters.

    `words` are as they look there, without markup and on one line.
    """

    line: int
    column: int
    start: int
    end: int
    words: str
    phrase: Phrase


def find_phrases(
    text: str, wording: Wording, *, vague: bool = False, order: bool = False
) -> tuple[FoundPhrase, ...]:
    """Every number-word in a plain text or Markdown, in order, none inside another.

    Number-words are shares, counts and percentages of something counted: not dates, ages, labels and
    superlatives, nor code, addresses and link targets. `vague` adds words without a range ("many"), `order`
    words that compare ("higher"). Never refuses a text; takes time in proportion to its length.
    """
    tokens = tokens_of(bare_text(text))
    lines = [match.start() for match in re.finditer("\n", text)]
    found = []
    for phrase, first, last in _hits(tokens, wording, vague=vague, order=order):
        start, end = tokens.given(first, last)
        line = bisect_right(lines, start - 1)
        column = start - (lines[line - 1] if line else -1)
        found.append(FoundPhrase(line + 1, column, start, end, phrase.words, phrase))
    return tuple(found)


def phrase_as_json(found: FoundPhrase) -> dict[str, object]:
    """The phrase for a program: shares from 0 to 1, counts as counts; `high` is null if there is none."""
    phrase = found.phrase
    exact: dict[str, object] = {"count": phrase.count, "of": phrase.of, "direction": phrase.direction or None}
    return {
        "line": found.line,
        "column": found.column,
        "words": found.words,
        "low": round(float(phrase.low), 6) if phrase.is_share else _plain(phrase.low),
        "high": round(float(phrase.high), 6) if phrase.is_share else _plain(phrase.high),
        "kind": phrase.kind.value,
        "low_included": not phrase.low_open,
        "high_included": not phrase.high_open,
    } | {key: value for key, value in exact.items() if value is not None}


def _plain(count: object) -> int | float | None:
    number = float(count)  # type: ignore[arg-type]
    if number >= float(NO_LIMIT):
        return None
    return int(number) if number.is_integer() else round(number, 6)


class _Finder:
    """The search for one wording: what is looked for at each word, in this order."""

    def __init__(self, wording: Wording) -> None:
        self.grammar = grammar_of(wording)
        self.reader = reader_of(wording)
        self.never: Lexicon[bool] = never_lexicon(wording.context)
        looked_for = (self.never, self.grammar.unchanging, self.grammar.vague)
        openings = self.grammar.openings.union(*(lexicon.openings for lexicon in looked_for))
        self.comparing = self.grammar.order.first_words
        self.seconds: dict[str, set[str]] = {}
        for first, second in openings:
            self.seconds.setdefault(first, set()).add(second)

    def may_begin(self, tokens: Tokens, i: int) -> bool:
        """Whether anything looked for can begin at word i: a quick look that spares most words a slow one."""
        word = tokens.words[i]
        if word[0].isdigit():
            after = tokens.word(i + 1)
            return (
                tokens.flows(i + 1)
                or (after[:1].isdigit() and tokens.gap(i + 1).strip() in (",", "–", "/"))
                or (tokens.word(i - 2), tokens.word(i - 1)) in INTRODUCING
            )
        seconds = self.seconds.get(word)
        return seconds is not None and ("" in seconds or tokens.word(i + 1) in seconds)

    def at(self, tokens: Tokens, i: int) -> _Hit:
        skipped = self.never.at(tokens, i) or self.grammar.unchanging.at(tokens, i)
        if skipped is not None:
            return None, skipped[1]
        unclear = self.grammar.vague_at(tokens, i)
        if unclear is not None:
            return unclear
        parsed = self.grammar.at(tokens, i)
        if parsed is None or not self.reader.is_quantity(tokens, parsed):
            return None, i + 1
        comparing = self.grammar.order_at(tokens, i)
        if comparing is not None and comparing[1] > parsed.end:
            return None, i + 1
        return parsed.phrase, parsed.end


class _Repeats:
    """What was decided about the same words amid the same words: a text that repeats itself is read once."""

    def __init__(self, finder: _Finder, tokens: Tokens) -> None:
        self.finder = finder
        self.tokens = tokens
        self.decided: dict[tuple[int, int, str], _Hit] = {}

    def at(self, i: int) -> _Hit:
        tokens, size = self.tokens, len(self.tokens)
        first, last = max(i - _BACK, 0), min(i + _AHEAD, size)
        begin = tokens.starts[first] - 1 if first else 0
        end = tokens.starts[last] if last < size else len(tokens.text)
        if end - begin > _LONGEST_AROUND:
            return self.finder.at(tokens, i)
        around = (i - first, last - i, tokens.text[begin:end])
        known = self.decided.get(around)
        if known is None:
            if len(self.decided) >= _REMEMBERED:
                self.decided.clear()
            phrase, after = self.finder.at(tokens, i)
            known = self.decided[around] = phrase, after - i
        return known[0], i + known[1]


@lru_cache(maxsize=8)
def _finder_of(wording: Wording) -> _Finder:
    return _Finder(wording)


def _hits(tokens: Tokens, wording: Wording, *, vague: bool, order: bool) -> Iterator[tuple[Phrase, int, int]]:
    finder = _finder_of(wording)
    repeats = _Repeats(finder, tokens)
    i = 0
    for here, word in enumerate(tokens.words):
        if here < i:
            continue
        phrase, i = repeats.at(here) if finder.may_begin(tokens, here) else (None, here + 1)
        if phrase is None and order and i == here + 1 and word in finder.comparing:
            compared = finder.grammar.order_at(tokens, here)
            phrase, i = compared if compared else (None, i)
        if phrase is not None and (phrase.is_quantity or (phrase.direction and order) or vague):
            yield phrase, here, i
