"""Tables as open data: CSV files with a descriptor that says what every column holds (Frictionless Data)."""

from __future__ import annotations

import json
import re
from fractions import Fraction

from cairn.framework.programme import Licence
from cairn.reporting.data_tables import SHORTHAND, Column, DataTable, Mark, Publication, Value
from cairn.reporting.letters import without_controls
from cairn.reporting.packing import packed
from cairn.utils.csv_text import csv_of_rows
from cairn.utils.digests import digest_of_bytes

DESCRIPTOR = "datapackage.json"
LABEL = Column(name="evidence_label", label="What the evidence is")
_APOSTROPHE = "Text that a spreadsheet would take for a formula begins with an apostrophe."

LICENCES = {
    licence.name: licence
    for licence in (
        Licence(
            name="OGL-UK-3.0",
            title="Open Government Licence v3.0",
            path="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        ),
        Licence(
            name="CC-BY-4.0",
            title="Creative Commons Attribution 4.0 International",
            path="https://creativecommons.org/licenses/by/4.0/",
        ),
        Licence(
            name="CC0-1.0",
            title="CC0 1.0 Universal",
            path="https://creativecommons.org/publicdomain/zero/1.0/",
        ),
    )
}


def package_files(publication: Publication) -> dict[str, bytes]:
    """The files of the package by name: a CSV file (UTF-8, line feeds) for each table and `datapackage.json`.

    Shares are decimals from 0 to 1. Stand-in evidence is labelled in every row: rows travel alone.
    """
    files = {f"{t.name}.csv": _csv(t) for t in publication.tables}
    descriptor = {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9]+", "-", publication.title.casefold()).strip("-") or "tables",
        "title": publication.title,
        "description": publication.stand_in or publication.programme,
        "programme": publication.programme,
        "created": f"{publication.day.isoformat()}T00:00:00Z",
        "language": publication.language,
        "draft": publication.draft,
        "stand_in": publication.stand_in,
        **_licences(publication.licence),
        "notes": [*publication.notes, _APOSTROPHE],
        "shorthand": {str(mark): meaning for mark, meaning in SHORTHAND.items()},
        "resources": [_resource(t, files[f"{t.name}.csv"]) for t in publication.tables],
    }
    text = without_controls(json.dumps(descriptor, ensure_ascii=False, indent=2)) + "\n"
    return {**files, DESCRIPTOR: text.encode()}


def _licences(licence: Licence | None) -> dict[str, object]:
    """Without a licence the descriptor says nothing of one: nobody has allowed anything."""
    if licence is None:
        return {}
    return {"licenses": [{"name": licence.name, "title": licence.title, "path": licence.path}]}


def package_of(publication: Publication) -> bytes:
    """The package as one zip file; the same publication always gives the same bytes."""
    return packed(package_files(publication).items(), publication.day)


def _csv(table: DataTable) -> bytes:
    head: list[object] = [c.name for c in _columns(table)]
    last: tuple[Value, ...] = (table.label,) if table.label else ()
    rows = [[_plain(value, table.places) for value in (*row, *last)] for row in table.rows]
    return csv_of_rows([head, *rows]).encode()


def _plain(value: Value, places: int) -> object:
    if isinstance(value, Fraction):
        return f"{float(value):.{places}f}"
    return without_controls(value) if isinstance(value, str) and not isinstance(value, Mark) else str(value)


def _columns(table: DataTable) -> tuple[Column, ...]:
    return (*table.columns, LABEL) if table.label else table.columns


def _resource(table: DataTable, data: bytes) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": " ".join(table.notes),
        "stand_in": table.label,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{digest_of_bytes(data)}",
        "schema": {
            "fields": [{"name": c.name, "title": c.label, "type": c.kind.value} for c in _columns(table)],
            "missingValues": ["", *map(str, SHORTHAND)],
        },
    }
