"""The physical limit: the same columns read from the same file, and the answers of 4 or more counted. No
groups, no errors, no intervals: nothing that looks at every answer can be quicker by much."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from benchmarks.evidence_of_size import MEASURES
from cairn.utils.arrow import integers_in_place


def bare_count(path: Path, measures: list[str]) -> int:
    good = 0
    with pq.ParquetFile(path, pre_buffer=False) as file:
        for part in file.iter_batches(1 << 17, columns=measures):
            good += sum(int(np.count_nonzero(integers_in_place(column) >= 4)) for column in part.columns)
    return good


def main() -> None:
    folder, wanted, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    seconds, cpu = [], []
    for _ in range(rounds):
        begun, used = time.perf_counter(), time.process_time()
        bare_count(folder / "records.parquet", MEASURES[:wanted])
        seconds.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - used)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "measures": wanted, "share": None}))


if __name__ == "__main__":
    main()
