"""Linked releases drawn from a seed: tables of one population that share margins, in two releases."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from cairn.analysis.disclosure.audit import AuditReport, audit
from cairn.analysis.disclosure.cells import Dimension, crossings
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.puzzle import Fact, Hidden, Shown
from cairn.analysis.disclosure.suppress import suppress
from cairn.analysis.disclosure.tables import CountTable, linked


@dataclass(frozen=True)
class RandomReleases:
    """Tables to release first, and those to release a year later, of the same people."""

    dimensions: dict[str, Dimension]
    first: list[CountTable]
    second: list[CountTable]


def random_releases(seed: int) -> RandomReleases:
    """Two to three dimensions of two to five values, counts that are often small, two to four tables."""
    rng = np.random.default_rng(seed)
    names = ["area", "rating", "band"][: int(rng.integers(2, 4))]
    sizes = [int(rng.integers(2, 6 if len(names) == 2 else 4)) for _ in names]
    dimensions = {
        n: Dimension(name=n, values=tuple(f"{n[0]}{i}" for i in range(size)), identifying=n == "area")
        for n, size in zip(names, sizes, strict=True)
    }
    if sizes[1] > 2:
        values = dimensions["rating"].values
        dimensions["rating"] = Dimension(name="rating", values=values, groups={"upper": values[1:]})
    people = rng.negative_binomial(1, 1 / (1 + rng.choice([3, 8, 20])), size=sizes)
    tables = [
        _table(f"t{i}", crossed, names, dimensions, people) for i, crossed in enumerate(_crossings(names))
    ]
    order = rng.permutation(len(tables))
    cut = int(rng.integers(1, len(tables) + 1))
    return RandomReleases(dimensions, [tables[i] for i in order[:cut]], [tables[i] for i in order[cut:]])


def _crossings(names: list[str]) -> list[tuple[str, ...]]:
    return [c for size in (1, 2, 3) for c in combinations(names, size) if size < 3 or len(names) == 2]


def _table(
    name: str,
    crossed: tuple[str, ...],
    names: list[str],
    dimensions: dict[str, Dimension],
    people: np.ndarray,
) -> CountTable:
    rest = tuple(i for i, n in enumerate(names) if n not in crossed)
    margin = people.sum(axis=rest)
    places = product(*(enumerate(dimensions[n].values) for n in crossed))
    counts = {tuple(v for _, v in place): int(margin[tuple(i for i, _ in place)]) for place in places}
    shown = {}
    if len(crossed) > 1 and "rating" in crossed and dimensions["rating"].groups:
        shown = {"rating": (dimensions["rating"].values[0], "upper")} if name.endswith("3") else {}
    return CountTable(name=name, population="people", dimensions=crossed, counts=counts, shown=shown)


def released(releases: RandomReleases, limits: Limits) -> tuple[list[AuditReport], int]:
    """The audit after each of the releases, on all that is out by then; and how many counts were exposed."""
    out: list[Fact] = []
    reports, exposed = [], 0
    everything = [*releases.first, *releases.second]
    for tables in (releases.first, releases.second):
        if not tables:
            continue
        result = suppress(tables, releases.dimensions, limits, out)
        exposed += len(result.exposed)
        cells = {c: k for t in tables for c, k in t.cells(releases.dimensions).items()}
        out += [
            Hidden(c, result.zeros_withheld) if c in result.withheld else Shown(c, k)
            for c, k in cells.items()
        ]
        shapes = [t.shape for t in everything]
        net = linked(everything, releases.dimensions, crossings(shapes, releases.dimensions))
        reports.append(audit(net, out, releases.dimensions, limits))
    return reports, exposed
