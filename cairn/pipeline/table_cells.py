"""What the people of a table are called in `release.json`: what they have in common, as in that of a report.
The figures of tables and reports are known together, whoever printed them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from cairn.analysis.disclosure.cells import ALL, Cell, Dimension
from cairn.analysis.disclosure.tables import CountTable
from cairn.analysis.estimators import Where, resolve_where
from cairn.analysis.measures import Measure
from cairn.claims.claim import Claim
from cairn.pipeline.figure_cells import FigureCells

Slots = tuple[str, ...]


def named_cells(
    claim: Claim, measure: Measure, table: CountTable, dimensions: Mapping[str, Dimension], cells: FigureCells
) -> dict[Cell, tuple[Cell, ...]]:
    """Every cell that the claim's table could have, with its names: as people, and as answers wherever
    several questions are counted together."""
    where = resolve_where(claim.where, claim.source, cells.book)
    found: dict[Cell, tuple[Cell, ...]] = {}
    for slots in product(*(dimensions[d].slots for d in table.dimensions)):
        places = dict(zip(table.dimensions, slots, strict=True))
        by = places.pop(claim.by, ALL) if claim.by else ALL
        group = where if by == ALL else (*where, (claim.by, dimensions[claim.by].members(by)))
        answers = tuple(m for d, slot in places.items() for m in dimensions[d].members(slot))
        found[table.cell(slots)] = _named(claim, measure, group, answers, cells)
    return found


def nobody(claim: Claim, measure: Measure, values: Slots, cells: FigureCells) -> tuple[Cell, ...]:
    """The people of a claim in those of its groups for which there is no evidence, if there are any."""
    where = resolve_where(claim.where, claim.source, cells.book)
    answers = () if measure.counts_units else tuple(a.name for a in measure.scale.answers)
    return _named(claim, measure, (*where, (claim.by, values)), answers, cells) if values else ()


def _named(
    claim: Claim, measure: Measure, group: Where, answers: Slots, cells: FigureCells
) -> tuple[Cell, ...]:
    if not measure.counts_units:
        return tuple(cells.at(claim.source, measure, group, answers))
    alone = cells.units(claim.source, group)
    return () if alone is None else (alone,)
