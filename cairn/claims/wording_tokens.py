"""Text cut into words and numbers, with what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cairn.claims.wording_folding import folded

T = TypeVar("T")

_TOKEN = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-zÀ-ɏ]+)*|[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|%")
_JOINING = {"", "-", "‐", "‑"}
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text in lower case, with the place of each in it.

    `text` is the text as it looks; `places` has for each of its characters the place in the text given,
    and is None when they are the same.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    places: Sequence[int] | None = None

    def given(self, first: int, last: int) -> tuple[int, int]:
        """Where the words from `first` up to `last` stand in the text given."""
        start, end = self.starts[first], self.ends[last - 1]
        return (start, end) if self.places is None else (self.places[start], self.places[end - 1] + 1)

    def __len__(self) -> int:
        return len(self.words)

    def word(self, i: int) -> str:
        """The word at i, or nothing beyond either end."""
        return self.words[i] if 0 <= i < len(self.words) else ""

    def gap(self, i: int) -> str:
        """What stands before the word at i."""
        start = self.ends[i - 1] if i > 0 else 0
        end = self.starts[i] if i < len(self.starts) else len(self.text)
        return self.text[start:end]

    def flows(self, i: int) -> bool:
        """Whether the word at i follows the one before it with nothing but white space or a hyphen.

        A blank line lets a sentence run on only before a small letter: it is the mark of a page that ended
        in the middle of a sentence, or of a figure above its label.
        """
        if not 0 < i < len(self.words):
            return False
        if self.starts[i] - self.ends[i - 1] == 1 and self.text[self.ends[i - 1]] == " ":
            return True
        gap = self.gap(i)
        if gap.strip() not in _JOINING:
            return False
        return self.text[self.starts[i]].islower() or not _BLANK_LINE.search(gap)

    def glued(self, i: int) -> bool:
        """Whether the word at i stands against a letter, digit or point, as in 16th, DD1 and S.25."""
        before = self.text[self.starts[i] - 1] if self.starts[i] else " "
        after = self.text[self.ends[i]] if self.ends[i] < len(self.text) else " "
        return (
            before.isalnum() or before in "._/@#:" or (after.isalnum() and after.isascii()) or after in "_@+/"
        )

    def follow(self, i: int, words: tuple[str, ...]) -> int | None:
        """The place after `words` if they stand at i and flow; else None."""
        for offset, word in enumerate(words):
            if self.word(i + offset) != word or (offset and not self.flows(i + offset)):
                return None
        return i + len(words)


def tokens_of(text: str) -> Tokens:
    """The words of a text; time and memory in proportion to its length."""
    text, places = folded(text)
    words, starts, ends = [], [], []
    for match in _TOKEN.finditer(text):
        words.append(match[0].lower().replace("’", "'"))
        starts.append(match.start())
        ends.append(match.end())
    return Tokens(text, words, starts, ends, places)


class Lexicon(Generic[T]):
    """Phrases looked up by the words at a place; the longest wins."""

    def __init__(self, entries: Mapping[str, T] | Iterable[tuple[str, T]]) -> None:
        pairs = entries.items() if isinstance(entries, Mapping) else entries
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, value in pairs:
            words = tuple(tokens_of(phrase).words)
            self._by_first.setdefault(words[0], []).append((words, value))
        for listed in self._by_first.values():
            listed.sort(key=lambda entry: -len(entry[0]))

    def at(self, tokens: Tokens, i: int) -> tuple[T, int] | None:
        """The value of the longest phrase that begins at i, with the place after it."""
        for words, value in self._by_first.get(tokens.word(i), ()):
            end = tokens.follow(i, words)
            if end is not None:
                return value, end
        return None

    @property
    def first_words(self) -> set[str]:
        return set(self._by_first)

    @property
    def openings(self) -> set[tuple[str, str]]:
        """The first two words of every phrase; the second is empty where there is only one."""
        return {
            (words[0], words[1] if len(words) > 1 else "")
            for listed in self._by_first.values()
            for words, _ in listed
        }
