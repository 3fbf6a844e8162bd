"""What must be counted before claims can be checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cairn.analysis.estimators import resolve_where
from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Claim, Where
from cairn.claims.comparison import Other, other_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """For one source: the characteristics (or choice items) to break its figures down by, and the items to
    count. Each is sorted, and named once."""

    characteristics: tuple[str, ...]
    items: tuple[str, ...]


def needs_of(claims: Iterable[Claim], book: MeasureBook) -> dict[str, Need]:
    """The need of every source that the claims name and that has tables, by source in order of name.

    The claims must have been parsed with this book.
    """
    characteristics: dict[str, set[str]] = {}
    items: dict[str, set[str]] = {}
    for claim in claims:
        for name, breakdown, counted in _wants(claim, book):
            characteristics.setdefault(name, set()).update(breakdown)
            items.setdefault(name, set()).update(counted)
    return {
        name: Need(characteristics=tuple(sorted(characteristics[name])), items=tuple(sorted(items[name])))
        for name in sorted(items)
        if _has_tables(name, book)
    }


def _has_tables(source: str, book: MeasureBook) -> bool:
    found = book.source(source)
    return found is not None and not found.published_only


def _wants(claim: Claim, book: MeasureBook) -> Iterator[tuple[str, set[str], set[str]]]:
    breakdown = _names(claim.where, claim.source, book) | ({claim.by} if claim.by else set())
    breakdown |= _narrowed_by(claim.source, claim.measure, book)
    if claim.rest:
        measure = book.measure(claim.source, claim.rest.partition(":")[0])
        breakdown |= set(measure.items) if measure else set()
    yield claim.source, breakdown, _items(claim.source, claim.measure, book)
    if claim.above:
        yield _wants_of_other(other_of(claim, book), book)
    if claim.versus:
        yield claim.versus, _names(claim.where, claim.source, book), _items(claim.versus, claim.measure, book)


def _wants_of_other(other: Other, book: MeasureBook) -> tuple[str, set[str], set[str]]:
    names = {name for name, _ in (*other.where, *other.outside)}
    names |= _narrowed_by(other.source, other.measure, book)
    return other.source, names, _items(other.source, other.measure, book)


def _names(where: Where, source: str, book: MeasureBook) -> set[str]:
    return {name for name, _ in resolve_where(where, source, book)}


def _items(source: str, measure: str, book: MeasureBook) -> set[str]:
    found = book.measure(source, measure)
    return set(found.items) if found else set()


def _narrowed_by(source: str, measure: str, book: MeasureBook) -> set[str]:
    """The characteristics by which a measure leaves out units of its own accord."""
    found = book.measure(source, measure)
    return {name for name, _ in found.where} if found else set()
