"""The words that reports explain, and what the values of a published evaluation mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cairn.bridge.definitions import editions
from cairn.errors import Problem
from cairn.framework.model import Edition
from cairn.framework.reading import Fields, raise_all
from cairn.pipeline.places import definitions_root

FILE = "reports/glossary.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A word with its meaning; `anchor` is its place on the page of the glossary."""

    term: str
    meaning: str
    anchor: str


@cache
def entries() -> tuple[Entry, ...]:
    """The glossary, in the order of its file."""
    root = definitions_root()
    problems: list[Problem] = []
    fields = Fields.open(root / FILE, root, problems)
    found = []
    if fields is not None:
        fields.text("source")
        fields.date("dated")
        for section in fields.sections("terms"):
            term, meaning = section.text("term"), section.text("meaning")
            anchor = re.sub(r"[^a-z0-9]+", "-", term.casefold()).strip("-")
            found.append(Entry(term=term, meaning=meaning, anchor=f"term-{anchor}"))
            section.finish()
        fields.finish()
    raise_all(problems)
    return tuple(found)


def edition_of(framework: str) -> Edition | None:
    """The edition named as `framework/edition`; None when the definitions have it no more."""
    return editions().get(framework)


def subject_title(edition: Edition | None, subject: str) -> str:
    """An indicator or a formal evaluation by its code and title; the code alone where nobody knows."""
    if edition is not None:
        for formal in edition.evaluations:
            if formal.code == subject:
                return f"{subject} {formal.title}"
        for indicator in edition.indicators:
            if indicator.code == subject:
                return f"{subject} {indicator.shown_title}"
    return subject
