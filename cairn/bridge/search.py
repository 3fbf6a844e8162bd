"""A search by words: of what is published, by the words asked for, their other names, and mended spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cairn.bridge.thesaurus import groups, words_beside
from cairn.store.queries.searching import Hit, repaired, search_sections

MOST_WORDS = 20
LONGEST = 200
_BESIDE = 0.5
_MENDED = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`hits` of one page, `total` of all; `beside` are other names that were looked for too, `mended` the
    words that nothing published has and what was looked for in their place."""

    query: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    beside: tuple[str, ...] = ()
    mended: tuple[tuple[str, str], ...] = ()


def search(query: str, *, limit: int, offset: int = 0) -> Found:
    """Sections of the newest editions with any of the words, best first. Quotation marks make a phrase."""
    query = " ".join(query.replace("\0", " ")[:LONGEST].split())
    parts = re.findall(r'["“]([^"”]+)["”]|([^\s"“”]+)', query)
    asked = [phrase or word for phrase, word in parts][:MOST_WORDS]
    if not asked:
        return Found(query=query)
    beside = words_beside(query)
    known = {part for group in groups() for name in group for part in name.split()}
    mended = repaired([word for word in asked if " " not in word and word.casefold() not in known])
    words = [(word, 1.0) for word in asked]
    words += [(stem, _MENDED) for stem in mended.values()]
    words += [(word, _BESIDE) for word in beside]
    hits, total = search_sections(words, limit=limit, offset=offset)
    return Found(query=query, hits=hits, total=total, beside=beside, mended=tuple(mended.items()))
