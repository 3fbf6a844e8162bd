"""A filled-in form as text: a header and rows, before anyone asks what the answers mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cairn.collection.evidence_table import id_column
from cairn.collection.refusals import Refusals
from cairn.collection.sheet_look import PLAIN, SheetLook
from cairn.errors import Problem
from cairn.instruments.model import Instrument, ItemKind
from cairn.instruments.unit_ids import NO_PERSON, is_personal_column
from cairn.utils.nearest import did_you_mean

MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
LARGEST_FILE = 50_000_000  # bytes

RawRow = tuple[int, Sequence[str]]
"""The number of a row as a spreadsheet counts it, the header being 1, and its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSheet:
    """`columns` maps the name of an item, or of the id, to its place in a row. Blank rows are left out."""

    file: str
    sheet: str
    columns: Mapping[str, int]
    rows: tuple[RawRow, ...]
    look: SheetLook = PLAIN

    def entries(self, row: Sequence[str]) -> dict[str, str]:
        """A row's cells by column; a row that is cut short has empty cells at its end."""
        return {name: row[i] if i < len(row) else "" for name, i in self.columns.items()}


def sheet_of(
    raw: Iterable[RawRow], instrument: Instrument, file: str, sheet: str, refusals: Refusals
) -> FilledSheet | None:
    """The rows under their header. None when there is nothing to read; all else that is wrong is noted."""
    rows = iter(raw)
    header = next(rows, None)
    if header is None or not any(cell.strip() for cell in header[1]):
        message = (
            "The file is empty."
            if header is None
            else "The first row is blank; it must hold the names of columns."
        )
        refusals.add(Problem(code="file-empty", message=message, file=file, sheet=sheet, remedy=_TEMPLATE))
        return None
    columns = _columns(header[1], instrument, file, sheet, refusals)
    kept = tuple(_sound_rows(rows, header[1], file, sheet, refusals))
    if not kept and not any(problem.file == file for problem in refusals.shown):
        message = "There is a header and no row beneath it."
        refusals.add(Problem(code="file-header-only", message=message, file=file, sheet=sheet))
    return FilledSheet(file=file, sheet=sheet, columns=columns, rows=kept)


_TEMPLATE = "Begin with the form that `cairn template` makes."


def plain_name(text: str) -> str:
    """A column's name without regard to capitals, spaces and hyphens."""
    return re.sub(r"[\s\-]+", "_", text.strip().casefold())


def _columns(
    header: Sequence[str], instrument: Instrument, file: str, sheet: str, refusals: Refusals
) -> dict[str, int]:
    known = {id_column(instrument.table), *(item.name for item in instrument.items)}
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = plain_name(cell)
        if name in known and name not in found:
            found[name] = place
        elif name:
            refusals.add(_header_problem(name, cell, known, set(found), file, sheet))
    optional = {item.name for item in instrument.items if item.kind is ItemKind.TEXT}
    for name in sorted(known - optional - set(found)):
        message = f"The column “{name}” is missing."
        refusals.add(
            Problem(code="column-missing", message=message, file=file, sheet=sheet, row=1, field=name)
        )
    return found


def _header_problem(name: str, cell: str, known: set[str], found: set[str], file: str, sheet: str) -> Problem:
    shown = cell.strip()[:60]
    if name in found:
        code, message, remedy = "column-twice", f"The column “{shown}” stands twice.", "Keep one of them."
    elif is_personal_column(name):
        code, message = "column-personal", f"“{shown}” would identify people. Cairn takes no such column."
        remedy = f"Delete it from the file. {NO_PERSON}"
    else:
        code, message = "column-unknown", f"The form has no column “{shown}”."
        remedy = did_you_mean(name, known - found) or did_you_mean(name, known) or "Delete the column."
    return Problem(code=code, message=message, remedy=remedy, file=file, sheet=sheet, row=1, field=shown)


def _sound_rows(
    rows: Iterator[RawRow], header: Sequence[str], file: str, sheet: str, refusals: Refusals
) -> Iterator[RawRow]:
    unnamed = [i for i, name in enumerate(header) if not name.strip()]
    for number, cells in rows:
        if number > MOST_ROWS + 1:
            message = f"The file has more than {MOST_ROWS:,} rows."
            refusals.add(Problem(code="file-too-long", message=message, file=file, sheet=sheet, row=number))
            return
        if not any(cell.strip() for cell in cells):
            continue
        stray = [
            i for i in (*unnamed, *range(len(header), len(cells))) if i < len(cells) and cells[i].strip()
        ]
        if stray:
            message = f"Cell {stray[0] + 1} of the row stands under no column name."
            remedy = "A comma too many, or an answer that belongs in another cell? Put it right or delete it."
            refusals.add(
                Problem(code="cell-stray", message=message, remedy=remedy, file=file, sheet=sheet, row=number)
            )
        if refusals.enough:
            return
        yield number, cells
