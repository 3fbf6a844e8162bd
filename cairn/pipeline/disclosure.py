"""Disclosure control with the words of reports: the audit lives below claims and is lent their reading."""

from __future__ import annotations

from collections.abc import Collection

from cairn.analysis.disclosure import DisclosureRule, load_disclosure
from cairn.analysis.disclosure.figures import Reading, Said
from cairn.claims.wording import allowed_counts, read_phrase
from cairn.claims.wording_model import Wording
from cairn.pipeline.shelf import Shelf


def disclosure_rule(shelf: Shelf, name: str = "default") -> DisclosureRule:
    """The rule of that name among the shelf's definitions."""
    return load_disclosure(shelf.root, name)


def reading_of(wording: Wording) -> Reading:
    """How a reader takes number-words. Raises `WordingError` for words that say no quantity."""

    def read(words: str) -> Said:
        phrase = read_phrase(words, wording)

        def counts(n: int) -> Collection[int]:
            return allowed_counts(phrase, n)

        share = (phrase.low, phrase.high, phrase.high_open) if phrase.is_share else None
        return Said(counts=counts, share=share)

    return read
