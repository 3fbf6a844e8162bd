"""From an evidence bundle to what claims are checked against."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cairn.analysis.measures import MeasureBook
from cairn.analysis.tallies.tally_source import tally_source
from cairn.claims.claim import Claim
from cairn.claims.evidence import Evidence
from cairn.claims.needs import Need, needs_of
from cairn.collection.bundle import Bundle, open_bundle
from cairn.framework.programme import PublishedFact
from cairn.framework.programme_loader import programme_names
from cairn.pipeline.shelf import Shelf


def read_evidence(folder: Path, shelf: Shelf, claims: Iterable[Claim]) -> Evidence:
    """Open the bundle at `folder` and count what `claims` need."""
    bundle = open_bundle(folder, shelf.instrument_set)
    return evidence_of(bundle, shelf.book, claims, published_facts(bundle, shelf))


def evidence_of(
    bundle: Bundle, book: MeasureBook, claims: Iterable[Claim], published: tuple[PublishedFact, ...]
) -> Evidence:
    """Tallies of every source that the claims name and whose tables the bundle holds.

    A source the bundle knows nothing of is left out: claims about it come out as *cannot tell*.
    """
    needs = needs_of(claims, book)
    tallies = {
        source: tally_source(bundle, source, need.characteristics, need.items, book)
        for source, need in needs.items()
        if _is_there(bundle, book, source, need)
    }
    return Evidence(
        tallies=tallies, book=book, published=published, stand_in=bundle.stand_in, label=bundle.label
    )


def published_facts(bundle: Bundle, shelf: Shelf) -> tuple[PublishedFact, ...]:
    """What stands in print about the programme the bundle is named after; nothing for another bundle."""
    for name in programme_names(shelf.root):
        if bundle.about.name == bundle_name(name):
            return shelf.programme(name).published_facts
    return ()


def bundle_name(programme: str) -> str:
    """The name of a programme's bundle: `scotland/2018-2020` → `scotland-2018-2020`."""
    return programme.replace("/", "-")


def _is_there(bundle: Bundle, book: MeasureBook, source: str, need: Need) -> bool:
    found = book.source(source)
    return found is not None and bool(need) and all(table in bundle.tables for table in found.tables)
