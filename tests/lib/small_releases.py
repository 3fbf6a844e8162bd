"""Small releases to protect and to attack: two areas or three, two ratings or three, counts by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cairn.analysis.disclosure.audit import AuditReport, audit
from cairn.analysis.disclosure.cells import Cell, Dimension, cell
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.network import network
from cairn.analysis.disclosure.puzzle import Fact, Hidden, ShareWithin, Shown
from cairn.analysis.disclosure.tables import CountTable

STATS = Path(__file__).parents[1] / "data" / "stats"

AREA = Dimension(name="area", values=("ayr", "bute", "clyde"), identifying=True)
RATING = Dimension(
    name="rating", values=("weak", "good", "excellent"), groups={"good_or_better": ("good", "excellent")}
)
DIMENSIONS = {d.name: d for d in (AREA, RATING)}


def at(**where: str) -> Cell:
    """The cell of the records in this place."""
    return cell("records", where)


def shown(counts: Mapping[Cell, int | None]) -> list[Fact]:
    """What is printed: a count, or None for the symbol."""
    return [Hidden(c) if k is None else Shown(c, k) for c, k in counts.items()]


def attacked(
    facts: Sequence[Fact],
    dimensions: Mapping[str, Dimension] = DIMENSIONS,
    limits: Limits | None = None,
) -> AuditReport:
    """The audit of facts about as many dimensions as they speak of."""
    cells = {f.cell for f in facts} | {f.whole for f in facts if isinstance(f, ShareWithin)}
    net = network({(c.population, c.dimensions) for c in cells}, dimensions)
    return audit(net, facts, dimensions, limits or Limits())


def found(report: AuditReport) -> dict[Cell, tuple[int | None, int | None]]:
    """What the attack worked out."""
    return {leak.cell: (leak.low, leak.high) for leak in report.leaks}


def row_of(weak: int, good: int, excellent: int) -> CountTable:
    """One row of ratings with its total."""
    counts = {("weak",): weak, ("good",): good, ("excellent",): excellent}
    return CountTable(name="ratings", population="records", dimensions=("rating",), counts=counts)


def crossed(name: str, rows: Mapping[str, Sequence[int]], population: str = "records") -> CountTable:
    """Areas by ratings."""
    counts = {
        (area, rating): k for area, ks in rows.items() for rating, k in zip(RATING.values, ks, strict=True)
    }
    return CountTable(name=name, population=population, dimensions=("area", "rating"), counts=counts)


def reference_table(name: str) -> tuple[CountTable, dict[str, Dimension]]:
    """A table of the reference set, by its file name."""
    with (STATS / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [c for c in rows[0] if c != "records"]
    dimensions = {n: Dimension(name=n, values=_values(r[n] for r in rows), identifying=True) for n in names}
    counts = {tuple(r[n] for n in names): int(r["records"]) for r in rows}
    table = CountTable(name=name, population="records", dimensions=tuple(names), counts=counts)
    return table, dimensions


def _values(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
