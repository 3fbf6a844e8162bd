"""Invented evidence of any size: 60 ratings of records in 72 strata, eight partnerships × nine care groups.

Written as a bundle's table is: sorted by stratum, answers as bytes without nulls, 0 for none (one in twelve).
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from cairn.collection.parquet_form import parquet_form

MEASURES = [f"q{i:02}" for i in range(1, 61)]
PARTNERSHIPS = list("ABCDEFGH")
CARE_GROUPS = [f"g{i}" for i in range(1, 10)]
STRATA = len(PARTNERSHIPS) * len(CARE_GROUPS)
ROW_GROUP = 1 << 20
LONGEST_CSV = 1_000_000
FEW = 4  # measures for the contenders that take too long for sixty

_TEXT = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [pa.field(name, _TEXT, nullable=False) for name in ("area", "care_group")]
    + [pa.field(name, pa.int8(), nullable=False) for name in MEASURES]
)


def evidence_of(size: int, folder: Path) -> Path:
    """A folder with `records.parquet`, `frame.csv` and, up to a million records, `few.csv`: some measures
    with their stratum and its size, for programs that read no Parquet. Made once."""
    home = folder / f"{size}"
    if (home / "frame.csv").is_file():
        return home
    home.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(754)
    stratum = np.sort(np.concatenate([np.arange(STRATA), chance.integers(0, STRATA, size - STRATA)]))
    answers = chance.dirichlet([0.5, 0.6, 0.9, 1.5, 1.5, 0.8], size=(STRATA, len(MEASURES)))
    with pq.ParquetWriter(home / "records.parquet", SCHEMA, **parquet_form(SCHEMA)) as writer:
        for start in range(0, size, ROW_GROUP):
            writer.write_table(_part(stratum[start : start + ROW_GROUP], answers, chance))
    read = np.bincount(stratum, minlength=STRATA)
    rates = chance.uniform(0.1, 0.9, STRATA)
    children = np.ceil(read / rates).astype(int)
    if size <= LONGEST_CSV:
        _write_few(home, children[stratum])
    _write_frame(home / "frame.csv", children)  # last: it says that the rest is there
    return home


def _part(stratum: np.ndarray, answers: np.ndarray, chance: np.random.Generator) -> pa.Table:
    columns = [
        pa.DictionaryArray.from_arrays(pa.array((stratum // 9).astype(np.int32)), PARTNERSHIPS),
        pa.DictionaryArray.from_arrays(pa.array((stratum % 9).astype(np.int32)), CARE_GROUPS),
    ]
    steps = answers.cumsum(axis=-1)
    for measure in range(len(MEASURES)):
        draw = chance.random(len(stratum), dtype=np.float32)
        codes = np.ones(len(stratum), dtype=np.int8)
        for code in range(5):
            codes += draw > steps[stratum, measure, code]
        codes[chance.random(len(stratum), dtype=np.float32) < 1 / 12] = 0
        columns.append(pa.array(codes))
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def _write_frame(path: Path, children: np.ndarray) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["area", "care_group", "pop_size"])
        for number, size in enumerate(children.tolist()):
            writer.writerow([PARTNERSHIPS[number // 9], CARE_GROUPS[number % 9], size])


def _write_few(home: Path, children: np.ndarray) -> None:
    wanted = ["area", "care_group", *(MEASURES if len(children) <= 10_000 else MEASURES[:FEW])]
    table = pq.read_table(home / "records.parquet", columns=wanted)
    table = table.append_column("pop_size", pa.array(children))
    pyarrow.csv.write_csv(table, home / "few.csv")
