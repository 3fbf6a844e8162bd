"""Cairn in the browser as its people use it: fifty at once, ten pages, eight inspections, two cores.

    python -m benchmarks.web [ROUNDS] [SECONDS]

Four measures in one run of about five minutes, medians over the rounds: how long a page takes with fifty
people at once (each asking for a page every five seconds, then all of them without a pause), how many queries
a page asks and what row-level security adds to their time, how soon a second start shows its first page, and
what memory a worker has for itself. Aims: a page within 300 ms for 95 of 100, within 3 s without pauses; the
first page within 2 s.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cairn.utils.postgres import EmbeddedServer
from tests.lib.crashing import CAIRN, environment, free_port

WORKERS, THREADS = "2", "4"
PAUSE = 5.0  # seconds, on average
PATIENCE = 120.0
WARM = 5.0
AIM_PAUSE, AIM_NO_PAUSE, AIM_START = 300.0, 3000.0, 2.0
Taken = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Round:
    """Of one start: seconds to its first page, what pages took with and without pauses, a worker's memory."""

    started: float
    calm: Taken
    hard: Taken
    megabytes: float


def main(rounds: float = 3, seconds: float = 20.0) -> int:
    home = Path(tempfile.mkdtemp(prefix="cairn-bench-"))
    home.chmod(0o711)
    try:
        tell("Making a programme of eight inspections, and measuring its queries …")
        told = json.loads(python("benchmarks.web_home", str(home)).splitlines()[-1])
        made = []
        for number in range(int(rounds)):
            tell(f"Round {number + 1} of {int(rounds)} (load {os.getloadavg()[0]:.1f}) …")
            made.append(one_round(home, told, seconds))
    finally:
        EmbeddedServer(home / "postgres").stop()
        shutil.rmtree(home, ignore_errors=True)
    sys.stdout.write(
        "\n".join([*table(told["measured"], made), "", *summary(told["measured"], made, seconds)])
    )
    failed = sum(len(one.calm.get("failed", [])) + len(one.hard.get("failed", [])) for one in made)
    sys.stdout.write(f"\nFailed: {failed}\n")
    return 1 if failed else 0


def one_round(home: Path, told: dict[str, Any], seconds: float) -> Round:
    port = free_port()
    began = time.perf_counter()
    process = serve(home, port)
    try:
        started = first_page(port, process) - began
        load(port, told, WARM, 0.0)
        calm, hard = load(port, told, seconds, PAUSE), load(port, told, seconds / 2, 0.0)
        return Round(started, calm, hard, private_megabytes(process.pid))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    words = ["serve", "--home", str(home), "--port", str(port), "--workers", WORKERS, "--threads", THREADS]
    return subprocess.Popen(
        [CAIRN, *words], env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def first_page(port: int, process: subprocess.Popen[bytes]) -> float:
    """When the first page came."""
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE and process.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return time.perf_counter()
        time.sleep(0.02)
    raise SystemExit("The server did not start.")


def private_megabytes(server: int) -> float:
    """The memory that a worker shares with nobody, the largest of them; NaN where no system tells."""
    mine, found = Path(f"/proc/{server}/cmdline"), [float("nan")]
    with suppress(OSError):
        for child in Path(f"/proc/{server}/task/{server}/children").read_text().split():
            if Path(f"/proc/{child}/cmdline").read_bytes() == mine.read_bytes():
                lines = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
                found.append(
                    sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
                )
    return max(found[1:], default=found[0])


def load(port: int, told: dict[str, Any], seconds: float, think: float) -> Taken:
    asked = {"port": port, "seconds": seconds, "think": think}
    asked |= {name: told[name] for name in ("pages", "sessions")}
    found: Taken = json.loads(python("benchmarks.web_load", given=json.dumps(asked)))
    return found


def python(module: str, *words: str, given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, *words],
        input=given,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def of_100(taken: list[float], share: int) -> float:
    """The time within which that many of a hundred were answered, in milliseconds."""
    if len(taken) < 2:
        return taken[0] * 1000 if taken else float("nan")
    return statistics.quantiles(taken, n=100, method="inclusive")[share - 1] * 1000


def table(measured: list[dict[str, Any]], made: list[Round]) -> list[str]:
    head = ("page", "queries", "guarded ms", "bare ms", "median ms", "p95 ms", "p95 no pause")
    out = [f"{head[0]:<20}" + "".join(f"{one:>13}" for one in head[1:])]
    for one in measured:
        page = one["page"]
        times = (
            over(made, lambda each, page=page: of_100(each.calm.get(page, []), 50)),  # type: ignore[misc]
            over(made, lambda each, page=page: of_100(each.calm.get(page, []), 95)),  # type: ignore[misc]
            over(made, lambda each, page=page: of_100(each.hard.get(page, []), 95)),  # type: ignore[misc]
        )
        numbers = (one["guarded"], one["bare"], *times)
        out.append(f"{page:<20}{one['queries']:>13}" + "".join(f"{number:>13.1f}" for number in numbers))
    return out


def summary(measured: list[dict[str, Any]], made: list[Round], seconds: float) -> list[str]:
    guarded, bare = (sum(one[name] for one in measured) for name in ("guarded", "bare"))
    calm = over(made, lambda one: of_100(every(one.calm), 95))
    hard = over(made, lambda one: of_100(every(one.hard), 95))
    started = over(made, lambda one: one.started)
    a_second = over(made, lambda one: len(every(one.hard)) / (seconds / 2))
    return [
        f"Medians of {len(made)} rounds, {os.cpu_count()} cores, load now {os.getloadavg()[0]:.1f}:",
        f"50 people, a page every {PAUSE:.0f} s: p95 {calm:.0f} ms "
        f"(aim {AIM_PAUSE:.0f} ms: {met(calm, AIM_PAUSE)})",
        f"50 people, no pause: p95 {hard:.0f} ms, {a_second:.0f} pages a second "
        f"(aim {AIM_NO_PAUSE:.0f} ms: {met(hard, AIM_NO_PAUSE)})",
        f"Second start to first page: {started:.1f} s (aim {AIM_START:.0f} s: {met(started, AIM_START)})",
        f"Memory of a worker's own: {over(made, lambda one: one.megabytes):.0f} MB",
        f"Row-level security adds {guarded - bare:.1f} ms to {bare:.1f} ms over the ten pages' queries "
        f"({(guarded / bare - 1) * 100:.0f} %)",
    ]


def over(made: list[Round], number: Callable[[Round], float]) -> float:
    return statistics.median(map(number, made))


def met(found: float, aim: float) -> str:
    return "met" if found <= aim else "not met"


def every(taken: Taken) -> list[float]:
    return [one for name, times in taken.items() if name != "failed" for one in times]


def tell(what: str) -> None:
    sys.stderr.write(what + "\n")


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:3])))
