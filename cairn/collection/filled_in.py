"""Filled-in forms made into an evidence bundle: all of them, or none."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from cairn.collection.adding import add_tables
from cairn.collection.bundle import Bundle, unknown_table, write_coded
from cairn.collection.coded import UNREADABLE, CodedTable
from cairn.collection.csv_sheet import csv_rows
from cairn.collection.descriptor import About
from cairn.collection.evidence_table import id_column
from cairn.collection.filled_sheet import LARGEST_FILE, MOST_ROWS, FilledSheet, sheet_of
from cairn.collection.instrument_set import InstrumentSet
from cairn.collection.refusals import Refusals
from cairn.collection.sheet_look import PLAIN, hidden_notes, merged_problems
from cairn.collection.xlsx_sheet import xlsx_rows
from cairn.errors import Problem
from cairn.instruments.model import Instrument, ItemKind, Missing
from cairn.instruments.validate import accepted_answers, read_row

TEXT_LEFT = "cells of free text left out"
EMPTY_TAKEN = "empty cells taken as “not recorded”"


def bundle_from_files(
    files: Mapping[str, Path | Sequence[Path]], instruments: InstrumentSet, out: Path, about: About
) -> Bundle:
    """Read the filled-in forms (.csv or .xlsx), one or several for each table, and write the bundle `out`.

    Raises `EvidenceError` with everything that is wrong (file, sheet, row, column; past the first
    hundred only how many more), and then writes nothing. Free text is left behind. What was decided for
    the reader, such as empty cells taken as *not recorded*, stands in the bundle's notes.
    """
    refusals = Refusals()
    tables, notes = _tables(files, instruments, refusals)
    about = replace(about, notes=(*about.notes, *notes))
    return write_coded(out, tables, instruments, about, refusals)


def add_files(
    files: Mapping[str, Path | Sequence[Path]],
    instruments: InstrumentSet,
    folder: Path,
    *,
    replacing: bool = False,
) -> Bundle:
    """The same, with the tables added to the bundle at `folder`; a table that is there already is refused
    unless it is to be replaced. What is wrong leaves the old bundle as it was."""
    refusals = Refusals()
    tables, notes = _tables(files, instruments, refusals)
    return add_tables(folder, tables, notes, instruments, refusals, replacing=replacing)


def _tables(
    files: Mapping[str, Path | Sequence[Path]], instruments: InstrumentSet, refusals: Refusals
) -> tuple[list[CodedTable], list[str]]:
    tables: list[CodedTable] = []
    notes: list[str] = []
    for name, path in ((name, path) for name, given in files.items() for path in _paths(given)):
        instrument = instruments.instruments.get(name)
        if instrument is None:
            refusals.add(unknown_table(name, instruments, str(path)))
            continue
        sheet = _read(path, instrument, refusals)
        if sheet is not None and sheet.rows and id_column(name) in sheet.columns:
            tables.append(_coded(sheet, instrument, instruments, refusals, notes))
    return tables, notes


def _paths(given: Path | Sequence[Path]) -> Sequence[Path]:
    return (given,) if isinstance(given, Path) else given


def _read(path: Path, instrument: Instrument, refusals: Refusals) -> FilledSheet | None:
    file = path.name
    data = file_bytes(path, refusals)
    if data is None:
        return None
    before = refusals.count
    sheet, rows, look = (
        xlsx_rows(data, file, refusals)
        if path.suffix.casefold() == ".xlsx"
        else ("", csv_rows(data, file, refusals), PLAIN)
    )
    raw = list(rows)
    if not raw and refusals.count > before:
        return None  # it is said already why nothing can be read
    found = sheet_of(raw, instrument, file, sheet, refusals)
    if found is None:
        return None
    numbers = [number for number, _ in found.rows]
    refusals.extend(merged_problems(look, numbers, found.columns.values(), file, sheet))
    return replace(found, look=look)


def file_bytes(path: Path, refusals: Refusals) -> bytes | None:
    """The bytes of a .csv or .xlsx file of a size that is read; None, with the reason noted, otherwise."""
    code, message, remedy = "", "", ""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            code, message, remedy = "file-kind", "This is a folder, not a file.", "Name a file in it."
        elif path.suffix.casefold() not in (".csv", ".xlsx"):
            code, message = (
                "file-kind",
                f"A form is a .csv or .xlsx file; this is “{path.suffix or path.name}”.",
            )
            remedy = "Save it as one of the two."
        elif not stat.S_ISREG(found.st_mode):
            code, message, remedy = "file-kind", "This is not a plain file.", "Name one."
        elif found.st_size > LARGEST_FILE:
            code, message = (
                "file-too-large",
                f"The file is larger than {LARGEST_FILE:,} bytes, and at most {MOST_ROWS:,} rows are read.",
            )
        else:
            return path.read_bytes()
    except (OSError, ValueError) as error:
        code, remedy = "file-missing", "Check its name."
        message = f"The file cannot be opened: {getattr(error, 'strerror', None) or 'its name is not valid'}."
    refusals.add(Problem(code=code, message=message, remedy=remedy, file=str(path)))
    return None


def _coded(
    sheet: FilledSheet,
    instrument: Instrument,
    instruments: InstrumentSet,
    refusals: Refusals,
    notes: list[str],
) -> CodedTable:
    table = unread_table(
        CodedTable(
            instrument=instrument,
            instruments=instruments,
            file=sheet.file,
            sheet=sheet.sheet,
            ids=[sheet.entries(cells)[id_column(instrument.table)].strip() for _, cells in sheet.rows],
            row_numbers=[number for number, _ in sheet.rows],
        )
    )
    decided = _fill(table, sheet, refusals)
    notes += [f"{instrument.table}: {what}: {n:,}" for what, n in decided.items() if n]
    hidden = hidden_notes(sheet.look, table.row_numbers, sheet.columns.values())
    notes += [f"{instrument.table}: {note}" for note in hidden]
    return table


def unread_table(table: CodedTable) -> CodedTable:
    """The table with a column for each of its items, in which nothing has been read yet."""
    for item in (*table.instrument.characteristics, *table.instrument.choices):
        table.codes[item.name] = np.full(table.size, UNREADABLE, dtype=np.int16)
    for item in table.instrument.choices:
        table.missing[item.name] = np.zeros(table.size, dtype=np.int16)
    return table


def _fill(table: CodedTable, sheet: FilledSheet, refusals: Refusals) -> Counter[str]:
    """Put the codes of every row into the table; returns how often something was decided for the reader."""
    instrument, instruments = table.instrument, table.instruments
    accepted = accepted_answers(instrument, instruments.scales, instruments.vocabularies)
    texts = {item.name for item in instrument.items if item.kind is ItemKind.TEXT}
    lacking = {item.name for item in instrument.items} - set(sheet.columns)
    decided = Counter({TEXT_LEFT: 0, EMPTY_TAKEN: 0})
    for i, (number, cells) in enumerate(sheet.rows):
        entries = sheet.entries(cells)
        found, problems = read_row(instrument, accepted, entries)
        for problem in problems:
            if problem.field not in lacking:  # a column that is not there is told once, not row by row
                refusals.add(replace(problem, file=sheet.file, sheet=sheet.sheet, row=number))
        for name, answer in found.items():
            empty = not entries.get(name, "").strip()
            if name in texts:
                decided[TEXT_LEFT] += not empty
                continue
            table.codes[name][i] = answer.code
            if name in table.missing:
                table.missing[name][i] = answer.missing
                taken = empty and answer.missing is Missing.NOT_RECORDED
                decided[EMPTY_TAKEN] += taken
        if refusals.enough:
            break
    return decided
