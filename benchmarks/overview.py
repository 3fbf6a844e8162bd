"""The whole overview as its user runs it: fresh processes, wall clock, median of several.

    python -m benchmarks.overview [ROUNDS]

Aims on two cores: everything built in under 15 s, under 3 s when the evidence is there, `cairn --help` under
0.3 s. Peak memory is that of the largest process.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CAIRN = [sys.executable, "-W", "ignore", "-c", "from cairn.cli import main; main()"]
AIMS = {"everything": 15.0, "evidence is there": 3.0, "help": 0.3}


def timed(run: Callable[[], None], rounds: int) -> list[float]:
    seconds = []
    for _ in range(rounds):
        begun = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begun)
    return seconds


def cairn(*words: str) -> None:
    subprocess.run([*CAIRN, *words], check=True, capture_output=True)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    out = Path(tempfile.mkdtemp()) / "overview"
    build = ("overview", "scotland/2018-2020", "--out", str(out))

    def everything() -> None:
        shutil.rmtree(out, ignore_errors=True)
        cairn(*build)

    runs = {
        "everything": timed(everything, rounds),
        "evidence is there": timed(lambda: cairn(*build), rounds),
        "help": timed(lambda: cairn("--help"), rounds),
    }
    print(f"{'':<20}{'min':>8}{'median':>8}{'max':>8}{'aim':>8}   seconds")
    for name, seconds in runs.items():
        figures = (min(seconds), statistics.median(seconds), max(seconds), AIMS[name])
        print(f"{name:<20}" + "".join(f"{f:8.2f}" for f in figures))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
