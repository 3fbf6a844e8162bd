"""Which cells of a tally belong to a group.

Source: a domain of study in the sense of W. G. Cochran, Sampling Techniques (3rd ed., 1977), section 2.11:
a subset of the units, named by conditions on their characteristics.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import numpy.typing as npt

from cairn.analysis.measures import MeasureBook
from cairn.analysis.tally import NOT_GIVEN, TABLE, Tally
from cairn.errors import ClaimError, Problem
from cairn.utils.nearest import did_you_mean

Where = tuple[tuple[str, tuple[str, ...]], ...]
"""Conditions that must all hold: a characteristic (or a choice item) and the values it may have.

The values of a choice item are names of answers; `resolve_where` turns named sets into answers.
"""

Mask = npt.NDArray[np.bool_]

SYNONYMS = {"partnership": "area"}
UNION_CHARACTERISTICS = (TABLE, "age_group")


def in_group(tally: Tally, where: Where) -> Mask:
    """One Boolean per cell: whether every condition holds. Raises `ClaimError` for a characteristic
    that the tally was not made with."""
    mask = np.ones(len(tally.cells), dtype=np.bool_)
    for name, values in where:
        mask &= having(tally, name, frozenset(values))
    return mask


def having(tally: Tally, name: str, values: Collection[str]) -> Mask:
    """The cells whose characteristic has one of these values."""
    i = column_of(tally, name)
    return np.fromiter((cell[i] in values for cell in tally.cells), dtype=np.bool_, count=len(tally.cells))


def given(tally: Tally, where: Where) -> Mask:
    """The cells in which every characteristic that `where` names has a value."""
    mask = np.ones(len(tally.cells), dtype=np.bool_)
    for name, _ in where:
        mask &= ~having(tally, name, (NOT_GIVEN,))
    return mask


def column_of(tally: Tally, name: str) -> int:
    """The place of a characteristic in each cell; `partnership` means `area` unless there is one."""
    name = name if name in tally.characteristics else SYNONYMS.get(name, name)
    if name not in tally.characteristics:
        raise ClaimError(
            Problem(
                code="characteristic-not-tallied",
                message=f"The figures of {tally.source} are not broken down by “{name}”.",
                remedy=did_you_mean(name, tally.characteristics),
            )
        )
    return tally.characteristics.index(name)


def resolve_where(where: Where, source: str, book: MeasureBook) -> Where:
    """The same group in the names that cells hold.

    A named population (a name without values) becomes its conditions; a measure of one item becomes
    that item, and its levels the answers they stand for; `partnership` becomes `area`. Other names are
    taken for characteristics and left as they are. Raises `ClaimError` for an unknown population, for a
    level that the measure does not have, and for a measure of several items.
    """
    resolved: list[tuple[str, tuple[str, ...]]] = []
    for name, values in where:
        if values:
            resolved.append(_resolve_condition(SYNONYMS.get(name, name), values, source, book))
            continue
        population = book.population(source, name)
        if population is None:
            known = (p.name for p in book.populations if source in p.sources)
            raise _refusal("population-unknown", f"{source} has no population “{name}”.", name, known)
        resolved.extend(resolve_where(population.where, source, book))
    return tuple(resolved)


def _resolve_condition(
    name: str, values: tuple[str, ...], source: str, book: MeasureBook
) -> tuple[str, tuple[str, ...]]:
    measure = book.measure(source, name)
    if measure is None:
        return name, values
    if len(measure.items) > 1:
        raise _refusal("where-pooled", f"“{name}” counts several questions, so it cannot name a group.")
    wanted: set[int] = set()
    for value in values:
        codes = measure.scale.codes_of(value)
        if codes is None:
            levels = measure.scale.level_names
            raise _refusal("level-unknown", f"“{name}” has no level “{value}”.", value, levels)
        wanted |= codes
    return measure.items[0], tuple(a.name for a in measure.scale.answers if a.code in wanted)


def _refusal(code: str, message: str, wrong: str = "", right: Iterable[str] = ()) -> ClaimError:
    return ClaimError(Problem(code=code, message=message, remedy=did_you_mean(wrong, right)))
