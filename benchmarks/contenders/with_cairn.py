"""Cairn: from the Parquet file and the frame to shares, standard errors and the house's intervals."""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.evidence_of_size import MEASURES
from cairn.analysis.estimators.population.population_share import population_share
from cairn.analysis.estimators.population.share_grid import share_grid
from cairn.analysis.estimators.population.stratum_tally import StratumTally, stratum_tally
from cairn.analysis.tallies.grouped import Asked
from cairn.analysis.tallies.local_engine import LOCAL
from cairn.analysis.tally import Tally

STRATA = ("area", "care_group")
GOOD = frozenset({4, 5, 6})


def counted(folder: Path, measures: list[str]) -> StratumTally:
    found = LOCAL.group_file(folder / "records.parquet", STRATA, [Asked(item=m, answers=6) for m in measures])
    cells = tuple(tuple(str(value) for value in key) for key in found.keys)
    tally = Tally(source="records", characteristics=STRATA, cells=cells, rows=found.rows, counts=found.counts)
    with (folder / "frame.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        population = {(row["area"], row["care_group"]): int(row["pop_size"]) for row in rows}
    return stratum_tally(tally, STRATA, population)


def at_once(tally: StratumTally, measures: list[str]) -> float:
    groups = [(("area", (a,)), ("care_group", (g,))) for a, g in tally.names]
    grid = share_grid(tally, dict.fromkeys(measures, GOOD), groups)
    return float(np.nanmean(grid.shares.share))


def one_by_one(tally: StratumTally, measures: list[str]) -> float:
    shares = [
        population_share(tally, measure, GOOD, (("area", (a,)), ("care_group", (g,)))).share
        for measure in measures
        for a, g in tally.names
    ]
    return float(np.mean([float(s) for s in shares if s is not None]))


def main() -> None:
    folder, wanted, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    estimate = one_by_one if sys.argv[4:] == ["one-by-one"] else at_once
    measures = MEASURES[:wanted]
    seconds, cpu, counting = [], [], []
    for _ in range(rounds):
        begun, used = time.perf_counter(), time.process_time()
        tally = counted(folder, measures)
        counting.append(time.perf_counter() - begun)
        share = estimate(tally, measures)
        seconds.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - used)
    said = {"seconds": seconds, "cpu": cpu, "counting": counting, "measures": wanted, "share": share}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
