"""`datapackage.json`: what a bundle holds, readable by anyone (after Data Package, version 2).

Source of the layout: datapackage.org, Data Package and Table Schema, version 2.0. What that standard has
no place for stands under keys that begin with `cairn:`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cairn.collection.evidence_table import id_column, missing_column
from cairn.collection.instrument_set import InstrumentSet
from cairn.instruments.model import Instrument, Item, ItemKind, Missing

FILE = "datapackage.json"
PROFILE = "cairn-evidence-bundle/1"
SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
STAND_IN_LABEL = (
    "stand-in data built from the published words: it shows what the words allow, not what was found"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a bundle says of itself. `created` is a date given by its maker, so that the same evidence
    makes the same bytes. A stand-in bundle carries `STAND_IN_LABEL` unless it brings a label of its own."""

    name: str
    title: str
    stand_in: bool = False
    label: str = ""
    created: str = ""
    licence: str = ""
    notes: tuple[str, ...] = ()

    @property
    def shown_label(self) -> str:
        return self.label or (STAND_IN_LABEL if self.stand_in else "")


def resource(
    instrument: Instrument, instruments: InstrumentSet, digest: str, size: int, rows: int
) -> dict[str, object]:
    """The entry of one table."""
    fields: list[object] = [{"name": id_column(instrument.table), "type": "string"}]
    for item in instrument.items:
        fields.extend(_fields(item, instruments))
    return {
        "name": instrument.table.replace("_", "-"),
        "path": f"{instrument.table}.parquet",
        "title": instrument.title,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{digest}",
        "bytes": size,
        "schema": {"fields": fields, "primaryKey": [id_column(instrument.table)]},
        "cairn:table": instrument.table,
        "cairn:rows": rows,
        "cairn:instrument": {
            "name": instrument.name,
            "edition": instrument.edition,
            "coding": f"sha256:{instruments.coding_digest(instrument)}",
        },
    }


def _fields(item: Item, instruments: InstrumentSet) -> list[dict[str, object]]:
    if item.kind is ItemKind.TEXT:
        return []
    if item.kind is ItemKind.CHARACTERISTIC:
        terms = [{"value": t.name, "label": t.label} for t in instruments.terms(item)]
        return [{"name": item.name, "title": item.text, "type": "string", "categories": terms}]
    answers = [{"value": a.code, "label": a.label, "cairn:answer": a.name} for a in instruments.answers(item)]
    reasons = [{"value": int(m), "label": m.word} for m in Missing]
    return [
        {
            "name": item.name,
            "title": item.text,
            "type": "integer",
            "categories": answers,
            "missingValues": ["0"],
        },
        {
            "name": missing_column(item.name),
            "title": f"Why “{item.name}” has no answer",
            "type": "integer",
            "categories": reasons,
        },
    ]


def descriptor_text(about: About, resources: Sequence[Mapping[str, object]]) -> str:
    """The whole file, the same text for the same contents."""
    licences = [{"name": about.licence}] if about.licence else []
    value = {
        "$schema": SCHEMA,
        "profile": PROFILE,
        "name": about.name,
        "title": about.title,
        "description": about.shown_label,
        **({"created": about.created} if about.created else {}),
        **({"licenses": licences} if licences else {}),
        "cairn:stand_in": about.stand_in,
        "cairn:label": about.shown_label,
        "cairn:notes": list(about.notes),
        "resources": list(resources),
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
