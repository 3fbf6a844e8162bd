"""Stand-in evidence: microdata in which the published statements hold, exactly and reproducibly.

Rows and their characteristics are laid out first; then each item gets its answers by an integer program
over the statements that speak of it (see `allot`), items that others depend on before those that depend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np

from cairn.analysis.estimators import resolve_where
from cairn.analysis.measures import MeasureBook
from cairn.collection.evidence_table import id_column
from cairn.errors import EvidenceError, Problem
from cairn.framework.programme import Programme
from cairn.framework.vocabulary import Vocabulary
from cairn.instruments.model import AnswerScale, Instrument, Item
from cairn.reconstruction.allot import Bound, Cells, Mask, allot, cells_of
from cairn.reconstruction.assumptions import Assumptions
from cairn.reconstruction.bounds import ItemBounds, Wanted, by_item
from cairn.reconstruction.frame import lay_out
from cairn.reconstruction.rows import NONE, Rows
from cairn.reconstruction.spread import in_seeded_order

EVALUATIONS = "evaluations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that decides the data: the same plan gives the same data."""

    programme: Programme
    book: MeasureBook
    instruments: Mapping[str, Instrument]  # by table
    scales: Mapping[str, AnswerScale]
    vocabularies: Mapping[str, Vocabulary]
    assumptions: Assumptions
    wanted: tuple[Wanted, ...]
    withhold_below: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconstruction:
    """Tables of columns of value names (answers by name, `""` where an item does not apply).

    The first column of each table is its unit's id. Units are named for nothing and nobody.
    """

    tables: Mapping[str, Mapping[str, Sequence[str]]]
    seed: int


def reconstruct(plan: Plan) -> Reconstruction:
    """Build the tables. Raises `EvidenceError` naming the statements when no whole numbers satisfy them."""
    rows = lay_out(
        plan.programme, plan.instruments, plan.vocabularies, plan.assumptions, plan.book, plan.seed
    )
    speaking = by_item(plan.wanted, plan.book)
    for name in _in_order(plan):
        _answer(plan, rows, name, speaking.get(name, []))
    tables = {
        table: {id_column(table): rows.units[table], **_listed(rows, instrument)}
        for table, instrument in plan.instruments.items()
        if table in rows.units
    }
    if EVALUATIONS in plan.instruments:
        tables[EVALUATIONS] = _published_evaluations(plan.programme)
    return Reconstruction(tables=tables, seed=plan.seed)


def _published_evaluations(programme: Programme) -> dict[str, list[str]]:
    """The published table, place by place: facts, with nothing built beside them."""
    found = programme.evaluations
    return {
        id_column(EVALUATIONS): [f"{e.partnership}-{e.indicator}".replace(".", "-") for e in found],
        "place": [e.partnership for e in found],
        "indicator": [e.indicator for e in found],
        "evaluation": [e.evaluation for e in found],
    }


def _listed(rows: Rows, instrument: Instrument) -> dict[str, list[str]]:
    items = (*instrument.characteristics, *instrument.choices)
    return {i.name: [str(v) for v in rows.columns[instrument.table][i.name]] for i in items}


def _in_order(plan: Plan) -> list[str]:
    """Every choice item's name, those others depend on first."""
    depends: dict[str, set[str]] = {}
    for instrument in plan.instruments.values():
        for item in instrument.choices:
            depends.setdefault(item.name, set()).update(c.item for c in item.applies_when)
    for want in plan.wanted:
        measure = plan.book.measure(want.claim.source, want.claim.measure)
        if measure is None:
            continue
        needed = _items_named(plan.book, want)
        for item_name in measure.items:
            depends.setdefault(item_name, set()).update(needed - {item_name})
    return [n for n in TopologicalSorter(depends).static_order() if n in depends]


def _items_named(book: MeasureBook, want: Wanted) -> set[str]:
    """The choice items that decide whom a claim speaks of."""
    claim = want.claim
    rest = claim.rest.partition(":")[0]
    where = claim.where + (((rest, (claim.rest.partition(":")[2] or "yes",)),) if rest else ())
    named = {name for name, _ in resolve_where(where, claim.source, book)} | {claim.by}
    return {n for n in named if n and book.characteristic(claim.source, n) is None}


def _answer(plan: Plan, rows: Rows, name: str, wanted: Sequence[Wanted]) -> None:
    """Give every row that `name` applies to its answer."""
    asking = [(t, i) for t, i in _asking(plan, name) if t in rows.units]
    if not asking:
        return
    tables = [table for table, _ in asking]
    applies = np.concatenate([_applies(rows, table, item) for table, item in asking])
    scale = plan.scales[asking[0][1].scale]
    seen = ItemBounds(rows, name, tables, applies, seed=plan.seed, withhold_below=plan.withhold_below)
    bounds = seen.bounds(wanted)
    answers = _choose(plan, rows, name, tables, applies, scale, bounds)
    start = 0
    for table in tables:
        end = start + rows.size(table)
        rows.set_column(table, name, answers[start:end])
        start = end


def _asking(plan: Plan, name: str) -> list[tuple[str, Item]]:
    found = ((table, instrument.item(name)) for table, instrument in plan.instruments.items())
    return [(table, item) for table, item in found if item is not None]


def _applies(rows: Rows, table: str, item: Item) -> Mask:
    found = np.ones(rows.size(table), dtype=np.bool_)
    for condition in item.applies_when:
        column = rows.column(table, condition.item)
        assert column is not None, f"{item.name} is answered before {condition.item}"
        found &= np.isin(column, condition.answers)
    return found


def _choose(
    plan: Plan,
    rows: Rows,
    name: str,
    tables: Sequence[str],
    applies: Mask,
    scale: AnswerScale,
    bounds: Sequence[Bound],
) -> list[str]:
    groups = _groups(plan, rows, name, tables)[applies]
    apart = [groups == group for group in np.unique(groups)]
    cells = cells_of(int(applies.sum()), bounds, apart)
    usual = [_usual(plan, name, scale, str(groups[row])) for row in cells.first_row]
    counts = allot(cells, usual, bounds)
    if counts is None:
        raise _cannot(name, bounds)
    names = [a.name for a in scale.answers]
    units = [unit for table in tables for unit in rows.units[table]]
    return _assigned(plan.seed, name, units, applies, cells, counts.tolist(), names)


def _groups(plan: Plan, rows: Rows, name: str, tables: Sequence[str]) -> np.ndarray:
    """The value by which the assumed shares of an item differ, for every row; "" where they do not."""
    assumed = plan.assumptions.answer(name)
    parts = []
    for table in tables:
        column = rows.column(table, assumed.by) if assumed is not None and assumed.by else None
        parts.append(column if column is not None else np.full(rows.size(table), ""))
    return np.concatenate(parts)


def _usual(plan: Plan, name: str, scale: AnswerScale, group: str) -> list[float]:
    assumed = plan.assumptions.answer(name)
    weights = assumed.of(group) if assumed is not None else plan.assumptions.usual.get(scale.name, {})
    listed = [float(weights.get(a.name, 0)) for a in scale.answers]
    whole = sum(listed)
    return [w / whole for w in listed] if whole else [1 / len(listed)] * len(listed)


def _assigned(
    seed: int,
    name: str,
    units: Sequence[str],
    applies: Mask,
    cells: Cells,
    counts: Sequence[Sequence[int]],
    names: Sequence[str],
) -> list[str]:
    answers = [NONE] * len(units)
    asked = [int(i) for i in np.flatnonzero(applies)]
    order = in_seeded_order(seed, name, [units[i] for i in asked])
    waiting = [[n for n, k in zip(names, row, strict=True) for _ in range(k)] for row in counts]
    for position in order:
        answers[asked[position]] = waiting[cells.cell_of[position]].pop()
    return answers


def _cannot(name: str, bounds: Sequence[Bound]) -> EvidenceError:
    statements = ", ".join(sorted({b.why for b in bounds}))
    return EvidenceError(
        Problem(
            code="reconstruction-impossible",
            message=f"No whole numbers of answers to “{name}” make all of these hold: {statements}.",
            remedy="Set one of them aside, or change the sizes and shares assumed in stand-in.yaml.",
        )
    )
