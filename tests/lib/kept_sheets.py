"""A sheet as people keep it, the mapping that takes it, and what came of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from cairn.collection.bundle import Bundle
from cairn.collection.descriptor import About
from cairn.collection.import_sheet import import_sheet
from cairn.collection.mapping import read_mapping
from cairn.errors import EvidenceError, Problem
from tests.lib.small_instruments import INSTRUMENTS, YOUNG_PEOPLE

ABOUT = About(name="e", title="E")
HEADER = [
    "Response ID",
    "Start time",
    "Email",
    "1. Which area?",
    "2. What about feels safe?",
    "What about has worker?",
]
ROWS = [
    ["S1", "2027-03-01 10:00", "jo@example.org", "Area A", "YES", "Yes"],
    ["S2", "2027-03-01 10:05", "al@example.org", "area b", "not stated", "No"],
    ["S3", "2027-03-02 11:00", "", "Area A", "No", "Yes"],
]
MAPPING = """\
instrument: young_people
edition: 2018-2020
id: {column: Response ID}
columns:
  - column: 1. Which area?
    item: area
  - column: 2. What about feels safe?
    item: feels_safe
    answers: {not stated: not recorded}
  - column: What about has worker?
    item: has_worker
leave_out: [Start time, Email]
"""


def as_csv(folder: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> Path:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    (folder / "export.csv").write_bytes(file.getvalue().encode(encoding))
    return folder / "export.csv"


def as_xlsx(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(folder / "export.xlsx")
    return folder / "export.xlsx"


def taken(path: Path, mapping: str = MAPPING) -> Bundle:
    (path.parent / "m.yaml").write_text(mapping, encoding="utf-8")
    read = read_mapping(path.parent / "m.yaml", YOUNG_PEOPLE, INSTRUMENTS)
    return import_sheet(path, read, INSTRUMENTS, path.parent / "out", ABOUT)


def refused(path: Path, mapping: str = MAPPING) -> tuple[Problem, ...]:
    with pytest.raises(EvidenceError) as caught:
        taken(path, mapping)
    assert not (path.parent / "out").exists()
    return caught.value.problems


def changed(row: int, column: int, value: str) -> list[list[str]]:
    rows = [list(cells) for cells in (HEADER, *ROWS)]
    rows[row][column] = value
    return rows


def check_taken(bundle: Bundle) -> None:
    table = bundle.tables["aged_16_plus"].sort_by("response_id").to_pydict()
    assert table["response_id"] == ["S1", "S2", "S3"]
    assert table["area"] == ["A", "B", "A"]
    assert table["feels_safe"] == [2, 0, 1]
    assert table["feels_safe__missing"] == [0, 1, 0]
    assert table["has_worker"] == [2, 1, 2]
