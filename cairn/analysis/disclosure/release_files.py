"""A release as files: tables with nothing in them that may not be seen, and the manifest the audit reads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from cairn.analysis.disclosure.cells import Cell, Dimension
from cairn.analysis.disclosure.digests import with_digests
from cairn.analysis.disclosure.manifest import MANIFEST, dimension_as_json, figure_as_json
from cairn.analysis.disclosure.published import Figure
from cairn.analysis.disclosure.rule import SYMBOL
from cairn.analysis.disclosure.suppress import Suppression, safe_rows
from cairn.analysis.disclosure.tables import CountTable
from cairn.errors import EvidenceError, Problem
from cairn.utils.atomic import write_whole


def write_release(
    folder: Path,
    tables: Sequence[CountTable],
    dimensions: Mapping[str, Dimension],
    suppression: Suppression,
    *,
    name: str,
    dated: str = "",
    figures: Sequence[Figure] = (),
) -> None:
    """One CSV file for each table, named after it, and `release.json`, which lists the texts' `figures` too.

    Raises `EvidenceError`, and writes nothing, when what is withheld could be worked out.
    """
    manifest = release_manifest(tables, dimensions, suppression, name=name, dated=dated, figures=figures)
    files: dict[str, bytes] = {}
    for table in tables:
        rows = [
            (*slots, SYMBOL if k is None else k)
            for slots, k in safe_rows(table, dimensions, suppression.withheld)
        ]
        files[f"{table.name}.csv"] = _csv_text((*table.dimensions, "count"), rows).encode()
    for name, data in files.items():
        write_whole(folder / name, data)
    write_whole(folder / MANIFEST, with_digests(manifest, files))


def release_manifest(
    tables: Sequence[CountTable],
    dimensions: Mapping[str, Dimension],
    suppression: Suppression,
    *,
    name: str,
    dated: str = "",
    figures: Sequence[Figure] = (),
) -> str:
    """The text of `release.json` for who writes the tables: each to a CSV file named after it, with a column
    for every dimension and one called `count`. Raises `EvidenceError` as `write_release` does.
    """
    if not suppression.safe:
        # Places only: what could be worked out must not reach a screen or a log.
        cells = "; ".join(dict.fromkeys(str(leak.cell) for leak in suppression.audit.leaks[:3]))
        message = f"What is withheld could be worked out: {cells}."
        remedy = "Publish fewer tables, or groups in place of values."
        raise EvidenceError(Problem(code="release-unsafe", message=message, remedy=remedy))
    manifest = {
        "release": name,
        "dated": dated,
        "symbol": SYMBOL,
        "zeros_withheld": suppression.zeros_withheld,
        "dimensions": {n: dimension_as_json(d) for n, d in dimensions.items()},
        "tables": [_table_as_json(t) for t in tables],
        "figures": [figure_as_json(safe_figure(f, suppression.withheld)) for f in figures],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"


def safe_figure(figure: Figure, withheld: Collection[Cell]) -> Figure:
    """The figure as it may be printed: where its count or its base is withheld nothing stands but the symbol.

    A percentage, an interval or a word would give the count back.
    """
    if figure.cell not in withheld and figure.whole not in withheld:
        return figure
    base = None if figure.whole in withheld else figure.base
    return Figure(
        cell=figure.cell,
        whole=figure.whole,
        count=None,
        count_said=figure.cell in withheld,
        base=base,
        base_said=figure.base_said,
    )


def _csv_text(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _table_as_json(table: CountTable) -> dict[str, object]:
    return {
        "file": f"{table.name}.csv",
        "population": table.population,
        "dimensions": list(table.dimensions),
        "where": dict(table.where),
        "count": "count",
    }
