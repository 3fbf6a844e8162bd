"""The instruments of a programme, with the scales and vocabularies their items name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cairn.framework.vocabulary import Term, Vocabulary
from cairn.instruments.model import Answer, AnswerScale, Instrument, Item, ItemKind
from cairn.instruments.terms import terms_of
from cairn.utils.digests import digest_of_value


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentSet:
    """One instrument for each evidence table, by the name of the table."""

    instruments: Mapping[str, Instrument]
    scales: Mapping[str, AnswerScale]
    vocabularies: Mapping[str, Vocabulary]

    def answers(self, item: Item) -> tuple[Answer, ...]:
        """The answers of a choice item, in the order of their codes."""
        return self.scales[item.scale].answers

    def terms(self, item: Item) -> tuple[Term, ...]:
        """The values a characteristic may have."""
        return terms_of(item, self.vocabularies)

    def level_names(self, item: Item) -> tuple[str, ...]:
        """The answers or terms of an item by name, in order; none for free text."""
        if item.kind is ItemKind.CHOICE:
            return tuple(a.name for a in self.answers(item))
        return tuple(t.name for t in self.terms(item)) if item.kind is ItemKind.CHARACTERISTIC else ()

    def coding_digest(self, instrument: Instrument) -> str:
        """SHA-256 of how answers are coded and routed. Wording is not part of it, so that a corrected
        spelling does not make old evidence unreadable; nor are a vocabulary's terms, which grow."""
        return digest_of_value(
            [
                {
                    "item": item.name,
                    "kind": item.kind.value,
                    "answers": self.level_names(item) if item.kind is ItemKind.CHOICE else item.scale,
                    "applies_when": [[c.item, list(c.answers)] for c in item.applies_when],
                    "allows": [m.word for m in item.allows],
                }
                for item in instrument.items
                if item.kind is not ItemKind.TEXT
            ]
        )
