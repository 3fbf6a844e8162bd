"""svy (PyPI), with the interpreter of the benchmark's own environment: `estimation.mean` by domain, one
measure after another, since a measure's missing answers must not take away another's."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import polars as pl
import svy


def sample(folder: Path, measures: list[str]) -> svy.Sample:
    frame = pl.read_csv(folder / "frame.csv")
    rows = pl.read_parquet(folder / "records.parquet", columns=["area", "care_group", *measures])
    rows = rows.with_columns(pl.col("area").cast(pl.String), pl.col("care_group").cast(pl.String))
    rows = rows.join(frame, on=["area", "care_group"])
    rows = rows.with_columns(
        pl.concat_str("area", "care_group").alias("stratum"),
        (pl.col("pop_size") / pl.len().over("area", "care_group")).alias("weight"),
        *(pl.when(pl.col(m) > 0).then((pl.col(m) >= 4).cast(pl.Float64)).alias(m) for m in measures),
    ).with_columns(pl.col("stratum").alias("domain"))
    design = svy.Design(stratum="stratum", wgt="weight", pop_size="pop_size", singleton="center")
    return svy.Sample(rows, design)


def main() -> None:
    folder, wanted, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    measures = [f"q{i:02}" for i in range(1, wanted + 1)]
    seconds, cpu, fixed, fixed_cpu, shares = [], [], [], [], []
    for _ in range(rounds):
        begun, used = time.perf_counter(), time.process_time()
        drawn = sample(folder, measures)
        fixed.append(time.perf_counter() - begun)
        fixed_cpu.append(time.process_time() - used)
        found = [drawn.estimation.mean(m, by="domain", drop_nulls=True) for m in measures]
        seconds.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - used)
        shares = [cell.est for one in found for cell in one.estimates]
    share = sum(shares) / len(shares)
    parts = {"fixed": statistics.median(fixed), "fixed_cpu": statistics.median(fixed_cpu)}
    said = {"seconds": seconds, "cpu": cpu, "measures": wanted, "share": share, **parts}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
