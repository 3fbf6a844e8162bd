"""What `above=` names: the other side of an ordering."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cairn.analysis.estimators import resolve_where
from cairn.analysis.measures import MeasureBook
from cairn.claims.claim import Claim, Where
from cairn.claims.naming import ALL, REST


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """The figure a claim is compared with. `where` is resolved; `outside`, when not empty, is the group
    whose complement is meant. `label` names it in a sentence."""

    source: str
    measure: str
    level: str
    where: Where = ()
    outside: Where = ()
    label: str


def other_of(claim: Claim, book: MeasureBook) -> Other:
    """The other side of a claim that has been parsed with this book.

    - `rest`: everyone of the source who is not in the claim's group;
    - `all`: everyone of the source;
    - a measure (or MEASURE:LEVEL): that measure, same level unless said, in the claim's group;
    - a source: the same measure, level and group there;
    - a population or CHARACTERISTIC:VALUE: the claim's group with those characteristics changed.
    """
    name, colon, tail = claim.above.partition(":")
    level = claim.level or ""
    where = resolve_where(claim.where, claim.source, book)
    here = Other(source=claim.source, measure=claim.measure, level=level, label="")
    if claim.above == REST:
        return replace(here, outside=where, label="the rest")
    if claim.above == ALL:
        return replace(here, label="all")
    measure = book.measure(claim.source, name)
    if measure is not None:
        return replace(here, measure=name, level=tail or level, where=where, label=measure.label)
    source = None if colon else book.source(name)
    if source is not None:
        return replace(here, source=name, where=where, label=source.label)
    group = resolve_where(((name, tuple(tail.split("|")) if colon else ()),), claim.source, book)
    changed = {n for n, _ in group}
    kept = tuple(part for part in where if part[0] not in changed)
    label = group_label(((name, _values(tail)),), claim.source, book)
    return replace(here, where=kept + group, label=label)


def group_label(where: Where, source: str, book: MeasureBook) -> str:
    """A group in words, as its labels name it; empty for everyone."""
    return "; ".join(_part_label(name, values, source, book) for name, values in where)


def value_label(source: str, characteristic: str, value: str, book: MeasureBook) -> str:
    """The label of one value of a characteristic or of a measure that names a group."""
    measure = book.measure(source, characteristic)
    if measure is not None:
        return measure.scale.label_of(value)
    found = book.characteristic(source, characteristic)
    return found.label_of(value) if found else value.replace("_", " ")


def _values(tail: str) -> tuple[str, ...]:
    return tuple(tail.split("|")) if tail else ()


def _part_label(name: str, values: tuple[str, ...], source: str, book: MeasureBook) -> str:
    population = None if values else book.population(source, name)
    if population is not None:
        return population.label
    measure, found = book.measure(source, name), book.characteristic(source, name)
    if found is not None and measure is None:
        return " or ".join(found.group_of(v) for v in values)
    shown = " or ".join(value_label(source, name, v, book) for v in values)
    # "in foster care" speaks for itself; "yes" needs its question.
    return f"{measure.label}: {shown}" if measure is not None else shown
