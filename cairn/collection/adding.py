"""Tables added to a bundle that is there already: the whole is written anew, or the old one stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cairn.collection.bundle import Bundle, open_bundle, write_coded
from cairn.collection.coded import CodedTable
from cairn.collection.evidence_table import from_arrow
from cairn.collection.instrument_set import InstrumentSet
from cairn.collection.refusals import Refusals
from cairn.errors import Problem


def add_tables(
    folder: Path,
    new: Sequence[CodedTable],
    notes: Sequence[str],
    instruments: InstrumentSet,
    refusals: Refusals,
    *,
    replacing: bool = False,
) -> Bundle:
    """Write the bundle at `folder` with the tables added, every digest made anew; its name, title, date and
    label stay. Raises `EvidenceError` for what was refused before, for a table that is there already unless
    it is to be replaced, and for a bundle that is not sound; then what stood at `folder` stands there still.
    """
    old = open_bundle(folder, instruments)
    names = {table.instrument.table for table in new}
    for name in sorted(names & set(old.tables)):
        if not replacing:
            message = f"The bundle has a table “{name}” already."
            remedy = "Say --replace to put the new one in its place."
            refusals.add(Problem(code="table-there", message=message, remedy=remedy, file=str(folder)))
    kept = [
        from_arrow(table, old.instrument(name), instruments, f"{name}.parquet")[0]
        for name, table in old.tables.items()
        if name not in names
    ]
    told = [note for note in old.about.notes if note.partition(":")[0] not in names]
    if not new and not refusals:
        refusals.add(Problem(code="bundle-empty", message="There is no table to add."))
    about = replace(old.about, notes=(*told, *notes))
    return write_coded(folder, [*kept, *new], instruments, about, refusals)
