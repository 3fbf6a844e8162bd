"""The evidence bundle: a folder with a descriptor and one Parquet file for each table.

It is written whole or not at all, and trusted only after everything in it has been checked.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cairn.collection.bundle_files import BundleFiles, Resource, read_bundle_files
from cairn.collection.coded import CodedTable, joined
from cairn.collection.coded_check import check_coded, real_place_problems, shared_id_problems
from cairn.collection.descriptor import FILE, About, descriptor_text, resource
from cairn.collection.descriptor_check import descriptor_problems
from cairn.collection.evidence_table import column_problems, from_arrow, to_arrow
from cairn.collection.instrument_set import InstrumentSet
from cairn.collection.parquet_form import parquet_form
from cairn.collection.plain_columns import Columns, from_columns
from cairn.collection.refusals import Refusals
from cairn.collection.second_readings import FIRST, SECOND, Readings, unpaired
from cairn.errors import EvidenceError, Problem
from cairn.instruments.model import Instrument
from cairn.utils.atomic import folder_written_whole
from cairn.utils.digests import digest_of_bytes
from cairn.utils.nearest import did_you_mean

MOST_ROWS = 200_000
MOST_COLUMNS = 2_000
LARGEST_UNPACKED = 500_000_000  # bytes a Parquet file says it will take when unpacked


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Evidence that has been checked: its tables, held in memory as they were when they were checked.

    `label` must be shown wherever a figure from the bundle is shown; it is empty for real evidence.
    `digest` is the SHA-256 of the descriptor, which holds those of the tables.
    """

    about: About
    instruments: InstrumentSet
    tables: Mapping[str, pa.Table]
    digest: str

    @property
    def stand_in(self) -> bool:
        return self.about.stand_in

    @property
    def label(self) -> str:
        return self.about.shown_label

    def instrument(self, table: str) -> Instrument:
        return self.instruments.instruments[table]


def write_bundle(
    folder: Path, tables: Mapping[str, Columns], instruments: InstrumentSet, about: About
) -> Bundle:
    """Write plain columns as a bundle, in place of whatever stood at `folder`.

    Raises `EvidenceError` with everything that is wrong, and then writes nothing. The same columns in
    any order of rows, with the same `about`, give the same bytes.
    """
    refusals = Refusals()
    coded: list[CodedTable] = []
    for name, columns in tables.items():
        instrument = instruments.instruments.get(name)
        if instrument is None:
            refusals.add(unknown_table(name, instruments, ""))
            continue
        table, problems = from_columns(columns, instrument, instruments)
        refusals.extend(problems)
        if not problems:
            coded.append(table)
    return write_coded(folder, coded, instruments, about, refusals)


def write_coded(
    folder: Path,
    tables: list[CodedTable],
    instruments: InstrumentSet,
    about: About,
    refusals: Refusals,
) -> Bundle:
    """Check tables of integers and write them as a bundle, unless something was refused before or is now.

    Several of one instrument are parts of one table.
    """
    parts: dict[str, list[CodedTable]] = {}
    for table in tables:
        refusals.extend(_table_problems(table, about.stand_in))
        parts.setdefault(table.instrument.table, []).append(table)
    for several in parts.values():
        refusals.extend(shared_id_problems(several))
    first = [text for part in parts.get(FIRST, ()) for text in part.ids]
    refusals.extend(unpaired(parts, first, [_readings(part) for part in parts.get(SECOND, ())]))
    if not tables and not refusals:
        refusals.add(Problem(code="bundle-empty", message="There is no table to put into the bundle."))
    refusals.raise_all()
    arrow = {name: to_arrow(joined(several)) for name, several in parts.items()}
    files = {name: _parquet(table) for name, table in arrow.items()}
    resources = [
        resource(instruments.instruments[n], instruments, digest_of_bytes(f), len(f), arrow[n].num_rows)
        for n, f in files.items()
    ]
    text = descriptor_text(about, resources)
    with _folder(folder) as scratch:
        for name, data in files.items():
            (scratch / f"{name}.parquet").write_bytes(data)
        (scratch / FILE).write_text(text, encoding="utf-8", newline="\n")
    return Bundle(about=about, instruments=instruments, tables=arrow, digest=digest_of_bytes(text.encode()))


def open_bundle(folder: Path, instruments: InstrumentSet) -> Bundle:
    """Read and check a bundle. Raises `EvidenceError` with everything that is wrong in it: file, row, column.

    The descriptor and its paths, sizes and digests are checked first, then columns and types, then ids,
    values, codes and applicability.
    """
    refusals = Refusals()
    files = read_bundle_files(folder, refusals)
    tables = {}
    for entry in files.resources:
        instrument = _instrument_of(entry, instruments, refusals)
        if instrument is not None and entry.data is not None:
            table = _read_table(entry, entry.data, instrument, instruments, files, refusals)
            if table is not None:
                tables[entry.table] = table
    refusals.raise_all()
    refusals.extend(_unpaired_in(tables))
    refusals.raise_all()
    return Bundle(about=files.about, instruments=instruments, tables=tables, digest=files.digest)


def _readings(table: CodedTable) -> Readings:
    return Readings(ids=table.ids, rows=table.row_numbers, file=table.file, sheet=table.sheet)


def _unpaired_in(tables: Mapping[str, pa.Table]) -> Iterator[Problem]:
    ids = {name: tables[name].column(0).to_pylist() for name in (FIRST, SECOND) if name in tables}
    second = ids.get(SECOND, [])
    read = Readings(ids=second, rows=range(1, len(second) + 1), file=f"{SECOND}.parquet")
    return unpaired(tables, ids.get(FIRST, ()), [read])


def _folder(folder: Path) -> AbstractContextManager[Path]:
    if folder.exists() and not folder.is_dir():
        message = "This is a file; a bundle is a folder."
        raise EvidenceError(Problem(code="bundle-not-folder", message=message, file=str(folder)))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / FILE).is_file():
        message = "The folder holds other things, and a bundle would take their place."
        remedy = "Name a folder that does not exist yet."
        raise EvidenceError(Problem(code="folder-in-use", message=message, remedy=remedy, file=str(folder)))
    return folder_written_whole(folder)


def _table_problems(table: CodedTable, stand_in: bool) -> list[Problem]:
    if not table.size:
        message = "The table has no rows."
        return [Problem(code="table-empty", message=message, file=table.file, sheet=table.sheet)]
    found = list(check_coded(table))
    return found + list(real_place_problems(table)) if stand_in else found


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **parquet_form(table.schema))
    return sink.getvalue()


def _instrument_of(entry: Resource, instruments: InstrumentSet, refusals: Refusals) -> Instrument | None:
    instrument = instruments.instruments.get(entry.table)
    if instrument is None:
        refusals.add(unknown_table(entry.table, instruments, FILE))
        return None
    if (entry.instrument, entry.edition) != (instrument.name, instrument.edition):
        refusals.add(_other_edition(entry, instrument))
        return None
    if entry.coding != f"sha256:{instruments.coding_digest(instrument)}":
        refusals.add(_other_coding(entry))
        return None
    return instrument


def _other_edition(entry: Resource, instrument: Instrument) -> Problem:
    message = (
        f"The evidence in “{entry.table}” was collected with “{entry.instrument}”, edition {entry.edition}; "
        f"the instrument here is “{instrument.name}”, edition {instrument.edition}."
    )
    remedy = "Use the definitions of the edition the evidence was collected with."
    return Problem(code="edition-unknown", message=message, remedy=remedy, file=FILE)


def _other_coding(entry: Resource) -> Problem:
    message = (
        f"“{entry.table}” was written with edition {entry.edition} of “{entry.instrument}” when its answers "
        "or its rules were other than they are now."
    )
    remedy = "A published edition must not change: restore it, or make the bundle anew."
    return Problem(code="coding-differs", message=message, remedy=remedy, file=FILE)


def unknown_table(name: str, instruments: InstrumentSet, file: str) -> Problem:
    return Problem(
        code="table-unknown",
        message=f"There is no instrument for a table “{name[:60]}”.",
        remedy=did_you_mean(name[:60], instruments.instruments),
        file=file,
    )


def _read_table(
    entry: Resource,
    data: bytes,
    instrument: Instrument,
    instruments: InstrumentSet,
    files: BundleFiles,
    refusals: Refusals,
) -> pa.Table | None:
    try:
        parquet = pq.ParquetFile(pa.BufferReader(data))
        too_much = _size_problem(parquet.metadata, entry.path)
        if too_much is not None:
            refusals.add(too_much)
            return None
        # Without threads, which, holding on to Python's objects when the process ends, now and then abort it.
        # https://github.com/apache/arrow/issues/34314
        table = parquet.read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError):
        message = "The file cannot be read as Parquet."
        refusals.add(Problem(code="parquet-unreadable", message=message, file=entry.path))
        return None
    problems = list(column_problems(table, instrument, entry.path))
    if not problems:
        refusals.extend(descriptor_problems(entry, table, instrument, instruments))
        coded, problems = from_arrow(table, instrument, instruments, entry.path)
        problems += _table_problems(coded, files.about.stand_in)
    refusals.extend(problems)
    return table


def _size_problem(metadata: pq.FileMetaData, path: str) -> Problem | None:
    unpacked = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    for size, limit, what in (
        (metadata.num_rows, MOST_ROWS, "rows"),
        (metadata.num_columns, MOST_COLUMNS, "columns"),
        (unpacked, LARGEST_UNPACKED, "bytes unpacked"),
    ):
        if size > limit:
            message = f"The table has {size:,} {what}; at most {limit:,} are read."
            return Problem(code="table-too-large", message=message, file=path)
    return None
