"""Cairn in the browser as its people use it: fifty at once, ten pages, two cores.

    python -m benchmarks.web [SECONDS]

Three measures in one run: how long a page takes with fifty people at once (each asking for a page every five
seconds, then all of them without a pause), how many queries a page asks and what row-level security adds to
their time, and how soon a second start shows its first page. Aims: a page within 300 ms for 95 of 100, within
3 s without pauses; the first page within 2 s.
"""

from __future__ import annotations

import http.client
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from cairn.utils.postgres import EmbeddedServer
from tests.lib.crashing import CAIRN, environment, free_port

WORKERS, THREADS = "2", "4"
PAUSE = 5.0  # seconds, on average
PATIENCE = 120.0
WARM = 2.0


def main(seconds: float = 20.0) -> None:
    home = Path(tempfile.mkdtemp(prefix="cairn-bench-"))
    home.chmod(0o711)
    try:
        told = json.loads(python("benchmarks.web_home", str(home)).splitlines()[-1])
        port = free_port()
        began = time.perf_counter()
        process = serve(home, port)
        try:
            started = first_page(port) - began
            load(port, told, WARM, 0.0)
            calm, hard = load(port, told, seconds, PAUSE), load(port, told, seconds / 2, 0.0)
        finally:
            process.terminate()
            process.wait(60)
    finally:
        EmbeddedServer(home / "postgres").stop()
        shutil.rmtree(home, ignore_errors=True)
    print_table(told["measured"], calm, hard, seconds)
    sys.stdout.write(f"\nSecond start to first page: {started:.1f} s (aim 2 s)\n")


def serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    words = ["serve", "--home", str(home), "--port", str(port), "--workers", WORKERS, "--threads", THREADS]
    return subprocess.Popen(
        [CAIRN, *words], env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def first_page(port: int) -> float:
    """When the first page came."""
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return time.perf_counter()
        time.sleep(0.02)
    raise SystemExit("The server did not start.")


def load(port: int, told: dict[str, Any], seconds: float, think: float) -> dict[str, list[float]]:
    asked = {"port": port, "seconds": seconds, "think": think}
    asked |= {name: told[name] for name in ("pages", "sessions")}
    found: dict[str, list[float]] = json.loads(python("benchmarks.web_load", given=json.dumps(asked)))
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


def print_table(
    measured: list[dict[str, Any]], calm: dict[str, list[float]], hard: dict[str, list[float]], seconds: float
) -> None:
    head = ("page", "queries", "guarded ms", "bare ms", "median ms", "p95 ms", "p95 no pause")
    out = [f"{head[0]:<20}" + "".join(f"{one:>13}" for one in head[1:])]
    for one in measured:
        page = one["page"]
        times = (
            of_100(calm.get(page, []), 50),
            of_100(calm.get(page, []), 95),
            of_100(hard.get(page, []), 95),
        )
        numbers = (one["guarded"], one["bare"], *times)
        out.append(f"{page:<20}{one['queries']:>13}" + "".join(f"{number:>13.1f}" for number in numbers))
    guarded, bare = (sum(one[name] for one in measured) for name in ("guarded", "bare"))
    calm_all, hard_all = every(calm), every(hard)
    out += [
        "",
        f"All pages, 50 people, a page every {PAUSE:.0f} s: p95 {of_100(calm_all, 95):.0f} ms "
        f"of {len(calm_all)}",
        f"All pages, 50 people, no pause: p95 {of_100(hard_all, 95):.0f} ms, "
        f"{len(hard_all) / (seconds / 2):.0f} pages a second",
        f"Row-level security adds {guarded - bare:.1f} ms to {bare:.1f} ms over the ten pages' queries "
        f"({(guarded / bare - 1) * 100:.0f} %)",
        f"Failed: {len(calm.get('failed', [])) + len(hard.get('failed', []))}",
    ]
    sys.stdout.write("\n".join(out) + "\n")


def every(taken: dict[str, list[float]]) -> list[float]:
    return [one for name, times in taken.items() if name != "failed" for one in times]


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
