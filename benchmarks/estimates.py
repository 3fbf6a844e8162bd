"""60 measures × 72 domains with estimate, standard error and interval, against other ways of making them.

    python -m benchmarks.estimates [--sizes 754,100000,…] [--rounds 3] [--without survey,svy]

Each contender runs in a process of its own; the figure is the median of its rounds, from the file (R: from
the table in memory) to the last limit, without the time for importing. A contender that would take too long
for sixty measures makes fewer, and its time is scaled: the part that grows with the measures × 60 / measures.
R comes from the system's packages, svy goes into an environment of the benchmark's own under build/.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.evidence_of_size import MEASURES, evidence_of

HOME = Path("build") / "bench"
OTHERS = HOME / "venv"
SIZES = (754, 100_000, 1_000_000, 10_000_000)
AIMS = "aims: 100 × R at 754, 2,000 × R at 1 million, 10 million in 2 s and under 300 MB"
HERE = [sys.executable, "-m"]
LOOK_EVERY = 0.02  # seconds
SCRIPTS = Path(__file__).parent / "contenders"


@dataclass(frozen=True, slots=True)
class Contender:
    """`measures[size]` is how many of the sixty it makes; a size that is not named it does not run at."""

    name: str
    command: tuple[str, ...]
    measures: dict[int, int]
    words: tuple[str, ...] = ()
    rounds: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    seconds: float
    measures: int
    cpu: float
    megabytes: float
    share: float | None
    counting: float | None = None


def contenders(left_out: set[str]) -> list[Contender]:
    every = dict.fromkeys(SIZES, 60)
    found = [
        Contender("bare count", (*HERE, "benchmarks.contenders.bare_count"), every),
        Contender("Cairn", (*HERE, "benchmarks.contenders.with_cairn"), every),
        Contender(
            "Cairn, one by one",
            (*HERE, "benchmarks.contenders.with_cairn"),
            {754: 60, 100_000: 10},
            ("one-by-one",),
            1,
        ),
        Contender(
            "pandas",
            (*HERE, "benchmarks.contenders.with_pandas"),
            {754: 60, 100_000: 60, 1_000_000: 60, 10_000_000: 6},
        ),
    ]
    svy, survey = None if "svy" in left_out else with_svy(), None if "survey" in left_out else with_survey()
    if svy is not None:
        found.append(Contender("svy", svy, {754: 60, 100_000: 4, 1_000_000: 1}, rounds=2))
    if survey is not None:
        found.append(Contender("R survey", survey, {754: 60, 100_000: 3, 1_000_000: 3}, rounds=1))
    return found


def with_svy() -> tuple[str, ...] | None:
    python = OTHERS / "bin" / "python"
    if not python.is_file():
        print("Installing svy into build/bench/venv …")
        made = subprocess.run([sys.executable, "-m", "venv", str(OTHERS)], check=False).returncode == 0
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "svy"]
        if not made or subprocess.run(install, check=False).returncode:
            shutil.rmtree(OTHERS, ignore_errors=True)
            print("NOT RUN: svy could not be installed.")
            return None
    return str(python), str(SCRIPTS / "with_svy.py")


def with_survey() -> tuple[str, ...] | None:
    if not _has_survey() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing r-base-core and r-cran-survey …")
        install = ["apt-get", "install", "-y", "-qq", "r-base-core", "r-cran-survey"]
        subprocess.run(install, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not _has_survey():
        print("NOT RUN: R with its survey package is not here. On Debian: apt-get install r-cran-survey")
        return None
    return "Rscript", "--vanilla", str(SCRIPTS / "with_survey.R")


def _has_survey() -> bool:
    program = shutil.which("Rscript")
    asked = ["Rscript", "--vanilla", "-e", "library(survey)"]
    return bool(program) and subprocess.run(asked, check=False, capture_output=True).returncode == 0


def run(one: Contender, folder: Path, size: int, rounds: int) -> Result | None:
    wanted = one.measures[size]
    words = (str(folder), str(wanted), str(one.rounds or rounds), *one.words)
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as wrong:
        process = subprocess.Popen([*one.command, *words], stdout=said, stderr=wrong)
        megabytes = watched(process)
        said.seek(0)
        wrong.seek(0)
        if process.returncode:
            print(f"NOT RUN: {one.name} at {size:,}: {(wrong.read().strip().splitlines() or ['?'])[-1]}")
            return None
        found = json.loads(said.read().strip().splitlines()[-1])
    counting = statistics.median(found["counting"]) if "counting" in found else None
    return Result(
        seconds=_scaled(found["seconds"], found.get("fixed", 0.0), wanted),
        cpu=_scaled(found["cpu"], found.get("fixed_cpu", 0.0), wanted),
        measures=wanted,
        megabytes=megabytes,
        share=found["share"],
        counting=counting,
    )


def watched(process: subprocess.Popen[bytes]) -> float:
    """Wait for the end of a process; the megabytes it held at most. What `wait4` says would not do: a process
    takes over the peak of the one that started it."""
    most = 0
    while process.poll() is None:
        with suppress(OSError):
            status = Path(f"/proc/{process.pid}/status").read_text()
            most = max([most, *(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line)])
        time.sleep(LOOK_EVERY)
    return most / 1024


def _scaled(rounds: list[float], fixed: float, measures: int) -> float:
    """The median, as it would be with all the measures."""
    return fixed + (statistics.median(rounds) - fixed) * len(MEASURES) / measures


def compare(size: int, rounds: int, every: list[Contender]) -> None:
    folder = evidence_of(size, HOME / "evidence")
    print(f"\n{size:,} records, {len(MEASURES)} measures × 72 domains")
    heads = ("seconds", "× Cairn", "CPU s", "× Cairn", "peak MB")
    print(f"  {'':<20}" + "".join(f"{head:>10}" for head in heads) + "   counting; notes")
    results = {one.name: run(one, folder, size, rounds) for one in every if size in one.measures}
    ours = results["Cairn"]
    assert ours is not None
    for one in every:
        if size not in one.measures:
            print(f"  {one.name:<20}{'–':>10}{'':>40}   not run: it would take too long")
    for name, found in results.items():
        if found is None:
            continue
        notes = [f"{found.counting:.3f}"] if found.counting is not None else []
        if found.measures < len(MEASURES):
            notes.append(f"scaled from {found.measures} of 60 measures")
        if found.share is not None and found.measures == ours.measures:
            assert ours.share is not None and abs(found.share - ours.share) < 1e-9, (name, found.share)
        clock = f"{found.seconds:>10.3f}{found.seconds / ours.seconds:>10,.2f}"
        work = f"{found.cpu:>10.3f}{found.cpu / ours.cpu:>10,.2f}"
        print(f"  {name:<20}{clock}{work}{found.megabytes:>10,.0f}   {'; '.join(notes)}")


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--sizes", default=",".join(map(str, SIZES)))
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--without", default="")
    given = reader.parse_args()
    every = contenders(set(given.without.split(",")))
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f} at the start; {AIMS}")
    if load > 1:
        print("The machine is busy with other work: trust the processor time, not the clock.")
    for size in map(int, given.sizes.split(",")):
        compare(size, given.rounds, every)


if __name__ == "__main__":
    main()
