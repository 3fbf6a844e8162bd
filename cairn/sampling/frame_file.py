"""A frame from a CSV: one row for each unit, or one row for each stratum with the number of its units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cairn.errors import EvidenceError, Problem
from cairn.instruments.plain_sheet import PlainSheet, read_plain_sheet
from cairn.sampling.frame import UNIT_COLUMNS, Frame, frame_faults, no_stratum

SIZE_COLUMN = "pop_size"
DRAWN_COLUMN = "drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumSizes:
    """How many units each stratum has. `by` names the characteristics; every key has a value for each."""

    by: tuple[str, ...]
    sizes: Mapping[tuple[str, ...], int]


def read_frame(path: Path, strata: Sequence[str] = ()) -> Frame:
    """The frame in a CSV with a column `unit_id` (or `record_id`, `response_id`, `id`); the other columns are
    characteristics. Each unit must have a value for each of `strata`. Raises one `EvidenceError` with
    everything that is wrong, by row and column."""
    sheet = read_plain_sheet(path)
    id_column = next((name for name in UNIT_COLUMNS if name in sheet.columns), None)
    if id_column is None:
        message = "There is no column of ids."
        remedy = f"{NUMBERS} in a column named “{UNIT_COLUMNS[0]}”."
        raise EvidenceError(
            Problem(code="column-missing", message=message, remedy=remedy, file=str(path), row=1)
        )
    sheet.require(strata)
    sheet.refuse_names((id_column, *strata))
    names = tuple(name for name in sheet.columns if name != id_column)
    places = [sheet.columns[name] for name in names]
    units = tuple(sheet.column(id_column))
    values = tuple(tuple(cells[i] for i in places) for _, cells in sheet.rows)
    numbers = [number for number, _ in sheet.rows]
    for fault in frame_faults(names, units, values):
        row = 1 if fault.unit is None else numbers[fault.unit]
        column = fault.column or id_column
        sheet.refuse(fault.code, fault.message, fault.remedy, row=row, column=column)
    _refuse_without_stratum(sheet, strata, units)
    sheet.finish()
    return Frame(characteristics=names, units=units, values=values)


NUMBERS = "Give every unit a number that names nobody,"


def read_sizes(path: Path, strata: Sequence[str]) -> StratumSizes:
    """The strata of a CSV and their sizes: counted when it lists units, else taken from its `pop_size`.
    Raises one `EvidenceError` with everything that is wrong."""
    sheet = read_plain_sheet(path)
    if SIZE_COLUMN not in sheet.columns:
        units = read_frame(path, strata).strata(strata)
        return StratumSizes(by=tuple(strata), sizes={key: len(ids) for key, ids in units.items()})
    sheet.require(strata)
    sheet.refuse_names(strata)
    sizes: dict[tuple[str, ...], int] = {}
    for number, cells in sheet.rows:
        key = tuple(cells[sheet.columns[name]] for name in strata)
        if "" in key:
            problem = no_stratum(f"Row {number}", strata[key.index("")])
            sheet.refuse(problem.code, problem.message, problem.remedy, row=number, column=problem.field)
        size = _size(sheet, number, cells[sheet.columns[SIZE_COLUMN]])
        sizes[key] = sizes.get(key, 0) + size
    sheet.finish()
    return StratumSizes(by=tuple(strata), sizes=dict(sorted((k, n) for k, n in sizes.items() if n)))


def _size(sheet: PlainSheet, number: int, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    message = f"“{text[:20]}” is not a number of units."
    sheet.refuse("size-wrong", message, "Write a whole number, 0 or more.", row=number, column=SIZE_COLUMN)
    return 0


def _refuse_without_stratum(sheet: PlainSheet, strata: Sequence[str], units: Sequence[str]) -> None:
    for name in strata:
        place = sheet.columns[name]
        for (number, cells), unit in zip(sheet.rows, units, strict=True):
            if not cells[place]:
                problem = no_stratum(unit, name)
                sheet.refuse(problem.code, problem.message, problem.remedy, row=number, column=name)
