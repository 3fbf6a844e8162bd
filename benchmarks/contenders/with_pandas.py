"""pandas: a group by of the same file, then share, standard error and logit limits by hand, for strata that
are the domains. Whoever wants domains that cross strata writes more."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

STRATA = ["area", "care_group"]
T = 1.96


def estimates(folder: Path, measures: list[str]) -> float:
    rows = pd.read_parquet(folder / "records.parquet", columns=[*STRATA, *measures])
    children = pd.read_csv(folder / "frame.csv").set_index(STRATA)["pop_size"]
    answers = rows[measures]
    keys = [rows[name].astype(str).astype("category") for name in STRATA]
    answered = (answers > 0).groupby(keys, observed=True).sum()
    good = (answers >= 4).groupby(keys, observed=True).sum()
    share = good / answered
    unread = 1 - answered.div(children.reindex(answered.index), axis=0)
    error = np.sqrt(unread * share * (1 - share) / (answered - 1))
    with np.errstate(all="ignore"):
        reach = T * error / (share * (1 - share))
        middle = np.log(share / (1 - share))
        1 / (1 + np.exp(-(middle - reach))), 1 / (1 + np.exp(-(middle + reach)))
    return float(np.nanmean(share.to_numpy()))


def main() -> None:
    folder, wanted, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    measures = [f"q{i:02}" for i in range(1, wanted + 1)]
    seconds, cpu = [], []
    for _ in range(rounds):
        begun, used = time.perf_counter(), time.process_time()
        share = estimates(folder, measures)
        seconds.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - used)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "measures": wanted, "share": share}))


if __name__ == "__main__":
    main()
