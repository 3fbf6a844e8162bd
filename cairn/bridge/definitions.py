"""What the definitions say, read once for as long as the process runs: they change only by a release."""

from __future__ import annotations

from functools import cache

from cairn.framework.clocks import Clocks, load_clocks
from cairn.framework.loader import load_editions, load_vocabularies
from cairn.framework.model import Edition
from cairn.framework.vocabulary import Vocabulary
from cairn.instruments.loader import load_answer_scales, load_instruments
from cairn.instruments.model import Instrument
from cairn.pipeline.places import definitions_root


@cache
def editions() -> dict[str, Edition]:
    """Every framework edition, by `framework/edition`."""
    return load_editions(definitions_root())


@cache
def clocks() -> Clocks:
    """How long is waited, and how long is kept what is about people."""
    return load_clocks(definitions_root())


@cache
def vocabularies() -> dict[str, Vocabulary]:
    """Every vocabulary, by the name of its file."""
    return load_vocabularies(definitions_root())


@cache
def instruments() -> dict[str, Instrument]:
    """The newest edition of every instrument, by the name of its table."""
    root = definitions_root()
    return load_instruments(root, vocabularies(), load_answer_scales(root))


def edition_named(framework: str, edition: str) -> Edition:
    """The edition a programme names. Raises `KeyError` when the definitions no longer have it."""
    return editions()[f"{framework}/{edition}"]


def gradable(edition: Edition) -> dict[str, str]:
    """What can be graded under an edition, by code, with its title: what it grades formally comes first, then
    every single indicator."""
    formal = {evaluation.code: evaluation.title for evaluation in edition.evaluations}
    return formal | {
        indicator.code: indicator.shown_title
        for indicator in edition.indicators
        if indicator.code not in formal
    }


def term_labels(vocabulary: str) -> dict[str, str]:
    """The labels of a vocabulary's terms, by name."""
    return {term.name: term.label for term in vocabularies()[vocabulary].terms}
