"""The instruments of a programme, with the scales and vocabularies their items name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cairn.framework.vocabulary import Term, Vocabulary
from cairn.instruments.model import Answer, AnswerScale, Instrument, Item, ItemKind
from cairn.utils.digests import digest_of_value

AREA = "area"  # the characteristic that says which partnership a unit belongs to
REAL_PLACES = "partnership"  # the vocabulary whose terms are places that exist


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
        """The values a characteristic may have.

        The area of a unit may be one of the letters of stand-in evidence or a partnership that exists,
        whichever of the two vocabularies the instrument names.
        """
        terms = self.vocabularies[item.scale].terms
        if item.name != AREA or item.scale == REAL_PLACES:
            return terms
        return terms + (self.vocabularies[REAL_PLACES].terms if REAL_PLACES in self.vocabularies else ())

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
