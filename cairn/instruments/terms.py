"""What a characteristic may be."""

from __future__ import annotations

from collections.abc import Mapping

from cairn.framework.vocabulary import Term, Vocabulary
from cairn.instruments.model import Item

AREA = "area"  # the vocabulary of letters for stand-in evidence
REAL_PLACES = "partnership"  # the vocabulary of places that exist


def terms_of(item: Item, vocabularies: Mapping[str, Vocabulary]) -> tuple[Term, ...]:
    """The terms a characteristic may have: those of its vocabulary.

    An area may also be a partnership that exists: the same form serves a real inspection and stand-in
    evidence. That no stand-in unit carries a real name is checked where evidence is taken in.
    """
    terms = vocabularies[item.scale].terms
    if item.scale == AREA and REAL_PLACES in vocabularies:
        return terms + vocabularies[REAL_PLACES].terms
    return terms
