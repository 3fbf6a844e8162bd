"""Words of the field that mean much the same, and what a search should look for besides."""

from __future__ import annotations

import re
from functools import cache

from cairn.errors import Problem
from cairn.framework.reading import Fields, raise_all
from cairn.pipeline.places import definitions_root

FILE = "search/thesaurus.yaml"


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """The groups of words, each word in lower case. Raises `DefinitionError` with all that is wrong."""
    root = definitions_root()
    problems: list[Problem] = []
    fields = Fields.open(root / FILE, root, problems)
    found: list[tuple[str, ...]] = []
    if fields is not None:
        fields.text("source")
        fields.date("dated")
        for entry in fields.sections("groups"):
            found.append(tuple(word.casefold() for word in entry.texts("words", required=True)))
            entry.finish()
        fields.finish()
    raise_all(problems)
    return tuple(found)


def words_beside(query: str) -> tuple[str, ...]:
    """What else the words of the query are called, in the order of the file."""
    asked = " ".join(re.findall(r"[\w'’-]+", query.casefold().replace("’", "'")))
    found: dict[str, None] = {}
    for group in groups():
        if any(_stands_in(word, asked) for word in group):
            found |= dict.fromkeys(word for word in group if not _stands_in(word, asked))
    return tuple(found)


def _stands_in(word: str, asked: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", asked) is not None
